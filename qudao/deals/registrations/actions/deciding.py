"""What a decider does: judge, ask, approve, reject, send to arbitration, check afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.errors import Conflict, FieldProblem, Invalid, NotFound
from qudao.core.programme import work_calendar
from qudao.deals.funnel.actions import let_go
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.actions.discretion import require_no_rival_named
from qudao.deals.registrations.actions.moving import Step, carry_out, save_fields, wrong_state
from qudao.deals.registrations.actions.protecting import approval_fields, follow_in_funnel
from qudao.deals.registrations.actions.receiving import RELATED, review_clock, seen, tell_approved
from qudao.deals.registrations.actions.scheduling import policy_of
from qudao.deals.registrations.actions.screening import (
    Setting,
    advice_fields,
    holds_scope,
    is_held_by_another,
    save_advice,
    screen_registration,
    setting_of,
    take_scope,
)
from qudao.deals.registrations.inputs import text_problems
from qudao.deals.registrations.models import Candidate, Registration
from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.people import partner_people, tell
from qudao.deals.registrations.selectors.hearing import unheard_holders
from qudao.deals.registrations.states import (
    LIVE_STATES,
    REASONS_TO_REJECT,
    RULE_OF_DECISION,
    TRANSITIONS,
    UNDECIDED_STATES,
    DecisionCode,
    Move,
    State,
)
from qudao.deals.registrations.verbs import RegistrationVerb
from qudao.deals.registrations.wording import needs_proof
from qudao.engines.registration import Decision, Outcome

LONGEST_NOTE = 2000
# Advice that an approval goes against; where the rules only ask for a look, it does not.
_SPEAKS_AGAINST = frozenset(
    {
        Outcome.REJECT,
        Outcome.ASK_INFORMATION,
        Outcome.CONVERT_TO_TEAMING,
        Outcome.TO_ARBITRATION,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a registration is rejected: a reason of the rules, and a note that the partner reads."""

    code: str
    note: str


@transaction.atomic
def approve(
    actor: Actor, public_id: str, *, version: int, now: datetime, note: str = "", unheard: str = ""
) -> Registration:
    """Protect a registration. Refused with the reason while another one holds its scope; against
    the advice only with a sentence that says why; at a tender that is out only once the proof of
    earlier work is checked, which nobody may pass over. Over the protection of another in a part
    of the scope only after its holder was heard; a director may say instead why not (`unheard`),
    which the trail alone keeps."""
    registration = to_decide(actor, public_id, version, Move.APPROVE)
    check_note(registration, note)
    calendar = work_calendar(now)
    setting = setting_of(registration, policy_of(registration), calendar)
    may_hold = holds_scope(registration) or take_scope(registration)
    if not may_hold or is_held_by_another(registration):
        message = _(
            "Another registration holds this scope. Send this one to arbitration, or let its "
            "partner name a site or tender of its own."
        )
        raise Conflict(message, code="scope_is_held", rule="G5")
    finding = screen_registration(registration, setting, now=now)
    _require_proof_checked(finding.decision)
    passed_over = _require_holders_heard(actor, registration, setting, unheard, now=now)
    fields = {
        **approval_fields(actor, registration, setting, now=now),
        **advice_fields(finding),
        **_approval_code(finding.decision, note),
        "decision_note": note.strip(),
    }
    evidence = {**seen(finding), **passed_over}
    step = Step(actor=actor, move=Move.APPROVE, fields=fields, note=note.strip(), evidence=evidence)
    carry_out(registration, [step], calendar=calendar, now=now)
    follow_in_funnel(actor, registration, now=now)
    tell_approved(registration, now=now)
    return registration


def _require_holders_heard(
    actor: Actor, registration: Registration, setting: Setting, unheard: str, *, now: datetime
) -> dict[str, object]:
    """What the trail keeps where a holder was passed over; refused without a director's reason."""
    found = unheard_holders(registration, setting.policy, calendar=setting.calendar, now=now)
    if not found:
        return {}
    if unheard.strip() and actor.may(DealsPermission.REVOKE_PROTECTION):
        problems = list(text_problems("unheard", unheard, LONGEST_NOTE))
        if problems:
            raise Invalid(problems)
        return {"unheard_holders": found, "unheard_because": unheard.strip()}
    message = _(
        "Another protection covers a part of this scope. Ask its holder on that registration's "
        "page first; approve once it has answered, or after %(days)s working days. A director may "
        "say instead why it is not heard."
    )
    days = {"days": setting.policy.information_working_days}
    raise Conflict(message % days, code="holder_not_heard", rule="G5")


