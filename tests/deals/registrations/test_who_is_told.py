"""Whom a registration concerns: its decider, whoever filed it, the directors; and nobody who has
left or has handed it over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils.translation import override

from qudao.core.actor import Actor, Role
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import Overlap, Registration
from qudao.deals.registrations.notices import TO_OUR_PEOPLE, RegistrationNotice
from qudao.deals.registrations.people import (
    decider_name_of,
    decider_of,
    deciders,
    directors,
    partner_people,
    tell,
)
from qudao.deals.registrations.states import State
from qudao.market.customers.actions import edit_customer
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import AccountAssignment
from qudao.market.partners.models import PartnerAssignment
from qudao.people.models import Membership, Notice
from tests.deals import acting
from tests.deals.acting import Scene
from tests.deals.looking import WHY, due_jobs, last_params, told
from tests.deals.programme import CUSTOMER, LARGE, Programme, fresh, in_review, quickly, submitted
from tests.people import make_actor, org

HOUR = timedelta(hours=1)


def leave(actor: Actor, now: datetime) -> None:
    """End whatever the person belongs to."""
    members = Membership.objects.unscoped(reason=WHY).filter(user_id=actor.user_key)
    members.update(ended_at=now)


def test_the_decider_is_who_is_in_charge_and_still_there(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    assert decider_of(cast.partner_a.pk) == cast.channel_manager.user_id
    assert deciders(row) == [cast.channel_manager.user_id]
    assert decider_name_of(cast.partner_a.pk) == "Xu Mingyuan"

    leave(cast.channel_manager, now)

    assert (decider_of(cast.partner_a.pk), decider_name_of(cast.partner_a.pk)) == (None, "")
    assert deciders(row) == directors() == [cast.channel_director.user_id]
    assert decider_of(cast.partner_b.pk) == cast.other_channel_manager.user_id


def test_a_new_manager_takes_over_from_the_day_of_the_change(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    PartnerAssignment.objects.unscoped(reason=WHY).filter(partner=cast.partner_a).update(
        until=now.date()
    )
    PartnerAssignment.objects.create(
        partner=cast.partner_a, user_id=cast.other_channel_manager.user_key, since=now.date()
    )

    submitted(programme, cast.seller_a, now=now, amount=LARGE)

    assert told(cast.channel_manager) == []
    assert told(cast.other_channel_manager) == ["registrations.to_decide"]


def test_every_director_hears_of_silence_once(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    second = make_actor("Hu Bin", cast.vendor, Role.CHANNEL_DIRECTOR, now=now)
    gone = make_actor("Liu Yi", cast.vendor, Role.CHANNEL_DIRECTOR, now=now)
    leave(gone, now)
    Membership.objects.create(  # a director that is in charge of the partner as well
        user_id=cast.channel_manager.user_key, organisation=cast.vendor,
        role=Role.CHANNEL_DIRECTOR, started_at=now,
    )  # fmt: skip
    row = in_review(programme, cast.seller_a, now=now)

    actions.escalate(row.public_id, now=due_jobs(row)["escalate"])

    assert directors() == sorted(
        one.user_key for one in (cast.channel_director, second, cast.channel_manager)
    )
    for actor in (cast.channel_director, second, cast.channel_manager):
        assert told(actor).count("registrations.overdue") == 1
    assert told(gone) == []


def test_whoever_filed_it_hears_else_the_principals(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    assert partner_people(row) == [cast.seller_a.user_id]

    leave(cast.seller_a, now)
    assert partner_people(row) == [cast.principal_a.user_id]
    second = make_actor("Song Qi", org(cast.partner_a), Role.PARTNER_PRINCIPAL, now=now)
    assert partner_people(row) == sorted([cast.principal_a.user_key, second.user_key])

    for actor in (cast.principal_a, second):
        leave(actor, now)
    assert partner_people(row) == []
    acting.reject(cast.channel_manager, Scene(programme, row, now))  # told to nobody, and done
    assert fresh(row).state == State.REJECTED


def test_who_left_for_another_partner_hears_no_more(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    leave(cast.seller_a, now)
    Membership.objects.create(
        user_id=cast.seller_a.user_key, organisation=org(cast.partner_b),
        role=Role.PARTNER_SELLER, started_at=now,
    )  # fmt: skip

    acting.ask(cast.channel_manager, Scene(programme, row, now))

    assert "registrations.information_requested" not in told(cast.seller_a)
    assert told(cast.principal_a) == ["registrations.information_requested"]


def test_each_side_reads_the_customer_under_the_name_that_it_knows(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    known = CustomerInput(name_zh=CUSTOMER, name_en="Pulan Securities")
    edit_customer(cast.channel_director, programme.customer.public_id, known, version=1, now=now)
    row = submitted(programme, cast.seller_a, now=now, amount=LARGE)
    acting.approve(cast.channel_manager, Scene(programme, row, now))

    assert last_params(cast.seller_a)["customer"] == CUSTOMER
    assert "Pulan Securities" in str(last_params(cast.channel_manager)["customer"])
    assert "Pulan" not in str(last_params(cast.seller_a))


@pytest.mark.parametrize("code", list(RegistrationNotice))
def test_a_sentence_holds_number_customer_and_day_and_nothing_else(
    programme: Programme, now: datetime, code: RegistrationNotice
) -> None:
    row = Registration.objects.unscoped(reason=WHY).create(
        partner=programme.cast.partner_a, created_at=now, number="QIHE-0001", received_at=now,
        customer_name=CUSTOMER, state=State.SUBMITTED, rulebook_version=programme.version,
    )  # fmt: skip
    reader = programme.cast.seller_a

    tell([reader.user_key], code, row, now=now, until=date(2026, 3, 9))

    notice = Notice.objects.unscoped(reason=WHY).get()
    assert (notice.code, notice.subject_id) == (code.value, row.public_id)
    assert set(notice.params) == {"customer", "number", "until"}
    for language in ("en", "zh-hans"):
        with override(language):
            sentence = str(code.label) % {"customer": "C", "number": "N", "until": "U"}
        assert "C" in sentence
        assert "N" in sentence
        assert "%(" not in sentence
    assert (code in TO_OUR_PEOPLE) is (
        code.name
        in {
            "SAID_WON",
            "TO_REASSIGN",
            "TO_DECIDE",
            "HALF_TIME",
            "OVERDUE",
            "ANSWERED",
            "OVERLAP",
            "OBJECTED",
        }
    )


# ---------------------------------------------------------------------- the account's manager


def test_an_objection_reaches_the_decider_and_the_answer_can_change(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    before = told(cast.channel_manager)

    actions.answer_overlap(cast.account_manager, row.public_id, "noted", now=now)
    assert told(cast.channel_manager) == before
    actions.answer_overlap(cast.account_manager, row.public_id, "objected", "在跟", now=now + HOUR)
    assert told(cast.channel_manager) == [*before, "registrations.objected"]

    overlap = Overlap.objects.unscoped(reason=WHY).get()
    assert (overlap.answer, overlap.note, overlap.answered_at) == ("objected", "在跟", now + HOUR)
    assert told(cast.seller_a) == []  # an objection ends nothing and tells the partner nothing


def test_an_account_that_was_handed_over_asks_its_new_manager(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    successor = make_actor("Gao Lin", cast.vendor, Role.ACCOUNT_MANAGER, now=now)
    accounts = AccountAssignment.objects.unscoped(reason=WHY).filter(customer=programme.customer)
    accounts.update(until=now.date())
    AccountAssignment.objects.create(
        customer=programme.customer, user_id=successor.user_key, since=now.date()
    )

    quickly(programme, cast.seller_a, now=now)

    assert told(cast.account_manager) == []
    assert told(successor) == ["registrations.overlap"]
    assert Overlap.objects.unscoped(reason=WHY).get().user_id == successor.user_id


@pytest.mark.parametrize("state", sorted(set(State) - {State.DRAFT}))
def test_an_overlap_is_answered_while_its_registration_lives(
    programme: Programme, now: datetime, state: State
) -> None:
    on = acting.scene(programme, state, now)
    lives = state in {
        "submitted",
        "in_review",
        "info_requested",
        "conflicted",
        "protected",
        "said_won",
    }

    assert acting.outcome_of(acting.tap, on.cast.account_manager, on) == (
        "" if lives else "wrong_state"
    )


def test_a_colleague_without_the_account_answers_nothing(
    programme: Programme, now: datetime
) -> None:
    on = acting.scene(programme, State.IN_REVIEW, now)
    other = make_actor("Gao Lin", on.cast.vendor, Role.ACCOUNT_MANAGER, now=now)

    assert acting.outcome_of(acting.tap, other, on) == "not_found"
    absent = replace(on, row=Registration(public_id="reg_0000000000000000", version=1))
    assert acting.outcome_of(acting.tap, on.cast.account_manager, absent) == "not_found"
