"""Opportunities: create, move through the stages, follow a registration; direct work noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, difference, record
from qudao.core.checks import Checks
from qudao.core.errors import Conflict, FieldProblem, Invalid
from qudao.core.money import DECIMALS
from qudao.core.programme import today as today_at
from qudao.deals.funnel import totals
from qudao.deals.funnel.models import DirectActivity, Opportunity
from qudao.deals.funnel.states import OPEN_STAGES, Stage
from qudao.deals.funnel.verbs import FunnelVerb
from qudao.deals.permissions import DealsPermission
from qudao.market.cells.models import Product
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner

LARGEST_AMOUNT = Decimal(1_000_000_000_000)
LONGEST_NAME, LONGEST_REASON, LONGEST_SUMMARY = 200, 120, 300
MOST_DAYS_BACK = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityInput:
    """A possible sale. Ids are public ids; without a partner it is direct."""

    product_id: str
    customer_id: str = ""
    partner_id: str = ""
    name: str = ""
    stage: str = Stage.PROSPECTING
    amount: Decimal | None = None
    currency: str = ""
    expected_on: date | None = None
    loss_reason: str = ""  # of one that is entered as lost


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityInput:
    """A direct contact with a customer, so that it counts by rule G6 when entered in time."""

    customer_id: str
    happened_on: date
    summary: str
    product_id: str = ""
    customer_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A deal that another room keeps and the funnel follows; keys are the rows' own."""

    source: str
    source_key: str
    name: str
    customer_id: int | None
    product_id: int
    partner_id: int
    stage: Stage
    amount: Decimal | None
    currency: str
    expected_on: date | None
    loss_reason: str = ""


@transaction.atomic
def create_opportunity(actor: Actor, stated: OpportunityInput, *, now: datetime) -> Opportunity:
    """Open an opportunity that the actor owns, on a customer and partner that it may see; one that
    is lost already needs its reason."""
    actor.require(DealsPermission.WRITE_OPPORTUNITIES)
    product = Product.objects.visible_to(actor).one(stated.product_id)
    customer = None
    if stated.customer_id:
        customer = Customer.objects.visible_to(actor).one(stated.customer_id)
    partner = None
    if stated.partner_id:
        partner = Partner.objects.visible_to(actor).one(stated.partner_id)
    problems = [
        *_input_problems(stated),
        *_stage_problems(stated.stage),
        *_loss_problems(stated.stage, stated.loss_reason),
    ]
    if problems:
        raise Invalid(problems)
    today = today_at(now)
    deal = Opportunity.objects.create(
        name=stated.name.strip(),
        customer=customer,
        product=product,
        partner=partner,
        route=_route(partner),
        owner_id=actor.user_id,
        stage=stated.stage,
        amount=stated.amount,
        currency=stated.currency,
        opened_on=today,
        expected_on=stated.expected_on,
        closed_on=None if stated.stage in OPEN_STAGES else today,
        loss_reason=_kept_reason(stated.stage, stated.loss_reason),
        created_at=now,
    )
    totals.move(None, totals.figure_of(deal))
    after = {"stage": deal.stage, "amount": deal.amount, "currency": deal.currency}
    record(actor, FunnelVerb.CREATED, deal, now=now, change=Change({}, after))
    return deal


@transaction.atomic
def move_opportunity(
    actor: Actor,
    public_id: str,
    stage: str,
    *,
    version: int,
    now: datetime,
    loss_reason: str = "",
) -> Opportunity:
    """Move an opportunity to another stage; a lost one needs its reason (it reads the market)."""
    actor.require(DealsPermission.WRITE_OPPORTUNITIES)
    deal = Opportunity.objects.visible_to(actor).one(public_id)
    problems = [*_stage_problems(stage), *_loss_problems(stage, loss_reason)]
    if problems:
        raise Invalid(problems)
    if deal.source == "registration":
        message = _("This deal follows its registration. Confirm there that it is won.")
        raise Conflict(message, code="follows_registration")
    before, counted = deal.stage, totals.figure_of(deal)
    deal.stage, deal.loss_reason = stage, _kept_reason(stage, loss_reason)
    if stage in OPEN_STAGES:
        deal.closed_on = None
    elif stage != before or deal.closed_on is None:  # closed once: the day decides the quarter
        deal.closed_on = today_at(now)
    _write(deal, version)
    totals.move(counted, totals.figure_of(deal))
    change = Change({"stage": before}, {"stage": stage, "loss_reason": deal.loss_reason})
    record(actor, FunnelVerb.MOVED, deal, now=now, change=change)
    return deal


@transaction.atomic
def record_direct_activity(actor: Actor, stated: ActivityInput, *, now: datetime) -> DirectActivity:
    """Note direct work with a customer. It may be entered late, but then rule G6 leaves it out."""
    actor.require(DealsPermission.WRITE_OPPORTUNITIES)
    customer = Customer.objects.visible_to(actor).one(stated.customer_id)
    product = None
    if stated.product_id:
        product = Product.objects.visible_to(actor).one(stated.product_id)
    problems = list(_activity_problems(stated, today_at(now)))
    if problems:
        raise Invalid(problems)
    activity = DirectActivity.objects.create(
        customer=customer,
        product=product,
        user_id=actor.user_key,
        happened_on=stated.happened_on,
        entered_at=now,
        summary=stated.summary.strip(),
        customer_confirmed=stated.customer_confirmed,
    )
    after = {
        "happened_on": stated.happened_on,
        "customer_confirmed": stated.customer_confirmed,
        "product": product.code if product else "",
    }
    record(
        actor,
        FunnelVerb.ACTIVITY_RECORDED,
        customer,
        now=now,
        change=Change({}, after),
        rule="G6",
    )
    return activity


