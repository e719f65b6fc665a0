"""Who sees what of a market: customers and partners in full, deals and names within the scope."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from qudao.choose.coverage.cells import CellPage, cell_page, customers_of
from qudao.choose.coverage.crossings import Crossing
from qudao.choose.coverage.measures import Measure, Value
from qudao.choose.coverage.selectors import MarketQuery, market_grid
from qudao.core.errors import NotPermitted
from qudao.market.cells.models import Industry, Region
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.market.customers.models import AccountAssignment
from qudao.market.customers.selectors import customer_list
from tests.choose.coverage.build import Ground

TODAY = date(2026, 3, 2)
BANKS = CellAxes(region="EAST", industry="BANK")
READERS = (
    "channel_manager",
    "other_channel_manager",
    "channel_director",
    "account_manager",
    "sales_director",
    "operations",
)


@pytest.fixture
def shared(ground: Ground) -> Ground:
    """Both rivals are at work in one cell, with deals of each, one of them direct."""
    cast = ground.cast
    bank = ground.customer("SHA", "BANK", "Pulan Bank")
    ground.serves(cast.partner_a, region="EAST", industry="BANK")
    ground.serves(cast.partner_b, region="SHA")
    ground.deal(bank, 100)
    ground.deal(bank, 30, partner=cast.partner_b)
    ground.deal(bank, 7, partner=None, route="direct")
    ground.deal(bank, 9, stage="won", partner=cast.partner_b)
    ground.protected(bank)
    ground.protected(bank, partner=cast.partner_b)
    AccountAssignment.objects.create(
        customer=bank, user_id=cast.account_manager.user_key, since=TODAY
    )
    return ground


def page(ground: Ground, who: str, axes: CellAxes = BANKS) -> CellPage:
    return cell_page(getattr(ground.cast, who), axes, today=TODAY)


def crossing(ground: Ground, who: str) -> Crossing:
    market = market_grid(getattr(ground.cast, who), MarketQuery(), today=TODAY)
    return market.crossings["EAST", "BANK"]


def values(found: CellPage | Crossing) -> list[Value]:
    return [found.values.get(measure, 0) for measure in Measure]


def test_deals_stand_within_the_readers_scope_everything_else_in_full(shared: Ground) -> None:
    seen = {who: values(page(shared, who)) for who in READERS}
    assert seen == {
        "channel_manager": [1, 2, Decimal(100), Decimal(0), 1],
        "other_channel_manager": [1, 2, Decimal(30), Decimal(9), 1],
        "channel_director": [1, 2, Decimal(137), Decimal(9), 2],
        "account_manager": [1, 2, Decimal(137), Decimal(9), 2],
        "sales_director": [1, 2, Decimal(137), Decimal(9), 2],
        "operations": [1, 2, Decimal(137), Decimal(9), 2],
    }


def test_grid_and_cell_tell_every_reader_the_same(shared: Ground) -> None:
    for who in READERS:
        assert values(crossing(shared, who)) == values(page(shared, who)), who


def test_partners_of_colleagues_are_counted_not_named(shared: Ground) -> None:
    named = {who: [one.name for one in page(shared, who).partners] for who in READERS}
    others = {who: page(shared, who).others for who in READERS}
    both = ["Dingpei Integration", "Qiheng Info"]
    assert named["channel_manager"] == ["Qiheng Info"]
    assert named["other_channel_manager"] == ["Dingpei Integration"]
    assert {who for who in READERS if named[who] == both} == set(READERS) - {
        "channel_manager",
        "other_channel_manager",
    }
    assert {who: count for who, count in others.items() if count} == {
        "channel_manager": 1,
        "other_channel_manager": 1,
    }


def test_a_cell_is_marked_for_all_readers_alike(shared: Ground) -> None:
    assert {page(shared, who).is_contested for who in READERS} == {True}
    quiet = CellAxes(region="SHA", industry="MED")
    assert {page(shared, who, quiet).is_contested for who in READERS} == {False}
    shared.customer("SOUTH", "MED")
    bare = CellAxes(region="SOUTH", industry="MED")
    assert {page(shared, who, bare).is_uncovered for who in READERS} == {True}


@pytest.mark.parametrize("who", ["human_resources", "seller_distributor", "seller_sub_reseller"])
def test_who_may_not_read_the_market_reads_neither_grid_nor_cell(ground: Ground, who: str) -> None:
    actor = getattr(ground.cast, who)
    with pytest.raises(NotPermitted):
        market_grid(actor, MarketQuery(), today=TODAY)
    with pytest.raises(NotPermitted):
        cell_page(actor, EVERYWHERE, today=TODAY)


# ------------------------------------------------------------------ where a cell begins and ends


def test_the_cell_of_everything_holds_what_no_cell_holds(shared: Ground) -> None:
    everything = page(shared, "channel_director", EVERYWHERE)
    assert everything.values[Measure.CUSTOMERS] == 2  # one customer has no place at all
    assert (everything.region.code, everything.region.name, everything.region.above) == ("", "", ())


def test_the_customers_of_a_cell_are_listed_by_the_same_places(shared: Ground) -> None:
    shared.customer("SUZ", "RURAL", "Aolan Rural Bank")
    shared.customer("SOUTH", "BANK")
    rows = customer_list(shared.cast.channel_director, customers_of(BANKS))
    assert [row.name for row in rows] == ["Aolan Rural Bank", "Pulan Bank"]
    # customers stand at no product, so a product narrows none of them
    product = CellAxes(product="BK", region="EAST", industry="BANK")
    assert page(shared, "channel_director", product).values[Measure.CUSTOMERS] == 2


@pytest.mark.parametrize(
    ("closed", "counts"),
    [
        (TODAY, 1),
        (TODAY + timedelta(days=1), 0),
        (TODAY - timedelta(days=364), 1),
        (TODAY - timedelta(days=365), 0),
    ],
)
def test_won_is_a_year_back_from_today_in_grid_and_cell(
    ground: Ground, closed: date, counts: int
) -> None:
    ground.deal(ground.customer("SHA", "BANK"), 1, stage="won", closed_on=closed)
    assert page(ground, "channel_director").values[Measure.WON] == Decimal(counts)
    assert crossing(ground, "channel_director").value(Measure.WON) == Decimal(counts)


def test_a_node_out_of_use_is_no_cell_and_its_customers_stand_above_or_nowhere(
    shared: Ground,
) -> None:
    Region.objects.unscoped(reason="test").filter(code="SHA").update(is_active=False)
    # at work in a part of EAST that is no longer shown: the customer still stands in EAST
    assert page(shared, "channel_director").values[Measure.CUSTOMERS] == 1
    Industry.objects.unscoped(reason="test").filter(code="MED").update(is_active=False)
    market = market_grid(shared.cast.channel_director, MarketQuery(with_empty=True), today=TODAY)
    assert [spot.code for spot in market.industries] == ["BANK"]


def test_where_the_grid_shows_a_cell_depends_on_how_deep_it_lies(ground: Ground) -> None:
    """The way back from a cell leads to the grid in which it has a column or a row."""
    shown = {
        code: page(ground, "channel_director", CellAxes(region=code)).region.shown_in
        for code in ("EAST", "SHA", "SOUTH")
    }
    assert shown == {"EAST": "", "SHA": "EAST", "SOUTH": ""}
    for code, above in shown.items():
        query = MarketQuery(cell=CellAxes(region=above), with_empty=True)
        market = market_grid(ground.cast.channel_director, query, today=TODAY)
        assert code in [spot.code for spot in market.regions]


def test_a_country_that_is_a_division_here_is_the_same_cell_by_either_code(ground: Ground) -> None:
    country = Region.objects.create(code="CN", name_en="China", path="/CN/", kind="country")
    Region.objects.create(
        code="810000", name_en="Hong Kong", path="/CN/810000/", depth=1, kind="division",
        parent=country,
    )  # fmt: skip
    ground.customer("810000", "BANK")
    ground.serves(ground.cast.partner_a, region="810000")
    by_division = page(ground, "channel_director", CellAxes(region="810000"))
    by_country = page(ground, "channel_director", CellAxes(region="HK"))
    assert values(by_division)[:2] == [1, 1]
    assert values(by_country) == values(by_division)
    assert by_country.region == by_division.region
