"""Names, numbers and domains of a customer: added, refused, taken away, each with its keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from qudao.core.errors import Invalid, NotFound
from qudao.market.customers.actions import (
    add_domain,
    add_identifier,
    add_name,
    remove_domain,
    remove_identifier,
)
from qudao.market.customers.inputs import IdentifierInput, NameInput
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerKey,
    CustomerName,
)
from tests.market.customers.build import USCC_A, USCC_B, USCC_WRONG, keys, make_customer, uscc
from tests.market.trail import codes, every, told, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

KNOWN = (CustomerName, CustomerIdentifier, CustomerDomain, CustomerKey)


@pytest.fixture
def row(cast: Cast, now: datetime) -> Customer:
    return make_customer(cast.operations, "华东证券股份有限公司", now)


def numbers(row: Customer) -> list[tuple[str, str, bool]]:
    found = every(CustomerIdentifier).filter(customer=row)
    return list(found.values_list("scheme", "value", "is_valid"))


# ------------------------------------------------------------------ names


@pytest.mark.parametrize("kind", ["registered", "short", "former", "alias"])
def test_a_name_of_each_kind_is_kept_and_is_a_key(
    cast: Cast, now: datetime, row: Customer, kind: str
) -> None:
    before = keys(row)
    named = add_name(
        cast.account_manager, row.public_id, NameInput(name=" 东方海岸银行 ", kind=kind), now=now
    )
    assert (named.name, named.kind, named.source, named.noted_at) == ("东方海岸银行", kind, "", now)
    assert before < keys(row)
    assert told()[-1] == (
        "customers.name_added",
        row.public_id,
        {},
        {"name": "东方海岸银行", "kind": kind},
    )


def test_a_name_that_is_there_changes_nothing_whatever_its_kind(
    cast: Cast, now: datetime, row: Customer
) -> None:
    with nothing_changes(*KNOWN):
        same = add_name(
            cast.operations, row.public_id, NameInput(name=f" {row.name_zh}", kind="short"), now=now
        )
    assert same.kind == "registered"


def test_two_customers_may_have_one_name(cast: Cast, now: datetime, row: Customer) -> None:
    other = make_customer(cast.operations, "南方重工有限公司", now)
    add_name(cast.operations, other.public_id, NameInput(name=row.name_zh), now=now)
    assert every(CustomerName).filter(name=row.name_zh).count() == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (NameInput(name=""), "required"),
        (NameInput(name="\u3000 "), "required"),
        (NameInput(name="x" * 201), "too_long"),
        (NameInput(name="a\x00b"), "control_sign"),
        (NameInput(name="华证", kind="nick"), "unknown_choice"),
    ],
)
def test_a_wrong_name_is_refused(
    cast: Cast, now: datetime, row: Customer, name: NameInput, code: str
) -> None:
    with nothing_changes(*KNOWN), pytest.raises(Invalid) as refused:
        add_name(cast.operations, row.public_id, name, now=now)
    assert codes(refused.value) == {"names": code}


@pytest.mark.parametrize("name", ["x" * 200, "<b>Huadong</b>", "华证🙂", "%_", "…"])
def test_any_other_name_is_kept_as_it_was_said(
    cast: Cast, now: datetime, row: Customer, name: str
) -> None:
    add_name(cast.operations, row.public_id, NameInput(name=name), now=now)
    assert every(CustomerName).filter(customer=row, name=name).count() == 1


# ------------------------------------------------------------------ numbers


def test_a_number_is_stored_in_its_one_spelling_once(
    cast: Cast, now: datetime, row: Customer
) -> None:
    add = partial(add_identifier, cast.operations, row.public_id, now=now)
    first = add(uscc(f" {USCC_A.lower()} "))
    assert add(uscc(USCC_A)) == first
    assert numbers(row) == [("uscc", USCC_A, True)]
    assert ("identifier", f"uscc:{USCC_A}") in keys(row)
    assert verbs() == ["customers.created", "customers.identifier_added"]
    assert told()[-1][3] == {"kind": "uscc", "number": USCC_A}


def test_an_unproven_number_is_kept_if_that_is_asked_and_is_no_key(
    cast: Cast, now: datetime, row: Customer
) -> None:
    before = keys(row)
    kept = uscc(USCC_WRONG, keep_unproven=True)
    add_identifier(cast.operations, row.public_id, kept, now=now)
    add_identifier(cast.operations, row.public_id, kept, now=now)
    assert numbers(row) == [("uscc", USCC_WRONG, False)]
    assert keys(row) == before
    # two may have it, since it proves nothing
    other = make_customer(cast.operations, "南方重工有限公司", now)
    add_identifier(cast.operations, other.public_id, kept, now=now)
    assert numbers(other) == [("uscc", USCC_WRONG, False)]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (uscc(USCC_WRONG), "wrong_check_digit"),
        (uscc(" "), "required"),
        (uscc("x" * 41, keep_unproven=True), "too_long"),
        (IdentifierInput(scheme="passport", value="1"), "unknown_choice"),
        (uscc("a\x00", keep_unproven=True), "control_sign"),
    ],
)
def test_a_wrong_number_is_refused(
    cast: Cast, now: datetime, row: Customer, number: IdentifierInput, code: str
) -> None:
    with nothing_changes(*KNOWN), pytest.raises(Invalid) as refused:
        add_identifier(cast.operations, row.public_id, number, now=now)
    assert codes(refused.value) == {"identifiers": code}


def test_a_number_of_another_customer_is_taken_and_a_registration_number_never(
    cast: Cast, now: datetime, row: Customer
) -> None:
    other = make_customer(cast.operations, "南方重工有限公司", now, USCC_A)
    with nothing_changes(*KNOWN), pytest.raises(Invalid) as refused:
        add_identifier(cast.operations, row.public_id, uscc(USCC_A), now=now)
    assert codes(refused.value) == {"identifiers": "taken"}
    number = IdentifierInput(scheme="registration", value="430111000344649")
    for one in (row, other):
        add_identifier(cast.operations, one.public_id, number, now=now)
    assert every(CustomerIdentifier).filter(scheme="registration").count() == 2


def test_a_number_that_was_taken_away_is_free_for_another(
    cast: Cast, now: datetime, row: Customer
) -> None:
    add_identifier(cast.operations, row.public_id, uscc(USCC_A), now=now)
    remove_identifier(cast.operations, row.public_id, "uscc", USCC_A, now=now)
    assert told()[-1] == (
        "customers.identifier_removed",
        row.public_id,
        {"kind": "uscc", "number": USCC_A},
        {},
    )
    other = make_customer(cast.operations, "南方重工有限公司", now, USCC_A)
    assert (numbers(row), numbers(other)) == ([], [("uscc", USCC_A, True)])


@pytest.mark.parametrize(
    ("scheme", "value"),
    [("uscc", USCC_B), ("vat", USCC_A), ("", USCC_A), ("uscc", ""), ("uscc", USCC_A.lower())],
)
def test_a_number_that_is_not_there_cannot_be_taken_away(
    cast: Cast, now: datetime, row: Customer, scheme: str, value: str
) -> None:
    add_identifier(cast.operations, row.public_id, uscc(USCC_A), now=now)
    with nothing_changes(*KNOWN), pytest.raises(NotFound):
        remove_identifier(cast.operations, row.public_id, scheme, value, now=now)


# ------------------------------------------------------------------ domains


@pytest.mark.parametrize(
    ("raw", "domain"),
    [
        ("huadong-sec.com.cn", "huadong-sec.com.cn"),
        ("HTTPS://WWW.Huadong-Sec.com.cn:443/about?x", "huadong-sec.com.cn"),
        ("mail@huadong-sec.com.cn", "huadong-sec.com.cn"),
        ("shop.huadong.co.uk", "huadong.co.uk"),
    ],
)
def test_a_domain_is_kept_as_the_part_that_was_registered(
    cast: Cast, now: datetime, row: Customer, raw: str, domain: str
) -> None:
    add = partial(add_domain, cast.operations, row.public_id, now=now)
    assert add(raw).domain == domain
    assert add(domain).domain == domain
    assert ("domain", domain) in keys(row)
    assert verbs() == ["customers.created", "customers.domain_added"]
    remove_domain(cast.operations, row.public_id, domain, now=now)
    assert ("domain", domain) not in keys(row)
    assert told()[-1] == ("customers.domain_removed", row.public_id, {"domains": domain}, {})


@pytest.mark.parametrize(
    "raw",
    ["", "  ", "qq.com", "someone@163.com", "com.cn", "localhost", "10.0.0.1", "a b", "x" * 500],
)
def test_what_one_company_has_not_for_itself_is_refused(
    cast: Cast, now: datetime, row: Customer, raw: str
) -> None:
    with nothing_changes(*KNOWN), pytest.raises(Invalid) as refused:
        add_domain(cast.operations, row.public_id, raw, now=now)
    assert codes(refused.value) == {"domains": "not_a_domain"}
    assert len(str(refused.value.problems[0].message)) < 140


# ------------------------------------------------------------------ of whom

Step = Callable[..., object]
STEPS: dict[str, Step] = {
    "add_name": partial(add_name, name=NameInput(name="x")),
    "add_identifier": partial(add_identifier, identifier=uscc(USCC_B)),
    "remove_identifier": partial(remove_identifier, scheme="uscc", value=USCC_A),
    "add_domain": partial(add_domain, raw="example.cn"),
    "remove_domain": partial(remove_domain, domain="huadong-sec.com.cn"),
}


@pytest.mark.parametrize("name", list(STEPS))
def test_nothing_is_known_of_an_absent_customer(
    cast: Cast, now: datetime, row: Customer, name: str
) -> None:
    for public_id in ("", "cus_none", f"{row.public_id}\x00", row.public_id.upper()):
        with nothing_changes(*KNOWN), pytest.raises(NotFound):
            STEPS[name](cast.operations, public_id, now=now)
