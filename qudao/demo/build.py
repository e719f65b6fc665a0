"""Builds the demonstration programme, through public actions only, the same every time."""

from __future__ import annotations

from datetime import datetime

from qudao.core.programme import forget_programme
from qudao.demo.accounts import lay_customers
from qudao.demo.cast import play_cast
from qudao.demo.clockwork import forget_letters, settle_until
from qudao.demo.ground import lay_goals, lay_partners, lay_products, lay_programme, lay_rules
from qudao.demo.history import Timeline, plan_history
from qudao.demo.promises import play_promises
from qudao.demo.sales import lay_sales
from qudao.demo.world import Progress, World

GROUND = (lay_programme, lay_rules, lay_products, lay_partners, lay_customers, lay_goals, lay_sales)
GROUND_SHARE = 25  # of a hundred steps shown


def build(*, now: datetime, progress: Progress) -> None:
    """Build everything into an empty database, with dates relative to `now`."""
    world, progress = World(now), never_back(progress)
    for number, step in enumerate(GROUND, start=1):
        step(world)
        progress(number * GROUND_SHARE // len(GROUND), 100)
    forget_programme()
    timeline = Timeline(world)
    plan_history(world, timeline)
    play_cast(world, timeline)
    play_promises(world, timeline)
    timeline.play(lambda done, total: progress(GROUND_SHARE + done * 74 // total, 100))
    settle_until(now)
    forget_letters()
    progress(100, 100)


def never_back(progress: Progress) -> Progress:
    """Deeds that bring about others make the whole larger; what was shown once stays shown."""
    furthest = 0

    def show(done: int, total: int) -> None:
        nonlocal furthest
        furthest = max(furthest, done)
        progress(furthest, total)

    return show
