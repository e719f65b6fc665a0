"""New partners and customers: what a form begins with, refuses, keeps, and takes only once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner, PartnerAssignment
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import text_of, words_of
from tests.web.workbench.records.build import (
    CUSTOMERS,
    PARTNERS,
    PROVEN,
    UNPROVEN,
    entries,
    last_verb,
    make_customer,
    of_customer,
    of_partner,
)

A_PARTNER = {
    "name_zh": "岭南智信",
    "partner_type": "business_partner",
    "lifecycle": "prospect",
    "business_kind": "",
    "code": "",
}
A_CUSTOMER = {"name_zh": "寒舟制药有限公司", "kind": "company", "account_class": "channel"}


def new_partner(client: Client, **changed: str) -> Any:
    return client.post(f"{PARTNERS}new/", {**A_PARTNER, **changed})


def new_customer(client: Client, **changed: str) -> Any:
    return client.post(f"{CUSTOMERS}new/", {**A_CUSTOMER, **changed})


def partners() -> Any:
    return Partner.objects.unscoped(reason="a test")


def customers() -> Any:
    return Customer.objects.unscoped(reason="a test")


# ------------------------------------------------------------------ partners


def test_the_form_of_a_partner_begins_as_most_partners_do(cast: Cast) -> None:
    form = text_of(client_of(cast.channel_manager).get(f"{PARTNERS}new/"))
    assert '<option value="business_partner" selected>' in form
    assert '<option value="prospect" selected>' in form
    for value in ("suspended", "exited"):
        assert f'<option value="{value}"' not in form
    assert "Who adds a partner as its manager owns it." in form
    assert f'href="{PARTNERS}"' in form


def test_a_partner_without_a_code_gets_one_that_tells_nothing(cast: Cast) -> None:
    answer = new_partner(client_of(cast.channel_manager))
    made = partners().get(name_zh="岭南智信")
    assert answer["Location"] == of_partner(made)
    assert made.code.startswith("P")
    assert len(made.code) == 7
    assert (made.lifecycle, made.version, last_verb()) == ("prospect", 1, "partners.created")
    owners = PartnerAssignment.objects.unscoped(reason="test").filter(partner=made)
    assert [one.user_id for one in owners] == [cast.channel_manager.user_id]


def test_who_sees_the_whole_programme_owns_nothing_by_adding(cast: Cast) -> None:
    for actor in (cast.channel_director, cast.operations):
        assert (
            new_partner(
                client_of(actor), name_zh=f"伙伴{actor.name}", is_another_company="on"
            ).status_code
            == 302
        )
    made = partners().filter(name_zh__startswith="伙伴")
    rows = PartnerAssignment.objects.unscoped(reason="test").filter(partner__in=made)
    assert (made.count(), rows.count()) == (2, 0)


REFUSED_PARTNERS = (
    {"name_zh": ""},
    {"name_zh": "  "},
    {"name_zh": "长" * 201},
    {"partner_type": "planet"},
    {"lifecycle": "exited"},
    {"lifecycle": ""},
    {"business_kind": "system_integrator", "partner_type": "distributor"},
    {"code": "a b"},
    {"code": "X"},
    {"code": "CODE-TOO-LONG-1"},
    {"code": "qihe"},  # small letters are taken as capitals, and that code is taken
    {"uscc": UNPROVEN},
    {"region": "NOWHERE"},
    {"website": "not a site"},
    {"phone": "call me"},
    {"employees": "-1"},
    {"employees": "9" * 20},
    {"joined_on": "1 May"},
    {"joined_on": "0001-01-01"},
    {"city": "x" * 121},
)


def test_what_is_wrong_is_refused_and_nothing_typed_is_lost(cast: Cast) -> None:
    client, before = client_of(cast.channel_director), (partners().count(), entries())
    for wrong in REFUSED_PARTNERS:
        refused = new_partner(client, address="深圳南山科技园", **wrong)
        assert (wrong, refused.status_code) == (wrong, 422)
        assert "深圳南山科技园" in text_of(refused)
    assert (partners().count(), entries()) == before


def test_all_that_is_wrong_with_a_partner_is_told_at_once(cast: Cast) -> None:
    wrong = {"name_zh": "", "uscc": UNPROVEN, "website": "x y", "phone": "none", "code": "a b"}
    page = words_of(new_partner(client_of(cast.channel_director), **wrong))
    for words in (
        "18 signs, the last a check digit",
        "A code has 2 to 12 capital letters, digits or hyphens.",
    ):
        assert words in page


def test_a_form_sent_twice_makes_one_partner(cast: Cast) -> None:
    client = client_of(cast.channel_manager)
    assert new_partner(client).status_code == 302
    again = new_partner(client)
    assert again.status_code == 422
    assert "Partners are alike." in text_of(again)
    assert partners().filter(name_zh="岭南智信").count() == 1
    assert new_partner(client, is_another_company="on").status_code == 302
    assert partners().filter(name_zh="岭南智信").count() == 2


def test_a_number_of_a_partner_is_the_same_company_whatever_is_said(cast: Cast) -> None:
    client = client_of(cast.channel_manager)
    assert new_partner(client, uscc=PROVEN).status_code == 302
    again = new_partner(client, name_zh="别家", uscc=PROVEN, is_another_company="on")
    assert again.status_code == 422
    assert partners().filter(uscc=PROVEN).count() == 1


def test_a_code_is_taken_once(cast: Cast) -> None:
    client = client_of(cast.channel_manager)
    assert new_partner(client, code="lnzx").status_code == 302
    again = new_partner(client, name_zh="寒川科技", code="LNZX")
    assert again.status_code == 422
    assert "There is a partner with this key already." in text_of(again)
    assert partners().filter(code="LNZX").count() == 1


def test_editing_starts_with_what_stands_and_comes_late_once(cast: Cast) -> None:
    client, path = client_of(cast.channel_manager), of_partner(cast.partner_a, "do/edit/")
    form = text_of(client.get(path))
    assert 'value="启恒信息"' in form
    assert 'name="version" value="1"' in form
    stated = {"name_zh": "启恒信息", "partner_type": "business_partner", "version": "1"}
    for version in ("", "x", "9" * 30):
        assert client.post(path, {**stated, "version": version}).status_code in {409, 422}
    assert client.post(path, {**stated, "name_en": "Qiheng"}).status_code == 302
    late = client.post(path, {**stated, "name_en": "Too late"})
    assert late.status_code == 409
    assert 'value="Too late"' in text_of(late)
    assert "has changed since you opened it" in text_of(late)
    assert partners().get(code="QIHE").name_en == "Qiheng"


# ------------------------------------------------------------------ customers


def test_a_customer_is_made_with_all_that_is_known(cast: Cast) -> None:
    client = client_of(cast.account_manager)
    answer = new_customer(
        client, name_en="Hanzhou Pharma", identifiers=f" {PROVEN} ", city="苏州",
        website="https://www.hanzhou-pharma.com.cn", employees="300", is_named_account="on",
    )  # fmt: skip
    made = customers().get()
    assert answer["Location"] == of_customer(made)
    assert (made.city, made.employees, made.is_named_account) == ("苏州", 300, True)
    page = words_of(client.get(of_customer(made)))
    for said in (PROVEN, "proven", "hanzhou-pharma.com.cn", "named account"):
        assert said in page


REFUSED_CUSTOMERS = (
    {"name_zh": ""},
    {"name_zh": " "},
    {"name_zh": "长" * 201},
    {"kind": "planet"},
    {"account_class": ""},
    {"identifiers": UNPROVEN},
    {"identifiers": "x" * 19},
    {"region": "NOWHERE"},
    {"industry": "NONE"},
    {"website": "x y"},
    {"employees": "5000001"},
    {"address": "x" * 301},
)


def test_a_refused_customer_loses_nothing(cast: Cast) -> None:
    client, before = client_of(cast.operations), entries()
    for wrong in REFUSED_CUSTOMERS:
        refused = new_customer(client, city="苏州工业园", **wrong)
        assert (wrong, refused.status_code) == (wrong, 422)
        assert "苏州工业园" in text_of(refused)
    assert (customers().count(), entries()) == (0, before)


def test_the_same_company_sent_twice_is_asked_about(cast: Cast) -> None:
    client = client_of(cast.channel_manager)
    assert new_customer(client).status_code == 302
    again = new_customer(client)
    page = words_of(again)
    assert again.status_code == 422
    assert "Already there: 寒舟制药有限公司. Open it, or say that this is another company." in page
    assert customers().count() == 1
    assert new_customer(client, is_another_company="on").status_code == 302
    assert customers().count() == 2


def test_a_number_that_another_has_is_refused_even_for_another_company(cast: Cast) -> None:
    client = client_of(cast.channel_manager)
    new_customer(client, identifiers=PROVEN)
    for is_another in ("", "on"):
        refused = new_customer(
            client, name_zh="别家公司", identifiers=PROVEN, is_another_company=is_another
        )
        assert refused.status_code == 422
    assert customers().count() == 1


def test_at_most_three_like_companies_are_named(cast: Cast, now: datetime) -> None:
    client = client_of(cast.channel_manager)
    for number in range(5):
        new_customer(client, is_another_company="on", name_en=f"Hanzhou {number}")
    said = words_of(new_customer(client)).partition("Already there: ")[2].partition(". Open")[0]
    assert len(said.split(", ")) == 3


def test_a_company_of_another_name_comes_in_at_once(cast: Cast, now: datetime) -> None:
    make_customer("浦岚证券股份有限公司", now)
    assert new_customer(client_of(cast.channel_manager)).status_code == 302


def test_who_may_not_add_leaves_nothing(cast: Cast) -> None:
    before = (partners().count(), entries())
    for actor in (cast.human_resources, cast.seller_a, cast.principal_a, cast.engineer_a):
        client = client_of(actor)
        assert new_partner(client).status_code in {403, 404}
        assert new_customer(client).status_code in {403, 404}
    for actor in (cast.account_manager, cast.sales_director):
        assert new_partner(client_of(actor)).status_code == 403
    assert (partners().count(), entries(), customers().count()) == (*before, 0)


def test_the_forms_speak_chinese(cast: Cast) -> None:
    client = client_of(cast.channel_manager, "zh-CN")
    partner = text_of(client.get(f"{PARTNERS}new/"))
    customer = text_of(client.get(f"{CUSTOMERS}new/"))
    for words in ("新建伙伴", "中文名称", "统一社会信用代码"):
        assert words in partner + customer
    for english in ("New partner", "Chinese name", "Credit code", "Add the"):
        assert english not in partner + customer
    refused = words_of(new_customer(client, name_zh=""))
    assert "required" not in refused
