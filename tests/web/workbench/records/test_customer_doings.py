"""Each thing that is done to a customer: asked for, refused with nothing lost, done, done twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from qudao.market.customers.models import (
    AccountAssignment,
    Customer,
    CustomerContact,
    CustomerIdentifier,
    CustomerName,
    PartnerCustomer,
)
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import page_for, text_of, words_of
from tests.web.workbench.records.build import (
    PROVEN,
    UNPROVEN,
    entries,
    last_verb,
    make_customer,
    of_customer,
)


@dataclass(frozen=True)
class Case:
    """A form that is taken, forms that are refused, and what a second sending brings."""

    name: str
    stated: dict[str, str]
    verb: str
    says: str
    wrong: tuple[dict[str, str], ...] = ()
    twice: int = 302
    again: int = 0  # entries that the second sending adds
    shows: tuple[str, ...] = field(default=())


CASES = (
    Case(
        "name",
        {"names": "  Pulan Securities ", "kind": "alias"},
        "customers.name_added",
        "The name is added.",
        wrong=({"names": "  "}, {"names": "x" * 201}, {"kind": "nickname"}),
        shows=("Pulan Securities",),
    ),
    Case(
        "number",
        {"scheme": "uscc", "identifiers": PROVEN},
        "customers.identifier_added",
        "The number is added.",
        wrong=({"identifiers": UNPROVEN}, {"identifiers": ""}, {"scheme": "passport"}),
        shows=(PROVEN, "proven"),
    ),
    Case(
        "domain",
        {"domains": "https://www.Pulan-Sec.com.cn/about"},
        "customers.domain_added",
        "The domain is added.",
        wrong=({"domains": "qq.com"}, {"domains": "no domain"}, {"domains": ""}),
        shows=("pulan-sec.com.cn",),
    ),
    Case(
        "relation",
        {"depth": "3", "since": "2019-05-01", "last_touch": "2026-02-01", "evidence": "一期"},
        "customers.relation_recorded",
        "The tie is recorded.",
        wrong=(
            {"depth": "5"},
            {"depth": ""},
            {"since": ""},
            {"since": "1 May"},
            {"last_touch": "2019-04-30"},
            {"partner": "par_none"},
            {"partner": ""},
            {"evidence": "x" * 301},
        ),
        again=1,
        shows=("Qiheng Info", "一期", "1 Feb 2026"),
    ),
    Case(
        "contact",
        {
            "name": "王建国",
            "title": "信息部主任",
            "phone": "13800001234",
            "email": "wang@example.com",
            "consent_basis": "contract",
        },
        "customers.contact_added",
        "The person is added.",
        wrong=(
            {"name": "  "},
            {"email": "nobody"},
            {"phone": "call me"},
            {"consent_basis": "hearsay"},
            {"name": "王" * 121},
        ),
        again=1,
        shows=("王建国", "信息部主任", "wang@example.com"),
    ),
    Case(
        "remove-number",
        {"scheme": "uscc", "value": PROVEN},
        "customers.identifier_removed",
        "The number is removed.",
        twice=404,
    ),
    Case(
        "remove-domain",
        {"domain": "pulan-sec.com.cn"},
        "customers.domain_removed",
        "The domain is removed.",
        twice=404,
    ),
)


@pytest.fixture
def manager(programme: Programme) -> Client:
    return client_of(programme.cast.channel_manager)


def do(client: Client, customer: Customer, name: str, stated: dict[str, str]) -> Any:
    return client.post(of_customer(customer, f"do/{name}/"), stated)


def test_each_thing_is_asked_for_refused_done_and_done_twice(
    programme: Programme, manager: Client
) -> None:
    one = programme.customer
    for case in CASES:
        stated = {**case.stated}
        if case.name == "relation":
            stated = {"partner": programme.cast.partner_a.public_id, **stated}
        form = text_of(manager.get(of_customer(one, f"do/{case.name}/")))
        assert f'href="{of_customer(one)}"' in form
        before = entries()
        for wrong in case.wrong:
            refused = do(manager, one, case.name, {**stated, **wrong})
            assert (case.name, wrong, refused.status_code) == (case.name, wrong, 422)
            for kept in stated.keys() - wrong.keys():
                assert stated[kept].strip() in text_of(refused)
        assert entries() == before

        done = do(manager, one, case.name, stated)
        assert (case.name, done.status_code) == (case.name, 302)
        assert done["Location"] == of_customer(one)
        assert last_verb() == case.verb
        page = text_of(manager.get(of_customer(one)))
        for words in (case.says, *case.shows):
            assert (case.name, words) == (case.name, words if words in page else "missing")

        after = entries()
        assert (case.name, do(manager, one, case.name, stated).status_code) == (
            case.name,
            case.twice,
        )
        assert (case.name, entries() - after) == (case.name, case.again)


def test_a_tie_recorded_again_takes_the_place_of_the_former(
    programme: Programme, manager: Client
) -> None:
    partner = programme.cast.partner_a.public_id
    for depth, since in (("1", "2024-01-01"), ("4", "2020-01-01")):
        do(manager, programme.customer, "relation",
           {"partner": partner, "depth": depth, "since": since})  # fmt: skip
    row = PartnerCustomer.objects.unscoped(reason="test").get()
    assert (row.depth, row.since) == (4, date(2020, 1, 1))


def test_a_tie_of_a_partner_out_of_scope_is_not_offered(
    programme: Programme, manager: Client
) -> None:
    form = text_of(manager.get(of_customer(programme.customer, "do/relation/")))
    assert "Qiheng Info" in form
    assert "Dingpei" not in form
    stated = {"partner": programme.cast.partner_b.public_id, "depth": "2", "since": "2024-01-01"}
    assert do(manager, programme.customer, "relation", stated).status_code == 422


def test_a_number_belongs_to_one_customer(
    programme: Programme, manager: Client, now: datetime
) -> None:
    other = make_customer("寒舟制药", now)
    stated = {"scheme": "uscc", "identifiers": PROVEN}
    do(manager, other, "number", stated)
    refused = do(manager, programme.customer, "number", stated)
    assert refused.status_code == 422
    assert "belongs to another customer already" in text_of(refused)
    assert "寒舟" not in text_of(refused)
    assert CustomerIdentifier.objects.unscoped(reason="test").count() == 1


def test_a_name_is_never_doubled_whatever_its_kind(programme: Programme, manager: Client) -> None:
    for kind in ("alias", "former", "alias"):
        do(manager, programme.customer, "name", {"names": "浦岚", "kind": kind})
    rows = CustomerName.objects.unscoped(reason="test").filter(name="浦岚")
    assert [row.kind for row in rows] == ["alias"]


# ------------------------------------------------------------------ editing


def edited(programme: Programme, **changed: str) -> dict[str, str]:
    usual = {
        "name_zh": programme.customer.name_zh,
        "kind": "company",
        "account_class": "channel",
        "version": "1",
    }
    return {**usual, **changed}


def test_editing_keeps_the_old_name_and_refuses_who_comes_late(
    programme: Programme, manager: Client
) -> None:
    one = programme.customer
    old = one.name_zh
    form = text_of(manager.get(of_customer(one, "do/edit/")))
    assert f'value="{old}"' in form
    assert 'name="version" value="1"' in form

    assert do(manager, one, "edit", edited(programme, name_zh="浦岚证券集团")).status_code == 302
    late = do(manager, one, "edit", edited(programme, name_zh="别名", city="上海"))

    one.refresh_from_db()
    assert (one.name_zh, one.version, one.city) == ("浦岚证券集团", 2, "")
    assert late.status_code == 409
    assert 'value="上海"' in text_of(late)
    page = words_of(manager.get(of_customer(one)))
    assert f"{old} Former name" in page


def test_every_problem_of_an_edit_is_told_at_once(programme: Programme, manager: Client) -> None:
    wrong = edited(
        programme, name_zh=" ", employees="-1", website="not a site", kind="planet", city="x" * 121
    )
    before = entries()
    refused = do(manager, programme.customer, "edit", wrong)
    assert refused.status_code == 422
    page = text_of(refused)
    assert page.count('aria-invalid="true"') >= 2
    assert 'value="not a site"' in page
    assert entries() == before


EMPLOYEES = {
    "-1": 422,
    "5000001": 422,
    "9" * 30: 422,
    "1.5": 422,
    "many": 422,
    "0": 302,
    "5000000": 302,
    "１２": 302,
    "": 302,
}


def test_how_many_people_work_there_is_a_number_within_bounds(
    programme: Programme, manager: Client
) -> None:
    one = programme.customer
    kept = []
    for employees, status in EMPLOYEES.items():
        stated = edited(programme, employees=employees, version=str(one.version))
        assert (employees, do(manager, one, "edit", stated).status_code) == (employees, status)
        one.refresh_from_db()
        kept.append(one.employees)
    assert kept == [None] * 5 + [0, 5_000_000, 12, None]


# ------------------------------------------------------------------ group and charge


def test_the_group_of_today_is_chosen_until_another_is(
    programme: Programme, manager: Client, now: datetime
) -> None:
    one = programme.customer
    group, other = make_customer("浦岚集团", now, kind="group"), make_customer("寒舟", now)
    one.parent = other  # a company may stand above, too
    one.save(update_fields=["parent"])
    path = of_customer(one, "do/group/")

    form = text_of(manager.get(path))
    assert f'<option value="{other.public_id}" selected>' in form
    assert f'<option value="{group.public_id}">' in form
    assert one.public_id not in form.partition("<select")[2].partition("</select>")[0]

    assert manager.post(path, {"parent": other.public_id}).status_code == 302
    assert manager.post(path, {"parent": group.public_id}).status_code == 302
    one.refresh_from_db()
    assert one.parent_id == group.pk
    assert "浦岚集团" in page_for(programme.cast.channel_manager, of_customer(one))
    manager.post(path, {"parent": ""})
    one.refresh_from_db()
    assert one.parent_id is None


def test_a_circle_of_groups_is_refused_beside_the_field(
    programme: Programme, manager: Client, now: datetime
) -> None:
    group = make_customer("浦岚集团", now, kind="group")
    below = make_customer("浦岚二级", now, kind="group", parent=group)
    refused = do(manager, group, "group", {"parent": below.public_id})
    assert refused.status_code == 422
    assert "a circle is not possible" in text_of(refused)
    group.refresh_from_db()
    assert group.parent_id is None


def test_a_charge_is_given_by_who_may_and_to_who_may_hold_it(programme: Programme) -> None:
    cast, one = programme.cast, programme.customer
    director = client_of(cast.sales_director)
    form = text_of(director.get(of_customer(one, "do/manager/")))
    assert "He Jia" in form
    assert "Sun Wei" in form
    assert "Xu Mingyuan" not in form

    stranger = {"user": cast.channel_manager.public_id}
    assert do(director, one, "manager", stranger).status_code == 422
    done = do(director, one, "manager", {"user": cast.sales_director.public_id})
    assert done.status_code == 302
    rows = AccountAssignment.objects.unscoped(reason="test").order_by("pk")
    assert [(row.user_id, row.until is None) for row in rows] == [
        (cast.account_manager.user_id, False),
        (cast.sales_director.user_id, True),
    ]
    page = words_of(director.get(of_customer(one)))
    assert "Sun Wei since 2 Mar 2026" in page
    assert "He Jia since 31 Jan 2026 · until 2 Mar 2026" in page


# ------------------------------------------------------------------ who may


def test_nobody_without_the_right_does_anything(programme: Programme) -> None:
    cast, one = programme.cast, programme.customer
    refused = {"human_resources": 403, "seller_a": 404, "principal_a": 404, "engineer_a": 404}
    before = entries()
    for who, status in refused.items():
        client = client_of(getattr(cast, who))
        for name, stated in (("name", CASES[0].stated), ("edit", edited(programme))):
            assert do(client, one, name, stated).status_code == status
            assert client.get(of_customer(one, f"do/{name}/")).status_code == status
    manager = client_of(cast.channel_manager)
    assert do(manager, one, "manager", {"user": cast.account_manager.public_id}).status_code == 403
    assert do(manager, one, "delete", {}).status_code == 404
    assert do(manager, Customer(public_id="cus_none"), "name", {}).status_code == 404
    assert entries() == before
    assert CustomerContact.objects.unscoped(reason="test").filter(known_to=None).count() == 0
