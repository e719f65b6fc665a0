"""Everything that can be done with files of others."""

from qudao.intake.actions.carrying import carry_out_run, check_run
from qudao.intake.actions.channel import check_channel, delete_check, start_check
from qudao.intake.actions.columns import (
    ColumnChoice,
    add_key_file,
    choose_columns,
    save_mapping,
    settle_columns,
)
from qudao.intake.actions.receiving import FileGiven, ImportInput, preview_import
from qudao.intake.actions.steering import forget_import, start_here, start_import, stop_import

__all__ = [
    "ColumnChoice",
    "FileGiven",
    "ImportInput",
    "add_key_file",
    "carry_out_run",
    "check_channel",
    "check_run",
    "choose_columns",
    "delete_check",
    "forget_import",
    "preview_import",
    "save_mapping",
    "settle_columns",
    "start_check",
    "start_here",
    "start_import",
    "stop_import",
]
