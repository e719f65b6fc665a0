"""At the portal: a file is taken off a draft, a contact of the own company is changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qudao.core.errors import Conflict, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.deals.registrations.actions import remove_evidence, save_draft
from qudao.deals.registrations.models import Evidence, Registration
from qudao.market.partners.actions import add_contact
from qudao.market.partners.inputs import ContactInput
from qudao.people.models import Person
from tests.deals.programme import Programme, submitted
from tests.web.portal.conftest import LogIn
from tests.web.portal.test_register import PDF, quick

FORM = "/portal/register/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def award(at: datetime) -> date:
    return (at + timedelta(days=90)).date()


def files() -> list[str]:
    rows = Evidence.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("file__name", flat=True))


def drafted(programme: Programme, seller: Client) -> tuple[Registration, str]:
    """A draft with one file, and the page that shows it."""
    said = {**quick(programme, step="draft"), "evidence_kind": "need_document"}
    seller.post(FORM, {**said, "evidence": SimpleUploadedFile("需求.pdf", PDF)})
    draft = Registration.objects.unscoped(reason="a test").get()
    return draft, text_of(seller.get(f"{FORM}{draft.public_id}/"))


def file_in(page: str) -> str:
    found = re.search(r'name="remove" value="(fil_\w+)"', page)
    assert found is not None
    return found.group(1)


def token_in(page: str) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_a_file_is_taken_off_a_draft_and_the_words_stay(
    programme: Programme, seller: Client
) -> None:
    draft, page = drafted(programme, seller)
    assert files() == ["需求.pdf"]
    said = quick(programme, draft_id=draft.public_id, project="另一期", kept=token_in(page))
    del said["step"]

    answer = seller.post(FORM, {**said, "remove": file_in(page)})

    assert answer.status_code == 200
    assert files() == []
    shown = text_of(answer)
    assert 'value="另一期"' in shown
    assert "需求.pdf" not in shown
    assert 'role="alert"' not in shown
    entry = AuditEntry.objects.unscoped(reason="a test").order_by("-pk")[0]
    assert (entry.verb, entry.before["evidence"]) == (
        "registrations.evidence_removed",
        "需求.pdf",
    )


def test_a_file_that_hangs_nowhere_yet_is_left_out(programme: Programme, seller: Client) -> None:
    said = {**quick(programme, customer_name=""), "evidence_kind": "need_document"}
    refused = seller.post(FORM, {**said, "evidence": SimpleUploadedFile("需求.pdf", PDF)})
    page = text_of(refused)
    assert (refused.status_code, "需求.pdf" in page) == (422, True)

    answer = text_of(seller.post(FORM, {**said, "kept": token_in(page), "remove": file_in(page)}))

    assert "需求.pdf" not in answer
    assert Registration.objects.unscoped(reason="a test").count() == 0


def test_enter_in_a_field_submits_and_never_removes(programme: Programme, seller: Client) -> None:
    _draft, page = drafted(programme, seller)
    form = page[page.index('id="register-form"') :]
    assert form.index('name="step" value="quick"') < form.index('name="remove"')


def test_what_was_submitted_keeps_its_files(programme: Programme, at: datetime) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=at, expected_award_on=award(at))
    file_id = Evidence.objects.unscoped(reason="a test").get().file.public_id
    with pytest.raises(Conflict):
        remove_evidence(cast.seller_a, row.public_id, file_id, now=at)
    assert len(files()) == 1


def test_a_draft_is_its_companys_own(programme: Programme, at: datetime) -> None:
    cast = programme.cast
    stated = replace(programme.full(cast.seller_a), expected_award_on=award(at))
    draft = save_draft(cast.seller_a, stated, now=at)
    file_id = Evidence.objects.unscoped(reason="a test").get().file.public_id
    for who, refusal in (
        (cast.seller_b, NotFound),
        (cast.channel_manager, NotPermitted),
        (cast.engineer_a, NotPermitted),
    ):
        with pytest.raises(refusal):
            remove_evidence(who, draft.public_id, file_id, now=at)
    with pytest.raises(NotFound):
        remove_evidence(cast.seller_a, draft.public_id, "fil_none", now=at)
    assert len(files()) == 1
    remove_evidence(cast.principal_a, draft.public_id, file_id, now=at)
    with pytest.raises(NotFound):
        remove_evidence(cast.principal_a, draft.public_id, file_id, now=at)
    assert files() == []


# ------------------------------------------------------------------ contacts


def contact(programme: Programme, at: datetime, **changed: Any) -> Person:
    usual = {"name": "Chen Bo", "function": "principal", "phone": "13800001234"}
    stated = ContactInput(**{**usual, **changed})
    cast = programme.cast
    return add_contact(cast.principal_a, cast.partner_a.public_id, stated, now=at).person


def test_a_principal_changes_a_contact(programme: Programme, at: datetime, log_in: LogIn) -> None:
    person = contact(programme, at, consent_basis="contract", consent_note="framework of 2024")
    principal = log_in(programme.cast.principal_a)
    address = f"/portal/company/contact/{person.public_id}/"
    assert f'href="{address}"' in text_of(principal.get("/portal/company/"))
    form = text_of(principal.get(address))
    assert 'value="13800001234"' in form
    assert '<option value="principal" selected>' in form

    said = {"name": "Chen Bo", "phone": "13900005678", "function": "finance"}
    assert principal.post(address, said)["Location"] == "/portal/company/"

    person.refresh_from_db()
    assert (person.phone, person.consent_basis) == ("13900005678", "contract")
    assert person.consent_note == "framework of 2024"
    assert "Finance" in text_of(principal.get("/portal/company/"))


def test_consent_is_given_and_taken_back(programme: Programme, at: datetime, log_in: LogIn) -> None:
    person = contact(programme, at)
    principal = log_in(programme.cast.principal_a)
    address = f"/portal/company/contact/{person.public_id}/"
    said = {"name": "Chen Bo", "function": "principal"}
    for ticked, basis in (({"consent": "on"}, "consent"), ({}, "not_recorded")):
        principal.post(address, {**said, **ticked})
        person.refresh_from_db()
        assert (person.consent_basis, person.consented_at is None) == (basis, not ticked)


def test_wrong_contacts_change_nothing(programme: Programme, at: datetime, log_in: LogIn) -> None:
    person = contact(programme, at)
    address = f"/portal/company/contact/{person.public_id}/"
    principal = log_in(programme.cast.principal_a)
    said = {"name": "  ", "phone": "call me", "email": "no", "function": "principal"}
    refused = principal.post(address, said)
    assert refused.status_code == 422
    assert 'value="call me"' in text_of(refused)
    seller = log_in(programme.cast.seller_a)
    assert seller.get(address).status_code == 403
    assert seller.post(address, {"name": "X", "function": "sales"}).status_code == 403
    assert principal.get("/portal/company/contact/per_none/").status_code == 404
    assert log_in(programme.cast.seller_b).get(address).status_code == 403
    person.refresh_from_db()
    assert (person.name, person.phone) == ("Chen Bo", "13800001234")
