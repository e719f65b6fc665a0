"""The audit tabs of partners and customers: who did what, readable in both languages."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from qudao.market.customers.actions import (
    add_identifier,
    add_name,
    assign_account_manager,
    place_in_group,
)
from qudao.market.customers.inputs import IdentifierInput, NameInput
from qudao.market.partners.actions import (
    add_contact,
    assign_channel_manager,
    edit_partner,
    move_partner,
)
from qudao.market.partners.inputs import ContactInput, PartnerInput
from qudao.market.partners.states import Lifecycle
from tests.deals.programme import Programme
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import words_of
from tests.web.workbench.records.build import PROVEN, make_customer, of_customer, of_partner

RAW = re.compile(r"\b(?:partners|customers|people)\.[a-z_]+|\b(?:par|cus|usr|per)_[0-9a-z]{16}\b")


def trail(path: str, actor: object, language: str = "en") -> str:
    page = words_of(client_of(actor, language).get(path))  # type: ignore[arg-type]
    heading = "Who did what" if language == "en" else "谁做了什么"
    return page[page.index(heading) :]


@pytest.fixture
def told_partner(cast: Cast, now: datetime) -> Cast:
    """Partner A with a past: edited, given to somebody else, moved, a person added."""
    key = cast.partner_a.public_id
    edit_partner(
        cast.channel_manager, key,
        PartnerInput(name_zh="启恒信息", name_en="Qiheng Info", city="上海", employees=120),
        version=1, now=now,
    )  # fmt: skip
    stated = ContactInput(name="陈博", phone="13800001234", consent_basis="contract")
    add_contact(cast.channel_manager, key, stated, now=now)
    move_partner(
        cast.channel_director, key, Lifecycle.SUSPENDED, reason="<b>审计</b> & co", now=now
    )
    assign_channel_manager(
        cast.channel_director, key, cast.other_channel_manager.public_id, now=now
    )
    return cast


def test_a_partners_trail_is_read_in_english(told_partner: Cast) -> None:
    page = trail(of_partner(told_partner.partner_a, "audit/"), told_partner.channel_director)
    for said in (
        "changed the partner's data",
        "added a contact at the partner",
        "moved the partner in its lifecycle",
        "assigned the channel manager",
        "Xu Mingyuan",
        "Zhou Qiming",
        "Chengyan Software",
        "Active → Suspended",
        "<b>审计</b> & co",
    ):
        assert said in page
    assert page.index("assigned the channel manager") < page.index("changed the partner's data")


def test_a_partners_trail_is_read_in_chinese(told_partner: Cast) -> None:
    path = of_partner(told_partner.partner_a, "audit/")
    page = trail(path, told_partner.channel_director, "zh-CN")
    for said in ("澄岩软件", "有效 → 已暂停", "上海", "120"):
        assert said in page
    for english in ("changed the", "Active", "Suspended", "Chengyan Software", "Who did"):
        assert english not in page


def test_a_trail_names_no_person_of_a_partner_and_no_key_of_ours(told_partner: Cast) -> None:
    for language in ("en", "zh-CN"):
        path = of_partner(told_partner.partner_a, "audit/")
        page = trail(path, told_partner.channel_director, language)
        assert "陈博" not in page
        assert "13800001234" not in page
        assert RAW.findall(page) == []


def test_a_customers_trail_is_read_in_both_languages(programme: Programme, now: datetime) -> None:
    cast, key = programme.cast, programme.customer.public_id
    group = make_customer("浦岚集团", now, kind="group", name_en="Pulan Group")
    add_name(cast.channel_manager, key, NameInput(name="浦岚", kind="alias"), now=now)
    number = IdentifierInput(scheme="uscc", value=PROVEN)
    add_identifier(cast.channel_manager, key, number, now=now)
    place_in_group(cast.channel_manager, key, group.public_id, now=now)
    assign_account_manager(cast.sales_director, key, cast.sales_director.public_id, now=now)

    path = of_customer(programme.customer, "audit/")
    english = trail(path, cast.channel_manager)
    chinese = trail(path, cast.channel_manager, "zh-CN")

    for said in (
        "created the customer",
        "added a name of the customer",
        "added a number of the customer",
        "placed the customer in its group",
        "assigned the account manager",
        PROVEN,
        "Sun Wei",
    ):
        assert said in english
    assert "澄岩软件" in chinese
    for text in ("created the", "added a", "assigned the", "Chengyan"):
        assert text not in chinese
    assert RAW.findall(english + chinese) == []


def test_the_tab_is_marked_and_the_head_stays(programme: Programme) -> None:
    for path in (
        of_customer(programme.customer),
        of_partner(programme.cast.partner_a),
    ):
        page = client_of(programme.cast.channel_manager).get(f"{path}audit/").content.decode()
        assert f'href="{path}audit/" aria-current="page">Audit' in page
        assert f'href="{path}">Overview' in page


READS = {
    "channel_manager": 200,
    "account_manager": 200,
    "operations": 200,
    "human_resources": 403,
    "seller_a": 404,
}


def test_who_reads_a_customers_trail(programme: Programme) -> None:
    path = of_customer(programme.customer, "audit/")
    found = {who: client_of(getattr(programme.cast, who)).get(path).status_code for who in READS}
    assert found == READS
    manager = client_of(programme.cast.channel_manager)
    assert manager.get("/workbench/customers/cus_none/audit/").status_code == 404
    assert manager.post(path).status_code == 405


def test_a_trail_of_nothing_says_so(cast: Cast, now: datetime) -> None:
    row = make_customer("无痕", now)
    page = trail(of_customer(row, "audit/"), cast.channel_manager)
    assert page.startswith("Who did what 0")
