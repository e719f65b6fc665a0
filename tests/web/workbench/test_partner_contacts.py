"""The people at a partner are changed from its page, and the partner's trail says by whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from qudao.core.models import AuditEntry
from qudao.market.partners.actions import add_contact
from qudao.market.partners.inputs import ContactInput
from qudao.market.partners.models import Partner
from qudao.people.models import Person
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import text_of, words_of


def at(partner: Partner, rest: str) -> str:
    return f"/workbench/partners/{partner.public_id}/{rest}"


@pytest.fixture
def person(cast: Cast, now: datetime) -> Person:
    stated = ContactInput(
        name="Chen Bo", phone="13800001234", function="sales", consent_basis="contract",
        consent_note="framework of 2024",
    )  # fmt: skip
    return add_contact(cast.channel_manager, cast.partner_a.public_id, stated, now=now).person


def said(one: Person, **changed: str) -> dict[str, str]:
    usual = {"name": "Chen Bo", "function": "sales", "consent_basis": "contract"}
    return {"person": one.public_id, **usual, **changed}


def test_the_page_leads_to_the_form_of_each_person(cast: Cast, person: Person) -> None:
    manager = client_of(cast.channel_manager)
    page = text_of(manager.get(at(cast.partner_a, "")))
    address = at(cast.partner_a, f"do/edit-contact/?person={person.public_id}")
    assert f'href="{address}"' in page
    form = text_of(manager.get(address))
    assert 'value="13800001234"' in form
    assert '<option value="sales" selected>' in form
    assert '<option value="contract" selected>' in form


def test_a_person_is_changed_and_the_trail_names_nobody(cast: Cast, person: Person) -> None:
    manager = client_of(cast.channel_manager)
    changed = said(person, name="Chen Bo-yi", phone="13900005678", is_primary="on")

    answer = manager.post(at(cast.partner_a, "do/edit-contact/"), changed)

    assert answer["Location"] == at(cast.partner_a, "")
    person.refresh_from_db()
    assert (person.name, person.phone) == ("Chen Bo-yi", "13900005678")
    assert (person.consent_basis, person.consent_note) == ("contract", "framework of 2024")
    assert "main contact" in text_of(manager.get(at(cast.partner_a, "")))
    entry = AuditEntry.objects.unscoped(reason="a test").order_by("-pk")[0]
    assert entry.verb == "partners.contact_edited"
    assert "Chen" not in str(entry.after)
    assert "changed a contact at the partner" in words_of(manager.get(at(cast.partner_a, "audit/")))


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"name": " "}, 422),
        ({"phone": "call me"}, 422),
        ({"email": "nobody"}, 422),
        ({"function": "king"}, 422),
        ({"consent_basis": "hearsay"}, 422),
        ({"person": "per_none"}, 404),
        ({"person": ""}, 404),
    ],
)
def test_what_is_wrong_changes_nothing(
    cast: Cast, person: Person, changed: dict[str, str], status: int
) -> None:
    before = AuditEntry.objects.unscoped(reason="a test").count()
    answer: Any = client_of(cast.channel_manager).post(
        at(cast.partner_a, "do/edit-contact/"), said(person, **changed)
    )
    assert answer.status_code == status
    person.refresh_from_db()
    assert (person.name, person.phone) == ("Chen Bo", "13800001234")
    assert AuditEntry.objects.unscoped(reason="a test").count() == before


def test_a_person_of_another_partner_is_not_there(cast: Cast, person: Person) -> None:
    director = client_of(cast.channel_director)
    elsewhere = at(cast.partner_b, "do/edit-contact/")
    assert director.get(elsewhere, {"person": person.public_id}).status_code == 404
    assert director.post(elsewhere, said(person)).status_code == 404
    other = client_of(cast.other_channel_manager)
    assert other.post(at(cast.partner_a, "do/edit-contact/"), said(person)).status_code == 404
    reader = client_of(cast.account_manager)
    assert reader.post(at(cast.partner_a, "do/edit-contact/"), said(person)).status_code == 403
