"""What may be said of a partner and of a customer by API, at both sides of each bound: the same
rules whether it is added or amended, and a refusal writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from qudao.core.models import AuditEntry
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner
from tests.api.caller import Caller, Reply

PARTNER = {"name_zh": "昊越系统"}
CUSTOMER = {"name_zh": "浦岚证券股份有限公司"}
HOSTILE = "<img src=x onerror=alert(1)>=cmd|' /C calc'!A0"
Bad = tuple[str, object, str]

BAD_ADDRESS: list[Bad] = [
    ("website", "javascript:alert(1)", "not_a_website"),
    ("website", "ftp://example.com", "not_a_website"),
    ("website", "not a site", "not_a_website"),
    ("city", "城" * 121, "too_long"),
    ("address", "路" * 301, "too_long"),
    ("employees", -1, "out_of_bounds"),
    ("employees", 5_000_001, "out_of_bounds"),
    ("employees", "12", "whole_number_expected"),
    ("employees", True, "whole_number_expected"),
    ("name_zh", "名" * 201, "too_long"),
    ("name_en", "n" * 201, "too_long"),
    ("name_en", None, "text_expected"),
    ("name_zh", ["昊越"], "text_expected"),
    ("region", "atlantis", "unknown"),
    ("region", "x" * 41, "too_long"),
]
BAD_PARTNER: list[Bad] = [
    *BAD_ADDRESS,
    ("phone", "call me", "not_a_phone"),
    ("phone", "1" * 61, "too_long"),
    ("uscc", "123", "wrong_length"),
    ("uscc", "913100001321492370", "wrong_check_digit"),
    ("partner_type", "friend", "unknown_choice"),
    ("partner_type", "", "unknown_choice"),
    ("business_kind", "friend", "unknown_choice"),
    ("joined_on", "1899-12-31", "out_of_bounds"),
    ("joined_on", "9999-01-01", "out_of_bounds"),
    ("joined_on", "2026-02-30", "day_expected"),
    ("joined_on", 20260302, "day_expected"),
]
BAD_CUSTOMER: list[Bad] = [
    *BAD_ADDRESS,
    ("kind", "planet", "unknown_choice"),
    ("account_class", "friend", "unknown_choice"),
    ("is_named_account", "true", "true_or_false_expected"),
    ("is_named_account", 1, "true_or_false_expected"),
    ("industry", "alchemy", "unknown"),
]


def wrong(table: Iterable[Bad]) -> pytest.MarkDecorator:
    cases = list(table)
    labels = [f"{field}-{code}-{number}" for number, (field, _value, code) in enumerate(cases)]
    return pytest.mark.parametrize(("field", "value", "code"), cases, ids=labels)


def state_of(*models: Any) -> list[list[dict[str, object]]]:
    """Every row of these tables, and of the audit trail."""
    return [list(model._base_manager.order_by("pk").values()) for model in (*models, AuditEntry)]


def refused(reply: Reply, field: str, code: str) -> None:
    assert reply.status == 422, reply.text
    assert [(p["field"], p["code"]) for p in reply.json["problems"]] == [(field, code)]
    assert reply.json["problems"][0]["message"]


@pytest.fixture
def partner(manager: Caller) -> Reply:
    return manager.create("/partners", PARTNER)


@pytest.fixture
def customer(director: Caller) -> Reply:
    return director.create("/customers", CUSTOMER)


@wrong(BAD_PARTNER)
def test_a_partner_is_neither_added_nor_amended_with_a_wrong_value(
    manager: Caller, partner: Reply, field: str, value: object, code: str
) -> None:
    before = state_of(Partner)

    added = manager.create("/partners", {**PARTNER, field: value})
    amended = manager.change(f"/partners/{partner.json['id']}", {field: value}, partner.etag)

    refused(added, field, code)
    refused(amended, field, code)
    assert state_of(Partner) == before


@wrong(BAD_CUSTOMER)
def test_a_customer_is_neither_added_nor_amended_with_a_wrong_value(
    director: Caller, customer: Reply, field: str, value: object, code: str
) -> None:
    before = state_of(Customer)

    another = {**CUSTOMER, "is_another_company": True}
    added = director.create("/customers", {**another, field: value})
    amended = director.change(f"/customers/{customer.json['id']}", {field: value}, customer.etag)

    refused(added, field, code)
    refused(amended, field, code)
    assert state_of(Customer) == before


GOOD: list[tuple[str, object, object]] = [
    ("city", "城" * 120, "城" * 120),
    ("address", "路" * 300, "路" * 300),
    ("website", "https://www.haoyue.example", "https://www.haoyue.example"),
    ("employees", 0, 0),
    ("employees", 5_000_000, 5_000_000),
    ("employees", None, None),
    ("name_en", "  Haoyue  ", "Haoyue"),
    ("name_en", HOSTILE, HOSTILE),
    ("name_zh", "名" * 200, "名" * 200),
]


@pytest.mark.parametrize(("field", "sent", "kept"), GOOD)
def test_a_partner_takes_each_value_within_its_bounds(
    manager: Caller, partner: Reply, field: str, sent: object, kept: object
) -> None:
    address = f"/partners/{partner.json['id']}"

    amended = manager.change(address, {field: sent}, partner.etag)

    assert (amended.status, amended.json[field]) == (200, kept)
    assert manager.get(address).json[field] == kept


@pytest.mark.parametrize(("field", "sent", "kept"), GOOD)
def test_a_customer_takes_each_value_within_its_bounds(
    director: Caller, customer: Reply, field: str, sent: object, kept: object
) -> None:
    address = f"/customers/{customer.json['id']}"

    amended = director.change(address, {field: sent}, customer.etag)

    assert (amended.status, amended.json[field]) == (200, kept)
    assert director.get(address).json[field] == kept


@pytest.mark.parametrize("names", [{}, {"name_zh": " "}, {"name_zh": "", "name_en": "\t"}])
def test_a_company_has_a_name_in_one_of_the_languages(
    director: Caller, manager: Caller, names: dict[str, str]
) -> None:
    before = state_of(Partner, Customer)

    for caller, path in ((manager, "/partners"), (director, "/customers")):
        reply = caller.create(path, names)
        assert reply.status == 422
        assert {field for field, _code in reply.problems()} == {"name_zh"}

    assert state_of(Partner, Customer) == before


def test_taking_the_only_name_away_is_refused(manager: Caller, partner: Reply) -> None:
    before = state_of(Partner)

    reply = manager.change(f"/partners/{partner.json['id']}", {"name_zh": ""}, partner.etag)

    assert {field for field, _code in reply.problems()} == {"name_zh"}
    assert state_of(Partner) == before


@pytest.mark.parametrize(
    "code", ["a", "lower", "-AB", "AB_C", "A" * 13, "AB C", "代码", "AB\u0661"]
)
def test_a_code_of_a_partner_has_its_form(manager: Caller, code: str) -> None:
    before = state_of(Partner)

    refused(manager.create("/partners", {**PARTNER, "code": code}), "code", "not_a_code")
    assert state_of(Partner) == before


def test_a_code_of_a_partner_is_not_given_twice(manager: Caller, director: Caller) -> None:
    assert manager.create("/partners", {**PARTNER, "code": "HAO-1"}).status == 201
    before = state_of(Partner)

    again = director.create("/partners", {"name_en": "Other", "code": "HAO-1"})

    assert (again.status, {field for field, _code in again.problems()}) == (422, {"code"})
    assert state_of(Partner) == before


def test_only_a_business_partner_has_a_kind_of_business(manager: Caller) -> None:
    kind = {"business_kind": "system_integrator"}

    good = manager.create("/partners", {**PARTNER, **kind})
    bad = manager.create("/partners", {"name_en": "D", "partner_type": "distributor", **kind})

    assert (good.status, good.json["business_kind"]) == (201, "system_integrator")
    refused(bad, "business_kind", "not_a_business_partner")


def test_null_takes_the_kind_of_business_away(manager: Caller) -> None:
    made = manager.create("/partners", {**PARTNER, "business_kind": "system_integrator"})

    reply = manager.change(f"/partners/{made.json['id']}", {"business_kind": None}, made.etag)

    assert (reply.status, reply.json["business_kind"]) == (200, None)


@pytest.mark.parametrize(
    ("parts", "field", "code"),
    [
        ({"names": [{"name": ""}]}, "names", "required"),
        ({"names": [{"name": "A", "kind": "nick"}]}, "names", "unknown_choice"),
        ({"names": [{"kind": "alias"}]}, "names.0.name", "required"),
        ({"names": [{"name": "A", "since": "2026"}]}, "names.0.since", "unknown_field"),
        ({"names": [{"name": f"A{i}"} for i in range(51)]}, "names", "too_many"),
        ({"names": "A"}, "names", "list_expected"),
        ({"identifiers": [{"scheme": "uscc", "value": ""}]}, "identifiers", "required"),
        ({"identifiers": [{"scheme": "tarot", "value": "1"}]}, "identifiers", "unknown_choice"),
        (
            {"identifiers": [{"scheme": "uscc", "value": "1" * 61}]},
            "identifiers.0.value",
            "too_long",
        ),
        ({"identifiers": [{"scheme": "duns", "value": "1"}] * 21}, "identifiers", "too_many"),
        ({"domains": ["x"] * 21}, "domains", "too_many"),
        ({"domains": [7]}, "domains.0", "text_expected"),
        ({"parent": "cus_0000000000000000"}, "parent", "unknown"),
    ],
)
def test_the_parts_of_a_new_customer_are_checked_one_by_one(
    director: Caller, parts: dict[str, object], field: str, code: str
) -> None:
    before = state_of(Customer)

    reply = director.create("/customers", {**CUSTOMER, **parts})

    assert reply.status == 422, reply.text
    assert (field, code) in reply.problems()
    assert state_of(Customer) == before


def test_many_wrong_fields_are_all_named_at_once(director: Caller) -> None:
    body = {"employees": -1, "website": "::", "region": "atlantis", "industry": "x", "kind": "y"}

    reply = director.create("/customers", body)

    assert {field for field, _code in reply.problems()} == {"name_zh", *body}


def test_a_new_customer_may_stand_below_another(director: Caller, customer: Reply) -> None:
    child = director.create("/customers", {"name_en": "Child", "parent": customer.json["id"]})

    assert (child.status, child.json["parent"]) == (201, customer.json["id"])


def test_an_amendment_moves_no_customer_to_another_group(director: Caller, customer: Reply) -> None:
    child = director.create("/customers", {"name_en": "Child"})
    address = f"/customers/{child.json['id']}"

    refused(
        director.change(address, {"parent": customer.json["id"]}, child.etag),
        "parent",
        "unknown_field",
    )
    assert director.get(address).json["parent"] is None
