"""The commands that qudao adds to Django's own, one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Takes the arguments after the command's name, answers the exit code.
Entry = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name, what it does in one line, and `module:function` to call."""

    name: str
    summary: _StrPromise
    entry: str

    def load(self) -> Entry:
        module, _colon, function = self.entry.partition(":")
        entry: Entry = getattr(import_module(module), function)
        return entry


COMMANDS = (
    Command(
        "serve",
        _("Serve the site together with its worker and its periodic sweep"),
        "qudao.cli.serve:main",
    ),
    Command("setup", _("Make the programme of an empty installation"), "qudao.cli.setup:main"),
    Command("demo", _("Build the demonstration programme anew"), "qudao.cli.demo:main"),
    Command(
        "import",
        _("Bring in a CSV or XLSX file: partners, customers, sales lines and more"),
        "qudao.cli.bring_in:main",
    ),
    Command("worker", _("Work through the queue of jobs"), "qudao.cli.worker:main"),
    Command(
        "backup", _("Write everything, files included, to one file"), "qudao.cli.backup:backup"
    ),
    Command("restore", _("Put a backup into an empty installation"), "qudao.cli.backup:restore"),
    Command(
        "codes",
        _("Load the codes of regions and industries"),
        "qudao.cli.market:load_codes",
    ),
    Command(
        "reindex",
        _("Write the match keys of customers anew, or check them"),
        "qudao.cli.market:rebuild_keys",
    ),
    Command(
        "reconcile",
        _("Rebuild the maintained totals from the rows"),
        "qudao.cli.reconcile:main",
    ),
    Command("sweep", _("Queue the jobs of every deadline that has passed"), "qudao.cli.sweep:main"),
)


def command_named(name: str) -> Command | None:
    return next((command for command in COMMANDS if command.name == name), None)
