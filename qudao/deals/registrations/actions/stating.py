"""Writing what a partner states: columns, contact, evidence, and the numbered snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.errors import FieldProblem, Invalid
from qudao.core.inserting import insert
from qudao.core.models import StoredFile
from qudao.core.prepared import Prepared
from qudao.deals.registrations.inputs import (
    STATED_FIELDS,
    ContactInput,
    EvidenceInput,
    RegistrationInput,
    tidy_uscc,
)
from qudao.deals.registrations.models import Evidence, Registration, Snapshot
from qudao.deals.registrations.selectors.eligibility import chosen_product, stated_problems
from qudao.deals.registrations.states import State
from qudao.deals.uploads import own_uploads
from qudao.market.customers.models import CustomerContact
from qudao.people.keeping import records_naming
from qudao.people.models import Person


def state(
    actor: Actor,
    registration: Registration,
    stated: RegistrationInput,
    *,
    today: date,
    now: datetime,
) -> None:
    """Put the input into the registration in memory; refuse it with all problems at once.

    Contact and files are written; the caller saves the registration itself.
    """
    product = chosen_product(actor, stated)
    problems = stated_problems(stated, product, today=today)
    files, file_problems = _files(actor, registration, stated.evidence)
    if problems or file_problems:
        raise Invalid(problems + file_problems)
    for name in STATED_FIELDS:
        value = getattr(stated, name)
        setattr(registration, name, value.strip() if isinstance(value, str) else value)
    registration.customer_uscc = tidy_uscc(stated.customer_uscc)
    registration.currency = stated.currency if stated.amount is not None else ""
    registration.product = product
    registration.contact = _contact(registration, stated.contact, now=now)
    if registration.pk is None:
        insert([registration])
    _attach(registration, files, now=now)


def attach(
    actor: Actor,
    registration: Registration,
    evidence: tuple[EvidenceInput, ...],
    *,
    now: datetime,
) -> None:
    """Hang uploaded files on a registration; refused if one is not the actor's own upload."""
    files, problems = _files(actor, registration, evidence)
    if problems:
        raise Invalid(problems)
    _attach(registration, files, now=now)


def stated_columns(registration: Registration) -> dict[str, object]:
    """The columns that the partner's input sets, for a conditional write."""
    columns = {name: getattr(registration, name) for name in STATED_FIELDS}
    return {**columns, "product": registration.product, "contact": registration.contact}


def take_snapshot(actor: Actor, registration: Registration, *, now: datetime) -> Snapshot:
    """Keep what is stated now under the next number, with the digest of its canonical form."""
    content = snapshot_content(registration)
    is_first = registration.state == State.DRAFT
    number = 1 if is_first else registration.snapshots.count() + 1
    taken = Snapshot(
        registration=registration,
        number=number,
        taken_at=now,
        taken_by_id=actor.user_id,
        content=content,
        digest=digest_of(content),
    )
    insert([taken])
    return taken


def snapshot_content(registration: Registration) -> dict[str, Any]:
    """What the partner states, as plain data. Persons stand in it by their id alone."""
    content = {name: _plain(getattr(registration, name)) for name in STATED_FIELDS}
    files = _papers(registration.pk)
    return {
        **content,
        "number": registration.number,
        "product": registration.product.code if registration.product else None,
        "contact": registration.contact.public_id if registration.contact else None,
        "evidence": [{"kind": kind, "sha256": sha, "name": name} for kind, sha, name in files],
    }


@Prepared
def _papers(registration_id: int) -> QuerySet[Evidence, tuple[str, str, str]]:
    rows = Evidence.objects.unscoped(reason="the partner's own registration is kept as it stands")
    found = rows.filter(registration_id=registration_id).order_by("pk")
    return found.values_list("kind", "file__sha256", "file__name")


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def note_contact(registration: Registration) -> None:
    """The contact is known at the customer, to this partner alone."""
    if registration.contact_id is None or registration.customer_id is None:
        return
    CustomerContact.objects.bulk_create(
        [
            CustomerContact(
                customer_id=registration.customer_id,
                person_id=registration.contact_id,
                known_to_id=registration.partner_id,
            )
        ],
        ignore_conflicts=True,
    )


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value


def _contact(
    registration: Registration, stated: ContactInput | None, *, now: datetime
) -> Person | None:
    """The person: the one already named, with what is new about it, or another one."""
    if stated is None:
        return registration.contact
    person = _named(registration, stated.name.strip())
    person.title, person.phone = stated.title.strip(), stated.phone.strip()
    person.email = stated.email.strip()
    if stated.has_consented and person.consented_at is None:
        person.consent_basis = Person.ConsentBasis.CONSENT
        person.consented_at = now
    person.save()
    return person


def _named(registration: Registration, name: str) -> Person:
    """Who bears the name. A draft is saved while its names are being typed, so its own person is
    renamed; the consent of the former name is not that of the new one."""
    person = registration.contact
    if person is not None and person.name == name:
        return person
    if person is None or not _is_the_drafts_own(registration, person):
        return Person(name=name)
    person.name, person.consent_note = name, ""
    person.consent_basis, person.consented_at = Person.ConsentBasis.NOT_RECORDED, None
    return person


def _is_the_drafts_own(registration: Registration, person: Person) -> bool:
    """Whether nothing but this draft names the person, who was not erased either."""
    is_draft = registration.state == State.DRAFT and registration.pk is not None
    return is_draft and person.erased_at is None and records_naming(person) == 1


def _attach(
    registration: Registration, files: list[tuple[str, StoredFile]], *, now: datetime
) -> None:
    if files:
        Evidence.objects.bulk_create(
            Evidence(registration=registration, kind=kind, file=file, added_at=now)
            for kind, file in files
        )


def _files(
    actor: Actor, registration: Registration, evidence: tuple[EvidenceInput, ...]
) -> tuple[list[tuple[str, StoredFile]], list[FieldProblem]]:
    """The uploaded files that the input names and that do not hang on it yet. A file belongs to
    whoever uploaded it until it hangs on an object."""
    if not evidence:
        return [], []
    wanted = {one.file_id: one.kind for one in evidence}
    known: set[str] = set()
    there: set[tuple[str, str]] = set()
    if registration.pk is not None:
        hanging = registration.evidence.values_list("file__public_id", "kind", "file__sha256")
        known = {public_id for public_id, _kind, _sha in hanging}
        there = {(kind, sha) for _public_id, kind, sha in hanging}
    found = own_uploads(actor, [key for key in wanted if key not in known])
    reason = "a file proves one registration only"
    taken = Evidence.objects.unscoped(reason=reason).filter(file__in=found.values())
    for public_id in taken.values_list("file__public_id", flat=True):
        del found[public_id]
    missing = wanted.keys() - known - found.keys()
    problems = [FieldProblem("evidence", "unknown_file", _("Upload the file again."))]
    named = [(wanted[key], row) for key, row in found.items()]
    return list(_each_once(named, there)), problems if missing else []


def _each_once(
    files: Iterable[tuple[str, StoredFile]], there: set[tuple[str, str]]
) -> Iterator[tuple[str, StoredFile]]:
    """Without files whose very content hangs on the registration as the same kind of evidence."""
    for kind, file in files:
        if (kind, file.sha256) not in there:
            there.add((kind, file.sha256))
            yield kind, file
