"""The customers' list and page in the workbench: what they show, to whom, and what they do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qudao.core import clock
from qudao.deals.funnel.actions import OpportunityInput, create_opportunity
from qudao.market.customers.models import Customer, CustomerIdentifier, PartnerCustomer
from tests.deals.programme import Programme, in_review, submitted
from tests.people import Cast
from tests.web.deals_pages import client_of

LIST = "/workbench/customers/"
WRONG = "914403001922038217"


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def duplicate(programme: Programme, now: datetime) -> Customer:
    return made("浦岚证券", now, city="上海")


def made(name: str, now: datetime, **values: Any) -> Customer:
    return Customer.objects.create(name_zh=name, created_at=now, **values)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def page_of(customer: Customer, rest: str = "") -> str:
    return f"{LIST}{customer.public_id}/{rest}"


def rows() -> Any:
    return Customer.objects.unscoped(reason="a test")


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"q": "浦岚"}, True),
        ({"q": "寒舟"}, False),
        ({"class": "channel"}, True),
        ({"class": "direct"}, False),
        ({"manager": "none"}, False),
        ({"named": "yes"}, False),
        ({"kind": "company", "sort": "-name"}, True),
    ],
)
def test_the_list_is_filtered_and_searched_by_its_address(
    programme: Programme, asked: dict[str, str], *, is_found: bool
) -> None:
    page = text_of(client_of(programme.cast.account_manager).get(LIST, asked))

    assert (programme.customer.public_id in page) is is_found


def test_the_list_asks_no_more_for_80_rows_than_for_one(
    programme: Programme, now: datetime, django_assert_num_queries: Any
) -> None:
    director = client_of(programme.cast.channel_director)
    for number in range(90):
        made(f"客户{number}", now)
    director.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        page = text_of(director.get(LIST))

    assert page.count('href="/workbench/customers/cus_') == 80


LIST_QUERIES = 12


def test_an_empty_list_teaches_how_to_begin(cast: Cast) -> None:
    assert "No customers yet" in text_of(client_of(cast.channel_director).get(LIST))


def test_the_page_shows_who_knows_the_customer_and_what_goes_on(
    programme: Programme, now: datetime, django_assert_num_queries: Any
) -> None:
    registration = in_review(programme, programme.cast.seller_a, now=now)
    stated = OpportunityInput(
        product_id=programme.gateways.public_id,
        customer_id=programme.customer.public_id,
        partner_id=programme.cast.partner_a.public_id,
        stage="proposing",
        amount=Decimal(2_000_000),
        currency="CNY",
        expected_on=date(2026, 4, 1),
    )
    create_opportunity(programme.cast.channel_manager, stated, now=now)
    PartnerCustomer.objects.unscoped(reason="a test").update(
        depth=2, since=date(2020, 1, 1), last_touch=date(2025, 3, 2)
    )
    manager = client_of(programme.cast.channel_manager)
    manager.get(page_of(programme.customer))

    with django_assert_num_queries(PAGE_QUERIES):
        page = text_of(manager.get(page_of(programme.customer)))

    assert registration.public_id in page
    assert "¥2m" in page
    assert "25%" in page  # half the deepest, halved by a year without touch
    assert "through Qiheng Info" in page
    assert "13800001234" not in page  # a partner's contact is not for direct sales to call


PAGE_QUERIES = 32  # one of them: the contacts of our own people


def test_a_registration_of_a_partner_that_is_not_mine_stays_unseen(
    programme: Programme, now: datetime
) -> None:
    registration = in_review(programme, programme.cast.seller_a, now=now)

    other = text_of(
        client_of(programme.cast.other_channel_manager).get(page_of(programme.customer))
    )

    assert registration.public_id not in other


def test_no_partner_and_no_human_resources_open_a_customer(programme: Programme) -> None:
    page = page_of(programme.customer)

    assert client_of(programme.cast.seller_a).get(page).status_code == 404
    assert client_of(programme.cast.human_resources).get(page).status_code == 403


def test_a_customer_is_made_with_its_credit_code(cast: Cast) -> None:
    manager = client_of(cast.account_manager)
    stated = {"name_zh": "寒舟制药有限公司", "kind": "company", "account_class": "direct"}

    refused = manager.post(f"{LIST}new/", {**stated, "identifiers": WRONG})
    assert refused.status_code == 422
    assert "寒舟制药有限公司" in text_of(refused)
    assert rows().count() == 0

    answer = manager.post(f"{LIST}new/", stated)
    row = rows().get()
    assert answer["Location"] == page_of(row)
    assert row.account_class == "direct"


def test_an_unproven_number_is_kept_only_when_asked_and_shown_as_such(
    programme: Programme,
) -> None:
    manager = client_of(programme.cast.account_manager)
    add = page_of(programme.customer, "do/number/")

    assert manager.post(add, {"scheme": "uscc", "identifiers": WRONG}).status_code == 422
    manager.post(add, {"scheme": "uscc", "identifiers": WRONG, "keep_unproven": "on"})
    assert "unproven" in text_of(manager.get(page_of(programme.customer)))

    manager.post(
        page_of(programme.customer, "do/remove-number/"), {"scheme": "uscc", "value": WRONG}
    )
    assert CustomerIdentifier.objects.unscoped(reason="a test").count() == 0


def test_names_domains_group_and_ties_are_kept_on_the_page(
    programme: Programme, now: datetime
) -> None:
    group = made("浦岚集团", now, kind="group")
    manager = client_of(programme.cast.account_manager)
    one = programme.customer
    manager.post(page_of(one, "do/name/"), {"names": "Pulan Securities", "kind": "alias"})
    manager.post(page_of(one, "do/domain/"), {"domains": "pulan-sec.com.cn"})
    manager.post(page_of(one, "do/group/"), {"parent": group.public_id})
    manager.post(
        page_of(one, "do/relation/"),
        {"partner": programme.cast.partner_a.public_id, "depth": "3", "since": "2019-05-01",
         "evidence": "网点改造一期"},
    )  # fmt: skip

    page = text_of(manager.get(page_of(one)))

    for said in ("Pulan Securities", "pulan-sec.com.cn", "浦岚集团", "网点改造一期"):
        assert said in page


def test_a_merge_is_previewed_done_and_undone(
    programme: Programme, duplicate: Customer, now: datetime
) -> None:
    registration = in_review(programme, programme.cast.seller_a, now=now)
    kept = programme.customer
    manager = client_of(programme.cast.channel_manager)
    merge = page_of(duplicate, "merge/")

    assert kept.public_id in text_of(manager.get(merge, {"q": "浦岚"}))
    preview = text_of(manager.get(merge, {"into": kept.public_id}))
    assert "leaves the lists" in preview
    assert rows().filter(canonical=None).count() == 2  # a look changes nothing

    refused = manager.post(merge, {"canonical": kept.public_id, "reason": ""})
    assert refused.status_code == 422
    manager.post(merge, {"canonical": kept.public_id, "reason": "同一家公司"})
    page = text_of(manager.get(page_of(duplicate)))
    assert "was merged into this one" in page
    assert registration.public_id in page

    manager.post(
        page_of(kept, "do/undo-merge/"), {"duplicate": duplicate.public_id, "reason": "不同主体"}
    )
    assert rows().filter(canonical=None).count() == 2


def test_registrations_of_merged_rows_are_read_as_one_customers(
    programme: Programme, duplicate: Customer, now: datetime
) -> None:
    registration = in_review(programme, programme.cast.seller_a, now=now)
    manager = client_of(programme.cast.channel_manager)
    merge = page_of(programme.customer, "merge/")

    manager.post(merge, {"canonical": duplicate.public_id, "reason": "同一家公司"})

    assert registration.public_id in text_of(manager.get(page_of(duplicate)))


def test_a_customer_is_not_merged_into_itself(programme: Programme) -> None:
    one = programme.customer
    answer = client_of(programme.cast.channel_manager).post(
        page_of(one, "merge/"), {"canonical": one.public_id, "reason": "x"}
    )

    assert answer.status_code == 422
    assert rows().get().canonical_id is None


def test_account_managers_are_assigned_by_those_who_may(programme: Programme) -> None:
    assign = page_of(programme.customer, "do/manager/")

    assert client_of(programme.cast.channel_manager).get(assign).status_code == 403
    page = text_of(client_of(programme.cast.sales_director).get(assign))
    assert "He Jia" in page


@pytest.mark.parametrize("name", ["浦岚证券股份有限公司", "浦岚证券 股份有限公司", "浦岚证券"])
def test_a_company_that_is_there_comes_in_again_only_as_another_one(
    programme: Programme, name: str
) -> None:
    director = client_of(programme.cast.channel_director)
    stated = {"name_zh": name, "kind": "company", "account_class": "channel"}
    before = rows().count()

    refused = director.post(f"{LIST}new/", stated)
    assert refused.status_code == 422
    assert "浦岚证券股份有限公司" in text_of(refused)
    assert f'value="{name}"' in text_of(refused)
    assert rows().count() == before

    taken = director.post(f"{LIST}new/", {**stated, "is_another_company": "on"})
    assert taken.status_code == 302
    assert rows().count() == before + 1


def test_a_contact_of_ours_is_noted_on_the_page_and_counts_at_a_registration(
    programme: Programme, cast: Cast, now: datetime
) -> None:
    client = client_of(cast.account_manager)
    address = page_of(programme.customer, "do/own-contact/")
    assert address in text_of(client.get(page_of(programme.customer)))
    empty = client.post(address, {"happened_on": "2026-03-02", "summary": ""})
    assert empty.status_code == 422
    stated = {
        "happened_on": "2026-02-27",
        "summary": "与李主任交流网关需求",
        "product_id": programme.gateways.public_id,
        "customer_confirmed": "on",
    }

    assert client.post(address, stated).status_code == 302

    page = text_of(client.get(page_of(programme.customer)))
    assert "与李主任交流网关需求" in page
    assert "the customer confirms it" in page
    row = submitted(programme, cast.seller_a, now=now + timedelta(hours=1))
    assert row.advice["outcome"] == "convert_to_teaming"
    assert client_of(cast.seller_a).get(address).status_code in {302, 403, 404}
