"""One registration as each side reads it, in every state: what it may do now, what was decided or
asked, how long it lasts; and in the reader's language."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from qudao.core.actor import Actor
from qudao.core.errors import NotFound, NotPermitted
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.actions import ContactInput
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import PartnerPage, VendorPage
from qudao.deals.registrations.selectors.stated import ContactLine, masked
from qudao.deals.registrations.states import Move, State
from qudao.people.models import Membership
from tests.deals import acting
from tests.deals.looking import WHY, in_state
from tests.deals.programme import LARGE, Programme, fresh, in_review, quickly, submitted

HOUR = timedelta(hours=1)
# What each side is offered in each state (workflows.md); the revoking is the director's alone.
PARTNERS: dict[State, set[Move]] = {
    State.DRAFT: {Move.SUBMIT_QUICK, Move.SUBMIT_FULL, Move.WITHDRAW},
    State.SUBMITTED: {Move.COMPLETE, Move.AMEND, Move.WITHDRAW},
    State.IN_REVIEW: {Move.AMEND, Move.WITHDRAW},
    State.INFO_REQUESTED: {Move.ANSWER, Move.AMEND, Move.WITHDRAW},
    State.CONFLICTED: {Move.WITHDRAW},
    State.PROTECTED: {Move.AMEND, Move.UPDATE, Move.WITHDRAW, Move.SAY_WON, Move.LOSE},
    State.SAID_WON: {Move.AMEND, Move.WITHDRAW, Move.LOSE},
}
DECIDERS: dict[State, set[Move]] = {
    State.SUBMITTED: {Move.REJECT, Move.REQUEST_INFORMATION},
    State.IN_REVIEW: {
        Move.APPROVE, Move.REJECT, Move.REQUEST_INFORMATION, Move.SEND_TO_ARBITRATION,
    },
    State.INFO_REQUESTED: {Move.REJECT},
    State.CONFLICTED: {Move.RECALL},
    State.PROTECTED: {Move.REVOKE},
    State.SAID_WON: {Move.WIN, Move.NOT_YET_WON},
}  # fmt: skip


def partners(programme: Programme, row: Registration, at: datetime) -> PartnerPage:
    return selectors.partner_page(programme.cast.seller_a, row.public_id, now=at)


def vendors(programme: Programme, row: Registration, at: datetime) -> VendorPage:
    return selectors.vendor_page(programme.cast.channel_manager, row.public_id, now=at)


@pytest.mark.parametrize("state", list(State))
def test_each_side_is_offered_what_it_may_do_now(
    programme: Programme, now: datetime, state: State
) -> None:
    row, cast = in_state(programme, state, now=now), programme.cast

    page = partners(programme, row, now)
    assert page.moves == PARTNERS.get(state, set())
    assert selectors.partner_page(cast.engineer_a, row.public_id, now=now).moves == frozenset()
    if row.number is None:
        with pytest.raises(NotFound):
            vendors(programme, row, now)
        return
    # one in ten of those approved by rule is drawn to be looked at
    drawn = {Move.REOPEN} if row.is_sampled and state is State.PROTECTED else set()
    offered = DECIDERS.get(state, set()) | drawn
    assert vendors(programme, row, now).moves == offered - {Move.REVOKE}
    director = selectors.vendor_page(cast.channel_director, row.public_id, now=now)
    assert director.moves == offered
    assert selectors.vendor_page(cast.account_manager, row.public_id, now=now).moves == frozenset()


@pytest.mark.parametrize("state", list(State))
def test_both_pages_tell_the_same_of_the_state(
    programme: Programme, now: datetime, state: State
) -> None:
    row = in_state(programme, state, now=now)
    mine = partners(programme, row, now)

    assert (mine.state, mine.version, mine.number) == (state, row.version, row.number or "")
    assert mine.state_label == str(state.label)
    assert (mine.days_left is not None) is (state is State.PROTECTED)
    assert (mine.question != "") is (state is State.INFO_REQUESTED)
    assert (mine.decision is not None) is (row.decided_at is not None)
    if row.number is None:
        assert (mine.history, mine.received_at, mine.rulebook_label) == (mine.history, None, "")
        return
    theirs = vendors(programme, row, now)
    shared = {one.name for one in fields(PartnerPage)} & {one.name for one in fields(VendorPage)}
    for name in shared - {"contact", "moves"}:
        assert getattr(mine, name) == getattr(theirs, name), name
    assert (theirs.advice is not None) is (
        state in {State.SUBMITTED, State.IN_REVIEW, State.INFO_REQUESTED, State.CONFLICTED}
    )


def test_a_decision_is_read_with_its_rule_and_its_note(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.REJECTED, now=now)

    decision = partners(programme, row, now).decision

    assert decision is not None
    assert (decision.text, decision.rule) == ("The customer does not know of this project.", "G2")
    assert decision.rule_title
    assert decision.note == "客户表示暂无此项目，立项后可再报备。"
    assert (decision.at, decision.by_rule) == (now, False)
    page = vendors(programme, row, now)
    assert (page.decision_code, page.decided_by, page.decided_by_rule) == (
        "no_project", "Xu Mingyuan", False,
    )  # fmt: skip


def test_what_the_rules_decided_names_nobody(programme: Programme, now: datetime) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)

    decision, page = partners(programme, row, now).decision, vendors(programme, row, now)

    assert decision is not None
    assert (decision.by_rule, decision.note) == (True, "")
    assert (page.decided_by, page.decided_by_rule, page.holds_scope) == ("", True, True)
    assert page.decision_label == "Meets the rules"


def test_an_approval_against_the_advice_is_no_matter_of_the_partners(
    programme: Programme, now: datetime
) -> None:
    """The partner reads that it is protected, the vendor that it went against the advice."""
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)
    put_incomplete(row)
    row = fresh(row)
    actions.approve(
        cast.channel_manager, row.public_id, version=row.version, now=now, note="客户已确认"
    )

    decision = partners(programme, row, now).decision
    assert decision is not None
    assert decision.text == "Your registration is approved and protected."
    assert vendors(programme, row, now).decision_label == "Approved against the advice"


def put_incomplete(row: Registration) -> None:
    """In review although its full part is missing, as old rows may be."""
    rows = Registration.objects.unscoped(reason=WHY).filter(pk=row.pk)
    rows.update(state=State.IN_REVIEW)


def test_the_question_is_the_latest_one(programme: Programme, now: datetime) -> None:
    cast, row = programme.cast, in_state(programme, State.IN_REVIEW, now=now)
    for number, question in enumerate(("哪个营业部？", "预算多少？")):
        at = now + number * HOUR
        row = actions.request_information(
            cast.channel_manager, row.public_id, question, version=row.version, now=at
        )
        assert partners(programme, row, at).question == question
        acting.answer(cast.seller_a, acting.Scene(programme, row, at))
        row = fresh(row)
        assert partners(programme, row, at).question == ""


def test_the_history_is_told_in_order_with_names_and_notes(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_state(programme, State.INFO_REQUESTED, now=now)
    acting.answer(cast.principal_a, acting.Scene(programme, row, now))

    lines = selectors.history(cast.seller_a, row.public_id)
    assert lines == partners(programme, row, now).history
    assert [(one.move, one.by, one.note) for one in lines] == [
        ("submit_full", "Chen Xiaoyu", ""),
        ("request_information", "Xu Mingyuan", "?"),
        ("answer", "Chen Bo", "全部网点"),
    ]
    assert [one.state for one in lines] == ["in_review", "info_requested", "in_review"]
    with pytest.raises(NotFound):
        selectors.history(cast.seller_b, row.public_id)
    with pytest.raises(NotPermitted):
        selectors.history(cast.human_resources, row.public_id)


@pytest.mark.parametrize(
    ("today", "left", "overdue"),
    [
        (date(2026, 3, 2), 118, False),
        (date(2026, 4, 16), 73, False),
        (date(2026, 4, 17), 72, True),
        (date(2026, 6, 28), 0, True),
        (date(2026, 6, 29), 0, True),
    ],
)
def test_days_of_a_protection_are_the_programmes(
    programme: Programme,
    now: datetime,
    today: date,
    left: int,
    overdue: bool,  # noqa: FBT001 - a column of the table
) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    assert (row.protected_until, row.update_due_on) == (date(2026, 6, 28), date(2026, 4, 16))
    for hour in (0, 15):  # 8:00 and 23:00 in Shanghai
        at = datetime.combine(today, now.timetz()).replace(hour=hour, minute=59)
        for page in (partners(programme, row, at), vendors(programme, row, at)):
            assert (page.days_left, page.is_update_overdue) == (left, overdue)


def test_what_was_stated_is_read_in_words(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = submitted(
        programme, cast.seller_a, now=now, amount=LARGE, kind="teaming", value_added="驻场三年",
        business="run_rate", purchase="expansion", site="浦东", customer_city="上海",
    )  # fmt: skip

    page = partners(programme, row, now)

    said = page.stated
    assert (said.customer, said.customer_city, said.site) == (
        "浦岚证券股份有限公司", "上海", "浦东",
    )  # fmt: skip
    assert (said.product, said.product_id) == ("Secure gateway", programme.gateways.public_id)
    assert (said.kind_label, said.business_label) == (
        "We join the vendor's project", "Run-rate or cloud",
    )  # fmt: skip
    assert (said.purchase_label, said.purchase_stage_label) == ("Expansion", "Project approved")
    assert (said.tender_kind_label, said.amount, said.currency) == (
        "Direct purchase", LARGE, "CNY",
    )  # fmt: skip
    assert (said.need, said.value_added, said.rival_brand) == ("全市营业部的网关更换", "驻场三年",
                                                               "无")  # fmt: skip
    with override("zh-hans"):
        chinese = replace(cast.seller_a, language="zh-hans")
        said = selectors.partner_page(chinese, row.public_id, now=now).stated
    assert (said.product, said.purchase_label, said.kind_label) == (
        "安全网关", "扩容", "参与厂商项目",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("contact", "seen"),
    [
        (("王建国", "13800001234", "wang@pulan.example"),
         ("王＊＊", "••••1234", "w•••@pulan.example")),
        (("王明", "123456", "w@x.example"), ("王＊", "", "w•••@x.example")),
        (("王", "1234567", ""), ("王", "••••4567", "")),
        (("Elizabeth", "", "no-at-sign"), ("E＊＊", "", "")),
        (("", "", ""), ("", "", "")),
    ],
)  # fmt: skip
def test_a_masked_contact_is_recognised_and_not_reached(
    contact: tuple[str, str, str], seen: tuple[str, str, str]
) -> None:
    name, phone, email = contact
    line = ContactLine(name=name, title="主任", phone=phone, email=email, has_consented=True)

    found = masked(line)

    assert found is not None
    assert (found.name, found.phone, found.email) == seen
    assert (found.title, found.has_consented) == ("主任", True)
    assert masked(None) is None


def test_the_partner_reads_its_contact_in_full_and_the_vendor_never(
    programme: Programme, now: datetime
) -> None:
    contact = ContactInput(name="王建国", phone="13800001234", email="wang@pulan.example")
    row = submitted(programme, programme.cast.seller_a, now=now, contact=contact)

    mine = partners(programme, row, now).contact
    assert mine is not None
    assert (mine.name, mine.phone, mine.has_consented) == ("王建国", "13800001234", False)
    for actor in (programme.cast.channel_director, programme.cast.account_manager):
        page: Any = selectors.vendor_page(actor, row.public_id, now=now)
        assert "13800001234" not in repr(page)
        assert "wang@" not in repr(page)
        assert "王建国" not in repr(page)


def test_next_is_named_who_is_in_charge_and_still_there(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    assert partners(programme, row, now).next_person == "Xu Mingyuan"

    members = Membership.objects.unscoped(reason=WHY)
    members.filter(user_id=cast.channel_manager.user_key).update(ended_at=now)

    assert partners(programme, row, now).next_person == ""


def test_a_page_is_there_for_its_own_side_alone(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    def answer(actor: Actor, *, as_partner: bool) -> str:
        read = selectors.partner_page if as_partner else selectors.vendor_page
        try:
            read(actor, row.public_id, now=now)
        except (NotFound, NotPermitted) as refusal:
            return refusal.code
        return ""

    for actor in (cast.channel_director, cast.channel_manager, cast.seller_b):
        assert answer(actor, as_partner=True) == "not_found"
    for actor in (cast.seller_a, cast.seller_b, cast.other_channel_manager):
        assert answer(actor, as_partner=False) == "not_found"
    assert answer(cast.human_resources, as_partner=False) == "not_permitted"
    for actor in (cast.operations, cast.sales_director, cast.account_manager):
        assert answer(actor, as_partner=False) == ""
