"""Customers by API: kept by the vendor, read by the partners that know them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qudao.deals.funnel.models import DirectActivity
from qudao.market.customers.actions import merge_customers
from qudao.market.customers.models import Customer, PartnerCustomer
from tests.api.caller import Caller, Reply
from tests.people import Cast

USCC = "91310000132149237G"
NEW = {"name_zh": "浦岚证券股份有限公司", "names": [{"name": "浦岚证券", "kind": "short"}]}


@pytest.fixture
def customer(director: Caller) -> Reply:
    return director.create("/customers", NEW)


def address_of(reply: Reply) -> str:
    return f"/customers/{reply.json['id']}"


def known_to_a(cast: Cast, reply: Reply) -> None:
    row = Customer.objects.unscoped(reason="test").get(public_id=reply.json["id"])
    PartnerCustomer.objects.create(
        partner=cast.partner_a, customer=row, since=date(2026, 1, 5), known_as="浦岚"
    )


def test_a_customer_is_added_with_its_names(customer: Reply) -> None:
    assert customer.status == 201
    assert customer.json["account_class"] == "channel"
    assert {name["name"] for name in customer.json["names"]} == {"浦岚证券股份有限公司", "浦岚证券"}


@pytest.mark.parametrize("name", [NEW["name_zh"], "浦岚证券", "浦岚\u3164证券 股份有限公司"])
def test_the_same_company_comes_in_again_only_as_another_one(
    director: Caller, customer: Reply, name: str
) -> None:
    rows = Customer.objects.unscoped(reason="test")

    refused = director.create("/customers", {"name_zh": name})
    assert refused.status == 422
    assert refused.problems() == {("is_another_company", "alike")}
    assert "浦岚证券股份有限公司" in refused.json["problems"][0]["message"]
    assert rows.count() == 1

    assert (
        director.create("/customers", {"name_zh": name, "is_another_company": True}).status == 201
    )
    assert rows.count() == 2


def test_a_wrong_number_is_refused_unless_it_is_to_be_kept(
    director: Caller, customer: Reply
) -> None:
    address = f"{address_of(customer)}/identifiers"
    wrong = {"scheme": "uscc", "value": "913100001321492370"}

    refused = director.create(address, wrong)
    kept = director.create(address, {**wrong, "keep_unproven": True})

    assert refused.status == 422
    assert {field for field, _code in refused.problems()} == {"identifiers"}
    assert [number["is_valid"] for number in kept.json["identifiers"]] == [False]


def test_names_and_domains_are_added(director: Caller, customer: Reply) -> None:
    director.create(f"{address_of(customer)}/names", {"name": "Pulan Securities"})
    reply = director.create(f"{address_of(customer)}/domains", {"domain": "www.pulan-sec.com"})

    assert "Pulan Securities" in {name["name"] for name in reply.json["names"]}
    assert reply.json["domains"] == ["pulan-sec.com"]


def test_an_amendment_keeps_the_former_name(director: Caller, customer: Reply) -> None:
    reply = director.change(address_of(customer), {"name_zh": "浦岚证券有限公司"}, customer.etag)

    assert (reply.status, reply.json["name_zh"]) == (200, "浦岚证券有限公司")
    assert NEW["name_zh"] in {name["name"] for name in reply.json["names"]}
    assert director.change(address_of(customer), {"city": "上海"}, customer.etag).status == 412


def test_a_merged_customer_leads_to_the_one_that_stands(
    cast: Cast, director: Caller, customer: Reply, now: datetime
) -> None:
    same = {"name_zh": "浦岚证券", "is_another_company": True}
    other = director.create("/customers", same)
    merge_customers(cast.operations, other.json["id"], customer.json["id"], reason="重复", now=now)

    reply = director.get(address_of(other))

    assert reply.json["id"] == customer.json["id"]
    assert reply.json["merged"] == [other.json["id"]]


def test_a_partner_reads_the_customers_that_it_knows_as_it_calls_them(
    cast: Cast, seller_a: Caller, seller_b: Caller, customer: Reply
) -> None:
    known_to_a(cast, customer)

    items = seller_a.get("/customers").json["items"]
    own = seller_a.get(address_of(customer)).json

    assert [(item["id"], item["name"]) for item in items] == [(customer.json["id"], "浦岚")]
    assert set(own) == {"id", "name", "since", "last_touch", "contacts"}
    assert own["name"] == "浦岚"
    assert seller_b.get("/customers").json["items"] == []
    assert seller_b.get(address_of(customer)).status == 404


def test_a_partner_cannot_search_the_vendors_names(
    cast: Cast, seller_a: Caller, customer: Reply
) -> None:
    known_to_a(cast, customer)

    assert seller_a.get("/customers?text=股份").json["items"] == []


def test_a_partner_keeps_no_customers_by_api(seller_a: Caller, customer: Reply) -> None:
    before = Customer.objects.unscoped(reason="test").count()

    assert seller_a.create("/customers", NEW).status == 403
    assert seller_a.change(address_of(customer), {"city": "x"}, customer.etag).status == 403
    assert seller_a.create(f"{address_of(customer)}/names", {"name": "x"}).status == 403
    assert Customer.objects.unscoped(reason="test").count() == before


def test_a_list_is_narrowed_and_ordered(director: Caller, customer: Reply) -> None:
    director.create("/customers", {"name_en": "Cold Boat Pharma", "account_class": "direct"})

    direct = director.get("/customers?account_class=direct").json["items"]
    by_name = director.get("/customers?text=浦岚").json["items"]

    assert [item["name_en"] for item in direct] == ["Cold Boat Pharma"]
    assert [item["id"] for item in by_name] == [customer.json["id"]]
    unknown = director.create("/customers", {"name_en": "A", "kind": "planet"})
    assert unknown.problems() == {("kind", "unknown_choice")}


def test_a_contact_of_ours_is_noted(director: Caller, customer: Reply) -> None:
    address = f"{address_of(customer)}/direct-contacts"
    reply = director.create(address, {"summary": "拜访李主任", "customer_confirmed": True})

    assert (reply.status, reply.json["customer_confirmed"]) == (201, True)
    row = DirectActivity.objects.unscoped(reason="test").get()
    assert (row.summary, row.customer.public_id) == ("拜访李主任", customer.json["id"])
    refused = director.create(address, {"summary": "x", "happened_on": "2031-01-01"})
    assert refused.problems() == {("happened_on", "out_of_bounds")}
