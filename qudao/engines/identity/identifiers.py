"""Check company identifiers: USCC (统一社会信用代码), LEI, European VAT, D-U-N-S."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from stdnum import lei
from stdnum.cn import uscc
from stdnum.eu import vat
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)

MOST_CHARACTERS = 40
DUNS_DIGITS = 9
LEI_LENGTH = 20
OTHER_CHARACTERS = 4
_REGISTER_SIGNS = frozenset("-/.()")


class IdentifierScheme(StrEnum):
    """Who gave the number. OTHER is any register whose rule is not known here."""

    USCC = "uscc"
    LEI = "lei"
    VAT = "vat"
    DUNS = "duns"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierCheck:
    """`normalised` is the one spelling to store; `problem_code` says why it is not valid."""

    valid: bool
    normalised: str
    problem_code: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A checked identifier of one company, in its one spelling."""

    scheme: IdentifierScheme
    value: str


# the exceptions of python-stdnum, from the special to the general
_PROBLEMS: tuple[tuple[type[ValidationError], str], ...] = (
    (InvalidChecksum, "wrong_check_digit"),
    (InvalidLength, "wrong_length"),
    (InvalidComponent, "wrong_part"),
    (InvalidFormat, "wrong_characters"),
    (ValidationError, "not_valid"),
)


def check_identifier(scheme: str, value: str) -> IdentifierCheck:
    """Check one identifier by its scheme's own rule.

    Problems: unknown_scheme, empty, too_long, wrong_length, wrong_characters, wrong_part,
    wrong_check_digit, not_valid. OTHER is only asked to be four letters or digits long.
    """
    if scheme not in set(IdentifierScheme):
        return _refused("unknown_scheme")
    if len(value) > MOST_CHARACTERS:
        return _refused("too_long")
    plain = _plain(value)
    if not plain:
        return _refused("empty")
    try:
        return IdentifierCheck(valid=True, normalised=_RULES[IdentifierScheme(scheme)](plain))
    except ValidationError as error:
        code = next(code for kind, code in _PROBLEMS if isinstance(error, kind))
        return IdentifierCheck(valid=False, normalised=plain, problem_code=code)


def _plain(value: str) -> str:
    """Capital letters, digits and the signs that registers use; nothing invisible."""
    capitals = unicodedata.normalize("NFKC", value.upper()).upper()
    return "".join(sign for sign in capitals if sign.isalnum() or sign in _REGISTER_SIGNS)


def _refused(code: str) -> IdentifierCheck:
    return IdentifierCheck(valid=False, normalised="", problem_code=code)


def _duns(value: str) -> str:
    digits = value.replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidFormat
    if len(digits) != DUNS_DIGITS:
        raise InvalidLength
    return digits


def _lei(value: str) -> str:
    if len(value) != LEI_LENGTH:  # the check digits alone would let a bare 1 pass
        raise InvalidLength
    return str(lei.validate(value))


def _other(value: str) -> str:
    if sum(sign.isalnum() for sign in value) < OTHER_CHARACTERS:
        raise InvalidLength
    return value


_RULES: dict[IdentifierScheme, Callable[[str], str]] = {
    IdentifierScheme.USCC: uscc.validate,
    IdentifierScheme.LEI: _lei,
    IdentifierScheme.VAT: vat.validate,
    IdentifierScheme.DUNS: _duns,
    IdentifierScheme.OTHER: _other,
}
