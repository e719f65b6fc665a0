"""Reads about persons and their data, and about oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.people.keeping import kinds_that_hold_persons, reasons_to_keep, rows_of
from qudao.people.models import Person, PersonQuerySet, User
from qudao.people.permissions import PeoplePermission

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list of personal data."""

    public_id: str
    name: str
    email: str
    employer: str
    has_login: bool
    consent_basis: Text
    is_erased: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What is kept of one person, on what basis, and what keeps it."""

    person: PersonRow
    login_id: str  # "" without a login
    phone: str
    title: str
    basis: str
    consent_note: str
    consented_at: datetime | None
    erased_at: datetime | None
    reasons_to_keep: tuple[Text, ...]
    records: tuple[tuple[Text, int], ...]


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The own login and person."""

    name: str
    email: str
    phone: str
    title: str
    language: str
    theme: str
    single_key_shortcuts: bool


def persons(
    actor: Actor, *, search: str = "", window: slice = slice(0, MOST_SHOWN)
) -> list[PersonRow]:
    """One window of the persons by name; the search looks into name and e-mail."""
    actor.require(PeoplePermission.MANAGE_PERSONAL_DATA)
    rows = _found(actor, search).select_related("employer", "user")
    return [_row(person, actor) for person in rows.order_by("name", "pk")[window]]


def count_persons(actor: Actor, *, search: str = "") -> int:
    """How many persons the search finds."""
    actor.require(PeoplePermission.MANAGE_PERSONAL_DATA)
    return _found(actor, search).count()


def _found(actor: Actor, search: str) -> PersonQuerySet:
    rows: PersonQuerySet = Person.objects.visible_to(actor)
    search = search.replace("\x00", "")
    return rows.filter(Q(name__icontains=search) | Q(email__icontains=search)) if search else rows


def person_page(actor: Actor, public_id: str) -> PersonPage:
    """One person, with the number of records of each kind that hold its id."""
    actor.require(PeoplePermission.MANAGE_PERSONAL_DATA)
    rows = Person.objects.visible_to(actor).select_related("employer", "user")
    person = rows.one(public_id)
    return PersonPage(
        person=_row(person, actor),
        login_id=person.user.public_id if hasattr(person, "user") else "",
        phone=person.phone,
        title=person.title,
        basis=person.consent_basis,
        consent_note=person.consent_note,
        consented_at=person.consented_at,
        erased_at=person.erased_at,
        reasons_to_keep=() if person.erased_at else tuple(reasons_to_keep(person)),
        records=_records(person),
    )


def basis_choices() -> list[tuple[str, Text]]:
    return [(str(value), label) for value, label in Person.ConsentBasis.choices]


def own_account(actor: Actor) -> OwnAccount:
    """What the actor may change about itself."""
    actor.require(PeoplePermission.MANAGE_OWN_ACCOUNT)
    rows = User.objects.visible_to(actor).filter(pk=actor.user_key)
    user: User | None = rows.select_related("person").first()
    if user is None:
        raise NotFound
    return OwnAccount(
        name=user.person.name,
        email=user.email,
        phone=user.person.phone,
        title=user.person.title,
        language=user.language,
        theme=user.theme,
        single_key_shortcuts=user.single_key_shortcuts,
    )


def _row(person: Person, actor: Actor) -> PersonRow:
    return PersonRow(
        public_id=person.public_id,
        name=person.name,
        email=person.email,
        employer=person.employer.name(actor.language) if person.employer else "",
        has_login=hasattr(person, "user"),
        consent_basis=person.get_consent_basis_display(),
        is_erased=person.erased_at is not None,
    )


def _records(person: Person) -> tuple[tuple[Text, int], ...]:
    counted = ((held.words, rows_of(held, person).count()) for held in kinds_that_hold_persons())
    return tuple((words, count) for words, count in counted if count)
