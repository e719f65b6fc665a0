"""What the engine is told about a registration: the partner's own facts, and the claim."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Count, QuerySet

from qudao.core.prepared import Prepared
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import (
    LIVE_STATES,
    EvidenceKind,
    PurchaseStage,
    TenderKind,
)
from qudao.engines import registration as engine
from qudao.engines.kinds import Amount
from qudao.market.cells.models import Product
from qudao.market.partners.models import Partner, ProductAuthorisation
from qudao.market.partners.states import Lifecycle
from qudao.market.standing.selectors import tier_of
from qudao.rules.models import RulebookVersion
from qudao.rules.selectors import partner_has_acknowledged

Choice = TypeVar("Choice", bound=StrEnum)
_FILLED_COLUMNS = {
    "customer": "customer_name",
    "project": "project",
    "amount": "amount",
    "stage": "purchase_stage",
    "expected_award_on": "expected_award_on",
    "need": "need",
    "rival_brand": "rival_brand",
    "value_added": "value_added",
}
# Negotiation, inquiry and single source are announced as well (公告); only a plain order is not.
_TENDER_KINDS = frozenset(TenderKind) - {TenderKind.DIRECT_PURCHASE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStanding:
    """What a partner is at a moment: the rows behind are its own and the published rules."""

    is_active: bool
    has_acknowledged: bool
    tier: str
    open_registrations: int
    authorised_paths: tuple[str, ...] | None  # None: this partner's products are not limited

    def may_sell(self, product: Product) -> bool:
        if self.authorised_paths is None:
            return True
        return product.path.startswith(self.authorised_paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What hangs on a registration beside its columns."""

    has_contact: bool
    evidence_kinds: frozenset[str]


def family_of(product: Product) -> Product:
    """The product family: the nearest node at or above the product that is marked as one."""
    node: Product | None = product
    while node is not None:
        if node.is_family:
            return node
        node = node.parent
    return product


def own_standing(
    partner: Partner, version: RulebookVersion, *, on: date, without: str = ""
) -> OwnStanding:
    """A partner's standing on a day. `without` leaves one registration out of the count."""
    return OwnStanding(
        is_active=partner.lifecycle == Lifecycle.ACTIVE,
        has_acknowledged=partner_has_acknowledged(partner.pk, version),
        tier=tier_of(partner.pk, on=on),
        open_registrations=_live.first(partner.pk, without) or 0,
        authorised_paths=_authorised_paths(partner, on),
    )


@Prepared
def _live(partner_id: int, without: str) -> QuerySet[Registration, int]:
    reason = "the partner's own standing decides what it may register"
    live = Registration.objects.unscoped(reason=reason).filter(
        partner_id=partner_id, state__in=LIVE_STATES
    )
    counted = live.exclude(public_id=without).order_by().values("partner_id")
    return counted.annotate(n=Count("pk")).values_list("n", flat=True)


@Prepared
def _authorisations(partner_id: int) -> QuerySet[ProductAuthorisation, Any]:
    reason = "the partner's own standing decides what it may register"
    rows = ProductAuthorisation.objects.unscoped(reason=reason).filter(partner_id=partner_id)
    return rows.values_list("product__path", "valid_from", "valid_until")


def _authorised_paths(partner: Partner, on: date) -> tuple[str, ...] | None:
    """Paths of the families that the partner may sell. A partner for which no authorisation was
    ever recorded is not limited: many vendors keep no such list."""
    found = _authorisations(partner.pk)
    if not found:
        return None
    return tuple(path for path, first, last in found if first <= on and (last is None or on < last))


def attached_to(registration: Registration) -> Attached:
    kinds = frozenset(registration.evidence.values_list("kind", flat=True))
    return Attached(has_contact=registration.contact_id is not None, evidence_kinds=kinds)


def filled_fields(registration: Registration, attached: Attached) -> frozenset[str]:
    """The names, as the rules call them, of everything that holds a value."""
    filled = {name for name, column in _FILLED_COLUMNS.items() if getattr(registration, column)}
    if registration.product_id is not None:
        filled.add("product")
    if attached.has_contact:
        filled |= {"contact", "decision_contact"}
    if attached.evidence_kinds:
        filled.add("evidence")
    if EvidenceKind.CHAT_PHOTO in attached.evidence_kinds:
        filled.add("photo")
    return frozenset(filled)


def own_facts(
    registration: Registration,
    standing: OwnStanding,
    attached: Attached,
    *,
    step: engine.Step,
    received_on: date | None = None,
) -> engine.OwnFacts:
    """The partner's side of a registration; nothing here comes from anybody else's row."""
    product = registration.product
    families = frozenset({family_of(product).code}) if product else frozenset[str]()
    allowed = families if product and standing.may_sell(product) else frozenset[str]()
    return engine.OwnFacts(
        partner=str(registration.partner_id),
        partner_active=standing.is_active,
        acknowledged_rulebook=standing.has_acknowledged,
        authorized_families=allowed,
        open_registrations=standing.open_registrations,
        families=families,
        tier=standing.tier,
        kind=engine.Kind(registration.kind),
        step=step,
        business=engine.Business(registration.business),
        purchase=_chosen(engine.Purchase, registration.purchase),
        site=tidy(registration.site),
        tender=tender_of(registration),
        tender_number=registration.tender_number,
        tender_published_on=registration.tender_published_on,
        earlier_work_on=registration.earlier_work_on,
        amount=_amount(registration),
        expected_award_on=registration.expected_award_on,
        received_on=received_on,
        filled=filled_fields(registration, attached),
    )


def tender_of(registration: Registration) -> engine.Tender | None:
    """The partner's answer to the tender question, read from stage and way of buying. A way that
    is not known yet may still become a tender."""
    is_out = registration.purchase_stage == PurchaseStage.TENDER_PUBLISHED
    if is_out or registration.tender_published_on is not None:
        return engine.Tender.PUBLISHED
    if not registration.tender_kind:
        return None
    if registration.tender_kind in _TENDER_KINDS:
        return engine.Tender.EXPECTED
    return engine.Tender.NONE


def tidy(text: str) -> str:
    """A site as it is compared: half-width, lower case, letters and digits only."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def scope_key(registration: Registration) -> str:
    """The part of the scope that a tender number or a site gives; empty for the whole customer."""
    tender, site = tidy(registration.tender_number), tidy(registration.site)
    if tender:
        return f"t:{tender}"
    return f"s:{site}" if site else ""


def _amount(registration: Registration) -> Amount | None:
    if registration.amount is None:
        return None
    return Amount(registration.amount, registration.currency)


def _chosen(kind: type[Choice], value: str) -> Choice | None:
    return kind(value) if value else None
