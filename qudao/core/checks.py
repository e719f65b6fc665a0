"""Checking an input: every problem is collected, so that the answer names all of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from qudao.core.errors import FieldProblem, Invalid
from qudao.core.money import LARGEST, UNIT
from qudao.engines.identity import fold

EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 1, 1)
# Control signs, line separators, and signs that turn the direction of writing around.
_CONTROL_SIGN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_WEBSITE = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:\d{1,5})?(/\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"[+()0-9][-+()0-9 ./x#]{4,39}")
_CURRENCY = re.compile(r"[A-Z]{3}")
# In a text of several lines: control signs but tab and line breaks, and turned writing.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
LONGEST_NAME, LONGEST_EMAIL, LONGEST_REASON = 200, 254, 500


def can_be_read(name: str) -> bool:
    """Whether a letter or digit is left of a name as identity compares it."""
    return any(sign.isalnum() for sign in fold(name))


class Checks:
    """Gathers the problems of one input; `finish` refuses the input if there are any."""

    def __init__(self) -> None:
        self.problems: list[FieldProblem] = []

    def refuse(self, field: str, code: str, message: str) -> None:
        self.problems.append(FieldProblem(field, code, message))

    def finish(self) -> None:
        """Raise `Invalid` with every problem that was found."""
        if self.problems:
            raise Invalid(self.problems)

    def text(self, field: str, value: str, *, longest: int) -> None:
        """One line of bounded length without control signs; may be empty."""
        if len(value) > longest:
            message = _("At most %(longest)s characters; there are %(there)s.")
            self.refuse(field, "too_long", message % {"longest": longest, "there": len(value)})
        elif _CONTROL_SIGN.search(value):
            self.refuse(field, "control_sign", _("Remove the control characters."))

    def reason(self, field: str, value: str) -> None:
        """Why somebody did something: some lines of bounded length; may be empty."""
        if len(value) > LONGEST_REASON:
            message = _("At most %(longest)s characters; there are %(there)s.")
            shown = {"longest": LONGEST_REASON, "there": len(value)}
            self.refuse(field, "too_long", message % shown)
        elif _UNWRITABLE.search(value):
            self.refuse(field, "control_sign", _("Remove the control characters."))

    def required(self, field: str, value: object) -> None:
        if not value:
            self.refuse(field, "required", _("This field is required."))

    def named(self, field: str, name: str) -> None:
        """A name that can be read, if one is given: signs alone, seen or unseen, are none."""
        if name.strip() and not can_be_read(name):
            message = _("A name needs at least one letter or digit.")
            self.refuse(field, "no_letters", message)

    def a_name(self, name_zh: str, name_en: str, *, longest: int = LONGEST_NAME) -> None:
        """A name in at least one of the two languages."""
        for field, name in (("name_zh", name_zh), ("name_en", name_en)):
            self.text(field, name, longest=longest)
            self.named(field, name)
        if not name_zh.strip() and not name_en.strip():
            message = _("Give a name in Chinese or in English.")
            self.refuse("name_zh", "required", message)

    def one_of(self, field: str, value: str, allowed: Iterable[str]) -> None:
        choices = list(allowed)
        if value not in choices:
            message = _("“%(value)s” is not one of: %(choices)s.")
            shown = {"value": value[:40], "choices": ", ".join(choices)}
            self.refuse(field, "unknown_choice", message % shown)

    def between(self, field: str, value: int | None, lowest: int, highest: int) -> None:
        if value is not None and not lowest <= value <= highest:
            message = _("Between %(lowest)s and %(highest)s.")
            self.refuse(field, "out_of_bounds", message % {"lowest": lowest, "highest": highest})

    def day(self, field: str, value: date | None) -> None:
        """A day of this business age: 1990 to 2099."""
        if value is not None and not EARLIEST <= value < LATEST:
            message = _("A day between 1990-01-01 and 2099-12-31.")
            self.refuse(field, "out_of_bounds", message)

    def period(self, first: tuple[str, date], last: tuple[str, date | None]) -> None:
        """Two named days of which the second, if there is one, is the later."""
        self.day(*first)
        self.day(*last)
        if last[1] is not None and last[1] <= first[1]:
            self.refuse(last[0], "ends_too_early", _("The end must come after the start."))

    def amount(self, field: str, value: Decimal) -> None:
        """Money that is not negative, with at most four decimals."""
        if not value.is_finite() or value < 0 or value > LARGEST:
            message = _("An amount between 0 and %(largest)s.")
            self.refuse(field, "out_of_bounds", message % {"largest": f"{LARGEST:,}"})
        elif value != value.quantize(UNIT):
            self.refuse(field, "too_many_decimals", _("An amount has at most four decimals."))

    def email(self, field: str, value: str) -> None:
        """An address that fits its column; the longest valid ones of all would not."""
        try:
            if value:
                validate_email(value)
        except ValidationError:
            message = _("This is not an e-mail address, such as name@example.com.")
            self.refuse(field, "not_an_email", message)
        else:
            self.text(field, value, longest=LONGEST_EMAIL)

    def website(self, field: str, value: str) -> None:
        self.text(field, value, longest=200)
        if value and not _WEBSITE.fullmatch(value):
            message = _("This is not a web address, such as www.example.com.")
            self.refuse(field, "not_a_website", message)

    def phone(self, field: str, value: str) -> None:
        if value and not _PHONE.fullmatch(value):
            message = _("A telephone number has 5 to 40 digits, spaces or signs such as + - ( ).")
            self.refuse(field, "not_a_phone", message)

    def currency(self, field: str, value: str) -> None:
        if not _CURRENCY.fullmatch(value):
            message = _("A currency is three capital letters, such as CNY.")
            self.refuse(field, "not_a_currency", message)
