"""The audit trail of one object, readable: who did what, when, and what it changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from qudao.core.actor import Actor, Side
from qudao.core.audit import Subject, kind_of
from qudao.core.errors import NotFound
from qudao.core.field_words import field_words
from qudao.core.models import AuditEntry, Programme
from qudao.core.programme import current_programme
from qudao.core.scoping import ScopedQuerySet
from qudao.core.verbs import wording
from qudao.people.entrance import Entrance
from qudao.people.models import ROLE_CHOICES, Organisation, User
from qudao.people.permissions import PeoplePermission

MOST_ENTRIES = 500
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURE = re.compile(r"-?\d+(\.\d+)?")
_FIGURES = frozenset({"amount", "price", "rate", "target"})
_ID = re.compile(r"\b[a-z]{3}_[0-9a-z]{16}\b")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field's value before and after, in words; "" means that it was empty."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One row of the trail."""

    at: datetime
    who: str
    organisation: str
    via_api_key: bool
    what: str
    changes: tuple[ChangeLine, ...]
    note: str
    rule: str
    request_id: str


@dataclass(frozen=True, slots=True)
class _Names:
    """The persons and companies of a trail, read in two queries."""

    users: Mapping[int, str]
    organisations: Mapping[int, str]


def trail(actor: Actor, subject: Subject, *, limit: int = MOST_ENTRIES) -> list[TrailLine]:
    """Who did what to this object, newest first; for the vendor's people only.

    The caller found the subject through `visible_to(actor)` (or `subject_of`).
    """
    actor.require(PeoplePermission.READ_AUDIT)
    entries = list(
        AuditEntry.objects.visible_to(actor)
        .filter(subject_kind=kind_of(subject), subject_id=subject.public_id)
        .order_by("-at", "-pk")[:limit]
    )
    names = _names_in(entries, actor.language)
    return [_line(entry, type(subject), names) for entry in entries]


def subject_of(actor: Actor, kind: str, public_id: str) -> Subject:
    """The visible object of a kind, as it stands in the trail; `NotFound` if there is none."""
    actor.require(PeoplePermission.READ_AUDIT)
    if kind == "programme":
        return _programme(actor)
    if (kind, public_id) == ("entrance", Entrance().public_id):
        return Entrance()
    for model in apps.get_models():
        if model._meta.model_name == kind and _is_scoped(model):
            manager: Any = model._default_manager
            found: Subject = manager.visible_to(actor).one(public_id)
            return found
    raise NotFound


def _programme(actor: Actor) -> Programme:
    programme = Programme.objects.visible_to(actor).first()
    if programme is None:
        raise NotFound
    return programme


def _is_scoped(model: type[models.Model]) -> bool:
    """Whether a model is one of ours whose rows have public ids."""
    rows: object = model._default_manager.none()
    names = {field.name for field in model._meta.concrete_fields}
    return isinstance(rows, ScopedQuerySet) and "public_id" in names


# ------------------------------------------------------------------ names


def _names_in(entries: Sequence[AuditEntry], language: str) -> _Names:
    people = {entry.user_id for entry in entries if entry.user_id}
    houses = {entry.organisation_id for entry in entries if entry.organisation_id}
    reason = "the trail names who acted"
    users = User.objects.unscoped(reason=reason).filter(pk__in=people).select_related("person")
    organisations = Organisation.objects.unscoped(reason=reason).filter(pk__in=houses)
    return _Names(
        users={user.pk: user.person.spoken_name for user in users},
        organisations={row.pk: row.name(language) for row in organisations},
    )


def _line(entry: AuditEntry, model: type, names: _Names) -> TrailLine:
    return TrailLine(
        at=entry.at,
        who=_who(entry, names),
        organisation=names.organisations.get(entry.organisation_id or 0, ""),
        via_api_key=entry.via_api_key,
        what=str(wording(entry.verb)),
        changes=tuple(_changes(entry, model)),
        note=entry.note,
        rule=entry.rule,
        request_id=entry.request_id,
    )


# What acts by itself, in the reader's words; what is not named here keeps its own name.
SYSTEM_ACTORS: dict[str, Promise] = {
    "registrations.rule": gettext_lazy("rule for small registrations"),
    "registrations.clock": gettext_lazy("deadlines"),
    "codes": gettext_lazy("codes of regions and industries"),
    "backup": gettext_lazy("backup"),
    "restore": gettext_lazy("restoring a backup"),
    "setup": gettext_lazy("set-up"),
    "import": gettext_lazy("import"),
    "qudao import": gettext_lazy("import"),
    "demonstration": gettext_lazy("demonstration data"),
}


def _who(entry: AuditEntry, names: _Names) -> str:
    if entry.user_id:
        return names.users.get(entry.user_id, "")
    if entry.actor_side == Side.SYSTEM.value:
        known = SYSTEM_ACTORS.get(entry.actor_name, entry.actor_name)
        return _("System (%(name)s)") % {"name": known}
    return entry.actor_name


# ------------------------------------------------------------------ changes in words


def _changes(entry: AuditEntry, model: type) -> Iterable[ChangeLine]:
    for name in sorted({*entry.before, *entry.after}, key=_place_in(model)):
        before = in_words(model, name, entry.before.get(name))
        after = in_words(model, name, entry.after.get(name))
        if before != after:
            yield ChangeLine(field=str(field_words(name)), before=before, after=after)


def _place_in(model: type) -> Callable[[str], tuple[int, str]]:
    """Fields in the order of the object, then by name: databases keep no order in a document."""
    fields = model._meta.concrete_fields if issubclass(model, models.Model) else ()
    places = {field.name: number for number, field in enumerate(fields)}
    return lambda name: (places.get(name, len(places)), name)


def in_words(model: type, name: str, value: Any) -> str:
    """A stored value as a person reads it: choices by their labels, yes and no, lists."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _(", ").join(in_words(model, name, item) for item in value)
    if isinstance(value, dict):
        pairs = (f"{field_words(k)}: {in_words(model, k, v)}" for k, v in value.items())
        return "; ".join(pairs)
    label = _choices(model, name).get(value)
    if label is not None:
        return str(label)
    return _number(str(value)) if name in _FIGURES else plain_words(str(value))


def _number(text: str) -> str:
    plain = _FIGURE.fullmatch(text)
    return format_decimal(Decimal(text), "#,##0.########", locale=_locale()) if plain else text


def plain_words(text: str) -> str:
    """A stored text as it is read: a moment in the programme's time, a day, a number, a name.

    What only names another row by its id is a dash: who reads the trail cannot read it.
    """
    if _MOMENT.fullmatch(text):
        return _moment(datetime.fromisoformat(text))
    if _DAY.fullmatch(text):
        return format_date(date.fromisoformat(text), _pattern(""), locale=_locale())
    return _ID.sub("", text).strip(" :") or "–"


def _moment(at: datetime) -> str:
    zone = ZoneInfo(current_programme().time_zone)
    return format_datetime(at, _pattern(" HH:mm"), tzinfo=zone, locale=_locale())


def _pattern(hour: str) -> str:
    return ("yyyy-MM-dd" if _locale() == "zh" else "d MMM yyyy") + hour


def _locale() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en_GB"


def _choices(model: type, name: str) -> dict[Any, Any]:
    if name in {"role", "roles"}:
        return dict(ROLE_CHOICES)
    if not issubclass(model, models.Model):
        return {}
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return {}
    return dict(getattr(field, "flatchoices", ()))
