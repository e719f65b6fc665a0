"""Merging two rows of one customer: choosing, looking at both, doing, refusing, undoing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from qudao.market.customers.actions import add_domain, add_name
from qudao.market.customers.inputs import NameInput
from qudao.market.customers.models import Customer, PartnerCustomer
from qudao.market.customers.selectors import customer_page
from qudao.web.workbench.records.customer_merge import _compared, _match, _outcome
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import page_for, text_of, words_of
from tests.web.workbench.reading import links_of
from tests.web.workbench.records.build import entries, last_verb, make_customer, of_customer

WHY = "同一家公司，信用代码一致"


@pytest.fixture
def twin(programme: Programme, now: datetime) -> Customer:
    return make_customer("浦岚证券", now, city="上海", name_en="Pulan")


@pytest.fixture
def manager(programme: Programme) -> Client:
    return client_of(programme.cast.channel_manager)


def merge(client: Client, gone: Customer, into: Customer, reason: str = WHY) -> Any:
    sent = {"canonical": into.public_id, "reason": reason}
    return client.post(of_customer(gone, "merge/"), sent)


def undo(client: Client, kept: Customer, gone: Customer, reason: str = "不同主体") -> Any:
    sent = {"duplicate": gone.public_id, "reason": reason}
    return client.post(of_customer(kept, "do/undo-merge/"), sent)


def canonical(row: Customer) -> str:
    found = Customer.objects.unscoped(reason="test").select_related("canonical").get(pk=row.pk)
    return found.canonical.public_id if found.canonical else ""


# ------------------------------------------------------------------ choosing


def test_like_rows_are_proposed_with_their_likeness_and_others_are_searched(
    programme: Programme, twin: Customer, manager: Client, now: datetime
) -> None:
    far = make_customer("寒舟制药", now, city="苏州")
    path = of_customer(twin, "merge/")

    proposed = text_of(manager.get(path))
    assert links_of(proposed, f"{path}?into=") == [f"{path}?into={programme.customer.public_id}"]
    assert "%</span>" in proposed

    searched = text_of(manager.get(path, {"q": "寒舟"}))
    assert links_of(searched, f"{path}?into=") == [f"{path}?into={far.public_id}"]
    assert 'value="寒舟"' in searched
    assert "苏州" in searched
    nothing = text_of(manager.get(path, {"q": "no such name"}))
    assert "Nothing alike was found. Search for the other by its name." in nothing


def test_a_row_is_never_proposed_for_itself(
    programme: Programme, twin: Customer, manager: Client
) -> None:
    path = of_customer(twin, "merge/")
    for text in ("", "浦岚", "浦岚证券"):
        assert f"into={twin.public_id}" not in text_of(manager.get(path, {"q": text}))


def test_a_long_or_strange_search_finds_nothing_and_breaks_nothing(
    programme: Programme, twin: Customer, manager: Client
) -> None:
    for text in ("x" * 5000, "%", "_", "'; drop table", "<script>", "\u202e浦岚"):
        answer = manager.get(of_customer(twin, "merge/"), {"q": text})
        assert answer.status_code == 200
        assert "<script>alert" not in text_of(answer)


# ------------------------------------------------------------------ looking at both


def test_the_preview_compares_says_what_will_happen_and_changes_nothing(
    programme: Programme, twin: Customer, manager: Client
) -> None:
    kept, before = programme.customer, entries()
    page = text_of(manager.get(of_customer(twin, "merge/"), {"into": kept.public_id}))
    words = words_of(manager.get(of_customer(twin, "merge/"), {"into": kept.public_id}))

    assert "“浦岚证券股份有限公司”" in words
    assert "goes into the other" in words
    assert f'name="canonical" value="{kept.public_id}"' in page
    assert f'href="{of_customer(kept, "merge/")}?into={twin.public_id}"' in page  # the other way
    assert f'href="{of_customer(twin)}"' in page
    assert (canonical(twin), entries()) == ("", before)


def test_the_preview_of_a_row_that_is_not_there_is_absent(
    programme: Programme, twin: Customer, manager: Client
) -> None:
    for other in ("cus_0000000000000000", "x", programme.cast.partner_a.public_id):
        path = of_customer(twin, "merge/")
        assert manager.get(path, {"into": other}).status_code == 404
        sent = {"canonical": other, "reason": WHY}
        assert manager.post(path, sent).status_code == 404


@pytest.mark.parametrize(
    ("mine", "other", "match"),
    [
        ("", "", "missing"),
        ("上海", "", "missing"),
        ("", "上海", "missing"),
        ("上海", "上海", "same"),
        ("Pulan", "PULAN", "same"),
        ("straße", "STRASSE", "same"),
        ("上海", "北京", "differs"),
        ("上海", "上海市", "differs"),
    ],
)
def test_values_are_the_same_whatever_their_case(mine: str, other: str, match: str) -> None:
    assert _match(mine, other) == match


def test_each_stated_field_stands_beside_its_like(
    programme: Programme, twin: Customer, now: datetime
) -> None:
    cast, kept = programme.cast, programme.customer
    add_name(cast.channel_manager, twin.public_id, NameInput(name="浦岚"), now=now)
    add_name(cast.channel_manager, twin.public_id, NameInput(name="PL"), now=now)
    add_domain(cast.channel_manager, kept.public_id, "pulan-sec.com.cn", now=now)
    PartnerCustomer.objects.create(
        partner=cast.partner_a, customer=twin, depth=2, since=date(2025, 1, 1)
    )
    day = now.date()
    gone = customer_page(cast.channel_manager, twin.public_id, today=day)
    stays = customer_page(cast.channel_manager, kept.public_id, today=day)

    with translation.override("en"):
        rows = {row.field: (row.mine, row.other, row.match) for row in _compared(gone, stays)}
        outcome = _outcome(gone, stays)

    assert rows["Chinese name"] == ("浦岚证券", "浦岚证券股份有限公司", "differs")
    assert rows["English name"] == ("Pulan", "", "missing")
    assert rows["City"] == ("上海", "", "missing")
    assert rows["Also known as"][0] == "浦岚, PL"
    assert rows["Domains"] == ("", "pulan-sec.com.cn", "missing")
    assert rows["Account class"][2] == "same"
    assert rows["Account manager"] == ("", "He Jia", "missing")
    assert rows["Partners that know it"] == ("Qiheng Info", "", "missing")
    for empty in ("Region", "Industry", "Official numbers"):
        assert empty not in rows
    assert outcome[0] == f"“{gone.name}” leaves the lists; its address leads to “{stays.name}”."
    assert outcome[2] == "1 partner's tie is read there too."


# ------------------------------------------------------------------ doing


def test_a_merge_needs_a_reason_and_keeps_what_was_typed(
    programme: Programme, twin: Customer, manager: Client
) -> None:
    before = entries()
    for reason in ("", "   "):
        refused = merge(manager, twin, programme.customer, reason)
        assert refused.status_code == 422
        assert f'name="canonical" value="{programme.customer.public_id}"' in text_of(refused)
    assert (canonical(twin), entries()) == ("", before)


def test_a_merged_row_leads_to_the_other_and_leaves_the_lists(
    programme: Programme, twin: Customer, manager: Client
) -> None:
    kept = programme.customer
    done = merge(manager, twin, kept)

    assert done["Location"] == of_customer(kept)
    assert last_verb() == "customers.merged"
    page = text_of(manager.get(of_customer(twin)))
    assert "The customer that you opened was merged into this one." in page
    assert f"{of_customer(kept, 'do/undo-merge/')}?duplicate={twin.public_id}" in page
    listed = page_for(programme.cast.channel_manager, "/workbench/customers/")
    assert kept.public_id in listed
    assert twin.public_id not in listed
    assert twin.public_id not in text_of(manager.get("/workbench/search/", {"q": "浦岚"}))


def test_a_merge_sent_twice_is_refused_and_changes_nothing(
    programme: Programme, twin: Customer, manager: Client
) -> None:
    merge(manager, twin, programme.customer)
    before = entries()
    again = merge(manager, twin, programme.customer)
    assert again.status_code in {409, 422}
    assert (canonical(twin), entries()) == (programme.customer.public_id, before)


def test_no_circle_and_no_row_into_itself(
    programme: Programme, twin: Customer, manager: Client
) -> None:
    merge(manager, twin, programme.customer)
    before = entries()
    for gone, into in (
        (programme.customer, twin),
        (programme.customer, programme.customer),
    ):
        refused = merge(manager, gone, into)
        assert refused.status_code == 422
        assert "these two rows are one already" in text_of(refused)
    assert (canonical(programme.customer), entries()) == ("", before)


def test_a_chain_of_merges_is_read_as_one(
    programme: Programme, twin: Customer, manager: Client, now: datetime
) -> None:
    third = make_customer("浦岚", now)
    merge(manager, twin, programme.customer)
    merge(manager, third, twin)  # into a row that is merged itself
    assert canonical(third) == programme.customer.public_id
    page = words_of(manager.get(of_customer(third)))
    assert "Read as one 2" in page


def test_undoing_needs_a_reason_and_frees_once(
    programme: Programme, twin: Customer, manager: Client
) -> None:
    kept = programme.customer
    merge(manager, twin, kept)
    form = text_of(manager.get(of_customer(kept, "do/undo-merge/"), {"duplicate": twin.public_id}))
    assert f'name="duplicate" value="{twin.public_id}"' in form

    assert undo(manager, kept, twin, " ").status_code == 422
    assert canonical(twin) == kept.public_id
    assert undo(manager, kept, twin).status_code == 302
    assert (canonical(twin), last_verb()) == ("", "customers.merge_undone")
    before = entries()
    again = undo(manager, kept, twin)
    assert again.status_code == 409
    assert "not merged into another one" in text_of(again)
    assert entries() == before
    trail = words_of(manager.get(of_customer(twin, "audit/")))
    assert "undid the merge of the customer" in trail
    assert WHY in trail


MERGES = {
    "channel_manager": 200,
    "account_manager": 200,
    "sales_director": 200,
    "operations": 200,
    "human_resources": 403,
    "seller_a": 404,
    "principal_a": 404,
}


def test_who_may_merge(programme: Programme, twin: Customer) -> None:
    path, cast = of_customer(twin, "merge/"), programme.cast
    found = {who: client_of(getattr(cast, who)).get(path).status_code for who in MERGES}
    assert found == MERGES
    for who in ("human_resources", "seller_a", "principal_a"):
        merge(client_of(getattr(cast, who)), twin, programme.customer)
    assert canonical(twin) == ""


def test_the_merge_speaks_chinese(programme: Programme, twin: Customer) -> None:
    path = of_customer(twin, "merge/")
    client = client_of(programme.cast.channel_manager, "zh-CN")
    choice = text_of(client.get(path))
    preview = text_of(client.get(path, {"into": programme.customer.public_id}))
    for words in ("合并", "中文名称", "并入另一条", "保留"):
        assert words in choice + preview
    for english in ("Merge", "stays", "Chinese name", "Likeness"):
        assert english not in choice + preview