def _require_proof_checked(advice: Decision) -> None:
    """At a tender that is out only proven earlier work is protected: a person checks it first."""
    first = advice.reasons[0].code if advice.reasons else ""
    if needs_proof(advice.outcome, first):
        message = _(
            "The tender is out. Check the proof of the work before it and confirm it on the "
            "registration's page; then it can be approved."
        )
        raise Conflict(message, code="proof_not_checked", rule="G4")


def _approval_code(advice: Decision, note: str) -> dict[str, object]:
    """How the approval stands to what the rules propose."""
    if advice.outcome not in _SPEAKS_AGAINST:
        return {}
    if not note.strip():
        said = _("The rules advise otherwise. Say in a sentence why you approve all the same.")
        raise Invalid.field("note", "required", said)
    return {"decision_code": DecisionCode.AGAINST_ADVICE}


@transaction.atomic
def reject(
    actor: Actor, public_id: str, rejection: Rejection, *, version: int, now: datetime
) -> Registration:
    """Reject a registration with a reason of the rules and a note; both reach its partner."""
    registration = to_decide(actor, public_id, version, Move.REJECT)
    _check_rejection(registration, rejection)
    code = DecisionCode(rejection.code)
    fields = {
        "decided_at": now,
        "decided_by_id": actor.user_id,
        "decided_by_rule": False,
        "decision_code": code,
        "decision_note": rejection.note.strip(),
        "clock_paused_at": None,
    }
    step = Step(
        actor=actor,
        move=Move.REJECT,
        fields=fields,
        note=rejection.note.strip(),
        evidence=_matched(registration),
        rule=RULE_OF_DECISION[code],
    )
    carry_out(registration, [step], calendar=work_calendar(now), now=now)
    let_go("registration", registration.public_id)  # it may have stood there before a second look
    tell(partner_people(registration), RegistrationNotice.REJECTED, registration, now=now)
    return registration


@transaction.atomic
def request_information(
    actor: Actor, public_id: str, question: str, *, version: int, now: datetime
) -> Registration:
    """Ask the partner for something. The clock stands still, at most for the days of the rules;
    without an answer by then the registration expires."""
    registration = to_decide(actor, public_id, version, Move.REQUEST_INFORMATION)
    if not question.strip():
        raise Invalid.field("note", "required", _("Say what you need."))
    check_note(registration, question)
    calendar = work_calendar(now)
    days = policy_of(registration).information_working_days
    answer_by = calendar.add_working_days(now, days)
    fields = {"answer_by": answer_by, "clock_paused_at": now}
    step = Step(actor=actor, move=Move.REQUEST_INFORMATION, fields=fields, note=question.strip())
    carry_out(registration, [step], calendar=calendar, now=now)
    tell(
        partner_people(registration),
        RegistrationNotice.INFORMATION_REQUESTED,
        registration,
        now=now,
        until=calendar.day_of(answer_by),
    )
    return registration


@transaction.atomic
def send_to_arbitration(
    actor: Actor, public_id: str, *, version: int, now: datetime, note: str = ""
) -> Registration:
    """Hand a registration over to be heard with what it meets. Its rights stay as they are, those
    of the other side too: priority time, scope and protection of each are left untouched."""
    registration = to_decide(actor, public_id, version, Move.SEND_TO_ARBITRATION)
    check_note(registration, note)
    evidence = _matched(registration)
    if not evidence:
        message = _("There is nothing that this registration could be weighed against.")
        raise Conflict(message, code="no_candidate", rule="G5")
    step = Step(
        actor=actor,
        move=Move.SEND_TO_ARBITRATION,
        note=note.strip(),
        evidence=evidence,
        rule="G5",
    )
    carry_out(registration, [step], calendar=work_calendar(now), now=now)
    tell(partner_people(registration), RegistrationNotice.IN_ARBITRATION, registration, now=now)
    return registration


