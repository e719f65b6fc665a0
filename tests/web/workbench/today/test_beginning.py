"""The first steps on Today: what a new programme still lacks, until its first registration came."""

from __future__ import annotations

from datetime import datetime

from qudao.core.actor import Actor
from qudao.market.customers.actions import create_customer
from qudao.market.customers.inputs import CustomerInput
from qudao.web.workbench.today.beginning import first_steps
from tests.deals.programme import Programme, make_family, quickly
from tests.people import Cast
from tests.web.workbench.pages import page_for

HOME = "/workbench/"


def open_steps(actor: Actor, *, has_target: bool = False) -> list[str]:
    return [step.title for step in first_steps(actor, has_target=has_target) if not step.is_done]


def test_each_step_is_done_by_what_it_asks_for(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    assert open_steps(director) == [
        "Set the mail server",
        "Enter products and prices",
        "Bring in your customers",
        "Set the quarter's target",
    ]
    make_family("GW", "安全网关", "Secure gateway")
    assert "Enter products and prices" not in open_steps(director)
    create_customer(director, CustomerInput(name_zh="寒舟制药有限公司"), now=now)
    assert open_steps(director, has_target=True) == ["Set the mail server"]


def test_a_new_programme_shows_them_to_whoever_sets_it_up(cast: Cast) -> None:
    assert "Bring in your customers" in page_for(cast.channel_director, HOME)
    assert first_steps(cast.channel_manager, has_target=False) == []


def test_the_first_registration_ends_them(programme: Programme, now: datetime) -> None:
    director = programme.cast.channel_director
    assert "First steps" in page_for(director, HOME)
    quickly(programme, programme.cast.seller_a, now=now)
    assert "First steps" not in page_for(director, HOME)