def follow_deal(actor: Actor, deal: Deal, *, now: datetime) -> Opportunity:
    """Make the opportunity of a deal, or bring it up to date. For other rooms' actions, inside
    their transaction; they have asked for the permission."""
    reason = "a deal is followed under its own key, whoever moves it"
    rows = Opportunity.objects.unscoped(reason=reason)
    row = rows.filter(source=deal.source, source_key=deal.source_key).first()
    if row is None:
        return _open_followed(actor, deal, now=now)
    old = rows.get(pk=row.pk)
    row.stage, row.amount, row.currency = deal.stage, deal.amount, deal.currency
    row.name, row.expected_on = deal.name, deal.expected_on
    row.loss_reason = deal.loss_reason[:LONGEST_REASON]
    row.closed_on = None if deal.stage in OPEN_STAGES else today_at(now)
    change = difference(old, row, ["name", "stage", "amount", "currency", "expected_on"])
    if not change.after:
        return row
    _write(row, row.version)
    totals.move(totals.figure_of(old), totals.figure_of(row))
    record(actor, FunnelVerb.FOLLOWED, row, now=now, change=change)
    return row


def let_go(source: str, source_key: str) -> None:
    """Leave an open deal to the vendor's people: what it followed has ended without saying whether
    the deal was won or lost."""
    reason = "a deal is let go under its own key, whoever ends what it followed"
    rows = Opportunity.objects.unscoped(reason=reason).filter(source=source, source_key=source_key)
    rows.filter(stage__in=OPEN_STAGES).update(source=f"{source}:ended", version=F("version") + 1)


def _open_followed(actor: Actor, deal: Deal, *, now: datetime) -> Opportunity:
    today = today_at(now)
    row = Opportunity.objects.create(
        source=deal.source,
        source_key=deal.source_key,
        name=deal.name,
        customer_id=deal.customer_id,
        product_id=deal.product_id,
        partner_id=deal.partner_id,
        route=Opportunity.Route.INDIRECT,
        stage=deal.stage,
        amount=deal.amount,
        currency=deal.currency,
        opened_on=today,
        expected_on=deal.expected_on,
        closed_on=None if deal.stage in OPEN_STAGES else today,
        created_at=now,
    )
    totals.move(None, totals.figure_of(row))
    after = {"stage": row.stage, "amount": row.amount, "currency": row.currency}
    record(actor, FunnelVerb.FOLLOWED, row, now=now, change=Change({}, after))
    return row


def _write(deal: Opportunity, version: int) -> None:
    reason = "the row was loaded through the actor's scope; its version guards the write"
    written = (
        Opportunity.objects.unscoped(reason=reason)
        .filter(pk=deal.pk, version=version)
        .update(
            stage=deal.stage,
            name=deal.name,
            amount=deal.amount,
            currency=deal.currency,
            expected_on=deal.expected_on,
            closed_on=deal.closed_on,
            loss_reason=deal.loss_reason,
            version=F("version") + 1,
        )
    )
    if not written:
        raise Conflict
    deal.version = version + 1


def _kept_reason(stage: str, loss_reason: str) -> str:
    return loss_reason.strip() if stage == Stage.LOST else ""


def _route(partner: Partner | None) -> Opportunity.Route:
    return Opportunity.Route.DIRECT if partner is None else Opportunity.Route.INDIRECT


# ---------------------------------------------------------------------- checking


def _input_problems(stated: OpportunityInput) -> Iterator[FieldProblem]:
    yield from _text_problems("name", stated.name, LONGEST_NAME)
    amount = stated.amount
    if amount is not None and not (amount.is_finite() and 0 <= amount <= LARGEST_AMOUNT):
        said = _("Give an amount of at least 0 and not above %(largest)s.")
        largest = {"largest": f"{LARGEST_AMOUNT:,}"}
        yield FieldProblem("amount", "out_of_bounds", said % largest)
    elif amount is not None and amount != round(amount, DECIMALS):
        yield FieldProblem("amount", "too_many_decimals", _("At most four decimals."))
    currency = stated.currency
    if not re.fullmatch("[A-Z]{3}", currency):
        said = _("Give the currency as its three capital letters, for instance CNY.")
        yield FieldProblem("currency", "not_a_currency", said)
    if stated.expected_on is not None and not 1990 <= stated.expected_on.year < 2100:
        said = _("Give a day between 1990 and 2099.")
        yield FieldProblem("expected_on", "out_of_bounds", said)


def _stage_problems(stage: str) -> Iterator[FieldProblem]:
    if stage not in Stage.values:
        said = _("Choose one of the values that the form offers.")
        yield FieldProblem("stage", "unknown_choice", said)


def _loss_problems(stage: str, loss_reason: str) -> Iterator[FieldProblem]:
    if stage == Stage.LOST and not loss_reason.strip():
        yield FieldProblem("loss_reason", "required", _("Say why the deal was lost."))
    yield from _text_problems("loss_reason", loss_reason, LONGEST_REASON)


def _activity_problems(stated: ActivityInput, today: date) -> Iterator[FieldProblem]:
    if not 0 <= (today - stated.happened_on).days <= MOST_DAYS_BACK:
        said = _("Give a day up to today, at most a year back.")
        yield FieldProblem("happened_on", "out_of_bounds", said)
    if not stated.summary.strip():
        yield FieldProblem("summary", "required", _("Say in one sentence what was done."))
    yield from _text_problems("summary", stated.summary, LONGEST_SUMMARY)


def _text_problems(field: str, text: str, longest: int) -> list[FieldProblem]:
    checks = Checks()
    checks.text(field, text, longest=longest)
    return checks.problems
