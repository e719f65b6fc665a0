"""Personal data in the workbench: found by name, noted, exported, erased, and by whom."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from qudao.people.models import Person
from qudao.web.shared.lists import LONGEST_SEARCH
from tests.people import Cast
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import text_of, words_of
from tests.web.workbench.reading import rows_of
from tests.web.workbench.settings.pages import entries, verbs, wrong_fields

LIST = "/workbench/personal-data/"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def operations(cast: Cast) -> Client:
    return client_of(cast.operations)


@pytest.fixture
def person(cast: Cast) -> Person:
    return Person.objects.create(
        name="Old Contact", email="old@example.com", phone="13800001234", title="Buyer",
        employer=cast.partner_a.organisation,
    )  # fmt: skip


def at(person: Person, what: str = "") -> str:
    return f"{LIST}{person.public_id}/{what}"


def test_people_are_found_by_part_of_name_or_address(operations: Client, person: Person) -> None:
    for asked, found in (
        ("old", ["Old Contact"]),
        (" CONTACT ", ["Old Contact"]),
        ("@example.com", ["Chen Bo", "Old Contact"]),
        ("o%", []),
        ("\x00old", ["Old Contact"]),
    ):
        page = text_of(operations.get(LIST, {"q": asked}))
        names = [row[0].split(" @")[0] for row in rows_of(page)[1:] if len(row) == 3]
        for name in found:
            assert any(row.startswith(name) for row in names), asked
        assert bool(names) == bool(found)
    shown = rows_of(text_of(operations.get(LIST, {"q": "old@"})))[1]
    assert shown[:2] == ["Old Contact old@example.com", "Qiheng Info"]
    with_login = rows_of(text_of(operations.get(LIST, {"q": "tang"})))[1]
    assert with_login[0].endswith("has a login")


def test_a_search_that_finds_nobody_offers_the_whole_list(operations: Client) -> None:
    page = text_of(operations.get(LIST, {"q": '"><script>alert(1)</script>'}))
    assert "<script>alert(1)" not in page
    assert "Nothing matches this filter." in page
    long = text_of(operations.get(LIST, {"q": "q" * 500}))
    assert f'value="{"q" * LONGEST_SEARCH}"' in long


def test_a_page_says_what_is_kept_and_why_it_stays(
    cast: Cast, operations: Client, person: Person
) -> None:
    page = words_of(operations.get(at(person)))
    for said in ("old@example.com", "13800001234", "Buyer", "Qiheng Info", "Erase for good"):
        assert said in page
    seller = Person.objects.get(user__pk=cast.seller_a.user_key)
    kept = words_of(operations.get(at(seller)))
    assert "Not yet:" in kept
    assert "Erase for good" not in kept


def test_a_basis_is_noted_and_what_is_wrong_stays_on_the_page(
    operations: Client, person: Person, now: datetime
) -> None:
    with nothing_changes():
        refused = operations.post(at(person, "consent/"), {"basis": "hearsay", "note": "folder 7"})
    assert refused.status_code == 422
    assert wrong_fields(refused) == {"basis"}
    assert 'value="folder 7"' in text_of(refused)
    assert "Erase for good" in text_of(refused)  # the rest of the page is whole

    done = operations.post(at(person, "consent/"), {"basis": "consent", "note": "folder 7"})
    assert done["Location"] == at(person)
    person.refresh_from_db()
    assert (person.consent_basis, person.consent_note) == ("consent", "folder 7")
    assert person.consented_at == now
    assert "2 Mar 2026" in words_of(operations.get(at(person)))
    operations.post(at(person, "consent/"), {"basis": "contract", "note": ""})
    later = Person.objects.get(pk=person.pk)
    assert (later.consent_note, later.consented_at) == ("", None)
    assert verbs()[-2:] == ["people.consent_noted"] * 2


def test_an_export_holds_the_person_and_stands_in_the_trail(
    operations: Client, person: Person
) -> None:
    answer = operations.post(at(person, "export/"))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == f'attachment; filename="{person.public_id}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        (told,) = json.loads(archive.read("person.json"))
    assert told["email"] == "old@example.com"
    assert verbs()[-1] == "people.person_exported"
    assert operations.get(at(person, "export/")).status_code == 405


def test_erasing_asks_for_a_reason_and_a_yes_and_happens_once(
    operations: Client, person: Person
) -> None:
    at_once = at(person, "erase/")
    for sent, wrong in (
        ({}, {"reason", "confirmed"}),
        ({"reason": "asked by letter"}, {"confirmed"}),
        ({"confirmed": "on"}, {"reason"}),
        ({"reason": "r" * 501, "confirmed": "on"}, {"reason"}),
    ):
        with nothing_changes():
            answer = operations.post(at_once, sent)
        assert answer.status_code == 422
        assert wrong_fields(answer) == wrong
    kept = operations.post(at_once, {"reason": "asked by letter"})
    assert "asked by letter</textarea>" in text_of(kept)

    good = {"reason": "asked by letter", "confirmed": "on"}
    assert operations.post(at_once, good).status_code == 302
    page = text_of(operations.get(at(person)))
    assert "Old Contact" not in page
    assert "Erase for good" not in page
    before = entries()
    again = operations.post(at_once, good)
    assert again.status_code == 409
    assert entries() == before


def test_the_pages_speak_chinese(cast: Cast, person: Person) -> None:
    chinese = client_of(cast.operations, "zh-CN")
    page = words_of(chinese.get(at(person)))
    assert "Erase for good" not in page
    assert "What is kept" not in page
    refused = chinese.post(at(person, "erase/"), {"reason": "来信要求"})
    assert "来信要求</textarea>" in text_of(refused)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("channel_manager", 403),
        ("account_manager", 403),
        ("sales_director", 403),
        ("human_resources", 403),
        ("principal_a", 404),
        ("seller_b", 404),
    ],
)
def test_nobody_else_reads_or_touches_personal_data(
    cast: Cast, person: Person, who: str, status: int
) -> None:
    client = client_of(getattr(cast, who))
    with nothing_changes():
        assert client.get(LIST).status_code == status
        assert client.get(at(person)).status_code == status
        for what, sent in (
            ("consent/", {"basis": "consent"}),
            ("export/", {}),
            ("erase/", {"reason": "x", "confirmed": "on"}),
        ):
            assert client.post(at(person, what), sent).status_code == status


def test_who_is_not_on_record_is_absent(operations: Client, person: Person) -> None:
    for public_id in ("per_none", "x" * 300, "per_%00"):
        assert operations.get(f"{LIST}{public_id}/").status_code == 404
    nobody = Person(public_id="per_0000000000000000")
    sent = {"reason": "x", "confirmed": "on"}
    assert operations.post(at(nobody, "erase/"), sent).status_code == 404
    assert operations.post(at(nobody, "export/")).status_code == 404
    assert operations.post(at(nobody, "consent/"), {"basis": "consent"}).status_code == 404


def test_exports_by_the_dozen_are_slowed_down(operations: Client, person: Person) -> None:
    nobody = Person(public_id="per_0000000000000000")
    statuses = [operations.post(at(nobody, "export/")).status_code for _time in range(31)]
    assert statuses == [404] * 30 + [429]
    assert operations.post(at(person, "export/")).status_code == 429
