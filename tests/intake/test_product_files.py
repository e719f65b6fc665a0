"""Lists of products: silence changes nothing, families are names, contradictions are refused."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import patch

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.intake import running
from qudao.intake.actions import carry_out_run, start_here
from qudao.intake.models import ImportRun
from qudao.intake.selectors import rejects_of, run_page
from qudao.market.cells.models import Product
from qudao.market.prices.models import Price
from tests.intake.build import asked_for, bring_text, counts, previewed
from tests.people import Cast

SYSTEM = system_actor("test")


def test_a_price_list_without_status_leaves_a_discontinued_product(
    cast: Cast, now: datetime
) -> None:
    actor = cast.channel_director
    bring_text(actor, "products", "产品编码,产品名称,状态\nA-1,网关,停产\n", now=now)

    page = bring_text(actor, "products", "产品编码,产品名称,状态\nA-1,网关,\n", now=now)

    assert counts(page) == {"unchanged": 1}
    assert not Product.objects.visible_to(SYSTEM).get(code="A-1").is_active
    page = bring_text(actor, "products", "产品编码,产品名称,状态\nA-1,网关,在售\n", now=now)
    assert counts(page) == {"updated": 1}
    assert Product.objects.visible_to(SYSTEM).get(code="A-1").is_active


@pytest.mark.parametrize("none", ["/", "//", "-", "—", "无"])
def test_a_mark_for_nothing_is_no_family(cast: Cast, now: datetime, none: str) -> None:
    content = f"产品编码,产品名称,产品类别\nA-1,网关,{none}\n"
    page = bring_text(cast.channel_director, "products", content, now=now)

    assert counts(page) == {"created": 1}
    rows = Product.objects.visible_to(SYSTEM).values_list("code", "path")
    assert list(rows) == [("A-1", "/A-1/")]


def test_names_longer_than_the_tree_holds_are_refused(cast: Cast, now: datetime) -> None:
    content = f"产品编码,产品名称,产品类别\nA-1,网关,{'安' * 161}\nA-2,网关二,{'安' * 160}\n"
    page = bring_text(cast.channel_director, "products", content, now=now)

    assert counts(page) == {"created": 1, "rejected": 1}
    found = rejects_of(cast.channel_director, page.public_id, slice(0, 9))
    assert [(one.row, one.column, one.rule) for one in found] == [(2, "产品类别", "text_too_long")]


def test_a_contradicting_price_is_refused_after_a_stop_too(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    content = "产品编码,产品名称,列表价,币种\nA-1,网关,100,CNY\nA-2,网二,1,CNY\nA-1,网关,90,CNY\n"
    public_id = previewed(actor, asked_for("products", content), now=now)
    start_here(actor, public_id, now=now)
    die_after_a_batch(actor, public_id, now=now)
    carry_out_run(actor, public_id, clock=lambda: now)

    assert counts(run_page(actor, public_id)) == {"created": 2, "rejected": 1}
    prices = Price.objects.visible_to(SYSTEM).order_by("amount")
    assert [int(amount) for amount in prices.values_list("amount", flat=True)] == [1, 100]


def die_after_a_batch(actor: Actor, public_id: str, *, now: datetime) -> None:
    def die(_run: ImportRun) -> None:
        raise KeyboardInterrupt

    with patch.object(running, "BATCH", 2):
        run = ImportRun.objects.visible_to(actor).one(public_id)
        ImportRun.objects.visible_to(actor).filter(pk=run.pk).update(state="running")
        with pytest.raises(KeyboardInterrupt):
            running.carry_out(run, actor, clock=lambda: now, heartbeat=die)


def test_a_price_that_was_refused_contradicts_nothing(cast: Cast, now: datetime) -> None:
    content = "产品编码,产品名称,列表价,币种\nA-1,网关,0.00001,CNY\nA-1,网关,90,CNY\n"
    page = bring_text(cast.channel_director, "products", content, now=now)

    found = rejects_of(cast.channel_director, page.public_id, slice(0, 9))
    assert [(one.row, one.rule) for one in found] == [(2, "too_many_decimals")]
    assert Price.objects.visible_to(SYSTEM).get().amount == 90