@transaction.atomic
def recall(actor: Actor, public_id: str, note: str, *, version: int, now: datetime) -> Registration:
    """Take a registration back from arbitration into review, with the reason; its clock starts
    anew, since nobody could decide meanwhile."""
    registration = to_decide(actor, public_id, version, Move.RECALL)
    if not note.strip():
        raise Invalid.field("note", "required", _("Say why it comes back."))
    check_note(registration, note)
    calendar = work_calendar(now)
    setting = setting_of(registration, policy_of(registration), calendar)
    finding = screen_registration(registration, setting, now=now)
    fields = {**advice_fields(finding), **review_clock(setting, now=now)}
    step = Step(actor=actor, move=Move.RECALL, fields=fields, note=note.strip(), rule="G5")
    carry_out(registration, [step], calendar=calendar, now=now)
    tell(partner_people(registration), RegistrationNotice.RESUMED, registration, now=now)
    return registration


@transaction.atomic
def revoke(
    actor: Actor, public_id: str, rejection: Rejection, *, version: int, now: datetime
) -> Registration:
    """End a protection by a director's decision, after the holder was heard; the note says when
    and with what result."""
    actor.require(DealsPermission.REVOKE_PROTECTION)
    registration = to_decide(actor, public_id, version, Move.REVOKE)
    _check_rejection(registration, rejection)
    code = DecisionCode(rejection.code)
    fields = {
        "decided_at": now,
        "decided_by_id": actor.user_id,
        "decided_by_rule": False,
        "decision_code": code,
        "decision_note": rejection.note.strip(),
    }
    step = Step(
        actor=actor,
        move=Move.REVOKE,
        fields=fields,
        note=rejection.note.strip(),
        rule=RULE_OF_DECISION[code],
    )
    carry_out(registration, [step], calendar=work_calendar(now), now=now)
    let_go("registration", registration.public_id)
    tell(partner_people(registration), RegistrationNotice.REVOKED, registration, now=now)
    return registration


@transaction.atomic
def judge_candidate(
    actor: Actor, public_id: str, candidate_id: str, verdict: str, *, now: datetime
) -> Registration:
    """Say whether a possible conflict is the same project, another one, or another company; the
    advice is made anew with it. Refused when the registration has ended."""
    actor.require(DealsPermission.DECIDE_REGISTRATION)
    registration = living(actor, public_id)
    if verdict not in Candidate.Verdict.values:
        raise Invalid.field("verdict", "unknown_choice", _("Choose one of the three answers."))
    rows = Candidate.objects.visible_to(actor).filter(registration=registration)
    candidate = rows.filter(public_id=candidate_id).first()
    if candidate is None:
        raise NotFound
    change = Change({"verdict": candidate.verdict}, {"verdict": verdict})
    rows.filter(pk=candidate.pk).update(verdict=verdict, verdict_by_id=actor.user_id)
    look_around(registration, now=now)
    record(
        actor,
        RegistrationVerb.CANDIDATE_JUDGED,
        registration,
        now=now,
        change=change,
        note=f"{candidate.match} {candidate.other_kind} {candidate.other_id}",
        rule="G5",
    )
    return registration


@transaction.atomic
def confirm_paper(
    actor: Actor, public_id: str, paper: str, *, version: int, now: datetime
) -> Registration:
    """Note that a paper was checked: proof of work before the tender, or the customer's written
    choice. The advice is made anew with it. Refused when the registration has ended."""
    return _mark_paper(actor, public_id, paper, version=version, is_checked=True, now=now)


@transaction.atomic
def take_paper_back(
    actor: Actor, public_id: str, paper: str, *, version: int, now: datetime
) -> Registration:
    """A paper was marked as checked by mistake: the advice is made anew without it. Refused once
    the registration is decided."""
    return _mark_paper(actor, public_id, paper, version=version, is_checked=False, now=now)


