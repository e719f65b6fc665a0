"""A registration beside what it may collide with, field by field. Vendor-private."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.core.money import Money
from qudao.deals.funnel.models import DirectActivity, Opportunity
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.advice import reasons_of
from qudao.deals.registrations.models import Candidate, Registration
from qudao.deals.registrations.selectors.facts import tidy
from qudao.deals.registrations.states import HELD_STATES, EvidenceKind
from qudao.deals.registrations.wording import ReasonLine, lines_of
from qudao.market.cells.models import Product
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner

Value = str | date | datetime | Money | None
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field of both sides. `match` is same, similar, differs or missing; `code` names the
    field, a page words it."""

    code: str
    mine: Value
    other: Value
    match: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateLine:
    """One possible conflict. `score` (0 to 1) is the likeness of the companies; `visible_id` is
    the other registration's public id where the actor may open it, else ""."""

    public_id: str
    match: str
    kind: str
    title: str
    detail: str
    score: Decimal
    overlaps: bool
    verdict: str
    reasons: tuple[ReasonLine, ...]
    fields: tuple[ComparedField, ...]
    visible_id: str


@dataclass(frozen=True, slots=True)
class _Others:
    """What the candidates name, by the reference that they keep."""

    registrations: Mapping[str, Registration]
    opportunities: Mapping[str, Opportunity]
    activities: Mapping[str, DirectActivity]
    sellers: Mapping[int, Partner]
    families: Mapping[str, Product]
    visible: frozenset[str]


def comparison(actor: Actor, public_id: str) -> tuple[CandidateLine, ...]:
    """Every possible conflict of a registration in the actor's scope, the nearest first.

    The other side may lie outside the actor's scope: who decides must see what is compared.
    """
    actor.require(DealsPermission.READ_REGISTRATIONS)
    if actor.is_partner:
        raise NotFound
    rows = Registration.objects.visible_to(actor).select_related("product", "partner", "customer")
    registration = rows.one(public_id)
    found = list(registration.candidates.order_by("-overlaps", "-score", "pk")[:MOST_CANDIDATES])
    others = _others(actor, found)
    return tuple(_line(actor, registration, one, others) for one in found)


def _others(actor: Actor, found: list[Candidate]) -> _Others:
    keys: dict[str, list[str]] = {}
    for one in found:
        keys.setdefault(one.other_kind, []).append(one.other_id)
    reason = "who decides sees what a registration is compared with"
    claims = Registration.objects.unscoped(reason=reason)
    deals = Opportunity.objects.unscoped(reason=reason)
    work = DirectActivity.objects.unscoped(reason=reason)
    partners = Partner.objects.unscoped(reason=reason)
    products = Product.objects.unscoped(reason=reason)
    named = keys.get("registration", [])
    sales = [key.partition("/") for key in keys.get("sale", [])]
    claims = claims.filter(public_id__in=named).select_related("product", "partner", "customer")
    deals = deals.filter(public_id__in=keys.get("opportunity", []))
    work = work.filter(pk__in=keys.get("activity", []))
    mine = Registration.objects.visible_to(actor).filter(public_id__in=named)
    return _Others(
        registrations={row.public_id: row for row in claims.prefetch_related("evidence")},
        opportunities={
            row.public_id: row for row in deals.select_related("product", "customer", "owner")
        },
        activities={str(row.pk): row for row in work.select_related("product", "customer")},
        sellers={row.pk: row for row in partners.filter(pk__in=[int(p) for p, _, _ in sales])},
        families={row.code: row for row in products.filter(code__in=[f for _, _, f in sales])},
        visible=frozenset(mine.values_list("public_id", flat=True)),
    )


def _line(actor: Actor, mine: Registration, one: Candidate, others: _Others) -> CandidateLine:
    title, detail, fields = _other_side(actor, mine, one, others)
    return CandidateLine(
        public_id=one.public_id,
        match=one.match,
        kind=one.other_kind,
        title=title,
        detail=detail,
        score=one.score,
        overlaps=one.overlaps,
        verdict=one.verdict,
        reasons=lines_of(reasons_of(one.reasons)),
        fields=tuple(fields),
        visible_id=one.other_id if one.other_id in others.visible else "",
    )


