"""Lists of territories: each stands below what its row names, in its own system."""

from __future__ import annotations

from datetime import datetime

from qudao.core.actor import system_actor
from qudao.intake.actions import carry_out_run, start_here
from qudao.intake.selectors import run_page
from qudao.market.cells.models import Region
from tests.intake.build import asked_for, bring_text, counts, previewed
from tests.people import Cast

SYSTEM = system_actor("test")


def test_territories_may_name_what_stands_above_them_by_code(cast: Cast, now: datetime) -> None:
    content = "区域代码,名称,上级\nEC,East China,\nSH,Shanghai East,EC\n"
    first = bring_text(cast.channel_director, "regions", content, now=now)
    rows = Region.objects.visible_to(SYSTEM).order_by("code")
    paths = list(rows.values_list("name_en", "path"))
    again = bring_text(cast.channel_director, "regions", content, now=now)

    assert (counts(first), counts(again)) == ({"created": 2}, {"unchanged": 2})
    assert paths == [("East China", "/crm-EC/"), ("Shanghai East", "/crm-EC/crm-SH/")]
    assert rows.count() == 2


def test_systems_with_long_names_keep_their_territories_apart(cast: Cast, now: datetime) -> None:
    for source in ("a-very-long-source-name one", "a-very-long-source-name two"):
        asked = asked_for("regions", "区域代码,名称\n1,东区\n", source=source)
        public_id = previewed(cast.channel_director, asked, now=now)
        start_here(cast.channel_director, public_id, now=now)
        carry_out_run(cast.channel_director, public_id, clock=lambda: now)
        assert counts(run_page(cast.channel_director, public_id)) == {"created": 1}
    assert Region.objects.visible_to(SYSTEM).count() == 2
