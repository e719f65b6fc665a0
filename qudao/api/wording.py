"""Codes and sentences for input that does not have the declared shape.

The checks are pydantic's; the words are ours, in the reader's language, and never repeat the
input, which may hold what a log must not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from qudao.core.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

LARGEST_NUMBER_OF_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Wording:
    """Our code for a kind of problem, and the sentence with its bounds as placeholders."""

    code: str
    message: Text


_MISSING = Wording("required", _("This field is required."))
_TEXT = Wording("text_expected", _("A text is expected here."))
_WHOLE = Wording("whole_number_expected", _("A whole number is expected here."))
_AMOUNT = Wording(
    "amount_expected", _("An amount is expected here, written as a text such as “1860000.50”.")
)
_DAY = Wording("day_expected", _("A day is expected here, written as 2026-03-31."))
_MOMENT = Wording(
    "moment_expected", _("A moment is expected here, written as 2026-03-31T09:30:00+08:00.")
)
_YES_NO = Wording("true_or_false_expected", _("Write true or false."))
_CHOICE = Wording("unknown_choice", _("Choose one of: %(expected)s."))
_OBJECT = Wording("object_expected", _("An object with named fields is expected here."))
_LIST = Wording("list_expected", _("A list is expected here."))
_DIGITS = Wording("too_many_decimals", _("An amount has at most four decimals."))
_LARGE = Wording("amount_too_large", _("The amount is too large."))
_OTHER = Wording("unreadable_value", _("This value cannot be read."))

# pydantic's kinds of errors → ours
WORDINGS: dict[str, Wording] = {
    "missing": _MISSING,
    "extra_forbidden": Wording("unknown_field", _("There is no field of this name.")),
    "string_type": _TEXT,
    "string_unicode": Wording("broken_text", _("The text holds a broken character.")),
    "string_too_long": Wording("too_long", _("At most %(max_length)s characters.")),
    "string_too_short": Wording("too_short", _("At least %(min_length)s characters.")),
    "string_pattern_mismatch": Wording("wrong_form", _("This does not have the expected form.")),
    "control_character": Wording(
        "control_character", _("The text holds a control character that no keyboard writes.")
    ),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_type": _AMOUNT,
    "decimal_parsing": _AMOUNT,
    "finite_number": Wording("number_expected", _("A number is expected here.")),
    "decimal_max_places": _DIGITS,
    "decimal_max_digits": _LARGE,
    "decimal_whole_digits": _LARGE,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "list_type": _LIST,
    "too_long": Wording("too_many", _("At most %(max_length)s entries.")),
    "too_short": Wording("too_few", _("At least %(min_length)s entries.")),
    "greater_than": Wording("too_small", _("This must be more than %(gt)s.")),
    "greater_than_equal": Wording("too_small", _("This must be at least %(ge)s.")),
    "less_than": Wording("too_large", _("This must be less than %(lt)s.")),
    "less_than_equal": Wording("too_large", _("This must be at most %(le)s.")),
    "number_not_text": _AMOUNT,
}
UNKNOWN_PARAMETER = Wording("unknown_parameter", _("This operation has no parameter of this name."))
UNKNOWN_FIELD = WORDINGS["extra_forbidden"]
WRONG_CURSOR = Wording(
    "wrong_cursor", _("This cursor does not belong to this list, its filters and its order.")
)


def shape_problems(errors: Sequence[Mapping[str, Any]]) -> Invalid:
    """All problems of an input at once, each with its field."""
    return Invalid([_problem(error) for error in errors[:LARGEST_NUMBER_OF_PROBLEMS]])


def problem_with(field: str, wording: Wording) -> Invalid:
    return Invalid.field(field, wording.code, wording.message)


def _problem(error: Mapping[str, Any]) -> FieldProblem:
    wording = WORDINGS.get(error["type"], _OTHER)
    bounds = error.get("ctx") or {}
    message = wording.message
    if "%(" in str(message):
        message = str(message) % bounds
    return FieldProblem(_field(error["loc"]), wording.code, message)


def _field(place: Sequence[str | int]) -> str:
    """`customer.name` or `cells.0`: the place without its source and the name of the argument."""
    source, *steps = place
    if source != "path" and len(steps) > 1:
        steps = steps[1:]
    elif source == "body":
        steps = []
    return ".".join(str(step)[:60] for step in steps)
