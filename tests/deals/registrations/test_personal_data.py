"""A contact is kept while the registration that names it is open, and erased afterwards."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from qudao.deals.registrations import actions
from qudao.deals.registrations.models import Registration, Snapshot
from qudao.people.actions.personal_data import KeptForReason, erase_person
from qudao.people.models import Person
from tests.deals.programme import Programme, submitted


def contact_of(row: Registration) -> Person:
    assert row.contact
    return Person.objects.get(pk=row.contact.pk)


def test_the_contact_of_an_open_registration_is_kept_and_the_reason_said(
    programme: Programme, now: datetime
) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    contact = contact_of(row)

    with pytest.raises(KeptForReason) as refused:
        erase_person(programme.cast.operations, contact.public_id, "asked", now=now)

    assert str(row.number) in str(refused.value)
    assert Person.objects.get(pk=contact.pk).name == "王建国"


def test_after_the_end_the_contact_goes_and_the_snapshot_stays(
    programme: Programme, now: datetime
) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    contact = contact_of(row)
    actions.withdraw(
        programme.cast.seller_a, row.public_id, version=row.version, now=now, reason="取消"
    )

    erase_person(programme.cast.operations, contact.public_id, "asked", now=now)

    contact.refresh_from_db()
    assert (contact.name == "王建国", contact.phone) == (False, "")
    assert Registration.objects.get(pk=row.pk).contact_id == contact.pk
    snapshot = Snapshot.objects.get(registration=row)
    written = json.dumps(snapshot.content, ensure_ascii=False)
    assert contact.public_id in written
    assert "王建国" not in written
    assert "13800001234" not in written
