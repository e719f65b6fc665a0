"""My customers: the list as it is asked for, and customers noted, described and refused."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qudao.core.models import AuditEntry
from qudao.market.customers.models import Customer, CustomerContact, PartnerCustomer
from qudao.people.models import Person
from tests.web.portal.conftest import LogIn
from tests.web.portal.deals import Deals, main_of, text_of
from tests.web.shared.reading import content_of, sheet_in

LIST, NEW = "/portal/customers/", "/portal/customers/new/"
FORM = {"name": "南屏区教育局", "depth": "2", "since": "2025-03-01", "last_touch": "2026-01-05"}


def relations() -> list[PartnerCustomer]:
    return list(PartnerCustomer.objects.unscoped(reason="a test").order_by("pk"))


def note(client: Client, **changes: str) -> str:
    """Note a customer; answers the address of its page."""
    answer = client.post(NEW, {**FORM, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return f"{LIST}{relations()[-1].customer.public_id}/"


def counted() -> tuple[int, int, int, int]:
    """How many rows of each kind there are."""
    kinds: tuple[Any, ...] = (Customer, PartnerCustomer, CustomerContact, Person)
    first, second, third, fourth = (kind._base_manager.count() for kind in kinds)
    return first, second, third, fourth


@pytest.fixture
def three(seller: Client) -> Client:
    note(seller, name="丙公司", depth="1", since="2024-05-01", last_touch="2026-02-01")
    note(seller, name="Alpha", depth="3", since="2023-01-01", last_touch="")
    note(seller, name="beta", depth="2", since="2025-06-30", last_touch="2025-12-31")
    return seller


def names_on(page: str) -> list[str]:
    return [part.partition("<")[0] for part in page.split('class="t name"')[1:] for part in
            [part.partition(">")[2]]]  # fmt: skip


ASKED: tuple[tuple[str, list[str]], ...] = (
    ("?sort=depth", ["丙公司", "beta", "Alpha"]),
    ("?sort=-depth", ["Alpha", "beta", "丙公司"]),
    ("?sort=since", ["Alpha", "丙公司", "beta"]),
    ("?sort=-since", ["beta", "丙公司", "Alpha"]),
    ("?q=alph", ["Alpha"]),
    ("?q=公司", ["丙公司"]),
    ("?q=%25", []),
    ("?q=nothing", []),
    ("?sort=secret&page=99&depth=7", ["Alpha", "beta", "丙公司"]),
)


def test_the_list_is_ordered_and_searched_as_the_address_says(three: Client) -> None:
    for query, names in ASKED:
        found = names_on(text_of(three.get(f"{LIST}{query}", follow=True)))
        assert sorted(found) == sorted(names), query
        if "depth" in query.partition("&")[0] or "since" in query:
            assert found == names, query


def test_a_search_without_result_says_so_and_leads_out(three: Client) -> None:
    page = main_of(three, f"{LIST}?q=nothing")
    assert "Nothing matches this filter." in page
    assert f'href="{LIST}"' in page
    assert 'value="nothing"' in page


def test_an_empty_list_leads_to_the_first_customer(
    deals: Deals, seller: Client, log_in: LogIn
) -> None:
    assert f'href="{NEW}"' in main_of(seller, LIST)
    assert "No customers yet" in main_of(seller, LIST)
    reading = main_of(log_in(deals.cast.engineer_a), LIST)
    assert NEW not in reading
    assert "No customers yet" in reading


def test_exports_hold_what_the_list_shows_in_the_readers_language(three: Client) -> None:
    note(three, name="=HYPERLINK(1)", depth="4")
    csv_text = content_of(three.get(f"{LIST}?sort=-depth&export=csv")).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(csv_text)))
    assert lines[0] == ["Customer", "How well known", "Since", "Last contact", "Contacts"]
    assert [line[0] for line in lines[1:]] == ["'=HYPERLINK(1)", "Alpha", "beta", "丙公司"]
    assert lines[2][2:] == ["2023-01-01", "", ""]
    sheet = sheet_in(three.get(f"{LIST}?q=beta&export=xlsx"))
    assert len(sheet) == 2
    assert sheet[1][0] == "beta"
    assert sheet[1][2:4] == [date(2025, 6, 30), date(2025, 12, 31)]
    answer = three.get(f"{LIST}?export=csv", headers={"accept-language": "zh-CN"})
    in_chinese = content_of(answer).decode("utf-8-sig").splitlines()
    assert in_chinese[0].startswith("客户,")
    assert answer["Cache-Control"] == "private, no-store"
    english = [line[1] for line in lines[1:]]
    assert not any(word in in_chinese[1] for word in english)


def test_nobody_elses_customers_are_in_list_or_export(
    three: Client, log_in: LogIn, deals: Deals
) -> None:
    for other in (
        deals.cast.seller_b,
        deals.cast.seller_distributor,
        deals.cast.seller_sub_reseller,
    ):
        client = log_in(other)
        assert "Alpha" not in main_of(client, LIST)
        assert b"Alpha" not in content_of(client.get(f"{LIST}?export=csv"))
    colleague = log_in(deals.cast.principal_a)
    assert "Alpha" in main_of(colleague, LIST)


# ------------------------------------------------------------------ noting one


def test_a_noted_customer_is_the_partners_own(seller: Client, deals: Deals) -> None:
    page = main_of(seller, NEW)
    assert "protects no project" in page
    url = note(seller, city="佛山", website="www.example.com", evidence="共同项目")
    (row,) = relations()
    assert (row.depth, row.since, row.last_touch) == (2, date(2025, 3, 1), date(2026, 1, 5))
    assert (row.evidence, row.partner_id) == ("共同项目", deals.cast.partner_a.pk)
    shown = main_of(seller, url)
    for words in ("南屏区教育局", "1 Mar 2025", "5 Jan 2026", "共同项目", "Nobody noted yet."):
        assert words in shown
    register = (
        f"/portal/register/?customer={'%E5%8D%97%E5%B1%8F%E5%8C%BA%E6%95%99%E8%82%B2%E5%B1%80'}"
    )
    assert f'href="{register}"' in shown
    assert 'value="南屏区教育局"' in main_of(seller, register)


def test_a_customer_noted_twice_is_one_customer(seller: Client) -> None:
    note(seller)
    note(seller, depth="3")
    assert [row.depth for row in relations()] == [3]


def test_a_customer_that_others_know_is_noted_just_the_same(
    programme: Any, seller: Client, log_in: LogIn
) -> None:
    """Neither words nor the number of statements tell that a rival has the same company."""
    note(seller, name="先用一次的公司")
    with CaptureQueriesContext(connection) as alone:
        first = seller.post(NEW, {**FORM, "name": "甲公司"})
    rival = log_in(programme.cast.seller_b)
    note(rival, name="乙公司")
    with CaptureQueriesContext(connection) as shared:
        second = seller.post(NEW, {**FORM, "name": "乙公司"})
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert abs(len(alone) - len(shared)) <= 6
    assert "乙公司" in main_of(seller, LIST)


WRONG: tuple[tuple[str, str, str], ...] = (
    ("name", "", "required"),
    ("name", "   ", "required"),
    ("name", "x" * 201, "200"),
    ("depth", "0", "valid choice"),
    ("depth", "9", "valid choice"),
    ("depth", "deep", "valid choice"),
    ("since", "", "required"),
    ("since", "2026-02-30", "valid date"),
    ("since", "1850-01-01", "1990"),
    ("since", "2100-01-01", "1990"),
    ("last_touch", "2025-02-28", "cannot come before"),
    ("last_touch", "9999-12-31", "2099"),
    ("evidence", "x" * 301, "300"),
    ("city", "x" * 121, "120"),
    ("website", "not a site", "web address"),
    ("uscc", "123", "not a valid number"),
)


def test_a_wrong_customer_is_refused_and_kept_as_typed(seller: Client) -> None:
    before = counted()
    for field, value, words in WRONG:
        page = text_of(seller.post(NEW, {**FORM, field: value}), 422)
        assert words in page, (field, value)
        assert 'value="南屏区教育局"' in page or field == "name"
        if value.strip() and field != "depth":
            assert f'value="{value}"' in page
    assert counted() == before


def test_all_that_is_wrong_is_said_at_once(seller: Client) -> None:
    wrong = {"name": "", "since": "2026-02-30", "website": "not a site", "evidence": "x" * 301}
    before = counted()
    page = text_of(seller.post(NEW, {**FORM, **wrong}), 422)
    for field in ("name", "since", "evidence"):
        assert f'id="id_{field}_error"' in page, field
    assert counted() == before


def test_a_name_that_would_run_is_only_a_name(seller: Client) -> None:
    hostile = "<script>alert(1)</script>"
    url = note(seller, name=hostile, evidence='"><img src=x onerror=y>')
    for page in (main_of(seller, url), main_of(seller, LIST), main_of(seller, f"{url}relation/")):
        assert hostile not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;" in main_of(seller, url)


def test_an_engineer_reads_customers_and_notes_none(
    deals: Deals, seller: Client, log_in: LogIn
) -> None:
    url = note(seller)
    engineer, before = log_in(deals.cast.engineer_a), counted()
    page = main_of(engineer, url)
    assert "南屏区教育局" in page
    for act in (NEW, f"{url}relation/", f"{url}contact/"):
        assert act not in page
        assert engineer.get(act).status_code == 403
        assert engineer.post(act, FORM).status_code == 403
    assert counted() == before


# ------------------------------------------------------------------ relation and contacts


def test_a_relation_is_described_anew(seller: Client) -> None:
    url = note(seller)
    form = main_of(seller, f"{url}relation/")
    assert 'value="2025-03-01"' in form
    assert '<option value="2" selected>' in form

    said = {"depth": "4", "since": "2020-01-01", "last_touch": "", "evidence": " 框架合同 "}
    assert seller.post(f"{url}relation/", said)["Location"] == url

    (row,) = relations()
    assert (row.depth, row.since, row.last_touch, row.evidence) == (
        4,
        date(2020, 1, 1),
        None,
        "框架合同",
    )
    entry = AuditEntry.objects.unscoped(reason="a test").order_by("-pk")[0]
    assert entry.verb == "customers.relation_recorded"
    assert (entry.before["depth"], entry.after["depth"]) == (2, 4)


def test_a_contact_is_noted_with_its_consent_and_taken_off(seller: Client) -> None:
    url = note(seller)
    person = {"name": "李先生", "title": "主任", "phone": "139-1111", "email": "Li@Example.com"}
    assert seller.post(f"{url}contact/", {**person, "consent": "on"})["Location"] == url
    row = Person.objects.get(name="李先生")
    assert (row.email, row.consent_basis, row.consented_at is None) == (
        "li@example.com",
        "consent",
        False,
    )
    page = main_of(seller, url)
    assert "主任 · 139-1111 · li@example.com" in page
    assert 'aria-label="Remove 李先生"' in page
    assert "李先生" in main_of(seller, LIST)

    gone = f"{url}contact/{row.public_id}/remove/"
    assert seller.get(gone).status_code == 405
    assert seller.post(gone).status_code == 302
    assert seller.post(gone).status_code == 404
    assert "李先生" not in main_of(seller, url)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 121), ("phone", "call me"), ("email", "nobody"),
     ("title", "x" * 121), ("phone", "1" * 41)],
)  # fmt: skip
def test_a_wrong_contact_is_refused_and_kept_as_typed(
    seller: Client, field: str, value: str
) -> None:
    url = note(seller)
    before = counted()
    said = {"name": "李先生", "phone": "13911112222", field: value}
    page = text_of(seller.post(f"{url}contact/", said), 422)
    assert f'id="id_{field}_error"' in page
    assert not value or f'value="{value}"' in page
    assert counted() == before


def test_the_registrations_of_a_customer_stand_on_its_page(deals: Deals, seller: Client) -> None:
    row = deals.full(project="网点二期")
    assert row.customer is not None
    page = main_of(seller, f"{LIST}{row.customer.public_id}/")
    assert "网点二期" in page
    assert f'href="/portal/registrations/{row.public_id}/"' in page
    assert "With Xu Mingyuan" in page
    other = main_of(seller, note(seller))
    assert "No registration of yours yet." in other


def test_customers_of_rivals_are_absent_everywhere(
    deals: Deals, seller: Client, log_in: LogIn
) -> None:
    url, rival = note(seller), log_in(deals.cast.seller_b)
    before = counted()
    for part in ("", "relation/", "contact/"):
        assert rival.get(f"{url}{part}").status_code == 404
    said = {**FORM, "depth": "4"}
    assert rival.post(f"{url}relation/", said).status_code == 404
    assert rival.post(f"{url}contact/", {"name": "X"}).status_code == 404
    assert seller.get(f"{LIST}cus_none/").status_code == 404
    assert counted() == before
    assert relations()[0].depth == 2


def test_the_list_turns_its_pages(seller: Client, deals: Deals) -> None:
    partner, today = deals.cast.partner_a, deals.at.date()
    customers = Customer.objects.bulk_create(
        Customer(name_zh=f"客户{number:03}", created_at=deals.at) for number in range(90)
    )
    PartnerCustomer.objects.bulk_create(
        PartnerCustomer(partner=partner, customer=one, depth=1, since=today - timedelta(days=1))
        for one in customers
    )
    first = main_of(seller, LIST)
    assert "1–80 of 80+" in first
    assert f'href="{LIST}?page=2"' in first
    second = main_of(seller, f"{LIST}?page=2")
    assert "81–90 of 90" in second
    assert len(names_on(first)) == 80
    assert set(names_on(first)).isdisjoint(names_on(second))
    beyond = seller.get(f"{LIST}?page=7&sort=-name")
    assert (beyond.status_code, beyond["Location"]) == (302, f"{LIST}?sort=-name")
