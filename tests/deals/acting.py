"""Every action on a registration under one signature, so that tables can walk over all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from qudao.core.actor import Actor
from qudao.core.errors import QudaoError
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions import AnswerInput
from qudao.deals.registrations.models import Candidate, Registration
from qudao.deals.registrations.states import State
from tests.deals.looking import REJECTION, WHY, in_state
from tests.deals.programme import LARGE, Programme, fresh, in_review
from tests.people import Cast

LATER = timedelta(minutes=5)


@dataclass(frozen=True)
class Scene:
    """A programme with one registration of partner A, at a moment."""

    programme: Programme
    row: Registration
    now: datetime

    @property
    def key(self) -> str:
        return self.row.public_id

    @property
    def at(self) -> datetime:
        return self.now + LATER

    @property
    def cast(self) -> Cast:
        return self.programme.cast


Act = Callable[[Actor, Scene], object]


def scene(programme: Programme, state: State, now: datetime) -> Scene:
    """A registration that has come to this state by the actions alone."""
    return Scene(programme, in_state(programme, state, now=now), now)


def rivals(programme: Programme, now: datetime) -> Scene:
    """A registration in review beside an earlier one of partner B in the same scope."""
    in_review(programme, programme.cast.seller_b, now=now - timedelta(hours=1))
    return scene(programme, State.IN_REVIEW, now)


def save(actor: Actor, on: Scene) -> object:
    return actions.save_draft(actor, on.programme.quick(), on.key, now=on.at)


def drop_file(actor: Actor, on: Scene) -> object:
    file_id = on.row.evidence.values_list("file__public_id", flat=True).first() or ""
    actions.remove_evidence(actor, on.key, file_id, now=on.at)
    return None


def submit(actor: Actor, on: Scene) -> object:
    stated = replace(on.programme.full(actor), amount=LARGE)
    return actions.submit_full(actor, stated, on.key, now=on.at)


def hurry(actor: Actor, on: Scene) -> object:
    return actions.submit_quick(actor, on.programme.quick(), on.key, now=on.at)


def complete(actor: Actor, on: Scene) -> object:
    stated = replace(on.programme.full(actor), amount=LARGE)
    return actions.complete_registration(actor, on.key, stated, version=on.row.version, now=on.at)


def amend(actor: Actor, on: Scene) -> object:
    stated = replace(on.programme.full(actor), amount=LARGE)
    return actions.amend(actor, on.key, stated, version=on.row.version, now=on.at)


def answer(actor: Actor, on: Scene) -> object:
    said = AnswerInput(text="全部网点")
    return actions.answer_information(actor, on.key, said, version=on.row.version, now=on.at)


def withdraw(actor: Actor, on: Scene) -> object:
    return actions.withdraw(actor, on.key, version=on.row.version, now=on.at, reason="取消")


def update(actor: Actor, on: Scene) -> object:
    return actions.record_update(actor, on.key, "已交流", version=on.row.version, now=on.at)


def say_won(actor: Actor, on: Scene) -> object:
    return actions.say_won(actor, on.key, version=on.row.version, now=on.at)


def confirm_won(actor: Actor, on: Scene) -> object:
    return actions.confirm_won(actor, on.key, version=on.row.version, now=on.at)


def not_yet_won(actor: Actor, on: Scene) -> object:
    return actions.not_yet_won(actor, on.key, "请上传合同", version=on.row.version, now=on.at)


def lose(actor: Actor, on: Scene) -> object:
    return actions.mark_lost(actor, on.key, "价格", version=on.row.version, now=on.at)


def approve(actor: Actor, on: Scene) -> object:
    return actions.approve(actor, on.key, version=on.row.version, now=on.at)


def reject(actor: Actor, on: Scene) -> object:
    return actions.reject(actor, on.key, REJECTION, version=on.row.version, now=on.at)


def ask(actor: Actor, on: Scene) -> object:
    return actions.request_information(actor, on.key, "范围？", version=on.row.version, now=on.at)


def arbitrate(actor: Actor, on: Scene) -> object:
    return actions.send_to_arbitration(actor, on.key, version=on.row.version, now=on.at)


def recall(actor: Actor, on: Scene) -> object:
    return actions.recall(actor, on.key, "双方已谈妥", version=on.row.version, now=on.at)


def revoke(actor: Actor, on: Scene) -> object:
    return actions.revoke(actor, on.key, REJECTION, version=on.row.version, now=on.at)


def judge(actor: Actor, on: Scene) -> object:
    rows = Candidate.objects.unscoped(reason=WHY).filter(registration=on.row)
    one = rows.order_by("pk").values_list("public_id", flat=True).first() or ""
    return actions.judge_candidate(actor, on.key, one, "same_project", now=on.at)


def confirm(actor: Actor, on: Scene) -> object:
    return actions.confirm_paper(
        actor, on.key, "chosen_in_writing", version=on.row.version, now=on.at
    )


def look_at_sample(actor: Actor, on: Scene) -> object:
    return actions.check_sample(actor, on.key, version=on.row.version, now=on.at)


def tap(actor: Actor, on: Scene) -> object:
    return actions.answer_overlap(actor, on.key, "noted", now=on.at)


def say(actor: Actor, on: Scene) -> object:
    return actions.write_message(actor, on.key, MessageInput(text="您好"), now=on.at)


def note(actor: Actor, on: Scene) -> object:
    return actions.write_note(actor, on.key, MessageInput(text="留意"), now=on.at)


def draft_with_file(programme: Programme, now: datetime) -> Scene:
    """A draft of partner A with one file on it."""
    seller = programme.cast.seller_a
    row = actions.save_draft(seller, programme.full(seller), now=now)
    return Scene(programme, fresh(row), now)


def sampled(programme: Programme, now: datetime) -> Scene:
    """A registration that was approved by rule and drawn into the sample."""
    found = scene(programme, State.PROTECTED, now)
    rows = Registration.objects.unscoped(reason=WHY).filter(pk=found.row.pk)
    rows.update(is_sampled=True, sample_checked_at=None)
    return Scene(programme, fresh(found.row), now)


def outcome_of(act: Act, actor: Actor, on: Scene) -> str:
    """What comes of an act that is taken back at once: "" or the code of the refusal."""
    try:
        with transaction.atomic():
            act(actor, on)
            transaction.set_rollback(True)
    except QudaoError as refusal:
        return refusal.code
    return ""
