"""Who supplies whom: only distributors, never in a circle, and a distributor with sub-resellers
stays one."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.actor import NOBODY
from qudao.core.errors import Invalid, NotFound
from qudao.core.upserting import Fate, Keyed, Refused
from qudao.market.partners.actions import edit_partner, set_supplier
from qudao.market.partners.bulk import PartnerLine, partners_called, put_partners, put_suppliers
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner
from qudao.market.partners.selectors import SubReseller, supplied_by_own_company
from tests.market.partners.build import new_partner, stored
from tests.market.trail import codes, every, people_of, told, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

OTHER_TYPES = ["business_partner", "retailer"]


@pytest.mark.parametrize("to", OTHER_TYPES)
def test_a_distributor_with_sub_resellers_keeps_its_type(
    cast: Cast, now: datetime, to: str
) -> None:
    change = PartnerInput(name_en="Lianji", partner_type=to)
    public_id = cast.distributor.public_id
    with nothing_changes(Partner), pytest.raises(Invalid) as refused:
        edit_partner(cast.channel_manager, public_id, change, version=1, now=now)
    assert codes(refused.value) == {"partner_type": "supplies_others"}

    set_supplier(cast.channel_manager, cast.sub_reseller.public_id, "", now=now)
    edit_partner(cast.channel_manager, public_id, change, version=1, now=now)
    assert stored(cast.distributor).partner_type == to


def test_it_keeps_its_type_also_for_a_sub_reseller_in_anothers_charge(
    cast: Cast, now: datetime
) -> None:
    set_supplier(cast.operations, cast.partner_b.public_id, cast.distributor.public_id, now=now)
    set_supplier(cast.operations, cast.sub_reseller.public_id, "", now=now)
    change = PartnerInput(name_en="Lianji", partner_type="retailer")
    with nothing_changes(Partner), pytest.raises(Invalid):
        edit_partner(cast.channel_manager, cast.distributor.public_id, change, version=1, now=now)


def test_its_other_data_can_be_changed(cast: Cast, now: datetime) -> None:
    change = PartnerInput(name_en="Lianji 2", partner_type="distributor")
    edit_partner(cast.channel_manager, cast.distributor.public_id, change, version=1, now=now)
    assert stored(cast.distributor).name_en == "Lianji 2"


def test_a_file_does_not_change_its_type_either(cast: Cast, now: datetime) -> None:
    every(Partner).filter(pk=cast.distributor.pk).update(source="erp", source_key="1")
    for kind in OTHER_TYPES:
        line = PartnerLine(name_en="Lianji", partner_type=kind, city="Wuxi")
        fate = put_partners(cast.operations, "erp", [Keyed("1", line)], now=now)
        assert fate == [Refused("type", "supplies_others", "1")]
    assert stored(cast.distributor).city == ""
    for kind in ("", "distributor"):
        line = PartnerLine(name_en="Lianji", partner_type=kind, city=f"Wuxi {kind}")
        fate = put_partners(cast.operations, "erp", [Keyed("1", line)], now=now)
        assert fate == [Fate.UPDATED]
    assert stored(cast.distributor).partner_type == "distributor"


# ------------------------------------------------------------------ one by one


def test_the_same_supplier_again_changes_nothing(cast: Cast, now: datetime) -> None:
    manager, distributor = cast.channel_manager, cast.distributor.public_id
    for supplier in (distributor, distributor, "", ""):
        set_supplier(manager, cast.partner_a.public_id, supplier, now=now)
    changes = [(before, after) for _verb, _id, before, after in told()]
    assert changes == [
        ({"supplied_by": ""}, {"supplied_by": "LIAN"}),
        ({"supplied_by": "LIAN"}, {"supplied_by": ""}),
    ]
    assert verbs() == ["partners.supplier_set"] * 2


def test_a_circle_is_seen_through_partners_in_anothers_charge(cast: Cast, now: datetime) -> None:
    """LIAN supplies B, in a colleague's charge, and B supplies HENG: HENG cannot supply LIAN."""
    every(Partner).update(partner_type="distributor")
    chain = ((cast.partner_b, cast.distributor), (cast.sub_reseller, cast.partner_b))
    for below, above in chain:
        set_supplier(cast.operations, below.public_id, above.public_id, now=now)
    with nothing_changes(Partner), pytest.raises(Invalid) as refused:
        set_supplier(
            cast.channel_manager,
            cast.distributor.public_id,
            cast.sub_reseller.public_id,
            now=now,
        )
    assert codes(refused.value) == {"supplied_by": "circle"}


