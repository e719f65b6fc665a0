"""Promises between the vendor and its partners: open, overdue, kept and not kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from qudao.deals.commitments.actions import PromiseInput, record_promise, settle_promise
from qudao.demo.history import Timeline
from qudao.demo.world import World


@dataclass(frozen=True, slots=True)
class Made:
    """A promise of the manager's own partners: so many days ago, due so many days later, and what
    became of it (empty: it is open)."""

    code: str
    direction: str
    topic: str
    text: str
    authority: str
    days_ago: int
    due_after: int
    outcome: str = ""


MADE = (
    Made("TUOC", "given", "resource", "两个人天的售前工程师，用于苏州测试", "售前经理", 6, 8),
    Made("QIHE", "received", "other", "补交客户立项批复", "", 12, 9),
    Made("HAIS", "given", "price", "本单按登记价供货，不低于目录价的七折", "渠道总监", 4, 20),
    Made("TUOC", "given", "exception", "展期一次，至客户董事会之后", "渠道总监", 75, 20, "kept"),
    Made("QIHE", "received", "other", "季度末前培训两名工程师", "", 110, 45, "broken"),
)


def play_promises(world: World, timeline: Timeline) -> None:
    for made in MADE:
        timeline.plan(world.days_ago(made.days_ago, hour=14), partial(_promised, world, made))


def _promised(world: World, made: Made, at: datetime) -> None:
    manager = world.actor("manager")
    stated = PromiseInput(
        partner_id=world.partners[made.code].public_id,
        direction=made.direction,
        topic=made.topic,
        text=made.text,
        authority=made.authority,
        due_on=(at + timedelta(days=made.due_after)).date(),
    )
    promise = record_promise(manager, stated, now=at)
    if made.outcome:
        settled_at = at + timedelta(days=made.due_after)
        settle_promise(manager, promise.public_id, made.outcome, now=settled_at)
