"""What else lives around a claim: other registrations, direct sales, last orders.

For screening alone. These are the reads that must look past every scope; nothing of them reaches
a partner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from qudao.core.prepared import Prepared
from qudao.deals.funnel.models import DirectActivity, Opportunity
from qudao.deals.funnel.states import OPEN_STAGES
from qudao.deals.registrations.companies import Around
from qudao.deals.registrations.models import Candidate, Registration, StateChange
from qudao.deals.registrations.selectors.facts import family_of, tidy
from qudao.deals.registrations.states import GIVEN_UP_STATES, HELD_STATES, LIVE_STATES, State
from qudao.deals.sellthrough.models import SalesLine
from qudao.engines.kinds import Window
from qudao.engines.registration import (
    DirectFacts,
    IncumbentFacts,
    Match,
    RegistrationPolicy,
    RivalFacts,
    RivalState,
    Scope,
)
from qudao.engines.workdays import WorkCalendar
from qudao.market.cells.models import Product

MOST_RIVALS, MOST_DIRECTS, MOST_ORDERS = 200, 100, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything that screening compares a registration with."""

    rivals: tuple[RivalFacts, ...]
    directs: tuple[DirectFacts, ...]
    incumbents: tuple[IncumbentFacts, ...]
    scores: Mapping[str, Decimal]  # by reference


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every comparison needs: the registration, its family, who is alike, the verdicts."""

    registration: Registration
    family: Product
    alike: Mapping[int, Around]
    verdicts: Mapping[str, str]
    calendar: WorkCalendar

    @property
    def same_customer(self) -> list[int]:
        """The rows of the customer itself, those that were merged into it or it into them."""
        return [key for key, one in self.alike.items() if one.match is Match.EXACT]


def reference_of(kind: str, key: str | int) -> str:
    return f"{kind}:{key}"


def surroundings_of(
    registration: Registration,
    alike: Sequence[Around],
    policy: RegistrationPolicy,
    *,
    calendar: WorkCalendar,
    today: date,
) -> Surroundings:
    """Rivals, direct sales and last orders at the customer; rivals in its whole group, too.

    What a person has judged before is taken over: "not the same" and "other project" leave a
    candidate out, "same project" makes it certain.
    """
    if registration.product is None:
        raise ValueError("a registration without a product has no scope")
    scene = _Scene(
        registration=registration,
        family=family_of(registration.product),
        alike={one.customer_id: one for one in alike},
        verdicts=_verdicts(registration),
        calendar=calendar,
    )
    rivals = _rival_rows(scene)
    return Surroundings(
        rivals=tuple(_rivals(scene, rivals)),
        directs=tuple(_directs(scene, policy, today)),
        incumbents=tuple(_incumbents(scene, policy, today)),
        scores={
            reference_of("registration", row.public_id): scene.alike[row.customer_id].score
            for row in rivals
            if row.customer_id is not None
        },
    )


def _verdicts(registration: Registration) -> dict[str, str]:
    if registration.state == State.DRAFT:  # nobody has judged anything yet
        return {}
    reason = "what a person has judged holds for the next screening"
    rows = Candidate.objects.unscoped(reason=reason).filter(registration_id=registration.pk)
    found = rows.exclude(verdict="").values_list("other_kind", "other_id", "verdict")
    return {reference_of(kind, key): verdict for kind, key, verdict in found}


def _match(scene: _Scene, reference: str, customer_id: int | None) -> Match:
    verdict = scene.verdicts.get(reference)
    if verdict in {Candidate.Verdict.NOT_THE_SAME, Candidate.Verdict.OTHER_PROJECT}:
        return Match.DIFFERENT
    if verdict == Candidate.Verdict.SAME_PROJECT:
        return Match.EXACT
    alike = scene.alike.get(customer_id or 0)
    return alike.match if alike else Match.DIFFERENT


def _families(scene: _Scene, product: Product | None) -> frozenset[str]:
    """The family of another deal. One that lies above or below ours overlaps with it in part."""
    if product is None:
        return frozenset()
    other, own = family_of(product), scene.family
    is_nested = other.path.startswith(own.path) or own.path.startswith(other.path)
    return frozenset({other.code, own.code}) if is_nested else frozenset({other.code})


# ---------------------------------------------------------------------- other registrations


def _rival_rows(scene: _Scene) -> list[Registration]:
    own = scene.registration
    return _rows_at(tuple(scene.alike), own.partner_id, own.pk) if scene.alike else []


@Prepared
def _rows_at(
    customer_ids: tuple[int, ...], partner_id: int, without: int
) -> QuerySet[Registration]:
    """What lives there of anybody, and what this partner itself has given up."""
    reason = "screening compares with the registrations of every partner"
    rows = Registration.objects.unscoped(reason=reason).filter(
        Q(state__in=LIVE_STATES) | Q(state__in=GIVEN_UP_STATES, partner_id=partner_id),
        customer_id__in=customer_ids,
        number__isnull=False,
    )
    changes = StateChange.objects.unscoped(reason=reason).filter(registration_id=OuterRef("pk"))
    rows = rows.annotate(changed_at=Subquery(changes.order_by("-at").values("at")[:1]))
    rows = rows.exclude(pk=without).select_related("product__parent__parent")
    return rows.order_by("received_at")[:MOST_RIVALS]


def _rivals(scene: _Scene, rows: Iterable[Registration]) -> Iterable[RivalFacts]:
    for row in rows:
        if row.received_at is None:
            continue
        reference = reference_of("registration", row.public_id)
        yield RivalFacts(
            reference=reference,
            partner=str(row.partner_id),
            match=_match(scene, reference, row.customer_id),
            scope=_scope(scene, row),
            state=_rival_state(row),
            received_at=row.received_at,
            holds_until=_holds_until(row, scene.calendar),
            ended_on=_ended_on(row, scene.calendar),
        )


def _scope(scene: _Scene, row: Registration) -> Scope:
    start = scene.calendar.day_of(row.received_at) if row.received_at else None
    return Scope(
        families=_families(scene, row.product),
        site=tidy(row.site),
        tender_number=row.tender_number,
        window=Window(start),
    )


def _rival_state(row: Registration) -> RivalState:
    if row.state in GIVEN_UP_STATES:
        return RivalState.ENDED
    if row.state in HELD_STATES:
        return RivalState.PROTECTED
    return RivalState.PENDING if row.is_full else RivalState.QUICK


def _holds_until(row: Registration, calendar: WorkCalendar) -> date | None:
    if row.state == State.PROTECTED:
        return row.protected_until
    if row.state == State.SUBMITTED and row.complete_by is not None:
        return calendar.day_of(row.complete_by)
    return None


def _ended_on(row: Registration, calendar: WorkCalendar) -> date | None:
    changed_at: datetime | None = getattr(row, "changed_at", None)
    if row.state not in GIVEN_UP_STATES or changed_at is None:
        return None
    return calendar.day_of(changed_at)


# ---------------------------------------------------------------------- direct sales


def _directs(scene: _Scene, policy: RegistrationPolicy, today: date) -> Iterable[DirectFacts]:
    customers = tuple(scene.same_customer)
    since = today - timedelta(days=policy.named_account_lookback_days)
    for activity in _activities(customers, since):
        yield _direct(
            scene,
            reference_of("activity", activity.pk),
            activity.product,
            happened_on=activity.happened_on,
            entered_at=activity.entered_at,
            confirmed=activity.customer_confirmed,
        )
    for deal in _direct_deals(customers):
        # an opportunity alone is no activity that the customer has confirmed
        yield _direct(
            scene,
            reference_of("opportunity", deal.public_id),
            deal.product,
            happened_on=deal.opened_on or scene.calendar.day_of(deal.created_at),
            entered_at=deal.created_at,
            confirmed=False,
        )


@Prepared
def _activities(customers: tuple[int, ...], since: date) -> QuerySet[DirectActivity]:
    reason = "screening looks at every direct seller's work with the customer"
    rows = DirectActivity.objects.unscoped(reason=reason).filter(
        customer_id__in=customers, happened_on__gte=since
    )
    with_product = rows.select_related("product__parent__parent")
    return with_product.order_by("-happened_on")[:MOST_DIRECTS]


@Prepared
def _direct_deals(customers: tuple[int, ...]) -> QuerySet[Opportunity]:
    reason = "screening looks at every direct seller's work with the customer"
    rows = Opportunity.objects.unscoped(reason=reason).filter(
        customer_id__in=customers, route=Opportunity.Route.DIRECT, stage__in=OPEN_STAGES
    )
    with_product = rows.select_related("product__parent__parent")
    return with_product.order_by("-created_at", "pk")[:MOST_DIRECTS]


def _direct(
    scene: _Scene,
    reference: str,
    product: Product | None,
    *,
    happened_on: date,
    entered_at: datetime,
    confirmed: bool,
) -> DirectFacts:
    entered_on = scene.calendar.day_of(entered_at)
    return DirectFacts(
        reference=reference,
        match=_match(scene, reference, scene.registration.customer_id),
        scope=Scope(families=_families(scene, product)),
        happened_on=happened_on,
        entered_at=entered_at,
        entry_working_days=max(0, scene.calendar.working_days_between(happened_on, entered_on)),
        customer_confirmed=confirmed,
        open_opportunity=reference.startswith("opportunity:"),
    )


# ---------------------------------------------------------------------- last orders


def _incumbents(scene: _Scene, policy: RegistrationPolicy, today: date) -> Iterable[IncumbentFacts]:
    """The partner that delivered last of each family; only the last one serves the customer."""
    since = today - timedelta(days=policy.incumbent_lookback_days)
    orders = _last_orders(tuple(scene.same_customer), since)
    products = _products({product_id for _, product_id, _ in orders})
    served: set[str] = set()
    for partner_id, product_id, last in orders:
        family = family_of(products[product_id]).code
        if family in served:
            continue
        served.add(family)
        reference = reference_of("sale", f"{partner_id}/{family}")
        yield IncumbentFacts(
            reference=reference,
            partner=str(partner_id),
            match=_match(scene, reference, scene.registration.customer_id),
            families=_families(scene, products[product_id]),
            last_order_on=last,
        )


@Prepared
def _last_orders(customers: tuple[int, ...], since: date) -> QuerySet[SalesLine, Any]:
    reason = "screening looks for the partner that served the customer last"
    return (
        SalesLine.objects.unscoped(reason=reason)
        .filter(customer_id__in=customers, route=SalesLine.Route.INDIRECT, sold_on__gte=since)
        .values_list("partner_id", "product_id")
        .annotate(last=Max("sold_on"))
        .order_by("-last", "partner_id")[:MOST_ORDERS]
    )


def _products(keys: set[int]) -> dict[int, Product]:
    if not keys:
        return {}
    reason = "products are reference data"
    rows = Product.objects.unscoped(reason=reason).filter(pk__in=keys)
    return {row.pk: row for row in rows.select_related("parent__parent")}
