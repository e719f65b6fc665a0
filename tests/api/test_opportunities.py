"""The totals of opportunities by stage by API: maintained for the whole programme, counted for a
narrower scope, none for partners."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qudao.deals.funnel.actions import OpportunityInput, create_opportunity
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.states import Stage
from tests.api.caller import Caller, caller_for
from tests.deals.programme import Programme
from tests.people import Cast

PATH = "/opportunities/totals"


@pytest.fixture
def deals(programme: Programme, now: datetime) -> Programme:
    """Two of the account manager's own, one of them in a currency without a rate."""
    stated = OpportunityInput(
        product_id=programme.gateways.public_id,
        customer_id=programme.customer.public_id,
        name="总部网关",
        amount=Decimal(500_000),
        currency="CNY",
    )
    actor = programme.cast.account_manager
    create_opportunity(actor, stated, now=now)
    create_opportunity(actor, replace(stated, name="CHF", currency="CHF"), now=now)
    return programme


def found(caller: Caller) -> dict[str, tuple[int, str, list[str]]]:
    reply = caller.get(PATH)
    assert (reply.status, reply.json["currency"]) == (200, "CNY")
    return {
        one["stage"]: (one["count"], one["amount"], one["currencies_without_rate"])
        for one in reply.json["stages"]
    }


def test_every_stage_is_told_with_what_has_no_rate(deals: Programme, director: Caller) -> None:
    totals = found(director)

    assert list(totals) == [stage.value for stage in Stage]
    assert totals["prospecting"] == (2, "500000.0000", ["CHF"])
    assert totals["won"] == (0, "0.0000", [])


def test_everybody_gets_the_totals_of_what_it_sees(
    deals: Programme, manager: Caller, cast: Cast, now: datetime
) -> None:
    assert found(manager)["prospecting"][0] == 0
    assert found(caller_for(cast.account_manager, now))["prospecting"][0] == 2


def test_a_partner_gets_no_totals(deals: Programme, seller_a: Caller) -> None:
    reply = seller_a.get(PATH)
    assert (reply.status, reply.code) == (403, "not_permitted")


def test_totals_of_the_whole_programme_read_no_opportunity(
    deals: Programme, director: Caller
) -> None:
    director.get(PATH)

    with CaptureQueriesContext(connection) as queries:
        director.get(PATH)

    table = Opportunity._meta.db_table
    assert [one["sql"] for one in queries if table in one["sql"]] == []
    assert len(queries) == 4, [one["sql"] for one in queries]  # key, memberships, figures, rates
