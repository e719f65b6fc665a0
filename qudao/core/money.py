"""Money: exact decimals with an ISO 4217 currency, stored as whole ten-thousandths.

Ten-thousandths of a unit in a 64-bit integer make sums exact on SQLite too, which would add
decimals as binary floats; four decimals are what real files carry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from babel.numbers import get_currency_precision
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from qudao.engines.tabular.numbers import read_number
from qudao.engines.tabular.problems import CellError

DECIMALS = 4
UNIT = Decimal(1).scaleb(-DECIMALS)
LARGEST = Decimal("99999999999999")  # keeps sums of 90,000 such amounts inside 64 bits


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency. Arithmetic between currencies is an error, not a guess."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def rounded(self) -> Money:
        """Rounded half up to the currency's own decimals, for display and documents only."""
        step = Decimal(1).scaleb(-get_currency_precision(self.currency))
        return Money(self.amount.quantize(step, rounding=ROUND_HALF_UP), self.currency)


def read_amount(text: str) -> Decimal:
    """An amount as people type it: `12万`, `120,000 元`, `¥1.2 亿`, full-width digits.

    `ValidationError` for what is no plain amount: letters, per cent, powers of ten.
    """
    try:
        number = read_number(text)
    except CellError as error:
        raise ValidationError(_NOT_AN_AMOUNT, code="not_an_amount") from error
    if number.percent or _POWER.search(text):
        raise ValidationError(_NOT_AN_AMOUNT, code="not_an_amount")
    return number.value


def plain(amount: Decimal) -> str:
    """The amount without idle zeros, as the audit trail keeps it."""
    return f"{amount.normalize():f}"


def to_units(amount: Decimal) -> int:
    """Whole ten-thousandths; `ValidationError` if it has more decimals or is absurdly large."""
    # copy_abs and quantize are exact here; abs and scaleb would round to 28 digits
    if not amount.is_finite() or amount.copy_abs() > LARGEST:
        raise ValidationError(_("The amount is too large."), code="amount_too_large")
    kept = amount.quantize(UNIT)
    if kept != amount:
        raise ValidationError(_("An amount has at most four decimals."), code="too_many_decimals")
    return int(kept.scaleb(DECIMALS))


def from_units(units: int) -> Decimal:
    return Decimal(units).scaleb(-DECIMALS)


_NOT_AN_AMOUNT = _("Write an amount such as 120,000 or 12万.")
_POWER = re.compile(r"\d\s*[eEｅＥ]")
_Set = TypeVar("_Set")
_Get = TypeVar("_Get")

if TYPE_CHECKING:

    class _WholeUnits(models.BigIntegerField[_Set, _Get]):
        # the type plugin reads these two, and adds None where the column is nullable
        _pyi_private_set_type: Decimal | int  # type: ignore[assignment]
        _pyi_private_get_type: Decimal  # type: ignore[assignment]

else:

    class _WholeUnits(models.BigIntegerField, Generic[_Set, _Get]):
        """Carries the type variables at run time, where Django's fields have none."""


class AmountField(_WholeUnits[_Set, _Get]):
    """A `Decimal` with up to four decimals, kept as an integer so that sums are exact."""

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: Any, *args: object) -> Decimal | None:
        return None if value is None else from_units(int(value))

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return to_units(Decimal(value))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)
