"""What a partner may sell and where it is at work: half-open periods, families, cells."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest

from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.market.cells.models import Cell, Product, Region
from qudao.market.cells.selectors import CellAxes
from qudao.market.partners.actions import (
    authorise_product,
    end_authorisation,
    serve_cell,
    stop_serving_cell,
)
from qudao.market.partners.authorised import authorised_partners
from qudao.market.partners.models import PartnerCell, ProductAuthorisation
from qudao.market.partners.selectors import (
    authorised_families,
    is_authorised,
    own_company,
    partner_page,
)
from tests.market.trail import codes, every, told, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))


@pytest.fixture(autouse=True)
def tree(cast: Cast) -> dict[str, Product]:
    made: dict[str, Product] = {}
    for code, path in (("GW", "/GW/"), ("GW-1", "/GW/GW-1/"), ("GW2", "/GW2/")):
        parent = made.get("GW") if path.count("/") > 2 else None
        made[code] = Product.objects.create(code=code, name_en=code, path=path, parent=parent)
    Region.objects.create(code="EAST", name_en="East", path="/EAST/", kind="territory")
    return made


def authorise(cast: Cast, now: datetime, start: date, end: date | None, code: str = "GW") -> None:
    authorise_product(
        cast.channel_manager,
        cast.partner_a.public_id,
        code,
        valid_from=start,
        valid_until=end,
        now=now,
    )


def spans() -> list[tuple[date, date | None]]:
    rows = every(ProductAuthorisation).order_by("valid_from")
    return list(rows.values_list("valid_from", "valid_until"))


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        (MARCH, APRIL, "fits"),
        (MARCH, date(2026, 4, 2), "overlaps"),
        (APRIL, MAY, "overlaps"),
        (date(2026, 4, 30), JUNE, "overlaps"),
        (MAY, JUNE, "fits"),
        (MAY, None, "fits"),
        (MARCH, None, "overlaps"),
        (MARCH, JUNE, "overlaps"),
        (date(2026, 4, 10), date(2026, 4, 11), "overlaps"),
    ],
)
def test_authorisations_of_one_product_never_overlap(
    cast: Cast, now: datetime, start: date, end: date | None, answer: str
) -> None:
    authorise(cast, now, APRIL, MAY)
    if answer == "fits":
        authorise(cast, now, start, end)
        assert sorted(spans(), key=str) == sorted([(APRIL, MAY), (start, end)], key=str)
        return
    with nothing_changes(ProductAuthorisation), pytest.raises(Conflict) as refused:
        authorise(cast, now, start, end)
    assert refused.value.code == "authorised_already"


def test_another_product_or_partner_stands_in_nobodys_way(cast: Cast, now: datetime) -> None:
    authorise(cast, now, APRIL, None)
    authorise(cast, now, APRIL, None, "GW-1")
    authorise_product(cast.operations, cast.partner_b.public_id, "GW", valid_from=APRIL, now=now)
    assert verbs() == ["partners.product_authorised"] * 3


@pytest.mark.parametrize(
    ("code", "start", "end", "problems"),
    [
        ("GW", APRIL, APRIL, {"valid_until": "ends_too_early"}),
        ("GW", MAY, APRIL, {"valid_until": "ends_too_early"}),
        ("GW", date(1989, 12, 31), None, {"valid_from": "out_of_bounds"}),
        ("GW", APRIL, date(2100, 1, 1), {"valid_until": "out_of_bounds"}),
        ("", APRIL, None, {"product": "unknown"}),
        ("gw", APRIL, None, {"product": "unknown"}),
        ("<x>", MAY, APRIL, {"product": "unknown", "valid_until": "ends_too_early"}),
    ],
)
def test_a_wrong_product_or_period_is_refused(
    cast: Cast, now: datetime, code: str, start: date, end: date | None, problems: dict[str, str]
) -> None:
    with nothing_changes(ProductAuthorisation), pytest.raises(Invalid) as refused:
        authorise(cast, now, start, end, code)
    assert codes(refused.value) == problems


def test_an_authorisation_says_in_the_trail_what_it_covers(cast: Cast, now: datetime) -> None:
    authorise(cast, now, APRIL, MAY)
    public_id = cast.partner_a.public_id
    end_authorisation(cast.channel_manager, public_id, "GW", on=date(2026, 4, 15), now=now)
    assert told() == [
        (
            "partners.product_authorised",
            public_id,
            {},
            {"product": "GW", "valid_from": "2026-04-01", "valid_until": "2026-05-01"},
        ),
        (
            "partners.authorisation_ended",
            public_id,
            {},
            {"product": "GW", "valid_until": "2026-04-15"},
        ),
    ]


@pytest.mark.parametrize(
    ("code", "on"),
    [
        ("GW", MAY),
        ("GW", JUNE),
        ("GW2", date(2026, 4, 2)),
        ("none", date(2026, 4, 2)),
    ],
)
def test_only_what_is_in_force_can_be_ended(cast: Cast, now: datetime, code: str, on: date) -> None:
    authorise(cast, now, APRIL, MAY)
    with nothing_changes(ProductAuthorisation), pytest.raises(NotFound):
        end_authorisation(cast.channel_manager, cast.partner_a.public_id, code, on=on, now=now)


@pytest.mark.parametrize("on", [MARCH, APRIL])
def test_what_has_not_begun_cannot_end(cast: Cast, now: datetime, on: date) -> None:
    authorise(cast, now, APRIL, MAY)
    with nothing_changes(ProductAuthorisation), pytest.raises(Invalid) as refused:
        end_authorisation(cast.channel_manager, cast.partner_a.public_id, "GW", on=on, now=now)
    assert [(one.field, one.code) for one in refused.value.problems] == [("on", "ends_too_early")]


def test_a_family_covers_what_is_below_it_on_its_days(
    cast: Cast, now: datetime, tree: dict[str, Product]
) -> None:
    authorise(cast, now, APRIL, MAY)
    pk, below = cast.partner_a.pk, tree["GW-1"]
    days = [date(2026, 3, 31), APRIL, date(2026, 4, 30), MAY]
    assert [is_authorised(pk, below, on=on) for on in days] == [False, True, True, False]
    assert [bool(authorised_families(pk, on=on)) for on in days] == [False, True, True, False]
    assert not is_authorised(pk, tree["GW2"], on=APRIL)
    assert not is_authorised(cast.partner_b.pk, below, on=APRIL)
    names = [one.name for one in authorised_partners(cast.channel_director, below, on=APRIL)]
    assert names == ["Qiheng Info"]
    assert authorised_partners(cast.other_channel_manager, below, on=APRIL) == []


def test_the_member_of_a_family_does_not_cover_the_family(
    cast: Cast, now: datetime, tree: dict[str, Product]
) -> None:
    authorise(cast, now, APRIL, None, "GW-1")
    assert is_authorised(cast.partner_a.pk, tree["GW-1"], on=APRIL)
    assert not is_authorised(cast.partner_a.pk, tree["GW"], on=APRIL)


def test_both_sides_read_the_same_authorisations(cast: Cast, now: datetime) -> None:
    authorise(cast, now, MAY, None, "GW2")
    authorise(cast, now, APRIL, MAY)
    shown = partner_page(cast.channel_manager, cast.partner_a.public_id).authorisations
    assert own_company(cast.seller_a).authorisations == shown
    assert [(one.product_code, one.valid_from, one.valid_until) for one in shown] == [
        ("GW", APRIL, MAY),
        ("GW2", MAY, None),
    ]


# ------------------------------------------------------------------ cells


def test_a_cell_is_served_once_and_left_once(cast: Cast, now: datetime) -> None:
    public_id = cast.partner_a.public_id
    serve = partial(serve_cell, cast.channel_manager, public_id, now=now)
    cell = serve(CellAxes("GW", "EAST"))
    assert serve(CellAxes("GW", "EAST")) == cell
    row = every(PartnerCell).get()
    assert (row.partner, row.cell, row.since) == (cast.partner_a, cell, now.date())
    (shown,) = partner_page(cast.channel_manager, public_id).cells
    assert (shown.product, shown.region, shown.industry) == ("GW", "East", "")

    stop_serving_cell(cast.channel_manager, public_id, cell.public_id, now=now)
    with nothing_changes(PartnerCell), pytest.raises(NotFound):
        stop_serving_cell(cast.channel_manager, public_id, cell.public_id, now=now)
    assert [(verb, before, after) for verb, _id, before, after in told()] == [
        ("partners.cell_served", {}, {"cell": cell.public_id}),
        ("partners.cell_left", {"cell": cell.public_id}, {}),
    ]
    assert every(Cell).count() == 1  # others may serve it


def test_a_cell_of_another_partner_is_not_there_to_leave(cast: Cast, now: datetime) -> None:
    cell = serve_cell(cast.operations, cast.partner_b.public_id, CellAxes("GW"), now=now)
    for partner in (cast.partner_a.public_id, cast.partner_b.public_id, "par_none"):
        with nothing_changes(PartnerCell), pytest.raises(NotFound):
            stop_serving_cell(cast.channel_manager, partner, cell.public_id, now=now)


@pytest.mark.parametrize("axes", [CellAxes(), CellAxes("none"), CellAxes("GW", "none")])
def test_a_crossing_that_is_none_is_not_served(cast: Cast, now: datetime, axes: CellAxes) -> None:
    with nothing_changes(PartnerCell, Cell), pytest.raises(Invalid):
        serve_cell(cast.channel_manager, cast.partner_a.public_id, axes, now=now)
