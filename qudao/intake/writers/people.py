"""Sales people and their quotas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from qudao.core.upserting import Keyed
from qudao.engines.tabular.fields import ImportKind
from qudao.intake.writers.base import (
    Incoming,
    Outcome,
    References,
    Refused,
    Setting,
    Values,
    Writer,
    amount,
    day,
    spread,
    text,
    whole,
)
from qudao.market.goals.bulk import (
    QuotaLine,
    SalesPersonLine,
    put_quotas,
    put_sales_people,
    sales_people_called,
)

LONGEST_KEY = 80
_MONTH_WORDS = ("month", "月")


class SalesPersonWriter(Writer):
    """Sales people by their number, else by their name."""

    def own_key(self, values: Values) -> str:
        return (text(values, "code") or _name(values))[:LONGEST_KEY]

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        keyed = [Keyed(row.key, _person(row.values), row.repeated) for row in rows]
        return put_sales_people(self.setting.actor, self.setting.source, keyed)


def _name(values: Values) -> str:
    parts = (text(values, "first_name"), text(values, "last_name"))
    return text(values, "name") or " ".join(part for part in parts if part)


def _person(values: Values) -> SalesPersonLine:
    return SalesPersonLine(
        name=_name(values)[:120],
        region_name=text(values, "territory")[:120],
        manager_name=text(values, "manager")[:120],
    )


class QuotaWriter(Writer):
    """Quotas by their number, else by who they are for and when they start."""

    def __init__(self, kind: ImportKind, setting: Setting) -> None:
        super().__init__(kind, setting)
        self._people = References()
        self._named: dict[str, tuple[str, Decimal | None]] = {}
        header = self.setting.headers.get("starts_on", "").casefold()
        self._months = 1 if any(word in header for word in _MONTH_WORDS) else 3

    def own_key(self, values: Values) -> str:
        given = text(values, "code")
        period = self._period(values)
        # a year and its first quarter start on one day; a long name must not hide the period
        dated = f"{period[0]}/{period[1]}" if period else ""
        return (given or f"{dated} {text(values, 'sales_person')}")[:LONGEST_KEY]

    def meet(self, values: Values) -> str:
        key = super().meet(values)
        self._named.setdefault(key, self._said(values))
        return key

    def _said(self, values: Values) -> tuple[str, Decimal | None]:
        return self.currency(values), amount(values, "amount")

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        unknown = self._people.unknown({text(row.values, "sales_person") for row in rows})
        actor, source = self.setting.actor, self.setting.source
        self._people.learn(unknown, sales_people_called(actor, source, unknown))
        outcomes: list[Outcome | None] = []
        keyed = []
        for row in rows:
            made = self._contradiction(row) or self._quota(row.values)
            outcomes.append(made if isinstance(made, Refused) else None)
            if isinstance(made, QuotaLine):
                keyed.append(Keyed(row.key, made, row.repeated))
        return spread(outcomes, put_quotas(actor, source, keyed))

    def _contradiction(self, row: Incoming) -> Refused | None:
        """A second target for one person and period would be lost if it were merged."""
        if self._named.get(row.key, self._said(row.values)) == self._said(row.values):
            return None
        return Refused("amount", "quota_contradicts", f"{amount(row.values, 'amount'):f}")

    def _quota(self, values: Values) -> QuotaLine | Refused:
        period = self._period(values)
        if period is None:
            return Refused("quarter", "no_such_period", text(values, "quarter"))
        person = self._people.get(text(values, "sales_person"))
        target = amount(values, "amount")
        if person is None or target is None:
            return Refused("sales_person", "required")
        return QuotaLine(person, *period, target, self.currency(values))

    def _period(self, values: Values) -> tuple[date, date] | None:
        """Year and quarter go before a day, since systems date quotas a few days early."""
        year, quarter = whole(values, "year"), whole(values, "quarter")
        start = day(values, "starts_on")
        if year is not None and quarter is not None:
            if not (1990 <= year < 2100 and 1 <= quarter <= 4):
                return None
            first = date(year, quarter * 3 - 2, 1)
            return first, months_after(first, 3)
        if start is not None:
            return start, months_after(start, self._months)
        if year is None or not 1990 <= year < 2100:
            return None
        return date(year, 1, 1), date(year + 1, 1, 1)


def months_after(start: date, months: int) -> date:
    """The day some months later; the last of the month where that has fewer days."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(start.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
