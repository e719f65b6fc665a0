"""One company under two names is found; match keys stay true to the facts; merges undo."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.engines.kinds import Match
from qudao.market.customers.actions import (
    add_domain,
    add_identifier,
    add_name,
    claimed_customer,
    merge_customers,
    reindex,
    remove_domain,
    remove_identifier,
    undo_merge,
)
from qudao.market.customers.actions.indexing import check
from qudao.market.customers.identity import company_facts
from qudao.market.customers.inputs import CustomerInput, NameInput
from qudao.market.customers.models import Customer, CustomerKey
from qudao.market.customers.selectors import (
    alike_customers,
    canonical_ids,
    keys_for_many,
    resolve_company,
    same_customer_ids,
)
from tests.market.customers.build import (
    SYSTEM,
    USCC_A,
    USCC_B,
    USCC_WRONG,
    all_customers,
    keys,
    make_customer,
    problems,
    uscc,
    verbs,
)
from tests.people import Cast

LEGAL, BRANCH = "华东证券股份有限公司", "华东证券股份有限公司上海分公司"


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def matches(name: str, uscc_code: str = "") -> list[tuple[str, Match]]:
    facts = company_facts(names=[name], uscc=uscc_code)
    return [(one.customer.name_zh, one.likeness.match) for one in resolve_company(facts)]


def test_the_same_number_is_certain_whatever_the_name(cast: Cast, now: datetime) -> None:
    make_customer(cast.operations, LEGAL, now, USCC_A)
    make_customer(cast.operations, "南方重工有限公司", now, USCC_B)
    assert matches("全然不同的名字", USCC_A) == [(LEGAL, Match.EXACT)]


def test_a_name_without_its_legal_form_is_likely(cast: Cast, now: datetime) -> None:
    make_customer(cast.operations, LEGAL, now)
    assert matches("华东证券") == [(LEGAL, Match.LIKELY)]


def test_a_branch_is_related_to_its_head_office(cast: Cast, now: datetime) -> None:
    make_customer(cast.operations, LEGAL, now)
    assert matches(BRANCH) == [(LEGAL, Match.RELATED)]


def test_a_company_that_shares_nothing_is_not_found(cast: Cast, now: datetime) -> None:
    make_customer(cast.operations, LEGAL, now)
    assert matches("南方重工有限公司") == []


def test_resolving_takes_few_queries_however_many_customers(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for city in ("上海", "北京", "广州", "深圳", "杭州", "南京"):
        make_customer(cast.operations, f"华东证券股份有限公司{city}分公司", now)
    facts = company_facts(names=[LEGAL])
    with django_assert_max_num_queries(8):
        assert len(resolve_company(facts)) == 6


def test_keys_follow_names_numbers_and_domains(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, LEGAL, now)
    actor, public_id, before = cast.operations, row.public_id, keys(row)
    add_name(actor, public_id, NameInput(name="东方海岸银行"), now=now)
    add_name(actor, public_id, NameInput(name="东方海岸银行"), now=now)
    with_name = keys(row)
    assert before < with_name
    add_identifier(actor, public_id, uscc(USCC_A), now=now)
    add_domain(actor, public_id, "mail@huadong-sec.com.cn", now=now)
    assert keys(row) - with_name == {
        ("identifier", f"uscc:{USCC_A}"),
        ("domain", "huadong-sec.com.cn"),
    }
    remove_identifier(actor, public_id, "uscc", USCC_A, now=now)
    remove_domain(actor, public_id, "huadong-sec.com.cn", now=now)
    assert keys(row) == with_name
    assert verbs() == [
        "customers.created",
        "customers.name_added",
        "customers.identifier_added",
        "customers.domain_added",
        "customers.identifier_removed",
        "customers.domain_removed",
    ]


def test_a_second_customer_cannot_take_a_number_or_a_free_mailer(cast: Cast, now: datetime) -> None:
    make_customer(cast.operations, "甲公司", now, USCC_A)
    other = make_customer(cast.operations, "乙公司", now)
    for number, code in ((USCC_A, "taken"), (USCC_WRONG, "wrong_check_digit"), (" ", "required")):
        with pytest.raises(Invalid) as refused:
            add_identifier(cast.operations, other.public_id, uscc(number), now=now)
        assert refused.value.problems[0].code == code
    with pytest.raises(Invalid):
        add_domain(cast.operations, other.public_id, "someone@163.com", now=now)
    with pytest.raises(NotFound):
        remove_domain(cast.operations, other.public_id, "163.com", now=now)
    assert not [key for key in keys(other) if key[0] in {"identifier", "domain"}]


def test_check_finds_what_reindex_mends(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, LEGAL, now, USCC_A)
    right = keys(row)
    rows = CustomerKey.objects.visible_to(SYSTEM).filter(customer=row)
    rows.filter(kind="identifier").delete()
    CustomerKey.objects.create(customer=row, kind="brand", value="stale")
    found = check(silent)
    assert (found.customers, found.missing, found.stale) == (1, 1, 1)
    assert reindex(silent) == 1
    assert keys(row) == right
    found = check(silent)
    assert (found.missing, found.stale) == (0, 0)


def test_keys_for_many_finds_the_customers_of_a_file(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, LEGAL, now, USCC_A)
    found = keys_for_many(
        [company_facts(names=["无关"], uscc=USCC_A), company_facts(names=["南方重工"])]
    )
    assert found == {("identifier", f"uscc:{USCC_A}"): [row.pk]}


# ------------------------------------------------------------------------- claims


def test_a_claim_for_a_known_number_or_full_name_meets_the_known_customer(
    cast: Cast, now: datetime
) -> None:
    known = make_customer(cast.operations, LEGAL, now, USCC_A)
    for claim in (
        CustomerInput(name_zh="别的名字", identifiers=(uscc(USCC_A),)),
        CustomerInput(name_zh="华东证券股份有限公司 "),
        CustomerInput(name_zh="华東證券股份有限公司"),
    ):
        assert claimed_customer(cast.seller_a, claim, now=now) == known
    assert all_customers() == [LEGAL]


def test_a_claim_that_is_only_likely_becomes_a_customer_of_its_own(
    cast: Cast, now: datetime
) -> None:
    known = make_customer(cast.operations, LEGAL, now, USCC_A)
    short = claimed_customer(cast.seller_a, CustomerInput(name_zh="华东证券"), now=now)
    assert short != known
    other_number = CustomerInput(name_zh=LEGAL, identifiers=(uscc(USCC_B),))
    assert claimed_customer(cast.seller_a, other_number, now=now) not in {known, short}
    assert [one.customer for one in alike_customers(short)][:1] == [known]


def test_two_claims_for_one_new_company_meet(cast: Cast, now: datetime) -> None:
    claim = CustomerInput(name_zh="北湖水务有限公司")
    first = claimed_customer(cast.seller_a, claim, now=now)
    assert claimed_customer(cast.seller_b, claim, now=now) == first
    assert verbs() == ["customers.created"]


# ------------------------------------------------------------------------- merges


def test_a_merged_customer_is_read_as_the_canonical_one_until_undone(
    cast: Cast, now: datetime
) -> None:
    one = make_customer(cast.operations, "北湖水务有限公司", now, USCC_A)
    two = make_customer(cast.operations, "北湖自来水公司", now)
    three = make_customer(cast.operations, "北湖供水站", now)
    actor = cast.channel_manager
    merge_customers(actor, three.public_id, two.public_id, reason="same house", now=now)
    merge_customers(actor, two.public_id, one.public_id, reason="same number", now=now)
    assert canonical_ids([three.pk, two.pk, one.pk]) == {
        three.pk: one.pk,
        two.pk: one.pk,
        one.pk: one.pk,
    }
    assert same_customer_ids(three.pk) == {one.pk, two.pk, three.pk}
    assert [alike.customer for alike in resolve_company(company_facts(names=["北湖供水站"]))] == [
        one
    ]
    undo_merge(actor, two.public_id, reason="two houses", now=now)
    assert canonical_ids([three.pk, two.pk]) == {three.pk: two.pk, two.pk: two.pk}
    assert same_customer_ids(one.pk) == {one.pk}
    assert verbs()[3:] == ["customers.merged", "customers.merged", "customers.merge_undone"]


def test_merges_refuse_circles_repeats_and_silence(cast: Cast, now: datetime) -> None:
    one = make_customer(cast.operations, "甲公司", now)
    two = make_customer(cast.operations, "乙公司", now)
    actor = cast.channel_manager
    with pytest.raises(Conflict) as refused:
        undo_merge(actor, one.public_id, reason="", now=now)
    assert refused.value.code == "not_merged"
    with pytest.raises(Invalid) as silent_one:
        merge_customers(actor, one.public_id, two.public_id, reason=" ", now=now)
    assert problems(silent_one.value) == {"reason": "required"}
    merge_customers(actor, one.public_id, two.public_id, reason="same", now=now)
    for duplicate, canonical in ((two, one), (two, two)):
        with pytest.raises(Invalid) as circle:
            merge_customers(actor, duplicate.public_id, canonical.public_id, reason="same", now=now)
        assert problems(circle.value) == {"canonical": "same_customer"}
    with pytest.raises(Conflict) as again:
        merge_customers(actor, one.public_id, two.public_id, reason="same", now=now)
    assert again.value.code == "merged_already"
    pointers = Customer.objects.visible_to(SYSTEM).order_by("pk")
    assert list(pointers.values_list("canonical_id", flat=True)) == [two.pk, None]


def test_a_partner_may_not_merge(cast: Cast, now: datetime) -> None:
    one = make_customer(cast.operations, "甲公司", now)
    two = make_customer(cast.operations, "乙公司", now)
    with pytest.raises(NotPermitted):
        merge_customers(cast.principal_a, one.public_id, two.public_id, reason="x", now=now)
    assert canonical_ids([one.pk]) == {one.pk: one.pk}
