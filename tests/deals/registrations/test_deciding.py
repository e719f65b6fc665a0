"""Deciding: approve, reject, ask, arbitrate; who may, what is written, who hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, Deadline
from qudao.deals.funnel.models import Opportunity
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions import AnswerInput, Rejection
from qudao.deals.registrations.models import Candidate, LiveClaim, Registration, StateChange
from qudao.deals.registrations.selectors import counts_by_state, partner_page, vendor_page
from qudao.deals.registrations.states import State
from qudao.market.customers.models import Customer
from qudao.people.models import Notice
from tests.deals.programme import (
    LARGE,
    Programme,
    fresh,
    in_review,
    look_around,
    quickly,
    submitted,
    upload,
)

REJECTION = Rejection(code="no_project", note="客户表示暂无此项目，立项后可再报备。")


def notices_of(user_id: int) -> list[str]:
    rows = Notice.objects.unscoped(reason="test")
    return list(rows.filter(user_id=user_id).order_by("pk").values_list("code", flat=True))


def trail(row: Registration) -> list[str]:
    entries = AuditEntry.objects.unscoped(reason="test").filter(subject_id=row.public_id)
    return list(entries.order_by("pk").values_list("verb", flat=True))


def test_approval_protects_tells_the_partner_and_enters_the_funnel(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    actions.approve(cast.channel_manager, row.public_id, version=row.version, now=now)

    row = fresh(row)
    assert (row.state, row.decided_by_id) == (State.PROTECTED, cast.channel_manager.user_id)
    assert row.protected_until == date(2026, 6, 28)
    assert row.update_due_on == date(2026, 4, 16)  # every 45 days; no long holiday before
    assert trail(row)[-1] == "registrations.approved"
    assert notices_of(cast.seller_a.user_key) == ["registrations.approved"]
    due = Deadline.objects.unscoped(reason="test").filter(subject_id=row.public_id)
    assert dict(due.values_list("job", "due_at")) == {
        "deals.registrations.end_protection": datetime(2026, 6, 28, 16, tzinfo=UTC),  # 24:00
        "deals.registrations.remind_expiry": datetime(2026, 5, 29, 1, tzinfo=UTC),
        "deals.registrations.remind_update": datetime(2026, 4, 17, 1, tzinfo=UTC),
    }
    deal = Opportunity.objects.unscoped(reason="test").get()
    assert (deal.partner_id, deal.stage, deal.amount) == (
        row.partner_id,
        "engaging",
        row.amount,
    )


@pytest.mark.parametrize("who", ["account_manager", "sales_director", "operations"])
def test_only_channel_people_decide(programme: Programme, now: datetime, who: str) -> None:
    actor = getattr(programme.cast, who)
    row = in_review(programme, programme.cast.seller_a, now=now)

    with pytest.raises(NotPermitted):
        actions.approve(actor, row.public_id, version=row.version, now=now)
    with pytest.raises(NotPermitted):
        actions.reject(actor, row.public_id, REJECTION, version=row.version, now=now)
    with pytest.raises(NotPermitted):
        actions.request_information(actor, row.public_id, "?", version=row.version, now=now)
    with pytest.raises(NotPermitted):
        actions.send_to_arbitration(actor, row.public_id, version=row.version, now=now)
    assert fresh(row).version == row.version


def test_a_channel_manager_decides_only_on_its_own_partners(
    programme: Programme, now: datetime
) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)

    with pytest.raises(NotFound):
        actions.approve(
            programme.cast.other_channel_manager, row.public_id, version=row.version, now=now
        )
    assert fresh(row).state == State.IN_REVIEW


def test_a_stale_version_is_refused(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    with pytest.raises(Conflict):
        actions.approve(cast.channel_manager, row.public_id, version=row.version - 1, now=now)
    assert fresh(row).state == State.IN_REVIEW


def test_approval_is_refused_while_another_one_holds_the_scope(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    first = in_review(programme, cast.seller_a, now=now)
    second = in_review(programme, cast.seller_b, now=now + timedelta(hours=1))

    with pytest.raises(Conflict) as refusal:
        actions.approve(
            cast.other_channel_manager, second.public_id, version=second.version, now=now
        )

    assert refusal.value.code == "scope_is_held"
    assert fresh(second).state == State.IN_REVIEW
    assert LiveClaim.objects.unscoped(reason="test").get().registration_id == first.pk


def test_a_rejection_gives_reason_and_note_and_frees_the_scope(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    actions.reject(cast.channel_manager, row.public_id, REJECTION, version=row.version, now=now)

    row = fresh(row)
    assert (row.state, row.decision_code) == (State.REJECTED, "no_project")
    assert row.decision_note == REJECTION.note
    assert LiveClaim.objects.unscoped(reason="test").count() == 0
    assert Deadline.objects.unscoped(reason="test").filter(subject_id=row.public_id).count() == 0
    assert notices_of(cast.seller_a.user_key) == ["registrations.rejected"]
    assert counts_by_state(cast.channel_manager) == {State.REJECTED: 1}


@pytest.mark.parametrize(
    ("rejection", "fields"),
    [
        (Rejection(code="because", note="x"), {"code"}),
        (Rejection(code="meets_rules", note="x"), {"code"}),
        (Rejection(code="no_project", note="  "), {"note"}),
        (Rejection(code="", note=""), {"code", "note"}),
        (Rejection(code="no_project", note="x" * 2001), {"note"}),
    ],
)
def test_a_rejection_without_a_reason_of_the_rules_is_refused(
    programme: Programme, now: datetime, rejection: Rejection, fields: set[str]
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    with pytest.raises(Invalid) as refusal:
        actions.reject(cast.channel_manager, row.public_id, rejection, version=row.version, now=now)

    assert {one.field for one in refusal.value.problems} == fields
    assert fresh(row).state == State.IN_REVIEW


@pytest.mark.parametrize(
    "note", ["已由鼎沛集成先报备", "Taken by DINGPEI  integration", "see DING-0001"]
)
def test_a_note_that_names_the_other_side_is_refused(
    programme: Programme, now: datetime, note: str
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_b, now=now)
    row = in_review(programme, cast.seller_a, now=now + timedelta(hours=1))

    with pytest.raises(Invalid) as refusal:
        actions.reject(
            cast.channel_manager,
            row.public_id,
            Rejection(code="order_of_claims", note=note),
            version=row.version,
            now=now,
        )

    assert [one.code for one in refusal.value.problems] == ["names_a_rival"]
    assert fresh(row).state == State.IN_REVIEW


# ---------------------------------------------------------------------- information


def test_a_question_stops_the_clock_and_the_answer_lets_it_run_on(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)  # due Thursday 9:30
    asked = now + timedelta(days=1)  # one of three working days is gone
    actions.request_information(
        cast.channel_manager, row.public_id, "请补充立项文件", version=row.version, now=asked
    )
    row = fresh(row)
    assert (row.state, row.clock_paused_at) == (State.INFO_REQUESTED, asked)
    assert row.answer_by == datetime(2026, 3, 17, 1, 30, tzinfo=UTC)  # ten working days
    assert notices_of(cast.seller_a.user_key) == ["registrations.information_requested"]

    answered = now + timedelta(days=7)  # the Monday after
    actions.answer_information(
        cast.seller_a, row.public_id, AnswerInput(text="见附件"), version=row.version, now=answered
    )

    row = fresh(row)
    assert (row.state, row.clock_paused_at) == (State.IN_REVIEW, None)
    assert row.decide_by == answered + timedelta(days=2)  # the two working days that were left
    assert notices_of(cast.channel_manager.user_key)[-1] == "registrations.answered"


def test_a_quick_registration_that_was_asked_is_completed_by_the_answer(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)
    actions.request_information(
        cast.channel_manager, row.public_id, "哪个项目？", version=row.version, now=now
    )
    row = fresh(row)
    with pytest.raises(Invalid) as refusal:
        actions.answer_information(
            cast.seller_a, row.public_id, AnswerInput(text="x"), version=row.version, now=now
        )
    assert [one.code for one in refusal.value.problems] == ["incomplete"]

    answer = AnswerInput(text="二期", stated=programme.full(cast.seller_a))
    actions.answer_information(cast.seller_a, row.public_id, answer, version=row.version, now=now)

    row = fresh(row)
    # clean and small, but a person had asked: it stays with that person
    assert (row.state, row.is_full) == (State.IN_REVIEW, True)


def test_an_answer_needs_words_and_own_files(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    actions.request_information(
        cast.channel_manager, row.public_id, "?", version=row.version, now=now
    )
    row = fresh(row)
    theirs = actions.EvidenceInput(kind="other", file_id=upload(cast.seller_b))
    for answer in (AnswerInput(text=" "), AnswerInput(text="x", evidence=(theirs,))):
        with pytest.raises(Invalid):
            actions.answer_information(
                cast.seller_a, row.public_id, answer, version=row.version, now=now
            )
    with pytest.raises(NotFound):
        actions.answer_information(
            cast.seller_b, row.public_id, AnswerInput(text="x"), version=row.version, now=now
        )
    assert fresh(row).state == State.INFO_REQUESTED


# ---------------------------------------------------------------------- arbitration


def test_arbitration_leaves_the_rights_of_both_sides(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    first = in_review(programme, cast.seller_a, now=now)
    actions.approve(cast.channel_manager, first.public_id, version=first.version, now=now)
    second = in_review(programme, cast.seller_b, now=now + timedelta(hours=1))
    assert second.advice["outcome"] == "to_arbitration"

    actions.send_to_arbitration(
        cast.other_channel_manager, second.public_id, version=second.version, now=now
    )

    second = fresh(second)
    assert (second.state, second.received_at) == (State.CONFLICTED, now + timedelta(hours=1))
    assert fresh(first).state == State.PROTECTED
    with pytest.raises(Conflict) as refusal:  # it is heard, not simply rejected
        actions.reject(
            cast.other_channel_manager, second.public_id, REJECTION, version=second.version, now=now
        )
    assert refusal.value.code == "wrong_state"


def test_without_anything_to_weigh_there_is_no_arbitration(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    with pytest.raises(Conflict) as refusal:
        actions.send_to_arbitration(
            cast.channel_manager, row.public_id, version=row.version, now=now
        )

    assert refusal.value.code == "no_candidate"
    assert fresh(row).state == State.IN_REVIEW


def test_when_the_other_side_ends_arbitration_goes_back_into_review(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    first = in_review(programme, cast.seller_a, now=now)
    second = in_review(programme, cast.seller_b, now=now + timedelta(hours=1))
    actions.send_to_arbitration(
        cast.other_channel_manager, second.public_id, version=second.version, now=now
    )
    actions.withdraw(cast.seller_a, first.public_id, version=first.version, now=now, reason="取消")

    look_around(first.public_id, now=now)
    look_around(first.public_id, now=now)  # twice is once

    second = fresh(second)
    assert second.state == State.IN_REVIEW
    assert second.advice["outcome"] == "approve"
    assert LiveClaim.objects.unscoped(reason="test").get().registration_id == second.pk
    changes = StateChange.objects.unscoped(reason="test").filter(registration=second)
    assert changes.filter(move="resume").count() == 1


def test_arbitration_goes_on_while_an_overlapping_scope_is_claimed(
    programme: Programme, now: datetime
) -> None:
    """Each holds its own scope, the whole customer and a site of it; who is right is still open."""
    cast = programme.cast
    site = submitted(programme, cast.seller_a, now=now, amount=LARGE, site="张江")
    whole = in_review(programme, cast.seller_b, now=now + timedelta(hours=1))
    actions.send_to_arbitration(
        cast.other_channel_manager, whole.public_id, version=whole.version, now=now
    )

    look_around(site.public_id, now=now)

    assert LiveClaim.objects.unscoped(reason="test").filter(registration=whole).exists()
    assert fresh(whole).state == State.CONFLICTED


def arbitrated(programme: Programme, now: datetime) -> Registration:
    """The later of two claims of one scope, sent to arbitration."""
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    second = in_review(programme, cast.seller_b, now=now + timedelta(hours=1))
    actions.send_to_arbitration(
        cast.other_channel_manager, second.public_id, version=second.version, now=now
    )
    return fresh(second)


def test_the_decider_takes_a_registration_back_from_arbitration_with_a_new_clock(
    programme: Programme, now: datetime
) -> None:
    cast, row = programme.cast, arbitrated(programme, now)
    later = now + timedelta(days=1)

    actions.recall(
        cast.other_channel_manager, row.public_id, "误送仲裁", version=row.version, now=later
    )

    row = fresh(row)
    assert row.state == State.IN_REVIEW
    assert row.decide_by == datetime(2026, 3, 6, 1, 30, tzinfo=UTC)  # 3 working days from then
    assert row.received_at == now + timedelta(hours=1)  # its priority stays
    assert trail(row)[-1] == "registrations.resumed"
    assert notices_of(cast.seller_b.user_key)[-1] == "registrations.resumed"
    change = StateChange.objects.unscoped(reason="test").filter(registration=row).latest("pk")
    assert (change.move, change.note) == ("recall", "误送仲裁")


@pytest.mark.parametrize(
    ("who", "note", "refusal"),
    [
        ("other_channel_manager", " ", Invalid),
        ("other_channel_manager", "x" * 2001, Invalid),
        ("channel_manager", "误送", NotFound),
        ("account_manager", "误送", NotPermitted),
        ("operations", "误送", NotPermitted),
        ("seller_b", "误送", NotPermitted),
    ],
)
def test_nobody_takes_it_back_without_reason_or_right(
    programme: Programme, now: datetime, who: str, note: str, refusal: type[Exception]
) -> None:
    row = arbitrated(programme, now)

    with pytest.raises(refusal):
        actions.recall(
            getattr(programme.cast, who), row.public_id, note, version=row.version, now=now
        )

    assert (fresh(row).state, fresh(row).version) == (State.CONFLICTED, row.version)


def test_only_what_is_in_arbitration_is_taken_back(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    with pytest.raises(Conflict) as refusal:
        actions.recall(cast.channel_manager, row.public_id, "x", version=row.version, now=now)

    assert refusal.value.code == "wrong_state"


# ---------------------------------------------------------------------- against the advice


def filed_twice(programme: Programme, now: datetime) -> tuple[Registration, Registration]:
    """The same scope registered by the same partner twice, a minute apart; the first withdrawn
    afterwards holds nothing any more, so that the second one can be approved at all."""
    cast = programme.cast
    first = in_review(programme, cast.seller_a, now=now)
    second = in_review(programme, cast.seller_a, now=now + timedelta(minutes=1))
    return first, second


def test_of_two_own_registrations_only_the_later_is_advised_against(
    programme: Programme, now: datetime
) -> None:
    first, second = filed_twice(programme, now)
    look_around(second.public_id, now=now + timedelta(minutes=2))

    assert fresh(second).advice["outcome"] == "reject"
    assert fresh(first).advice["outcome"] == "approve"
    assert [one["code"] for one in fresh(second).advice["reasons"]] == ["self_duplicate"]


def at_a_direct_account(programme: Programme, now: datetime) -> Registration:
    """A registration that the rules would turn into teaming, since direct sales serve its
    customer."""
    customers = Customer.objects.unscoped(reason="test")
    customers.filter(pk=programme.customer.pk).update(account_class="direct")
    row = in_review(programme, programme.cast.seller_a, now=now)
    assert row.advice["outcome"] == "convert_to_teaming"
    return row


def test_an_approval_against_the_advice_says_why_and_is_told_apart(
    programme: Programme, now: datetime
) -> None:
    cast, row = programme.cast, at_a_direct_account(programme, now)

    with pytest.raises(Invalid) as refusal:
        actions.approve(cast.channel_manager, row.public_id, version=row.version, now=now)
    assert [(p.field, p.code) for p in refusal.value.problems] == [("note", "required")]
    assert fresh(row).state == State.IN_REVIEW

    actions.approve(
        cast.channel_manager, row.public_id, version=row.version, now=now, note="直销已让出"
    )

    row = fresh(row)
    assert (row.state, row.decision_code) == (State.PROTECTED, "against_advice")
    assert row.decision_note == "直销已让出"
    own = partner_page(cast.seller_a, row.public_id, now=now)
    assert own.decision is not None
    assert own.decision.text == "Your registration is approved and protected."


def test_a_decided_registration_shows_its_decision_and_no_advice(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    assert vendor_page(cast.channel_manager, row.public_id, now=now).advice is not None

    actions.reject(cast.channel_manager, row.public_id, REJECTION, version=row.version, now=now)

    shown = vendor_page(cast.channel_manager, row.public_id, now=now)
    assert shown.advice is None
    assert shown.decision_label == "The customer has no such project"


# ---------------------------------------------------------------------- judging, papers, samples


def test_a_verdict_changes_the_advice(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    second = in_review(programme, cast.seller_b, now=now + timedelta(hours=1))
    candidate = Candidate.objects.unscoped(reason="test").get(registration=second)
    with pytest.raises(NotFound):
        actions.judge_candidate(
            cast.channel_manager, second.public_id, candidate.public_id, "other_project", now=now
        )
    with pytest.raises(Invalid):
        actions.judge_candidate(
            cast.other_channel_manager, second.public_id, candidate.public_id, "maybe", now=now
        )

    actions.judge_candidate(
        cast.other_channel_manager, second.public_id, candidate.public_id, "other_project", now=now
    )

    second = fresh(second)
    assert second.advice["outcome"] == "approve"
    assert trail(second)[-1] == "registrations.candidate_judged"
    kept = Candidate.objects.unscoped(reason="test").get(registration=second)
    assert (kept.verdict, kept.verdict_by_id) == (
        "other_project",
        cast.other_channel_manager.user_id,
    )


def test_a_checked_paper_is_noted_with_its_rule(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    with pytest.raises(NotPermitted):
        actions.confirm_paper(
            cast.seller_a, row.public_id, "chosen_in_writing", version=row.version, now=now
        )
    with pytest.raises(Invalid):
        actions.confirm_paper(
            cast.channel_manager, row.public_id, "state", version=row.version, now=now
        )

    actions.confirm_paper(
        cast.channel_manager, row.public_id, "chosen_in_writing", version=row.version, now=now
    )

    row = fresh(row)
    assert row.chosen_in_writing
    assert "chosen_in_writing" in [reason["code"] for reason in row.advice["reasons"]]


def test_a_sample_is_checked_once(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now)
    rows = Registration.objects.unscoped(reason="test").filter(pk=row.pk)
    rows.update(is_sampled=True, sample_checked_at=None)

    actions.check_sample(cast.channel_manager, row.public_id, version=row.version, now=now)

    row = fresh(row)
    assert row.sample_checked_at == now
    with pytest.raises(Conflict):
        actions.check_sample(cast.channel_manager, row.public_id, version=row.version, now=now)
    with pytest.raises(NotPermitted):
        actions.check_sample(cast.account_manager, row.public_id, version=row.version, now=now)


def test_only_the_head_of_channel_revokes_a_protection(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now)
    with pytest.raises(NotPermitted):
        actions.revoke(cast.channel_manager, row.public_id, REJECTION, version=row.version, now=now)
    assert fresh(row).state == State.PROTECTED

    actions.revoke(cast.channel_director, row.public_id, REJECTION, version=row.version, now=now)

    assert fresh(row).state == State.REVOKED
    assert LiveClaim.objects.unscoped(reason="test").count() == 0
