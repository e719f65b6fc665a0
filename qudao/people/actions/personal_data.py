"""Consent, export and erasure of a person. Evidence stays, without the name."""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from string import digits
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.deadlines import clear_deadlines
from qudao.core.errors import Conflict, FieldProblem, Invalid
from qudao.core.programme import current_programme
from qudao.people.actions.memberships import end_sessions
from qudao.people.checks import optional_text, required_text
from qudao.people.keeping import (
    Held,
    forget_everywhere,
    kinds_that_hold_persons,
    login_of,
    reasons_to_keep,
    rows_of,
)
from qudao.people.models import ApiKey, Invitation, Notice, Person, User
from qudao.people.permissions import PeoplePermission
from qudao.people.verbs import PeopleVerb

# Columns that open something; they are nobody's personal data.
SECRET_COLUMNS = frozenset({"password", "digest", "mailed_digest", "session_key", "session_data"})
SECRET_KINDS = frozenset({"mfa.authenticator"})
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentInput:
    """On what basis the person's data are kept, and where that is written down."""

    basis: str
    note: str


class KeptForReason(Conflict):
    """The person cannot be erased yet; `message` says every open reason."""

    code = "kept_for_reason"


@transaction.atomic
def note_consent(actor: Actor, person_id: str, data: ConsentInput, *, now: datetime) -> None:
    """Write down the basis on which a person's data are kept."""
    person = _person(actor, person_id)
    if problems := list(_consent_problems(data)):
        raise Invalid(problems)
    # the note is free text and may name people, so the trail, which stays for ever, leaves it out
    change = Change({"consent_basis": person.consent_basis}, {"consent_basis": data.basis})
    person.consent_basis, person.consent_note = data.basis, data.note.strip()
    is_consent = data.basis == Person.ConsentBasis.CONSENT
    person.consented_at = now if is_consent else None
    person.save(update_fields=["consent_basis", "consent_note", "consented_at"])
    record(actor, PeopleVerb.CONSENT_NOTED, person, now=now, change=change)


@transaction.atomic
def export_person(actor: Actor, person_id: str, *, now: datetime) -> bytes:
    """A ZIP of JSON files: the person, and every record that holds its id, a file each kind.

    Passwords, keys and session secrets are left out. Read it before handing it over: records of
    a vendor's person may speak of others.
    """
    person = _person(actor, person_id)
    buffer, counts = io.BytesIO(), {}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("person.json", _as_json([_values(person)]))
        user = login_of(person)
        if user:
            target.writestr("login.json", _as_json([_values(user)]))
        for held in kinds_that_hold_persons():
            rows = [_values(row) for row in _exported(held, person)]
            if rows:
                target.writestr(f"records/{held.kind}.json", _as_json(rows))
                counts[held.kind] = len(rows)
    change = Change({}, {"records": sum(counts.values())})
    record(actor, PeopleVerb.PERSON_EXPORTED, person, now=now, change=change)
    return buffer.getvalue()


@transaction.atomic
def erase_person(actor: Actor, person_id: str, reason: str, *, now: datetime) -> str:
    """Take the person out of every record: the id stays, name and addresses go, for good.

    Answers the pseudonym. The login, its addresses, sessions, keys and second factors end; what
    the person did stays on record under the pseudonym. `KeptForReason` names what is still open.
    """
    person = _person(actor, person_id)
    if problems := list(required_text("reason", reason, longest=LONGEST_REASON)):
        raise Invalid(problems)
    if person.erased_at is not None:
        raise Conflict(_("This person is erased already."), code="erased_already")
    if open_reasons := reasons_to_keep(person):
        raise KeptForReason(" ".join(str(item) for item in open_reasons))
    pseudonym = _pseudonym()
    user = login_of(person)
    if user:
        _close_login(user, pseudonym, now)
    _take_invitations_back(person, now)
    _blank(person, pseudonym, now)
    forget_everywhere(person, person.name)
    record(actor, PeopleVerb.PERSON_ERASED, person, now=now, note=reason.strip())
    return person.name


def _person(actor: Actor, person_id: str) -> Person:
    actor.require(PeoplePermission.MANAGE_PERSONAL_DATA)
    return Person.objects.visible_to(actor).one(person_id)


def _consent_problems(data: ConsentInput) -> Iterator[FieldProblem]:
    if data.basis not in Person.ConsentBasis.values:
        yield FieldProblem("basis", "basis", _("Choose one of the bases."))
    yield from optional_text("note", data.note, longest=200)
    if data.basis == Person.ConsentBasis.CONSENT and not data.note.strip():
        message = _("Say where the consent is written down.")
        yield FieldProblem("note", "required", message)


# ------------------------------------------------------------------ export


def _exported(held: Held, person: Person) -> models.QuerySet[Any] | list[Any]:
    return [] if held.kind in SECRET_KINDS or held.model is User else rows_of(held, person)


def _values(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in SECRET_COLUMNS
    }


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


# ------------------------------------------------------------------ erasure


def _pseudonym() -> str:
    """Of digits: letters behind Han signs would be read as the same name in another script."""
    return "".join(secrets.choice(digits) for _number in range(8))


def _blank(person: Person, pseudonym: str, now: datetime) -> None:
    with translation.override(current_programme().default_language):
        person.name = _("Erased person %(code)s") % {"code": pseudonym}
    person.email = person.phone = person.title = person.consent_note = ""
    person.erased_at = now
    person.save(update_fields=["name", "email", "phone", "title", "consent_note", "erased_at"])


def _take_invitations_back(person: Person, now: datetime) -> None:
    """Also of whoever never had a login: the link would bring the erased person in."""
    rows = Invitation.objects.unscoped(reason="links of the erased person").open(now)
    for public_id in rows.filter(person=person).values_list("public_id", flat=True):
        clear_deadlines(public_id, "people.mail_invitation")
    rows.filter(person=person).update(revoked_at=now)


def _close_login(user: User, pseudonym: str, now: datetime) -> None:
    end_sessions(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    reason = "all that the erased person left"
    keys = ApiKey.objects.unscoped(reason=reason).filter(user=user)
    keys.filter(revoked_at=None).update(revoked_at=now)
    keys.update(name=pseudonym)
    Notice.objects.unscoped(reason=reason).filter(user=user).delete()
    user.email = f"{pseudonym}@erased.invalid"
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["email", "is_active", "password"])
