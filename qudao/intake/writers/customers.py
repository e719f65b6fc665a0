"""Customers as legal entities, with short names, numbers and the company above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qudao.core.checks import Checks
from qudao.core.upserting import Keyed
from qudao.engines.tabular.fields import ImportKind
from qudao.intake.writers.base import (
    Incoming,
    Outcome,
    Refused,
    Setting,
    Values,
    Writer,
    spread,
    text,
    too_long,
    whole,
)
from qudao.intake.writers.places import Places
from qudao.market.cells.bulk import in_languages, industries_called
from qudao.market.customers.bulk import key_in_city, key_of, place_below, put_customers
from qudao.market.customers.identity import is_one_city
from qudao.market.customers.inputs import (
    MOST_EMPLOYEES,
    CustomerInput,
    IdentifierInput,
    NameInput,
    proof_of,
)
from qudao.market.customers.learning import proven_numbers
from qudao.market.customers.models import AccountClass, CustomerName

_SCHEMES = {"uscc": "uscc", "vat": "vat", "lei": "lei", "duns": "duns"}
_REGISTRATION = "registration_no"
_LIMITS = {"city": 120, "address": 300, **dict.fromkeys((*_SCHEMES, _REGISTRATION), 40)}
# What a room calls the fields of a file.
_FIELDS = {"name_zh": "name", "name_en": "name_en", "names": "short_name", "identifiers": "uscc"}


class CustomerWriter(Writer):
    """Customers by a proven number, else by name and place."""

    def __init__(self, kind: ImportKind, setting: Setting) -> None:
        super().__init__(kind, setting)
        self._places = Places(self.setting, ("province", "territory", "country"))
        self._industries: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._cities: dict[int, str] = {}  # the first of a name; names in short, as files are long

    def meet(self, values: Values) -> str:
        key = self._key(values)
        if text(values, "parent"):
            self._parents.setdefault(key, text(values, "parent"))
        return key

    def _key(self, values: Values) -> str:
        """Companies of one name without a number are one only where no city says otherwise."""
        plain, city = _plain(values), text(values, "city")
        key = key_of(plain)
        if proven_numbers(plain) or not city:
            return key
        first = self._cities.setdefault(hash(key), city)
        return key if is_one_city(first, city) else key_in_city(key, city)

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        self._places.look_up(rows)
        self._look_up_industries(rows)
        outcomes: list[Outcome | None] = [too_long(row.values, _LIMITS) for row in rows]
        keyed = [
            Keyed(row.key, self._customer(row), row.repeated)
            for row, refusal in zip(rows, outcomes, strict=True)
            if refusal is None
        ]
        setting = self.setting
        written = put_customers(setting.actor, setting.source, keyed, now=setting.now)
        return spread(outcomes, [_as_in_file(outcome) for outcome in written])

    def finish(self) -> None:
        place_below(self.setting.actor, self.setting.source, self._parents)

    def _look_up_industries(self, rows: Sequence[Incoming]) -> None:
        names = {text(row.values, "industry") for row in rows} - {""} - self._industries.keys()
        found = industries_called(self.setting.actor, names)
        self._industries.update({name: found[name].code if name in found else "" for name in names})

    def _customer(self, row: Incoming) -> CustomerInput:
        values = row.values
        plain = _plain(values)
        if row.key != key_of(plain):
            self.note(row, "name_elsewhere", text(values, "city"))
        region = self._places.of(values)
        if unknown := self._places.unknown_in(values):
            self.note(row, "region_unknown", unknown)
        industry = self._industries.get(text(values, "industry"), "")
        if text(values, "industry") and not industry:
            self.note(row, "industry_unknown", "industry")
        for one in plain.identifiers:
            if one.scheme in _SCHEMES and not proof_of(one).valid:
                self.note(row, "number_unproven", one.scheme)
        return CustomerInput(
            name_zh=plain.name_zh,
            name_en=plain.name_en,
            names=plain.names,
            identifiers=plain.identifiers,
            account_class=_class_of(text(values, "account_class")),
            region=region[1] if region else "",
            industry=industry,
            city=text(values, "city"),
            address=text(values, "address"),
            website=self._website(row),
            employees=_employees(values),
            source=self.setting.source,
            source_key=row.key,
        )

    def _website(self, row: Incoming) -> str:
        """The site, if it is one: a file's list of three sites should not cost the customer."""
        given = text(row.values, "website").split(",")[0].split(";")[0].strip()
        checks = Checks()
        checks.website("website", given)
        if checks.problems:
            self.note(row, "website_left_out", "website")
            return ""
        return given


def _plain(values: Values) -> CustomerInput:
    """Names and numbers: what a company is recognised by."""
    names = (text(values, "name"), text(values, "name_en"), text(values, "short_name"))
    full = names[0] or names[1] or names[2]
    chinese, other = in_languages(full)
    short = [NameInput(name=names[2], kind=CustomerName.Kind.SHORT)] if names[2] else []
    numbers = [
        IdentifierInput(scheme=scheme, value=text(values, field), keep_unproven=True)
        for field, scheme in {**_SCHEMES, _REGISTRATION: "registration"}.items()
        if text(values, field)
    ]
    return CustomerInput(
        name_zh=chinese,
        name_en=names[1] or other,
        names=tuple(one for one in short if one.name != full),
        identifiers=tuple(numbers),
        region=text(values, "country"),
    )


def _class_of(word: str) -> str:
    """Who serves the account; a word that nobody knows says nothing."""
    return word if word in AccountClass.values else AccountClass.CHANNEL


def _as_in_file(outcome: Outcome) -> Outcome:
    """A refusal that names the field as files have it, so that its heading is found."""
    if not isinstance(outcome, Refused):
        return outcome
    return replace(outcome, field=_FIELDS.get(outcome.field, outcome.field))


def _employees(values: Values) -> int | None:
    count = whole(values, "employees")
    return count if count is not None and count <= MOST_EMPLOYEES else None