def test_neither_partner_may_be_out_of_sight(cast: Cast, now: datetime) -> None:
    mine, theirs = cast.partner_a.public_id, cast.partner_b.public_id
    every(Partner).filter(pk=cast.partner_b.pk).update(partner_type="distributor")
    for one, other in ((mine, theirs), (theirs, cast.distributor.public_id), (mine, "par_none")):
        with nothing_changes(Partner), pytest.raises(NotFound):
            set_supplier(cast.channel_manager, one, other, now=now)


def test_a_distributor_reads_whom_it_supplies_and_nobody_else_does(
    cast: Cast, now: datetime
) -> None:
    every(Partner).filter(pk=cast.sub_reseller.pk).update(city="Wuxi")
    joined = cast.sub_reseller.joined_on
    expected = [SubReseller(name="Hengbo Networks", city="Wuxi", joined_on=joined)]
    for name, actor in people_of(cast).items():
        found = supplied_by_own_company(actor)
        assert found == (expected if name == "seller_distributor" else []), name
    assert supplied_by_own_company(NOBODY) == []


# ------------------------------------------------------------------ from files


@pytest.fixture
def listed(cast: Cast, now: datetime) -> dict[str, Partner]:
    """D1 and D2 distribute; R1 and R2 resell. All come from one source, keyed in small letters."""
    made = {}
    kinds = {"D": "distributor", "R": "business_partner"}
    for code in ("D1", "D2", "R1", "R2"):
        kind = kinds[code[0]]
        stated = {"partner_type": kind, "source": "erp", "source_key": code.lower()}
        made[code] = new_partner(cast.operations, code, now, name_zh=f"公司{code}", **stated)
    return made


def supplied() -> dict[str, str | None]:
    rows = every(Partner).filter(source="erp")
    return dict(rows.values_list("code", "supplied_by__code"))


def test_a_file_names_suppliers_by_key_code_or_name(cast: Cast, listed: dict[str, Partner]) -> None:
    named = {"r1": "d1", "r2": "公司D2", "d2": "D1"}
    assert put_suppliers(cast.operations, "erp", named) == 3
    assert supplied() == {"D1": None, "D2": "D1", "R1": "D1", "R2": "D2"}
    assert put_suppliers(cast.operations, "erp", named) == 0


def test_a_file_sets_no_supplier_that_is_none(cast: Cast, listed: dict[str, Partner]) -> None:
    for named in (
        {"r1": "R2"},
        {"r1": "nobody"},
        {"r1": ""},
        {"d1": "D1"},
        {"absent": "D1"},
        {},
    ):
        assert put_suppliers(cast.operations, "erp", named) == 0
    assert set(supplied().values()) == {None}


def test_a_file_closes_no_circle_and_takes_nobody_away(
    cast: Cast, listed: dict[str, Partner]
) -> None:
    assert put_suppliers(cast.operations, "erp", {"d1": "D2", "d2": "D1"}) == 1
    assert supplied()["D2"] is None
    assert put_suppliers(cast.operations, "erp", {"d1": "LIAN"}) == 0
    assert supplied()["D1"] == "D2"


def test_what_a_file_calls_a_partner_is_its_key_before_code_before_name(
    cast: Cast, now: datetime, listed: dict[str, Partner]
) -> None:
    trap = new_partner(cast.operations, "TRAP", now, name_en="D1", name_zh="d1")
    found = partners_called(cast.operations, "erp", ["d1", "D1", "TRAP", "none", ""])
    one = listed["D1"].pk
    assert found == {"d1": one, "D1": one, "TRAP": trap.pk}
    assert partners_called(cast.operations, "other", ["d1"]) == {"d1": trap.pk}
    assert partners_called(cast.other_channel_manager, "erp", ["D1"]) == {}
