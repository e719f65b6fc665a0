"""The funnel in figures: what stands at each stage."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from qudao.api.doors import ApiRequest
from qudao.api.fields import Answer, meaning
from qudao.api.routing import About, Room
from qudao.core.programme import current_programme, today
from qudao.deals.funnel.selectors import stage_totals
from qudao.deals.permissions import DealsPermission

room = Room(tags=["opportunities"])


class StageTotalItem(Answer):
    """One stage of the funnel."""

    stage: str
    stage_label: Annotated[str, meaning(_("The stage in the language of the request."))]
    count: int
    amount: Annotated[Decimal, meaning(_("The sum at today's rates."))]
    currencies_without_rate: Annotated[
        list[str], meaning(_("Currencies without a rate, whose amounts are not in the sum."))
    ]


class OpportunityTotals(Answer):
    """Every stage, in the order of the stages. Amounts are in the programme's currency."""

    currency: str
    stages: list[StageTotalItem]


@room.reads(
    "/opportunities/totals",
    DealsPermission.READ_OPPORTUNITIES,
    About(
        _("Read the totals of opportunities by stage"),
        OpportunityTotals,
        _("Over all opportunities that you may see; those of the whole programme are kept ready."),
    ),
)
def read_opportunity_totals(request: ApiRequest) -> OpportunityTotals:
    found = stage_totals(request.actor, on=today(request.now))
    stages = [
        StageTotalItem(
            stage=one.stage,
            stage_label=one.stage_label,
            count=one.count,
            amount=one.amount.amount,
            currencies_without_rate=list(one.missing),
        )
        for one in found
    ]
    return OpportunityTotals(currency=current_programme().currency, stages=stages)
