"""What people change about themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, difference, record
from qudao.core.errors import FieldProblem, Invalid, NotFound
from qudao.people.belonging import OwnOrganisation, own_organisation
from qudao.people.checks import (
    LONGEST_TITLE,
    optional_text,
    person_name,
    phone_number,
)
from qudao.people.models import User
from qudao.people.permissions import PeoplePermission
from qudao.people.verbs import PeopleVerb

THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesInput:
    """How the product looks and speaks. "" means: as the browser asks."""

    language: str
    theme: str
    single_key_shortcuts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsInput:
    """The own name, phone and title."""

    name: str
    phone: str
    title: str


@transaction.atomic
def change_preferences(actor: Actor, data: PreferencesInput, *, now: datetime) -> None:
    """Set language, theme and single-key shortcuts of the own login."""
    user = _own_user(actor)
    if problems := list(_preference_problems(data)):
        raise Invalid(problems)
    fields = ["language", "theme", "single_key_shortcuts"]
    change = difference(user, data, fields)
    if not change.after:
        return
    for field in fields:
        setattr(user, field, getattr(data, field))
    user.save(update_fields=fields)
    record(actor, PeopleVerb.PREFERENCES_CHANGED, user, now=now, change=change)


@transaction.atomic
def change_own_details(actor: Actor, data: DetailsInput, *, now: datetime) -> None:
    """Correct the own name, phone and title. The trail names the fields, not their contents."""
    user = _own_user(actor)
    if problems := list(_detail_problems(data)):
        raise Invalid(problems)
    person, fields = user.person, ["name", "phone", "title"]
    changed = [f for f in fields if getattr(person, f) != getattr(data, f).strip()]
    if not changed:
        return
    for field in changed:
        setattr(person, field, getattr(data, field).strip())
    person.save(update_fields=changed)
    change = Change({}, {"fields": changed})
    record(actor, PeopleVerb.DETAILS_CHANGED, person, now=now, change=change)


@transaction.atomic
def choose_organisation(actor: Actor, public_id: str, *, now: datetime) -> OwnOrganisation:
    """Act for another of the own organisations, from now on and in sessions to come."""
    user, chosen = _own_user(actor), own_organisation(actor, public_id)
    if user.acting_for_id != chosen.key:
        before = user.acting_for.public_id if user.acting_for else ""
        User.objects.visible_to(actor).filter(pk=user.pk).update(acting_for_id=chosen.key)
        change = Change({"organisation": before}, {"organisation": chosen.public_id})
        record(actor, PeopleVerb.PREFERENCES_CHANGED, user, now=now, change=change)
    return chosen


def _own_user(actor: Actor) -> User:
    actor.require(PeoplePermission.MANAGE_OWN_ACCOUNT)
    rows = User.objects.visible_to(actor).filter(pk=actor.user_key)
    user: User | None = rows.select_related("person").first()
    if user is None:
        raise NotFound
    return user


def _preference_problems(data: PreferencesInput) -> Iterator[FieldProblem]:
    if data.language and data.language not in dict(settings.LANGUAGES):
        yield FieldProblem("language", "language", _("Choose one of the languages."))
    if data.theme and data.theme not in THEMES:
        yield FieldProblem("theme", "theme", _("Choose light or dark."))


def _detail_problems(data: DetailsInput) -> Iterator[FieldProblem]:
    yield from person_name("name", data.name)
    yield from phone_number("phone", data.phone)
    yield from optional_text("title", data.title, longest=LONGEST_TITLE)
