"""The kinds of values that requests carry, and the base of every body and every list's filters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, TypeVar, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

LONGEST_CURSOR = 600
LARGEST_PAGE = 100
USUAL_PAGE = 50
Value = TypeVar("Value")
_LAYOUT = frozenset("\n\t\r")


def _written_by_hand(text: str) -> str:
    """A text without control characters; line breaks and tabs are what people type."""
    if any(unicodedata.category(c) == "Cc" and c not in _LAYOUT for c in text):
        raise PydanticCustomError("control_character", "control character")
    return text


def _not_a_float(value: Any) -> Any:
    """JSON numbers pass through binary floats in many programs, so an amount is a text."""
    if not isinstance(value, str):
        raise PydanticCustomError("number_not_text", "an amount is a text")
    return value


_clean = AfterValidator(_written_by_hand)
_strip = StringConstraints(strip_whitespace=True)

Text = Annotated[str, _strip, _clean]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60), _clean]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), _clean]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), _clean]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), _clean]
Message = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000), _clean
]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), _clean]
PublicId = Annotated[str, StringConstraints(max_length=40), _clean]
# JSON knows numbers and true apart from texts: "12" is no count and 1 is no yes.
Whole = Annotated[int, Field(strict=True)]
YesNo = Annotated[bool, Field(strict=True)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
# In answers: the public id of a row, and what the rooms keep as an empty text.
RowId = Annotated[str, Field(validation_alias="public_id")]
OrNone = Annotated[Value | None, BeforeValidator(lambda value: value or None)]
Amount = Annotated[
    Decimal,
    Field(ge=0, max_digits=18, decimal_places=4),
    BeforeValidator(_not_a_float),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,14}(\.\d{1,4})?$"}, mode="validation"),
]


def meaning(words: Promise | str, *examples: object) -> FieldInfo:
    """What a field means, in the reader's language, and what may stand in it."""
    stated = list(examples) or None
    return cast(FieldInfo, Field(description=cast(str, words), examples=stated))


def choice(choices: Iterable[tuple[str, object]]) -> WithJsonSchema:
    """Names the values of a field whose room checks them itself."""
    return WithJsonSchema({"type": "string", "enum": [value for value, _label in choices]})


def one_of(choices: Iterable[tuple[str, object]]) -> AfterValidator:
    """Refuses any other value, where no room checks it."""
    values = [value for value, _label in choices]

    def check(value: str) -> str:
        if value not in values:
            expected = ", ".join(f"'{one}'" for one in values)
            raise PydanticCustomError("literal_error", "unknown choice", {"expected": expected})
        return value

    return AfterValidator(check)


class Body(BaseModel):
    """The JSON body of a request. A field that is not declared is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Filters(BaseModel):
    """What narrows and orders a list. Lists declare their own filters and orders beside these."""

    model_config = ConfigDict(frozen=True)

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE), meaning(_("Rows of a page."))] = USUAL_PAGE
    cursor: Annotated[
        str,
        StringConstraints(max_length=LONGEST_CURSOR),
        _clean,
        meaning(_("Where the page begins; taken from “next”, never made up.")),
    ] = ""
    sort: str = "id"


class Answer(BaseModel):
    """The base of everything that the API answers. Amounts become texts, moments UTC."""

    model_config = ConfigDict(
        frozen=True, from_attributes=True, validate_by_name=True, validate_by_alias=True
    )
