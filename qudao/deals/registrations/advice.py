"""The engine's decision as it is kept with a registration, and read back. Vendor-private."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qudao.engines.kinds import ParamValue, Reason, Stance
from qudao.engines.registration import Decision, Outcome

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the rules propose for a registration, with the reasons and what would change it."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    what_would_change: tuple[Reason, ...]
    automatically_allowed: bool
    protect_until: date | None


def plain_of(decision: Decision) -> Plain:
    """The decision as plain data for the row of the registration."""
    until = decision.protect_until
    return {
        "outcome": decision.outcome.value,
        "reasons": plain_reasons(decision.reasons),
        "what_would_change": plain_reasons(decision.what_would_change),
        "automatically_allowed": decision.automatically_allowed,
        "protect_until": until.isoformat() if until else None,
    }


def advice_of(plain: Mapping[str, Any]) -> Advice | None:
    """The kept decision; none for a registration that was not screened yet."""
    if not plain:
        return None
    until = plain["protect_until"]
    return Advice(
        outcome=Outcome(plain["outcome"]),
        reasons=reasons_of(plain["reasons"]),
        what_would_change=reasons_of(plain["what_would_change"]),
        automatically_allowed=plain["automatically_allowed"],
        protect_until=date.fromisoformat(until) if until else None,
    )


def plain_reasons(reasons: Iterable[Reason]) -> list[Plain]:
    return [
        {
            "code": str(reason.code),
            "stance": reason.stance.value,
            "rule": reason.rule,
            "params": {name: _plain_value(value) for name, value in reason.params.items()},
        }
        for reason in reasons
    ]


def reasons_of(plain: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            code=one["code"],
            stance=Stance(one["stance"]),
            rule=one["rule"],
            params={name: _value(value) for name, value in one["params"].items()},
        )
        for one in plain
    )


def _plain_value(value: ParamValue) -> Any:
    """A moment, a day or an amount keeps its kind, so that it can be worded where it is read."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"number": str(value)} if isinstance(value, Decimal) else value


def _value(plain: Any) -> ParamValue:
    if isinstance(plain, Mapping):
        if "moment" in plain:
            return datetime.fromisoformat(plain["moment"])
        if "day" in plain:
            return date.fromisoformat(plain["day"])
        return Decimal(plain["number"])
    return plain if isinstance(plain, int) else str(plain)
