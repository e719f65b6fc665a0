"""A partner's page: head, figures, facts, and to whom each part of it is shown."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from qudao.market.customers.models import PartnerCustomer
from qudao.market.partners.models import Partner
from qudao.market.partners.selectors import partner_page
from qudao.web.workbench.records.partner_doings import DOINGS
from qudao.web.workbench.records.partner_page import _place, head_of
from tests.deals.looking import in_state
from tests.deals.programme import Programme, in_review, quickly
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import page_for, text_of, words_of
from tests.web.workbench.records.build import (
    PARTNERS,
    make_customer,
    make_region,
    of_partner,
)


@pytest.mark.parametrize(
    ("region", "city", "place"),
    [
        ("", "", ""),
        ("East China", "", "East China"),
        ("", "上海", "上海"),
        ("East China", "上海", "East China · 上海"),
        ("上海市", "上海", "上海市"),
        ("上海", "上海市", "上海"),
        ("北京", "北京", "北京"),
        ("Shanghai", "Shang", "Shanghai"),
    ],
)
def test_region_and_city_are_named_once_where_they_are_one(
    region: str, city: str, place: str
) -> None:
    assert _place(region, city) == place


def test_the_head_names_state_kind_and_place(cast: Cast) -> None:
    rows = Partner.objects.unscoped(reason="test").filter(pk=cast.partner_a.pk)
    rows.update(city="上海", region=make_region("EAST", "East China"))
    with translation.override("en"):
        head = head_of(partner_page(cast.channel_manager, cast.partner_a.public_id), "talk")
    own = of_partner(cast.partner_a)
    assert head.sub == "Business partner · East China · 上海"
    assert (head.status, head.status_label) == ("active", "Active")
    assert [(one.label, one.url) for one in head.crumbs] == [("Partners", PARTNERS), ("QIHE", None)]
    assert [(one.label, one.url, one.current) for one in head.tabs] == [
        ("Overview", own, False),
        ("Talk", f"{own}talk/", True),
        ("Audit", f"{own}audit/", False),
    ]


def test_figures_count_by_state_and_open_their_rows(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    in_state(programme, State.PROTECTED, now=now)
    quickly(programme, cast.seller_a, now=now, customer_name="寒舟制药")
    in_review(programme, cast.seller_b, now=now)
    PartnerCustomer.objects.create(
        partner=cast.partner_a, customer=make_customer("别家", now), depth=1, since=now.date()
    )
    page = page_for(cast.channel_director, of_partner(cast.partner_a))
    words = words_of(client_of(cast.channel_director).get(of_partner(cast.partner_a)))
    key = cast.partner_a.public_id
    for url in (
        f"/workbench/registrations/?partner={key}",
        f"/workbench/registrations/all/?partner={key}&amp;state=protected",
        f"/workbench/customers/?partner={key}",
    ):
        assert f'href="{url}"' in page
    assert "To decide 1" in words
    assert "Under protection 1" in words
    assert "Market cells served 0" in words


def test_only_what_is_known_of_a_partner_is_listed(cast: Cast) -> None:
    rows = Partner.objects.unscoped(reason="test").filter(pk=cast.partner_a.pk)
    rows.update(employees=1200, website="https://qiheng.example.com", joined_on=date(2024, 5, 1))
    page = words_of(client_of(cast.channel_manager).get(of_partner(cast.partner_a)))
    for said in ("Chinese name 启恒信息", "Employees 1,200", "Partner since 1 May 2024"):
        assert said in page
    for empty in ("Credit code", "Telephone", "Address", "Kind of business"):
        assert empty not in page


def test_hostile_data_is_shown_and_never_run(cast: Cast) -> None:
    rows = Partner.objects.unscoped(reason="test").filter(pk=cast.partner_a.pk)
    rows.update(website="javascript:alert(1)", address="<script>alert(2)</script>", city='"><b>')
    page = page_for(cast.channel_manager, of_partner(cast.partner_a))
    assert "<script>alert(2)" not in page
    assert 'href="javascript' not in page
    assert '"><b>' not in page


def test_each_role_is_offered_what_it_may_do(cast: Cast) -> None:
    path = of_partner(cast.partner_a)
    offered = {
        who: {one.name for one in DOINGS if f"{path}do/{one.name}/" in text}
        for who in ("channel_manager", "channel_director", "account_manager", "sales_director")
        if (text := text_of(client_of(getattr(cast, who)).get(path)))
    }
    at_first = {"edit", "move", "supplier", "contact", "cell", "authorise"}
    assert offered["channel_manager"] == at_first
    assert offered["channel_director"] == at_first | {"owner", "tier"}
    assert offered["sales_director"] == set()
    assert offered["account_manager"] == set()


OPENS = {
    "channel_manager": 200,
    "other_channel_manager": 404,
    "channel_director": 200,
    "account_manager": 200,
    "sales_director": 200,
    "operations": 200,
    "human_resources": 403,
    "seller_a": 404,
    "principal_a": 404,
    "seller_b": 404,
}


def test_who_opens_a_partner(cast: Cast) -> None:
    for rest in ("", "audit/"):
        path = of_partner(cast.partner_a, rest)
        found = {who: client_of(getattr(cast, who)).get(path).status_code for who in OPENS}
        assert found == OPENS
    director = client_of(cast.channel_director)
    assert director.get(f"{PARTNERS}par_0000000000000000/").status_code == 404
    assert director.post(of_partner(cast.partner_a)).status_code == 405
    assert director.get(of_partner(cast.partner_a, "do/nothing/")).status_code == 404


def test_a_distributor_leads_to_its_sub_resellers_and_back(cast: Cast) -> None:
    distributor, sub = cast.distributor, cast.sub_reseller
    above = page_for(cast.channel_manager, of_partner(distributor))
    below = page_for(cast.channel_manager, of_partner(sub))
    assert f'href="{of_partner(sub)}"' in above
    assert "buys from this distributor" in above
    assert f'href="{of_partner(distributor)}"' in below
    direct = words_of(client_of(cast.channel_manager).get(of_partner(cast.partner_a)))
    assert "Directly by us" in direct


def test_a_reader_without_sales_is_told_what_is_missing(cast: Cast) -> None:
    page = page_for(cast.channel_manager, of_partner(cast.partner_a))
    for words in (
        "Nothing was sold through this partner in twelve months",
        "This partner has registered no project yet.",
        "No customer is tied to this partner yet.",
        "Nobody is recorded yet.",
        "No market cell yet.",
        "Authorised for no product family by name.",
    ):
        assert words in page


def test_only_the_latest_registrations_are_shown(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    copies = []
    for n in range(9):
        copy = Registration.objects.unscoped(reason="test").get(pk=row.pk)
        copy.pk, copy.public_id, copy.number = None, f"reg_{n:016}", f"C-{n}"
        copy.amount = Decimal(n + 1)
        copies.append(copy)
    Registration.objects.bulk_create(copies)
    page = page_for(programme.cast.channel_manager, of_partner(programme.cast.partner_a))
    assert page.count('href="/workbench/registrations/reg_') == 8
    assert row.public_id not in page  # the oldest


def test_the_page_speaks_chinese(programme: Programme, now: datetime) -> None:
    in_state(programme, State.REJECTED, now=now)
    page = page_for(programme.cast.channel_manager, of_partner(programme.cast.partner_a), "zh-CN")
    for words in ("启恒信息", "概览", "沟通", "审计", "已拒绝", "由我们直接供货", "客户没有此项目"):
        assert words in page
    for english in ("Overview", "Rejected", "Nobody", "Edit<"):
        assert english not in page
