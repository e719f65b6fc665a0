"""`qudao import KIND FILE`: the workbench's import at the command line."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from django.utils.translation import gettext as _

from qudao.cli.terminal import ProgressBar, complain, say
from qudao.core import clock
from qudao.core.actor import Actor, system_actor
from qudao.core.errors import Invalid, QudaoError
from qudao.core.spreadsheet import safe_cell
from qudao.intake.actions import (
    FileGiven,
    ImportInput,
    carry_out_run,
    check_run,
    forget_import,
    preview_import,
    settle_columns,
    start_here,
)
from qudao.intake.kinds import IMPORTABLE
from qudao.intake.selectors import Preview, Result, preview_of, reject_lines, result_of
from qudao.people.actors import actor_with_email

FIRST_REJECTS = 10


class NoSuchFile(QudaoError):
    """A file that the command names cannot be read or written."""

    code = "no_such_file"


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    actor = actor_with_email(options.actor) if options.actor else system_actor("qudao import")
    _insist_on_place_for(options.rejects, read=options.file)
    try:
        run_id = _preview(actor, options)
        preview = preview_of(actor, run_id)
        _say_preview(preview)
        if preview.failure:
            forget_import(actor, run_id, now=clock.now())
            complain(preview.failure)
            return 1
        if not options.yes and not _agreed():
            forget_import(actor, run_id, now=clock.now())
            say(_("Nothing was imported. With --yes it is imported without asking."))
            return 0
        result = _carry_out(actor, run_id, preview.rows)
    except Invalid as problem:
        for one in problem.problems:
            complain(f"{one.field}: {one.message}" if one.field else one.message)
        return 1
    return _say_result(actor, result, options.rejects)


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="qudao import",
        description=_(
            "Show what a file holds, then bring it in. The same file twice changes nothing; rows "
            "that break a rule are told with the rule and stop no other."
        ),
    )
    kinds = ", ".join(IMPORTABLE)
    result.add_argument("kind", metavar="KIND", type=_kind, help=kinds)
    result.add_argument("file", metavar="FILE", help=_("CSV or XLSX; CSV may be packed as .gz"))
    result.add_argument(
        "--keys",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help=_("a second file in which keys are looked up; may be given several times"),
    )
    result.add_argument("--mapping", default="", metavar="NAME", help=_("a saved column mapping"))
    result.add_argument(
        "--source", default="files", help=_("the system that the file comes from; names its keys")
    )
    result.add_argument(
        "--currency", default="", help=_("the currency of amounts that name none, such as CNY")
    )
    result.add_argument("--rejects", metavar="FILE", help=_("write refused rows to a CSV file"))
    result.add_argument(
        "--as", dest="actor", metavar="EMAIL", help=_("import with the rights of this person")
    )
    result.add_argument("--yes", action="store_true", help=_("import without asking"))
    return result


def _kind(written: str) -> str:
    """`sell-through` and `sell_through` are one kind."""
    name = written.lower().replace("-", "_")
    if name not in IMPORTABLE:
        raise argparse.ArgumentTypeError(", ".join(IMPORTABLE))
    return name


def _insist_on_place_for(rejects: str | None, *, read: str) -> None:
    """Before anything is imported: afterwards the refused rows would have no place, or take that
    of the file itself."""
    if not rejects:
        return
    if Path(rejects).resolve() == Path(read).resolve():
        raise NoSuchFile(_("Name another file for the refused rows than the one that is read."))
    try:
        Path(rejects).open("a", encoding="utf-8").close()
    except OSError as error:
        message = _("%(path)s cannot be written: %(why)s")
        raise NoSuchFile(message % {"path": rejects, "why": error.strerror}) from error


def _preview(actor: Actor, options: argparse.Namespace) -> str:
    with ExitStack() as stack:

        def given(path: str) -> FileGiven:
            try:
                stream = stack.enter_context(Path(path).open("rb"))
            except OSError as error:
                message = _("%(path)s cannot be read: %(why)s")
                raise NoSuchFile(message % {"path": path, "why": error.strerror}) from error
            return FileGiven(Path(path).name, stream)

        keys = [one.partition("=") if "=" in one else ("", "", one) for one in options.keys]
        asked = ImportInput(
            kind=options.kind,
            file=given(options.file),
            keys=[(name, given(path)) for name, _mark, path in keys],
            source=options.source,
            mapping=options.mapping,
            currency=options.currency,
        )
        run = preview_import(actor, asked, now=clock.now())
    try:
        settle_columns(actor, run.public_id, now=clock.now())
    except Invalid:  # nobody chooses columns at the command line: it is typed anew
        forget_import(actor, run.public_id, now=clock.now())
        raise
    check_run(actor, run.public_id, clock=clock.now)
    return run.public_id


def _carry_out(actor: Actor, run_id: str, rows: int) -> Result:
    start_here(actor, run_id, now=clock.now())
    bar = ProgressBar(_("Importing"))
    carry_out_run(actor, run_id, clock=clock.now, progress=lambda done: bar(done, max(rows, 1)))
    return result_of(actor, run_id)


def _say_preview(preview: Preview) -> None:
    say(_("%(file)s as %(kind)s") % {"file": preview.file, "kind": preview.kind})
    for column in preview.columns:
        say(f"  {column.header or column.constant:<32} → {column.label}")
    if preview.unused:
        say("  " + _("not used: %(columns)s") % {"columns": ", ".join(preview.unused)})
    say(_("%(good)s rows hold, %(bad)s are refused") % {"good": preview.good, "bad": preview.bad})
    for words, count in (*preview.asides, *preview.remarks):
        say(f"  {count} {words}")
    if preview.tried:
        fates = ", ".join(f"{count} {words}" for words, count in preview.tried_fates)
        tried = _("tried on the first %(rows)s rows: %(fates)s, %(refused)s refused")
        refused = preview.tried_refused
        say(tried % {"rows": preview.tried, "fates": fates or "0", "refused": refused})
    for words, count in preview.tried_notes:
        say(f"  {count} {words}")
    for reject in (*preview.rejects, *preview.tried_rejects)[:FIRST_REJECTS]:
        where = _("row %(row)s, %(column)s") % {"row": reject.row, "column": reject.column}
        say(f"  {where}: {reject.value} – {reject.words}")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        answer = input(_("Import? [y/N] "))
    except EOFError:  # Ctrl-D
        return False
    return answer.strip().lower() in {"y", "yes", "是", "好"}


def _say_result(actor: Actor, result: Result, rejects: str | None) -> int:
    for label, count in result.counts:
        say(f"  {count:>10,} {label}")
    for words, count in result.notes:
        say(f"  {count:>10,} {words}")
    if rejects:
        head, lines = reject_lines(actor, result.public_id)
        with Path(rejects).open("w", encoding="utf-8-sig", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(head)
            writer.writerows([safe_cell(str(cell)) for cell in line] for line in lines)
    if result.failure:
        complain(result.failure)
        return 1
    return 0
