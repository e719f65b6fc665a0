"""The partners' list and page in the workbench: what they show, to whom, and what they do."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qudao.core import clock
from qudao.core.models import AuditEntry
from qudao.deals.sellthrough.models import SalesLine
from qudao.market.cells.models import Region
from qudao.market.partners.models import Partner, PartnerAssignment, PartnerCell
from qudao.market.standing.models import Standing
from tests.deals.programme import Programme, in_review
from tests.people import Cast, make_partner
from tests.web.deals_pages import client_of

LIST = "/workbench/partners/"


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def page_of(partner: Partner, rest: str = "") -> str:
    return f"{LIST}{partner.public_id}/{rest}"


def sold(programme: Programme, on: date, amount: str, currency: str = "CNY") -> None:
    SalesLine.objects.create(
        source="erp",
        source_key=f"{on}{amount}",
        route="indirect",
        partner=programme.cast.partner_a,
        product=programme.gateways,
        sold_on=on,
        quantity=1,
        amount=Decimal(amount),
        currency=currency,
    )


def test_a_channel_manager_sees_own_partners_and_a_director_all(cast: Cast) -> None:
    mine = text_of(client_of(cast.channel_manager).get(LIST))
    all_of_them = text_of(client_of(cast.channel_director).get(LIST))

    assert "Qiheng Info" in mine
    assert "Dingpei Integration" not in mine
    assert "Dingpei Integration" in all_of_them


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "qiheng"}, ["Qiheng Info"]),
        ({"type": "distributor"}, ["Lianji Distribution"]),
        ({"lifecycle": "prospect"}, []),
        ({"sort": "-name"}, ["Qiheng Info", "Lianji Distribution", "Hengbo Networks"]),
        ({"owner": "none"}, []),
    ],
)
def test_the_list_is_filtered_searched_and_sorted_by_its_address(
    cast: Cast, asked: dict[str, str], found: list[str]
) -> None:
    page = text_of(client_of(cast.channel_manager).get(LIST, asked))
    names = ("Qiheng Info", "Lianji Distribution", "Hengbo Networks")
    shown = sorted((name for name in names if f">{name}<" in page), key=page.index)

    assert shown == found


def test_the_export_holds_the_filtered_rows(cast: Cast) -> None:
    answer = client_of(cast.channel_director).get(LIST, {"q": "QIHE", "export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]

    assert len(lines) == 2
    assert lines[1].startswith("Qiheng Info,QIHE,Active,Business partner")


def test_the_list_asks_no_more_for_80_rows_than_for_four(
    cast: Cast, now: datetime, django_assert_num_queries: Any
) -> None:
    director = client_of(cast.channel_director)
    for number in range(90):
        make_partner(f"P{number}", f"伙伴{number}", f"Partner {number}", now=now)
    director.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        page = text_of(director.get(LIST))

    assert page.count("/workbench/partners/par_") == 80
    assert "1–80 of 94" in page


LIST_QUERIES = 11


def test_an_empty_programme_teaches_how_to_begin(cast: Cast) -> None:
    PartnerAssignment.objects.unscoped(reason="a test").all().delete()

    page = text_of(client_of(cast.channel_manager).get(LIST))

    assert "No partner yet" in page


def test_the_page_tells_what_the_partner_brings(
    programme: Programme, now: datetime, django_assert_num_queries: Any
) -> None:
    registration = in_review(programme, programme.cast.seller_a, now=now)
    sold(programme, date(2026, 2, 3), "1200000")
    sold(programme, date(2025, 3, 31), "9")  # thirteen months ago by its month
    sold(programme, date(2026, 2, 4), "5", currency="XAU")
    manager = client_of(programme.cast.channel_manager)
    manager.get(page_of(programme.cast.partner_a))

    with django_assert_num_queries(PAGE_QUERIES):
        page = text_of(manager.get(page_of(programme.cast.partner_a)))

    assert registration.public_id in page
    assert "¥1.2m in twelve months" in page
    assert "without XAU: no rate" in page
    assert "Xu Mingyuan" in page


PAGE_QUERIES = 23


def test_a_partner_outside_the_own_scope_is_not_there(cast: Cast) -> None:
    manager = client_of(cast.channel_manager)
    for rest in ("", "audit/", "do/edit/", "do/move/"):
        assert manager.get(page_of(cast.partner_b, rest)).status_code == 404
    assert client_of(cast.seller_a).get(page_of(cast.partner_a)).status_code == 404
    assert client_of(cast.human_resources).get(LIST).status_code == 403


def test_a_new_partner_is_owned_by_the_manager_who_adds_it(cast: Cast) -> None:
    manager = client_of(cast.channel_manager)
    stated = {
        "name_zh": "岭南智信", "partner_type": "business_partner", "lifecycle": "prospect",
        "business_kind": "system_integrator", "code": "lnzx",
    }  # fmt: skip

    answer = manager.post(f"{LIST}new/", stated)

    made = Partner.objects.unscoped(reason="a test").get(code="LNZX")
    assert answer["Location"] == page_of(made)
    assert "Xu Mingyuan" in text_of(manager.get(page_of(made)))


def test_a_refused_partner_loses_nothing_that_was_typed(cast: Cast) -> None:
    stated = {"partner_type": "business_partner", "lifecycle": "prospect", "city": "广州",
              "uscc": "914403001922038217"}  # fmt: skip
    answer = client_of(cast.channel_director).post(f"{LIST}new/", stated)
    page = text_of(answer)

    assert answer.status_code == 422
    assert "广州" in page
    assert "the last a check digit" in page
    assert Partner.objects.unscoped(reason="a test").count() == 4


def test_editing_keeps_what_the_form_does_not_say(cast: Cast) -> None:
    manager = client_of(cast.channel_manager)
    stated = {
        "name_zh": "启恒信息", "name_en": "Qiheng Info", "partner_type": "business_partner",
        "city": "上海", "version": "1",
    }  # fmt: skip

    manager.post(page_of(cast.partner_a, "do/edit/"), stated)
    late = manager.post(page_of(cast.partner_a, "do/edit/"), {**stated, "city": "北京"})

    row = Partner.objects.unscoped(reason="a test").get(code="QIHE")
    assert (row.city, row.version, row.lifecycle) == ("上海", 2, "active")
    assert late.status_code == 409


def test_suspending_without_a_reason_changes_nothing(cast: Cast) -> None:
    manager = client_of(cast.channel_manager)
    move = page_of(cast.partner_a, "do/move/")

    refused = manager.post(move, {"to": "suspended", "reason": ""})
    assert refused.status_code == 422
    cast.partner_a.refresh_from_db()
    assert cast.partner_a.lifecycle == "active"

    manager.post(move, {"to": "suspended", "reason": "审计未通过"})
    cast.partner_a.refresh_from_db()
    assert cast.partner_a.lifecycle == "suspended"
    assert "审计未通过" in text_of(manager.get(page_of(cast.partner_a, "audit/")))


def test_owner_and_tier_are_the_directors_to_set(cast: Cast, now: datetime) -> None:
    owner, tier = page_of(cast.partner_b, "do/owner/"), page_of(cast.partner_b, "do/tier/")
    other = client_of(cast.other_channel_manager)
    assert other.get(owner).status_code == 403
    assert other.post(tier, {"tier": "gold"}).status_code == 403

    director = client_of(cast.channel_director)
    people = text_of(director.get(owner))
    mine = people.split('value="usr_')
    xu = next(one for one in mine if "Xu Mingyuan" in one).split('"')[0]
    director.post(owner, {"user": f"usr_{xu}"})
    director.post(tier, {"tier": "gold", "valid_from": "2026-03-01", "decided_by": "board"})

    page = text_of(client_of(cast.channel_manager).get(page_of(cast.partner_b)))
    assert "Gold" in page
    assert Standing.objects.unscoped(reason="a test").count() == 1


def test_reach_is_kept_on_the_page(programme: Programme) -> None:
    partner = programme.cast.partner_a
    Region.objects.create(
        code="EAST", name_zh="华东", name_en="East China", path="/EAST/", kind="territory"
    )
    manager = client_of(programme.cast.channel_manager)

    manager.post(page_of(partner, "do/cell/"), {"product": "GW", "region": "EAST"})
    manager.post(page_of(partner, "do/authorise/"), {"product": "GW", "valid_from": "2026-01-01"})
    manager.post(
        page_of(partner, "do/contact/"),
        {"name": "Chen Bo", "function": "principal", "consent_basis": "contract"},
    )
    page = text_of(manager.get(page_of(partner)))
    assert "East China" in page
    assert "from 1 Jan 2026" in page
    assert "Chen Bo" in page

    cell = PartnerCell.objects.unscoped(reason="a test").get().cell.public_id
    manager.post(page_of(partner, "do/leave-cell/"), {"cell": cell})
    assert "East China" not in text_of(manager.get(page_of(partner)))
    verbs = AuditEntry.objects.unscoped(reason="a test").filter(subject_kind="partner")
    assert verbs.count() == 4
