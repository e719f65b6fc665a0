"""Who may do what with a registration: every action, every kind of person. Whoever may not, leaves
no trace; whoever does not see it, learns nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from qudao.core.actor import NOBODY, Actor, Role
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.states import State
from tests.deals import acting
from tests.deals.acting import Act, Scene, outcome_of, scene
from tests.deals.looking import everything
from tests.deals.programme import Programme
from tests.people import Cast, make_actor

NO, HIDDEN, YES = "not_permitted", "not_found", ""
Make = Callable[[Programme, datetime], Scene]


def in_the_state(state: State) -> Make:
    def make(programme: Programme, now: datetime) -> Scene:
        return scene(programme, state, now)

    return make


# Each kind of person, and what becomes of the acts of each group: the partner's own moves, talk,
# notes among the vendor's people, decisions, the director's own, the account manager's tap.
OWN, TALK, NOTE, DECIDE, REVOKE, TAP = range(6)
PEOPLE: dict[str, tuple[str, str, str, str, str, str]] = {
    "principal_a": (YES, YES, NO, NO, NO, NO),
    "seller_a": (YES, YES, NO, NO, NO, NO),
    "engineer_a": (NO, YES, NO, NO, NO, NO),
    "seller_b": (HIDDEN, HIDDEN, NO, NO, NO, NO),
    "seller_distributor": (HIDDEN, HIDDEN, NO, NO, NO, NO),
    "seller_sub_reseller": (HIDDEN, HIDDEN, NO, NO, NO, NO),
    "channel_manager": (NO, YES, YES, YES, NO, NO),
    "other_channel_manager": (NO, HIDDEN, HIDDEN, HIDDEN, NO, NO),
    "channel_director": (NO, YES, YES, YES, YES, NO),
    "account_manager": (NO, YES, YES, NO, NO, YES),
    "sales_director": (NO, YES, YES, NO, NO, YES),
    "operations": (NO, YES, YES, NO, NO, NO),
    "human_resources": (NO, NO, NO, NO, NO, NO),
}
ACTS: list[tuple[Act, int, Make]] = [
    (acting.save, OWN, in_the_state(State.DRAFT)),
    (acting.drop_file, OWN, acting.draft_with_file),
    (acting.submit, OWN, in_the_state(State.DRAFT)),
    (acting.hurry, OWN, in_the_state(State.DRAFT)),
    (acting.complete, OWN, in_the_state(State.SUBMITTED)),
    (acting.amend, OWN, in_the_state(State.PROTECTED)),
    (acting.answer, OWN, in_the_state(State.INFO_REQUESTED)),
    (acting.withdraw, OWN, in_the_state(State.IN_REVIEW)),
    (acting.update, OWN, in_the_state(State.PROTECTED)),
    (acting.say_won, OWN, in_the_state(State.PROTECTED)),
    (acting.confirm_won, DECIDE, in_the_state(State.SAID_WON)),
    (acting.not_yet_won, DECIDE, in_the_state(State.SAID_WON)),
    (acting.lose, OWN, in_the_state(State.PROTECTED)),
    (acting.approve, DECIDE, in_the_state(State.IN_REVIEW)),
    (acting.reject, DECIDE, in_the_state(State.IN_REVIEW)),
    (acting.ask, DECIDE, in_the_state(State.IN_REVIEW)),
    (acting.arbitrate, DECIDE, acting.rivals),
    (acting.recall, DECIDE, in_the_state(State.CONFLICTED)),
    (acting.judge, DECIDE, acting.rivals),
    (acting.confirm, DECIDE, in_the_state(State.IN_REVIEW)),
    (acting.look_at_sample, DECIDE, acting.sampled),
    (acting.revoke, REVOKE, in_the_state(State.PROTECTED)),
    (acting.tap, TAP, in_the_state(State.IN_REVIEW)),
    (acting.say, TALK, in_the_state(State.IN_REVIEW)),
    (acting.note, NOTE, in_the_state(State.IN_REVIEW)),
]
NAMES = [act.__name__ for act, _group, _make in ACTS]


@pytest.mark.parametrize(("act", "group", "make"), ACTS, ids=NAMES)
def test_each_person_may_exactly_what_its_role_and_place_allow(
    programme: Programme, now: datetime, act: Act, group: int, make: Make
) -> None:
    on = make(programme, now)
    before = everything(on.row)

    found = {name: outcome_of(act, getattr(on.cast, name), on) for name in PEOPLE}

    assert found == {name: groups[group] for name, groups in PEOPLE.items()}
    assert outcome_of(act, NOBODY, on) == NO
    assert everything(on.row) == before


@pytest.mark.parametrize("act", [acting.submit, acting.hurry, acting.save])
def test_a_vendors_person_is_never_a_partner_even_with_a_draft_of_its_own_making(
    programme: Programme, now: datetime, act: Act
) -> None:
    on = scene(programme, State.DRAFT, now)
    anew = replace(on, row=type(on.row)())  # names no draft: a new one

    for actor in on.cast.vendor_people():
        assert outcome_of(act, actor, anew) == NO


def test_a_key_without_the_scope_may_nothing_that_its_person_may(
    programme: Programme, now: datetime
) -> None:
    on = scene(programme, State.PROTECTED, now)
    cast = on.cast

    def with_scopes(actor: Actor, *scopes: DealsPermission) -> Actor:
        return replace(actor, api_scopes=frozenset(one.code for one in scopes))

    read_only = with_scopes(cast.seller_a, DealsPermission.READ_REGISTRATIONS)
    writer = with_scopes(cast.seller_a, DealsPermission.REGISTER)
    decider = with_scopes(cast.channel_director, DealsPermission.DECIDE_REGISTRATION)

    assert outcome_of(acting.update, read_only, on) == NO
    assert outcome_of(acting.update, writer, on) == YES
    assert outcome_of(acting.say, writer, on) == NO
    assert outcome_of(acting.revoke, decider, on) == NO


def test_whoever_lost_its_partner_decides_there_no_more(
    programme: Programme, now: datetime
) -> None:
    on = scene(programme, State.IN_REVIEW, now)
    cast = on.cast
    cast.partner_a.assignments.update(until=now.date())

    assert outcome_of(acting.approve, cast.channel_manager, on) == HIDDEN
    assert outcome_of(acting.approve, cast.channel_director, on) == YES


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.CHANNEL_MARKETER, YES),
        (Role.ENABLEMENT_PLANNER, YES),
        (Role.GENERAL_MANAGER, YES),
    ],
)
def test_who_reads_everything_for_its_work_decides_nothing(
    programme: Programme, now: datetime, role: Role, reads: str
) -> None:
    on = scene(programme, State.IN_REVIEW, now)
    actor = make_actor("Mo Ran", on.cast.vendor, role, now=now)

    assert outcome_of(acting.note, actor, on) == reads
    for act in (acting.approve, acting.reject, acting.ask, acting.confirm, acting.withdraw):
        assert outcome_of(act, actor, on) == NO, act.__name__


def test_an_absent_registration_and_a_hidden_one_are_answered_alike(
    programme: Programme, now: datetime
) -> None:
    on = scene(programme, State.PROTECTED, now)
    cast: Cast = on.cast
    for actor, acts in (
        (cast.seller_b, [acting.update, acting.amend, acting.say_won, acting.withdraw, acting.say]),
        (cast.other_channel_manager, [acting.approve, acting.reject, acting.confirm, acting.note]),
    ):
        for act in acts:
            answers = set()
            for key in (on.key, "reg_0000000000000000", "", "reg\x00", "浦岚"):
                row = type(on.row)(public_id=key, version=on.row.version)
                answers.add(outcome_of(act, actor, replace(on, row=row)))
            assert answers == {HIDDEN}, act.__name__
