"""Consent, export and erasure: the person goes, the evidence stays."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.test import Client

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.people.actions.account import DetailsInput, change_own_details
from qudao.people.actions.keys import ApiKeyInput, create_api_key
from qudao.people.actions.memberships import end_membership
from qudao.people.actions.personal_data import (
    ConsentInput,
    KeptForReason,
    erase_person,
    export_person,
    note_consent,
)
from qudao.people.keeping import KIND_WORDS, kinds_that_hold_persons
from qudao.people.models import ApiKey, Membership, Notice, Person, User
from qudao.people.notifications import notify
from qudao.people.persons import person_page, persons
from qudao.people.trail import trail
from tests.people import PASSWORD, Cast


def person_of(actor: Actor) -> Person:
    return Person.objects.get(user__pk=actor.user_key)


def let_go(cast: Cast, now: datetime) -> Person:
    """The seller of partner A, with traces everywhere, after leaving."""
    data = DetailsInput(name="Chen Xiaoyu", phone="+86 138 0000 0000", title="Sales")
    change_own_details(cast.seller_a, data, now=now)
    create_api_key(
        cast.seller_a, ApiKeyInput(name="Xiaoyu's laptop", scopes=("partners.read",)), now=now
    )
    user = User.objects.get(pk=cast.seller_a.user_key)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    end_membership(cast.principal_a, cast.partner_a.organisation.public_id, user.public_id, now=now)
    notify([user.pk], "test", subject=user, params={}, now=now)
    return person_of(cast.seller_a)


def files_of(content: bytes) -> dict[str, list[dict[str, Any]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_the_basis_is_noted_and_the_trail_holds_no_free_text(cast: Cast, now: datetime) -> None:
    person = person_of(cast.seller_a)
    data = ConsentInput(basis="consent", note="mail of 1 March, folder 7")

    note_consent(cast.operations, person.public_id, data, now=now)

    page = person_page(cast.operations, person.public_id)
    assert (page.basis, page.consent_note, page.consented_at) == ("consent", data.note, now)
    entry = AuditEntry.objects.get(verb="people.consent_noted")
    assert (entry.before, entry.after) == (
        {"consent_basis": "not_recorded"},
        {"consent_basis": "consent"},
    )


@pytest.mark.parametrize(
    ("basis", "note", "field"),
    [("nonsense", "", "basis"), ("consent", " ", "note"), ("contract", "x" * 201, "note")],
)
def test_a_consent_without_its_proof_is_refused(
    cast: Cast, now: datetime, basis: str, note: str, field: str
) -> None:
    person = person_of(cast.seller_a)
    with pytest.raises(Invalid) as refused:
        note_consent(
            cast.operations, person.public_id, ConsentInput(basis=basis, note=note), now=now
        )
    assert [problem.field for problem in refused.value.problems] == [field]
    assert person_of(cast.seller_a).consent_basis == "not_recorded"


def test_the_export_holds_every_record_and_no_secret(cast: Cast, now: datetime) -> None:
    person = let_go(cast, now)

    content = export_person(cast.operations, person.public_id, now=now)

    files = files_of(content)
    assert files["person.json"][0]["phone"] == "+86 138 0000 0000"
    assert files["login.json"][0]["email"] == "chen.xiaoyu@example.com"
    assert [row["role"] for row in files["records/people.membership.json"]] == ["partner_seller"]
    assert {row["verb"] for row in files["records/core.auditentry.json"]} == {
        "people.details_changed",
        "people.key_created",
    }
    assert files["records/account.emailaddress.json"][0]["email"] == "chen.xiaoyu@example.com"
    user, key = User.objects.get(person=person), ApiKey.objects.get()
    for secret in (user.password, key.digest):
        assert secret.encode() not in content
        assert not any(secret in json.dumps(rows) for rows in files.values())
    assert AuditEntry.objects.get(verb="people.person_exported").after["records"] >= 5


def test_erasure_takes_the_person_out_and_keeps_the_evidence(cast: Cast, now: datetime) -> None:
    person = let_go(cast, now)
    rows_before = AuditEntry.objects.filter(user_id=cast.seller_a.user_key).count()

    pseudonym = erase_person(cast.operations, person.public_id, "asked on 1 March", now=now)

    person.refresh_from_db()
    user = User.objects.get(person=person)
    assert person.name == pseudonym
    assert (person.email, person.phone, person.title, person.consent_note) == ("", "", "", "")
    assert person.erased_at == now
    assert user.email.endswith("@erased.invalid")
    assert not user.is_active
    assert not user.has_usable_password()
    assert ApiKey.objects.get().name != "Xiaoyu's laptop"
    assert Notice.objects.filter(user=user).count() == 0
    assert EmailAddress.objects.filter(user=user).count() == 0
    # what was done stays, under the pseudonym
    assert AuditEntry.objects.filter(user_id=user.pk).count() == rows_before
    assert Membership.objects.get(user=user).ended_at == now
    assert [line.who for line in trail(cast.operations, person)] == ["Tang Li", pseudonym]


def test_nothing_of_the_person_is_left_in_any_record(cast: Cast, now: datetime) -> None:
    person = let_go(cast, now)
    erase_person(cast.operations, person.public_id, "asked on 1 March", now=now)

    exported = files_of(export_person(cast.operations, person.public_id, now=now))

    text = json.dumps(exported, ensure_ascii=False).lower()
    for trace in ("xiaoyu", "chen", "138 0000", "laptop"):
        assert trace not in text


def test_an_erased_person_cannot_log_in(cast: Cast, now: datetime, client: Client) -> None:
    person = let_go(cast, now)
    erase_person(cast.operations, person.public_id, "asked", now=now)

    assert authenticate(email="chen.xiaoyu@example.com", password=PASSWORD) is None


def test_who_still_belongs_somewhere_is_kept_and_the_reason_said(cast: Cast, now: datetime) -> None:
    person = person_of(cast.seller_a)

    with pytest.raises(KeptForReason) as refused:
        erase_person(cast.operations, person.public_id, "asked", now=now)

    assert "Qiheng Info" in str(refused.value)
    assert len(person_page(cast.operations, person.public_id).reasons_to_keep) == 1
    assert person_of(cast.seller_a).name == "Chen Xiaoyu"


def test_erasing_needs_a_reason_and_happens_once(cast: Cast, now: datetime) -> None:
    person = let_go(cast, now)
    with pytest.raises(Invalid):
        erase_person(cast.operations, person.public_id, " ", now=now)
    erase_person(cast.operations, person.public_id, "asked", now=now)
    with pytest.raises(Conflict):
        erase_person(cast.operations, person.public_id, "asked", now=now)
    assert AuditEntry.objects.filter(verb="people.person_erased").count() == 1


def test_a_contact_without_login_is_erased_too(cast: Cast, now: datetime) -> None:
    contact = Person.objects.create(name="Old Contact", email="old@example.com")

    erase_person(cast.channel_director, contact.public_id, "left", now=now)

    contact.refresh_from_db()
    assert (contact.email, "Old" in contact.name) == ("", False)


@pytest.mark.parametrize(
    "who", ["channel_manager", "human_resources", "sales_director", "principal_a"]
)
def test_others_handle_no_personal_data(cast: Cast, now: datetime, who: str) -> None:
    actor, public_id = getattr(cast, who), person_of(cast.seller_a).public_id
    attempts: list[Callable[[], object]] = [
        lambda: note_consent(actor, public_id, ConsentInput(basis="contract", note=""), now=now),
        lambda: export_person(actor, public_id, now=now),
        lambda: erase_person(actor, public_id, "asked", now=now),
        lambda: persons(actor),
        lambda: person_page(actor, public_id),
    ]
    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()
    assert AuditEntry.objects.count() == 0


def test_persons_are_found_by_name_and_address(cast: Cast) -> None:
    found = persons(cast.operations, search="xiaoyu@")
    assert [(row.name, row.has_login, row.is_erased) for row in found] == [
        ("Chen Xiaoyu", True, False)
    ]
    with pytest.raises(NotFound):
        person_page(cast.operations, "per_0000000000000000")


def test_every_kind_of_record_that_holds_persons_is_worded() -> None:
    kinds = {held.kind for held in kinds_that_hold_persons()}
    assert sorted(kinds - KIND_WORDS.keys()) == [], "word it in people/keeping.py"
