"""Whether anybody else is there shows in nothing that a partner can read, count or compare."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import Invalid, NotFound, NotPermitted
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import (
    Candidate,
    LiveClaim,
    Overlap,
    Registration,
    Snapshot,
    StateChange,
)
from qudao.deals.registrations.selectors import RegistrationFilters
from qudao.deals.registrations.selectors.scope import scope_is_taken
from qudao.deals.registrations.states import State
from qudao.people.trail import trail as audit_trail
from tests.deals.looking import told
from tests.deals.programme import (
    LARGE,
    Programme,
    fresh,
    in_review,
    look_around,
    quickly,
    submitted,
    won,
)

HOUR = timedelta(hours=1)


def seen_by(actor: Actor, row: Registration, now: datetime) -> list[object]:
    """Everything about its registration that a partner can compare before and after."""
    listed = selectors.my_registrations(actor, now=now)
    return [
        asdict(selectors.partner_page(actor, row.public_id, now=now)),
        [one._asdict() for one in listed],
        selectors.counts_by_state(actor),
        selectors.count_registrations(actor, RegistrationFilters()),
        selectors.history(actor, row.public_id),
        told(actor),
    ]


def test_a_rival_that_comes_and_goes_changes_nothing_for_the_partner(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    before = seen_by(cast.seller_a, row, now)

    rival = in_review(programme, cast.seller_b, now=now + HOUR)
    look_around(rival.public_id, now=now + HOUR)
    row = fresh(row)
    assert "later_claim_waits" in str(row.advice)  # the decider knows of the later one
    assert seen_by(cast.seller_a, row, now) == before

    actions.withdraw(
        cast.seller_b, rival.public_id, version=rival.version, now=now + HOUR, reason="取消"
    )
    look_around(rival.public_id, now=now + HOUR)
    row = fresh(row)
    assert row.advice["outcome"] == "approve"
    assert seen_by(cast.seller_a, row, now) == before


def test_the_later_one_reads_the_same_page_as_a_lonely_one(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    lonely = in_review(programme, cast.seller_b, now=now)
    page = asdict(selectors.partner_page(cast.seller_b, lonely.public_id, now=now))
    actions.withdraw(
        cast.seller_b, lonely.public_id, version=lonely.version, now=now, reason="取消"
    )
    in_review(programme, cast.seller_a, now=now)

    second = in_review(programme, cast.seller_b, now=now)

    other = asdict(selectors.partner_page(cast.seller_b, second.public_id, now=now))
    own = {"public_id", "number", "snapshots", "evidence", "contact"}
    assert {key: other[key] for key in other.keys() - own} == {
        key: page[key] for key in page.keys() - own
    }


def test_a_verdict_and_a_new_screening_leave_the_version_alone(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    row = in_review(programme, cast.seller_b, now=now + HOUR)
    candidate = Candidate.objects.unscoped(reason="test").get(registration=row)

    actions.judge_candidate(
        cast.other_channel_manager, row.public_id, candidate.public_id, "not_the_same", now=now
    )

    assert fresh(row).version == row.version
    assert fresh(row).advice["outcome"] == "approve"


def test_an_answer_to_an_overlap_is_nothing_for_the_partner(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    before = seen_by(cast.seller_a, row, now)

    actions.answer_overlap(cast.account_manager, row.public_id, "objected", "我在谈", now=now)

    assert seen_by(cast.seller_a, row, now) == before


@pytest.mark.parametrize("step", ["quick", "full"])
def test_the_check_before_submitting_is_the_same_in_every_surrounding(
    programme: Programme, now: datetime, step: str
) -> None:
    cast = programme.cast
    check = selectors.quick_check if step == "quick" else selectors.full_check
    stated = programme.full(cast.seller_a)
    alone = check(cast.seller_a, stated, now=now)

    rival = submitted(programme, cast.seller_b, now=now)
    assert check(cast.seller_a, stated, now=now) == alone
    won(programme, cast.seller_b, rival, now=now)
    assert check(cast.seller_a, stated, now=now) == alone
    in_review(programme, cast.seller_distributor, now=now)
    assert check(cast.seller_a, stated, now=now) == alone


def test_the_receipt_is_the_same_whoever_holds_the_scope(
    programme: Programme, now: datetime
) -> None:
    """State, clock and number of a quick receipt say nothing of the holder."""
    cast = programme.cast
    first = quickly(programme, cast.seller_a, now=now)
    second = quickly(programme, cast.seller_b, now=now)

    def receipt(row: Registration) -> tuple[object, ...]:
        return (row.state, row.complete_by, row.received_at, row.version, row.number[-4:])  # type: ignore[index]

    assert receipt(first) == receipt(second)
    held = LiveClaim.objects.unscoped(reason="test").get()
    assert held.registration_id == first.pk


def test_no_row_of_the_vendors_side_is_visible_to_any_partner(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    in_review(programme, cast.seller_b, now=now + HOUR)

    for actor in cast.partner_people():
        for model in (Candidate, LiveClaim, Overlap):
            assert model.objects.visible_to(actor).count() == 0


def test_each_partners_rows_are_its_own(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    quickly(programme, cast.seller_a, now=now, site="甲")
    quickly(programme, cast.seller_distributor, now=now, site="乙")
    quickly(programme, cast.seller_sub_reseller, now=now, site="丙", acknowledges_rulebook=True)

    for actor, count in (
        (cast.seller_a, 1),
        (cast.engineer_a, 1),
        (cast.seller_distributor, 1),  # a distributor sees no claim of its sub-reseller
        (cast.seller_sub_reseller, 1),
        (cast.seller_b, 0),
    ):
        for model in (Registration, Snapshot, StateChange):
            rows = model.objects.visible_to(actor)
            assert rows.count() == count, (actor.name, model.__name__)


def test_the_vendors_questions_have_no_answer_for_a_partner(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    in_review(programme, cast.seller_b, now=now + HOUR)
    actor = cast.seller_a

    for hidden in (
        lambda: selectors.vendor_page(actor, row.public_id, now=now),
        lambda: selectors.comparison(actor, row.public_id),
        lambda: scope_is_taken(actor, row.public_id),
    ):
        with pytest.raises(NotFound):
            hidden()
    for refused in (
        lambda: selectors.queue(actor, now=now),
        lambda: selectors.all_registrations(actor, now=now),
        lambda: selectors.expiring(actor, now=now),
        lambda: selectors.samples(actor, now=now),
        lambda: selectors.settled_by_rule(actor, since=now, now=now),
        lambda: selectors.overlaps_of(actor),
        lambda: selectors.overlaps_to_answer(actor),
        lambda: audit_trail(actor, row),
    ):
        with pytest.raises(NotPermitted):
            refused()


def test_the_decider_learns_that_the_scope_is_taken(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    first = in_review(programme, cast.seller_a, now=now)
    second = in_review(programme, cast.seller_b, now=now + HOUR)

    assert not scope_is_taken(cast.channel_manager, first.public_id)
    assert scope_is_taken(cast.other_channel_manager, second.public_id)
    assert scope_is_taken(cast.channel_director, second.public_id)
    with pytest.raises(NotFound):
        scope_is_taken(cast.channel_manager, second.public_id)


def test_a_refused_scope_change_names_no_holder(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    quickly(programme, cast.seller_b, now=now, site="浦东")
    row = submitted(programme, cast.seller_a, now=now, amount=LARGE, site="浦西")
    stated = replace(programme.full(cast.seller_a), amount=LARGE, site="浦东")

    with pytest.raises(Invalid) as refusal:
        actions.amend(cast.seller_a, row.public_id, stated, version=row.version, now=now)

    said = " ".join(str(one.message) for one in refusal.value.problems)
    assert "This stays as it was received." in said
    assert [word for word in ("DING", "鼎沛", "Dingpei", "another partner") if word in said] == []


def test_narrowing_into_a_scope_that_is_held_looks_like_any_narrowing(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    quickly(programme, cast.seller_b, now=now, site="浦东")
    row = submitted(programme, cast.seller_a, now=now + HOUR, amount=LARGE)
    stated = replace(programme.full(cast.seller_a), amount=LARGE, site="浦东")

    actions.amend(cast.seller_a, row.public_id, stated, version=row.version, now=now + HOUR)

    row = fresh(row)
    assert (row.site, row.state, row.version) == ("浦东", State.IN_REVIEW, 3)
    assert LiveClaim.objects.unscoped(reason="test").get(registration=row).scope_key == ""
    assert row.advice["outcome"] == "human_review"