def _other_side(
    actor: Actor, mine: Registration, one: Candidate, others: _Others
) -> tuple[str, str, Iterable[ComparedField]]:
    """Number, who stands behind it, and the fields compared."""
    language = actor.language
    claim = others.registrations.get(one.other_id)
    if one.other_kind == "registration" and claim is not None:
        return claim.number or "", claim.partner.name(language), _claims(mine, claim, language)
    deal = others.opportunities.get(one.other_id)
    if one.other_kind == "opportunity" and deal is not None:
        return deal.name, "", _deal(mine, deal, language)
    activity = others.activities.get(one.other_id)
    if one.other_kind == "activity" and activity is not None:
        return activity.summary, "", _activity(mine, activity, language)
    if one.other_kind != "sale":
        return "", "", [_text("tender_number", mine.tender_number, mine.tender_number)]
    key, _, family = one.other_id.partition("/")
    seller = others.sellers.get(int(key))
    product = others.families.get(family)
    return (
        "",
        seller.name(language) if seller else "",
        [_text("product", _family(mine, language), product.name(language) if product else family)],
    )


def _claims(mine: Registration, other: Registration, language: str) -> Iterable[ComparedField]:
    yield _companies(mine, other, language)
    yield _text("customer_uscc", mine.customer_uscc, other.customer_uscc)
    yield _text("customer_website", mine.customer_website, other.customer_website)
    yield _text("customer_city", mine.customer_city, other.customer_city)
    yield _text("product", _family(mine, language), _family(other, language))
    yield _text("project", mine.project, other.project, alike="similar")
    yield _text("site", mine.site, other.site)
    yield _text("tender_number", mine.tender_number, other.tender_number)
    yield _any("amount", _money(mine), _money(other))
    yield _any("received_at", mine.received_at, other.received_at)
    yield _any("last_update_at", mine.last_update_at, other.last_update_at)
    yield _any("protected_until", _protection(mine), _protection(other))
    yield _text("evidence", _papers(mine), _papers(other))


def _deal(mine: Registration, other: Opportunity, language: str) -> Iterable[ComparedField]:
    yield _company(mine, other.customer, language)
    yield _text("product", _family(mine, language), other.product.name(language))
    amount = Money(other.amount, other.currency) if other.amount is not None else None
    yield _any("amount", _money(mine), amount)
    yield _any("received_at", mine.received_at, other.created_at)
    yield _any("expected_award_on", mine.expected_award_on, other.expected_on)
    yield _text("stage", mine.get_purchase_stage_display(), other.get_stage_display())


def _activity(mine: Registration, other: DirectActivity, language: str) -> Iterable[ComparedField]:
    yield _company(mine, other.customer, language)
    product = other.product.name(language) if other.product else ""
    yield _text("product", _family(mine, language), product)
    yield _any("received_at", mine.received_at, other.entered_at)
    yield _any("happened_on", None, other.happened_on)


def _text(code: str, mine: str, other: str, *, alike: str = "differs") -> ComparedField:
    """Compared without regard to case and spaces; `alike` is the word for what is not the same."""
    if not mine or not other:
        return ComparedField(code, mine, other, "missing")
    return ComparedField(code, mine, other, "same" if tidy(mine) == tidy(other) else alike)


def _company(mine: Registration, other: Customer | None, language: str) -> ComparedField:
    """Compared by every name on record, so that the verdict is the same in every language."""
    named = _names_of(other.name_zh, other.name_en) if other else set()
    shown = other.name(language) if other else ""
    return _alike(_customer_of(mine, language), _known_as(mine), shown, named)


def _companies(mine: Registration, other: Registration, language: str) -> ComparedField:
    return _alike(
        _customer_of(mine, language), _known_as(mine), _customer_of(other, language),
        _known_as(other),
    )  # fmt: skip


def _alike(mine: str, known: set[str], other: str, named: set[str]) -> ComparedField:
    if not mine or not other:
        return ComparedField("customer", mine, other, "missing")
    return ComparedField("customer", mine, other, "same" if known & named else "similar")


def _customer_of(row: Registration, language: str) -> str:
    return row.customer.name(language) if row.customer else row.customer_name


def _known_as(row: Registration) -> set[str]:
    """The name as stated, and those of the customer that was found for it."""
    known = row.customer
    return _names_of(row.customer_name, *((known.name_zh, known.name_en) if known else ()))


def _names_of(*names: str) -> set[str]:
    return {tidy(name) for name in names if name}


def _any(code: str, mine: Value, other: Value) -> ComparedField:
    if mine is None or other is None:
        return ComparedField(code, mine, other, "missing")
    return ComparedField(code, mine, other, "same" if mine == other else "differs")


def _family(row: Registration, language: str) -> str:
    return row.product.name(language) if row.product else ""


def _money(row: Registration) -> Money | None:
    return Money(row.amount, row.currency) if row.amount is not None else None


def _protection(row: Registration) -> date | None:
    return row.protected_until if row.state in HELD_STATES else None


def _papers(row: Registration) -> str:
    kinds = dict.fromkeys(str(EvidenceKind(one.kind).label) for one in row.evidence.all())
    return ", ".join(kinds)
