"""`qudao setup`: make the programme of an empty installation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.cli.database import migrate_if_needed
from qudao.cli.demonstration import RealProgramme
from qudao.cli.terminal import complain, say
from qudao.core import clock
from qudao.core.actor import system_actor
from qudao.core.errors import Invalid
from qudao.core.mark import unmark
from qudao.core.programme import today
from qudao.market.cells.actions import seed_reference
from qudao.people.actions.invitations import IssuedInvitation
from qudao.people.actions.programme import ProgrammeInput, SetUpInput, set_up_programme
from qudao.people.deliveries import public_url
from qudao.rules.actions import VersionInput, publish_version

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Ask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to know: the flag that gives it, the words that ask for it, the usual answer.

    `field` is the name under which the action refuses it.
    """

    field: str
    words: _StrPromise
    usual: str = ""

    @property
    def flag(self) -> str:
        return "--" + self.field.replace("_", "-")


QUESTIONS = (
    Question("name_zh", gettext_lazy("Chinese name of the programme")),
    Question("name_en", gettext_lazy("English name of the programme")),
    Question("vendor_zh", gettext_lazy("Chinese name of the vendor")),
    Question("vendor_en", gettext_lazy("English name of the vendor")),
    Question("default_language", gettext_lazy("Language: zh-hans or en"), "zh-hans"),
    Question("time_zone", gettext_lazy("Time zone"), "Asia/Shanghai"),
    Question("currency", gettext_lazy("Currency, by its ISO code"), "CNY"),
    Question("holiday_calendar", gettext_lazy("Country of the holiday calendar, or NONE"), "CN"),
    Question("fiscal_year_starts_in", gettext_lazy("First month of the fiscal year, 1 to 12"), "1"),
    Question("director_name", gettext_lazy("Name of the first head of channel")),
    Question("director_email", gettext_lazy("E-mail of the first head of channel")),
)


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    if settings.IS_DEMONSTRATION:
        raise RealProgramme(_("Take QUDAO_DEMONSTRATION out and set QUDAO_SECRET_KEY first."))
    migrate_if_needed()
    answers: dict[str, str] = {
        question.field: getattr(options, question.field) for question in QUESTIONS
    }
    is_terminal = sys.stdin.isatty()
    issued = by_conversation(answers, ask_person) if is_terminal else by_flags(answers)
    if issued is None:
        return 1
    unmark(settings.VAR_DIR)
    greet(issued)
    return 0


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="qudao setup",
        description=_(
            "Make the programme of an empty installation and print the first invitation. "
            "At a terminal, what no flag says is asked for."
        ),
    )
    for question in QUESTIONS:
        result.add_argument(question.flag, default="", metavar="TEXT", help=str(question.words))
    return result


def by_flags(answers: dict[str, str]) -> IssuedInvitation | None:
    """Set up without asking; what is wrong is said by its flag."""
    for question in QUESTIONS:
        answers[question.field] = answers[question.field] or question.usual
    try:
        return set_up(answers)
    except Invalid as refused:
        for field, message in problems_of(refused).items():
            complain(f"{flag_of(field)}: {message}")
        return None


def by_conversation(answers: dict[str, str], ask: Ask) -> IssuedInvitation:
    """Ask for what no flag said, and again for what was refused."""
    for question in QUESTIONS:
        answers[question.field] = answers[question.field] or answer_to(question, ask)
    while True:
        try:
            return set_up(answers)
        except Invalid as refused:
            wrong = problems_of(refused)
        for question in QUESTIONS:
            if question.field in wrong:
                complain(wrong[question.field])
                answers[question.field] = answer_to(question, ask)


def ask_person(words: str) -> str:
    """What was typed; whoever ends the talk by Ctrl-D breaks off as by Ctrl-C."""
    try:
        return input(words)
    except EOFError as end:
        raise KeyboardInterrupt from end


def answer_to(question: Question, ask: Ask) -> str:
    usual = f" [{question.usual}]" if question.usual else ""
    return ask(f"{question.words}{usual}: ").strip() or question.usual


@transaction.atomic
def set_up(answers: dict[str, str]) -> IssuedInvitation:
    actor, moment = system_actor("setup"), clock.now()
    issued = set_up_programme(actor, input_of(answers), now=moment)
    seed_reference(actor, now=moment)
    first = VersionInput(label=f"{today(moment).year}.1", effective_from=moment, policy={})
    publish_version(actor, first, now=moment)  # without rules nothing could be registered
    return issued


def input_of(answers: dict[str, str]) -> SetUpInput:
    month = answers["fiscal_year_starts_in"]
    return SetUpInput(
        programme=ProgrammeInput(
            name_zh=answers["name_zh"],
            name_en=answers["name_en"],
            default_language=answers["default_language"],
            time_zone=answers["time_zone"],
            currency=answers["currency"].upper(),
            holiday_calendar=answers["holiday_calendar"].upper(),
            fiscal_year_starts_in=int(month) if month.isascii() and month.isdigit() else 0,
        ),
        vendor_zh=answers["vendor_zh"],
        vendor_en=answers["vendor_en"],
        director_name=answers["director_name"],
        director_email=answers["director_email"],
    )


def problems_of(refused: Invalid) -> dict[str, str]:
    return {problem.field: str(problem.message) for problem in refused.problems}


def flag_of(field: str) -> str:
    return next(question.flag for question in QUESTIONS if question.field == field)


def greet(issued: IssuedInvitation) -> None:
    say()
    say(_("The programme is set up. Start it with: qudao serve"))
    say(_("Then the first head of channel opens this link; it works once, for 14 days:"))
    say(f"  {public_url(issued.path)}")
