"""An order is the same on every database: what is empty comes last, ascending or descending."""

from __future__ import annotations

import pytest

from qudao.core.ordering import empty_last
from qudao.market.partners.models import Partner, PartnerAssignment
from tests.people import Cast


@pytest.mark.parametrize(("column", "codes"), [("employees", "ABC"), ("-employees", "BAC")])
def test_what_is_empty_comes_last(cast: Cast, column: str, codes: str) -> None:
    rows = Partner.objects.unscoped(reason="test")
    for code, employees in (("A", 1), ("B", 2), ("C", None)):
        key = (cast.partner_a, cast.partner_b, cast.distributor)["ABC".index(code)].pk
        rows.filter(pk=key).update(code=code, employees=employees)
    found = rows.filter(code__in="ABC").order_by(*empty_last(Partner, [column, "pk"]))
    assert "".join(row.code for row in found) == codes


def test_what_is_never_empty_stays_as_it_is() -> None:
    columns = ["-code", "region__name_zh", "pk"]
    code, region, key = empty_last(Partner, columns)
    assert (code, key) == ("-code", "pk")
    assert region != "region__name_zh"  # a partner without a region has none
    assert empty_last(PartnerAssignment, ["partner__code"]) == ["partner__code"]