def _mark_paper(
    actor: Actor, public_id: str, paper: str, *, version: int, is_checked: bool, now: datetime
) -> Registration:
    actor.require(DealsPermission.DECIDE_REGISTRATION)
    registration = living(actor, public_id, version)
    if paper not in PAPERS:
        raise Invalid.field("paper", "unknown_choice", _("Choose one of the two papers."))
    if not is_checked and registration.state not in UNDECIDED_STATES:
        raise wrong_state(registration)
    if getattr(registration, paper) == is_checked:  # nothing is new
        return registration
    save_fields(registration, {paper: is_checked})
    look_around(registration, now=now)
    verb = RegistrationVerb.PAPER_CHECKED if is_checked else RegistrationVerb.PAPER_TAKEN_BACK
    change = Change({paper: not is_checked}, {paper: is_checked})
    record(actor, verb, registration, now=now, change=change, rule=PAPERS[paper])
    return registration


@transaction.atomic
def check_sample(
    actor: Actor, public_id: str, *, version: int, now: datetime, note: str = ""
) -> Registration:
    """Note that a person has looked at a registration that was approved by rule."""
    actor.require(DealsPermission.DECIDE_REGISTRATION)
    registration = _seen_by(actor, public_id, version)
    if not registration.is_sampled or registration.sample_checked_at is not None:
        message = _("This registration is not among the samples to be checked.")
        raise Conflict(message, code="not_sampled")
    check_note(registration, note)
    save_fields(registration, {"sample_checked_at": now})
    record(actor, RegistrationVerb.SAMPLE_CHECKED, registration, now=now, note=note.strip())
    return registration


# A paper that a person checks, and the rule that asks for it.
PAPERS: dict[str, str] = {"earlier_work_proven": "G4", "chosen_in_writing": "G13"}


def _seen_by(actor: Actor, public_id: str, version: int | None = None) -> Registration:
    rows = Registration.objects.visible_to(actor).select_related(*RELATED)
    # locked, so that two people who judge or decide at once follow one another
    registration = rows.select_for_update(of=("self",)).one(public_id)
    if version is not None and registration.version != version:
        raise Conflict
    return registration


def living(actor: Actor, public_id: str, version: int | None = None) -> Registration:
    """The registration in the actor's scope, locked; refused once it has ended."""
    registration = _seen_by(actor, public_id, version)
    if registration.state not in LIVE_STATES:
        raise wrong_state(registration)
    return registration


def to_decide(actor: Actor, public_id: str, version: int, move: Move) -> Registration:
    """The registration as the decider last saw it, if its state allows the move."""
    actor.require(DealsPermission.DECIDE_REGISTRATION)
    registration = _seen_by(actor, public_id, version)
    if State(registration.state) not in TRANSITIONS[move].sources:
        raise wrong_state(registration)
    return registration


def check_note(registration: Registration, note: str) -> None:
    """Refuse a note that is too long or names another partner."""
    problems = list(text_problems("note", note, LONGEST_NOTE))
    if problems:
        raise Invalid(problems)
    require_no_rival_named(registration, note)


def _check_rejection(registration: Registration, rejection: Rejection) -> None:
    problems = list(text_problems("note", rejection.note, LONGEST_NOTE))
    if rejection.code not in REASONS_TO_REJECT:
        said = _("Choose the reason from the rules.")
        problems.append(FieldProblem("code", "unknown_choice", said))
    if not rejection.note.strip():
        said = _("Say in a sentence why, and what the partner may do now.")
        problems.append(FieldProblem("note", "required", said))
    if problems:
        raise Invalid(problems)
    require_no_rival_named(registration, rejection.note)


def _matched(registration: Registration) -> dict[str, object]:
    """What the decider had before the eyes: classes and references, no names."""
    rows = registration.candidates.exclude(verdict=Candidate.Verdict.NOT_THE_SAME)
    found = rows.filter(overlaps=True).order_by("pk")
    names = [f"{one.match} {one.other_kind}:{one.other_id} {one.verdict}".strip() for one in found]
    return {"candidates": names} if names else {}


def look_around(registration: Registration, *, now: datetime) -> None:
    """Screen it as it stands now, and keep the new advice."""
    calendar = work_calendar(now)
    setting = setting_of(registration, policy_of(registration), calendar)
    finding = screen_registration(registration, setting, now=now)
    save_advice(registration, finding)
