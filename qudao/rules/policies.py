"""A version's policy, read into the typed objects that the engines take.

A version holds plain data, `{"registration": {...}, "quarter": {...}}`. What it leaves out has
the default; what it misspells or sets out of bounds is refused before publication, all at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.core.errors import FieldProblem
from qudao.engines.kinds import PolicyProblem
from qudao.engines.registration import RegistrationPolicy
from qudao.engines.registration.policy import BOUNDS
from qudao.rules.models import RulebookVersion

REGISTRATION, QUARTER = "registration", "quarter"
Plain = Mapping[str, Any]
# What a registration can be asked to fill in, as the rules call it.
ASKABLE = frozenset(
    {
        *("customer", "product", "project", "contact", "photo", "amount", "stage"),
        *("expected_award_on", "need", "decision_contact", "rival_brand", "evidence"),
        "value_added",
    }
)
_ASKED = ("quick_fields", "full_fields", "teaming_fields")
_SCOPE = (("customer",), ("product",))


class DoneSource(StrEnum):
    """What counts as done in a quarter."""

    WON_OPPORTUNITIES = "won_opportunities"
    SALES_LINES = "sales_lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPolicy:
    """How the figures of a quarter are made. Naming both sources adds them, so a programme whose
    orders also stand in its funnel names one."""

    done_from: tuple[DoneSource, ...] = (DoneSource.WON_OPPORTUNITIES,)


_ORDER_PROBLEMS: dict[str, Promise] = {
    "currency": gettext_lazy("Give the currency as its three capital letters, for instance CNY."),
    "minimum_amount": gettext_lazy("Give an amount of 0 or more."),
    "auto_approve_below": gettext_lazy("Give an amount of 0 or more."),
    "protection_max_days": gettext_lazy("Not fewer days than the shortest protection."),
    "renewal_max_days": gettext_lazy("Not fewer days than the longest protection."),
    "named_account_lookback_days": gettext_lazy("Not fewer days than for other accounts."),
    "remind_before_days": gettext_lazy("Give days above 0, the longest first, none twice."),
}


def registration_policy(version: RulebookVersion) -> RegistrationPolicy:
    """The registration rules of a version."""
    return _read_registration(json.dumps(version.policy.get(REGISTRATION, {}), sort_keys=True))


def quarter_policy(version: RulebookVersion) -> QuarterPolicy:
    """How a version has the quarter counted."""
    named = version.policy.get(QUARTER, {}).get("done_from")
    return QuarterPolicy() if named is None else QuarterPolicy(done_from=_sources(named))


def policy_problems(policy: Plain) -> list[FieldProblem]:
    """All that a version may not be published with: unknown names, wrong kinds, out of bounds."""
    found = []
    for name, plain in policy.items():
        if name not in _PARTS:
            said = _("The rulebook has no part of this name.")
            found.append(FieldProblem(name, "unknown_field", said))
        elif not isinstance(plain, Mapping):
            said = _("This part of the rulebook is a table of names and values.")
            found.append(FieldProblem(name, "wrong_kind", said))
        else:
            found += _PARTS[name](plain)
    return found


@lru_cache(maxsize=64)
def _read_registration(text: str) -> RegistrationPolicy:
    plain: Plain = json.loads(text)
    known = {field.name: field for field in fields(RegistrationPolicy)}
    parsed: dict[str, Any] = {name: _parsed(known[name], value) for name, value in plain.items()}
    return RegistrationPolicy(**parsed)


# ---------------------------------------------------------------------- checking


def _registration_problems(plain: Plain) -> list[FieldProblem]:
    known = {field.name: field for field in fields(RegistrationPolicy)}
    problems: list[FieldProblem] = []
    parsed: dict[str, Any] = {}
    for name, value in plain.items():
        try:
            parsed[name] = _parsed(known[name], value)
        except KeyError:
            problems.append(_problem(name, "unknown_field", _("The rules have no such value.")))
        except (TypeError, ValueError, InvalidOperation):
            problems.append(_problem(name, "wrong_kind", _("This value is not of the right kind.")))
    problems += [found for name in parsed if (found := _out_of_bounds(name, parsed[name]))]
    for name in _ASKED:
        if name in parsed:
            problems += _asked_problems(name, parsed[name])
    return problems or _order_problem(parsed)


def _asked_problems(name: str, asked: tuple[tuple[str, ...], ...]) -> list[FieldProblem]:
    """Fields that nobody could fill in, and a quick registration without a scope."""
    if any(not alternatives or set(alternatives) - ASKABLE for alternatives in asked):
        message = _("Name one or more of: %(names)s.") % {"names": ", ".join(sorted(ASKABLE))}
        return [_problem(name, "unknown_choice", message)]
    if name == "quick_fields" and not set(_SCOPE) <= set(asked):
        message = _("Ask for customer and product: without them a registration has no scope.")
        return [_problem(name, "scope_not_asked", message)]
    return []


def _out_of_bounds(name: str, value: object) -> FieldProblem | None:
    if name not in BOUNDS or not isinstance(value, int | Decimal):
        return None
    low, high = BOUNDS[name]
    if low <= value <= high:
        return None
    message = _("Between %(lowest)s and %(highest)s.") % {"lowest": low, "highest": high}
    return _problem(name, "out_of_bounds", message)


def _order_problem(parsed: dict[str, Any]) -> list[FieldProblem]:
    try:
        RegistrationPolicy(**parsed)
    except PolicyProblem as problem:
        said = _ORDER_PROBLEMS.get(problem.field.partition(".")[0], problem.bound)
        return [_problem(problem.field, problem.code, str(said))]
    return []


def _quarter_problems(plain: Plain) -> list[FieldProblem]:
    said = _("The rules have no such value.")
    problems = [
        FieldProblem(f"{QUARTER}.{name}", "unknown_field", said)
        for name in plain
        if name != "done_from"
    ]
    try:
        _sources(plain.get("done_from", [DoneSource.WON_OPPORTUNITIES]))
    except (TypeError, ValueError):
        names = ", ".join(DoneSource)
        message = _("Name one or more of: %(names)s.") % {"names": names}
        problems.append(FieldProblem(f"{QUARTER}.done_from", "unknown_choice", message))
    return problems


def _problem(name: str, code: str, message: str) -> FieldProblem:
    return FieldProblem(f"{REGISTRATION}.{name}", code, message)


# ---------------------------------------------------------------------- reading one value


def _sources(plain: object) -> tuple[DoneSource, ...]:
    if not isinstance(plain, list) or not plain:
        raise TypeError
    return tuple(dict.fromkeys(DoneSource(one) for one in plain))


def _parsed(field: Field[Any], value: object) -> object:
    """The value in the kind of the field's default. Amounts and shares are texts, never floats."""
    default = field.default
    if default is MISSING and field.default_factory is not MISSING:
        default = field.default_factory()
    parse = _days if field.name == "remind_before_days" else _PARSERS[type(default)]
    return parse(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    number = Decimal(value)
    if number.is_nan():
        raise ValueError
    return number


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _caps(value: object) -> dict[str, int]:
    if not isinstance(value, Mapping):
        raise TypeError
    return {_text(tier): _whole(cap) for tier, cap in value.items()}


def _days(value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_whole(one) for one in value)


def _asked(value: object) -> tuple[tuple[str, ...], ...]:
    """Lists of fields of which one is enough."""
    if not isinstance(value, list) or not all(isinstance(names, list) for names in value):
        raise TypeError
    return tuple(tuple(_text(name) for name in names) for names in value)


_PARSERS: dict[type, Callable[[object], object]] = {
    int: _whole,
    Decimal: _decimal,
    str: _text,
    dict: _caps,
    tuple: _asked,
}
_PARTS: dict[str, Callable[[Plain], list[FieldProblem]]] = {
    REGISTRATION: _registration_problems,
    QUARTER: _quarter_problems,
}
