"""Each thing that is done to a partner: asked for, refused with nothing lost, done, done twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from qudao.core.actor import Actor
from qudao.market.partners.models import (
    Partner,
    PartnerAssignment,
    PartnerContact,
    ProductAuthorisation,
)
from qudao.market.partners.states import TRANSITIONS, Lifecycle, PartnerType
from qudao.market.standing.models import Standing
from tests.deals.programme import Programme, make_family
from tests.people import Cast, make_partner
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import page_for, text_of, words_of
from tests.web.workbench.records.build import entries, last_verb, make_region, of_partner


@dataclass(frozen=True)
class Case:
    """A form that is taken, forms that are refused, and what a second sending brings."""

    name: str
    stated: dict[str, str]
    verb: str
    shows: tuple[str, ...]
    wrong: tuple[dict[str, str], ...] = ()
    twice: int = 302
    again: int = 0  # entries that the second sending adds


CASES = (
    Case(
        "cell",
        {"product": "GW", "region": "EAST", "industry": ""},
        "partners.cell_served",
        ("The cell is added.", "East China", "All industries"),
        wrong=({"product": "NONE"}, {"region": "x"}, {"product": "", "region": ""}),
    ),
    Case(
        "authorise",
        {"product": "GW", "valid_from": "2026-01-01", "valid_until": ""},
        "partners.product_authorised",
        ("The partner is authorised.", "from 1 Jan 2026"),
        wrong=(
            {"product": ""},
            {"valid_from": ""},
            {"valid_from": "2026-02-30"},
            {"valid_until": "2026-01-01"},
            {"valid_until": "2025-12-31"},
            {"valid_from": "0001-01-01"},
        ),
        twice=409,
    ),
    Case(
        "end-authorisation",
        {"product": "GW", "on": "2026-04-01"},
        "partners.authorisation_ended",
        ("The authorisation ends.", "ends 1 Apr 2026"),
        wrong=({"on": ""}, {"on": "tomorrow"}),
        twice=404,
    ),
    Case(
        "contact",
        {
            "name": "陈博",
            "title": "总经理",
            "function": "principal",
            "email": "Chen.Bo@Example.com",
            "phone": "021-5555 1234",
            "is_primary": "on",
            "consent_basis": "contract",
        },
        "partners.contact_added",
        ("The person is added.", "陈博", "总经理", "chen.bo@example.com", "main contact"),
        wrong=(
            {"name": " "},
            {"function": "king"},
            {"email": "x@"},
            {"phone": "none"},
            {"consent_basis": ""},
            {"title": "x" * 121},
        ),
        again=1,
    ),
)


@pytest.fixture
def manager(programme: Programme) -> Client:
    make_region("EAST", "East China")
    return client_of(programme.cast.channel_manager)


def do(client: Client, partner: Partner, name: str, stated: dict[str, str]) -> Any:
    return client.post(of_partner(partner, f"do/{name}/"), stated)


def fresh(partner: Partner) -> Partner:
    return Partner.objects.unscoped(reason="test").get(pk=partner.pk)


def test_each_thing_is_asked_for_refused_done_and_done_twice(
    programme: Programme, manager: Client
) -> None:
    one = programme.cast.partner_a
    for case in CASES:
        form = text_of(manager.get(of_partner(one, f"do/{case.name}/")))
        assert f'href="{of_partner(one)}"' in form
        before = entries()
        for wrong in case.wrong:
            refused = do(manager, one, case.name, {**case.stated, **wrong})
            assert (case.name, wrong, refused.status_code) == (case.name, wrong, 422)
        assert entries() == before

        done = do(manager, one, case.name, case.stated)
        assert (case.name, done.status_code) == (case.name, 302)
        assert (done["Location"], last_verb()) == (of_partner(one), case.verb)
        page = text_of(manager.get(of_partner(one)))
        for words in case.shows:
            assert (case.name, words) == (case.name, words if words in page else "missing")

        after = entries()
        again = do(manager, one, case.name, case.stated)
        assert (case.name, again.status_code) == (case.name, case.twice)
        assert (case.name, entries() - after) == (case.name, case.again)


def test_one_person_at_a_time_is_spoken_to_first(programme: Programme, manager: Client) -> None:
    one = programme.cast.partner_a
    contact = CASES[3].stated
    do(manager, one, "contact", contact)
    do(manager, one, "contact", {**contact, "name": "吴刚"})
    rows = PartnerContact.objects.unscoped(reason="test").filter(partner=one).order_by("pk")
    assert [row.is_primary for row in rows] == [False, True]

    first, second = [row.person.public_id for row in rows]
    assert do(manager, one, "remove-contact", {"person": first}).status_code == 302
    assert last_verb() == "partners.contact_removed"
    before = entries()
    assert do(manager, one, "remove-contact", {"person": first}).status_code == 404
    assert do(manager, one, "remove-contact", {"person": ""}).status_code == 422
    assert entries() == before
    other = programme.cast.distributor
    assert do(manager, other, "remove-contact", {"person": second}).status_code == 404
    assert rows.all().count() == 1


def test_an_authorisation_cannot_end_before_it_has_begun(
    programme: Programme, manager: Client
) -> None:
    """Whoever gave it by mistake today is told why it cannot end today, not that it is absent."""
    one = programme.cast.partner_a
    do(manager, one, "authorise", {"product": "GW", "valid_from": "2026-03-02"})
    form = text_of(manager.get(of_partner(one, "do/end-authorisation/"), {"product": "GW"}))
    assert 'value="2026-03-02"' in form
    for day in ("2026-03-02", "2026-01-01"):
        refused = do(manager, one, "end-authorisation", {"product": "GW", "on": day})
        assert refused.status_code == 422
        assert f'value="{day}"' in text_of(refused)
    row = ProductAuthorisation.objects.unscoped(reason="test").get()
    assert row.valid_until is None
    done = do(manager, one, "end-authorisation", {"product": "GW", "on": "2026-03-03"})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.valid_until == date(2026, 3, 3)


def test_two_families_are_authorised_apart(programme: Programme, manager: Client) -> None:
    make_family("ZZ", "其他", "Others")
    one = programme.cast.partner_a
    for code in ("GW", "BK", "ZZ"):
        stated = {"product": code, "valid_from": "2026-01-01"}
        assert do(manager, one, "authorise", stated).status_code == 302
    page = page_for(programme.cast.channel_manager, of_partner(one))
    for code in ("GW", "BK", "ZZ"):
        assert f"do/end-authorisation/?product={code}" in page


# ------------------------------------------------------------------ supplier


def test_the_supplier_of_today_is_chosen_until_another_is(cast: Cast, now: datetime) -> None:
    sub, distributor = cast.sub_reseller, cast.distributor
    manager = client_of(cast.channel_manager)
    path = of_partner(sub, "do/supplier/")
    form = text_of(manager.get(path))
    assert f'<option value="{distributor.public_id}" selected>' in form
    assert cast.partner_a.public_id not in form  # no distributor

    assert manager.post(path, {"supplied_by": distributor.public_id}).status_code == 302
    assert entries("partners.supplier_set") == 0  # it stays what it is
    assert manager.post(path, {"supplied_by": ""}).status_code == 302
    assert (fresh(sub).supplied_by, entries("partners.supplier_set")) == (None, 1)
    assert manager.post(path, {"supplied_by": cast.partner_a.public_id}).status_code == 422


def test_a_colleagues_distributor_stays_the_supplier_when_the_form_is_saved(cast: Cast) -> None:
    PartnerAssignment.objects.unscoped(reason="test").filter(partner=cast.distributor).delete()
    manager = client_of(cast.channel_manager)
    path = of_partner(cast.sub_reseller, "do/supplier/")
    own = cast.distributor.public_id
    assert f'<option value="{own}" selected>Lianji Distribution' in text_of(manager.get(path))
    assert manager.post(path, {"supplied_by": own}).status_code == 302
    assert fresh(cast.sub_reseller).supplied_by_id == cast.distributor.pk


def test_a_circle_of_suppliers_is_refused(cast: Cast, now: datetime) -> None:
    lower = make_partner(
        "LOWR", "二级分销", "Lower Distribution", now=now,
        partner_type=PartnerType.DISTRIBUTOR, supplied_by=cast.distributor,
    )  # fmt: skip
    director = client_of(cast.channel_director)
    refused = do(director, cast.distributor, "supplier", {"supplied_by": lower.public_id})
    assert refused.status_code == 422
    assert "a circle is not possible" in text_of(refused)
    own = {"supplied_by": cast.distributor.public_id}
    assert do(director, cast.distributor, "supplier", own).status_code == 422


# ------------------------------------------------------------------ owner and tier


def charges(partner: Partner) -> list[tuple[int, bool]]:
    rows = PartnerAssignment.objects.unscoped(reason="test").filter(partner=partner)
    return [(row.user_id, row.until is None) for row in rows.order_by("pk")]


def test_a_charge_moves_from_one_to_the_next(cast: Cast) -> None:
    director, one = client_of(cast.channel_director), cast.partner_a
    before, next_ = cast.channel_manager, cast.other_channel_manager
    for chosen in ("", "usr_none", cast.account_manager.public_id, cast.seller_a.public_id):
        assert do(director, one, "owner", {"user": chosen}).status_code == 422
    assert do(director, one, "owner", {"user": next_.public_id}).status_code == 302
    assert charges(one) == [(before.user_id, False), (next_.user_id, True)]
    assert client_of(before).get(of_partner(one)).status_code == 404  # no longer in charge

    after = entries()
    assert do(director, one, "owner", {"user": next_.public_id}).status_code == 302
    assert (entries(), len(charges(one))) == (after, 2)  # the same again changes nothing
    page = words_of(director.get(of_partner(one)))
    assert "Lin Yue since 2 Mar 2026" in page
    assert "Xu Mingyuan since 2 Mar 2026 · until 2 Mar 2026" in page


def test_a_partner_without_an_owner_says_so(cast: Cast) -> None:
    cast.partner_b.assignments.all().delete()
    page = words_of(client_of(cast.channel_director).get(of_partner(cast.partner_b)))
    assert "Nobody in charge" in page
    assert "Nobody is in charge. Registrations wait for the director." in page


def test_tiers_follow_each_other_by_day(cast: Cast) -> None:
    director, one = client_of(cast.channel_director), cast.partner_a
    usual = {"tier": "gold", "valid_from": "2026-01-01", "decided_by": "Board, January"}
    for wrong in (
        {"tier": ""}, {"tier": "Gold"}, {"tier": "gold tier"}, {"tier": "金牌"}, {"tier": "g" * 41},
        {"decided_by": " "}, {"decided_by": "x" * 61}, {"valid_from": ""}, {"valid_from": "x"},
    ):  # fmt: skip
        assert do(director, one, "tier", {**usual, **wrong}).status_code == 422
    assert Standing.objects.unscoped(reason="test").count() == 0

    do(director, one, "tier", usual)
    do(director, one, "tier", {**usual, "tier": "silver", "valid_from": "2026-03-03"})  # tomorrow
    page = words_of(director.get(of_partner(one)))
    assert "Tier Set the tier Gold" in page
    before = entries()
    assert do(director, one, "tier", usual).status_code == 302
    assert (entries(), Standing.objects.unscoped(reason="test").count()) == (before, 2)


# ------------------------------------------------------------------ lifecycle


@pytest.mark.parametrize("state", list(Lifecycle))
def test_the_page_offers_the_steps_of_the_state_and_no_other_is_taken(
    cast: Cast, state: Lifecycle
) -> None:
    rows = Partner.objects.unscoped(reason="test").filter(pk=cast.partner_a.pk)
    rows.update(lifecycle=state)
    manager = client_of(cast.channel_manager)
    page = text_of(manager.get(of_partner(cast.partner_a)))
    move = of_partner(cast.partner_a, "do/move/")
    offered = {to for to in Lifecycle if f'href="{move}?to={to.value}"' in page}
    assert offered == set(TRANSITIONS[state])

    for to in set(Lifecycle) - TRANSITIONS[state]:
        refused = manager.post(move, {"to": to.value, "reason": "Because"})
        assert refused.status_code == 409
        assert "Because</textarea>" in text_of(refused)
        assert "cannot become" in text_of(refused)
    assert (fresh(cast.partner_a).lifecycle, entries()) == (state.value, 0)


def test_a_step_is_asked_for_with_its_state_chosen(cast: Cast) -> None:
    manager = client_of(cast.channel_manager)
    move = of_partner(cast.partner_a, "do/move/")
    form = text_of(manager.get(move, {"to": "suspended"}))
    assert '<option value="suspended" selected>' in form
    assert manager.post(move, {"to": "king", "reason": "x"}).status_code == 422
    assert manager.post(move, {"reason": "x"}).status_code == 422
    assert manager.post(move, {"to": "suspended", "reason": "审计未过"}).status_code == 302
    again = manager.post(move, {"to": "suspended", "reason": "审计未过"})
    assert again.status_code == 409
    assert (fresh(cast.partner_a).lifecycle, entries("partners.moved")) == ("suspended", 1)


# ------------------------------------------------------------------ who may


def refused_for(cast: Cast) -> list[tuple[Actor, int]]:
    return [
        (cast.other_channel_manager, 404),
        (cast.account_manager, 403),
        (cast.sales_director, 403),
        (cast.human_resources, 403),
        (cast.seller_a, 404),
        (cast.principal_a, 404),
        (cast.seller_distributor, 404),
    ]


def test_nobody_without_the_right_does_anything(cast: Cast) -> None:
    one = cast.partner_a
    stated = {"to": "exited", "reason": "x", "name": "x", "function": "sales"}
    for actor, status in refused_for(cast):
        client = client_of(actor)
        for name in ("move", "contact", "edit"):
            assert do(client, one, name, stated).status_code == status
            assert client.get(of_partner(one, f"do/{name}/")).status_code == status
    manager = client_of(cast.channel_manager)
    assert do(manager, one, "owner", {"user": cast.channel_manager.public_id}).status_code == 403
    assert do(manager, one, "tier", {"tier": "gold"}).status_code == 403
    assert do(manager, one, "unheard-of", {}).status_code == 404
    assert (fresh(one).lifecycle, entries()) == ("active", 0)
