"""Reading partners: lists and pages for the vendor, the own company for the portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.core.names import name_in
from qudao.core.prepared import Fixed, Prepared
from qudao.market.cells.models import Product
from qudao.market.cells.selectors import CellName, cell_names
from qudao.market.listing import Orderable, bounded, first_window, ordering, readable_name
from qudao.market.partners.models import (
    Partner,
    PartnerAssignment,
    PartnerCell,
    PartnerContact,
    PartnerQuerySet,
    ProductAuthorisation,
)
from qudao.market.partners.sound import sounding_like
from qudao.people.models import User
from qudao.people.names import spoken

_OF_A_VISIBLE_PARTNER = "the partner itself is visible to the actor"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerQuery:
    """Which partners, in which order. Empty fields do not narrow.

    `region` is a code and means the region with all below it; `owner` is a user's public id, or
    "none" for partners without a channel manager; `order` holds column keys.
    """

    lifecycle: str = ""
    partner_type: str = ""
    business_kind: str = ""
    region: str = ""
    owner: str = ""
    text: str = ""
    order: tuple[str, ...] = ("name",)
    window: slice = field(default_factory=first_window)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """A partner in a list of the vendor's."""

    id: int
    public_id: str
    code: str
    name: str
    lifecycle: str
    lifecycle_label: str
    type_label: str
    kind_label: str
    region: str
    city: str
    owner: str
    customers: int
    joined_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """A person at a partner, for those who may see the partner."""

    person_id: str
    name: str
    title: str
    email: str
    phone: str
    function: str
    function_label: str
    is_primary: bool
    is_user: bool
    consent_basis: str
    consent_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationView:
    product_code: str
    product: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLink:
    """Another partner, to go to."""

    public_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeView:
    """Somebody who was, or is, in charge of the partner."""

    user_id: str
    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPage:
    """Everything that the vendor's page of a partner shows."""

    partner: Partner
    name: str
    region: str
    supplier: PartnerLink | None
    sub_resellers: tuple[PartnerLink, ...]
    charges: tuple[ChargeView, ...]  # the present one first
    contacts: tuple[ContactView, ...]
    cells: tuple[CellName, ...]
    authorisations: tuple[AuthorisationView, ...]

    @property
    def owner(self) -> ChargeView | None:
        """The channel manager in charge now, if there is one."""
        return next((charge for charge in self.charges if charge.until is None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubReseller:
    """A partner that a distributor supplies, as the distributor may read it."""

    name: str
    city: str
    joined_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCompany:
    """What the portal shows a partner of itself; nothing of the vendor's judgement."""

    public_id: str
    code: str
    name_zh: str
    name_en: str
    name: str
    type_label: str
    kind_label: str
    region: str
    city: str
    address: str
    website: str
    phone: str
    uscc: str
    joined_on: date | None
    version: int
    channel_manager: str
    contacts: tuple[ContactView, ...]
    authorisations: tuple[AuthorisationView, ...]


# ------------------------------------------------------------------------- lists


def partner_list(actor: Actor, query: PartnerQuery) -> list[PartnerRow]:
    """One window of the partners that the actor may see, in three queries."""
    rows = list(
        partners_found(actor, query)
        .select_related("region")
        .order_by(*ordering(query.order, _columns(actor)))[bounded(query.window)]
    )
    owners = owner_names(row.pk for row in rows)
    customers = _customer_counts([row.pk for row in rows])
    return [
        _row(row, actor.language, owner=owners.get(row.pk, ""), customers=customers.get(row.pk, 0))
        for row in rows
    ]


def count_partners(actor: Actor, query: PartnerQuery) -> int:
    """How many partners the query finds in all."""
    return partners_found(actor, query).count()


def partners_found(actor: Actor, query: PartnerQuery) -> PartnerQuerySet:
    """The visible partners that the query's filters leave."""
    rows = Partner.objects.visible_to(actor)
    wanted = {
        "lifecycle": query.lifecycle,
        "partner_type": query.partner_type,
        "business_kind": query.business_kind,
    }
    rows = rows.filter(**{field: value for field, value in wanted.items() if value})
    if query.region:
        rows = rows.filter(region__path__contains=f"/{query.region}/")
    if query.owner:
        rows = _of_owner(rows, query.owner)
    if query.text.strip():
        rows = rows.filter(_named_like(query.text.strip()))
    return rows


def _of_owner(rows: PartnerQuerySet, owner: str) -> PartnerQuerySet:
    held = PartnerAssignment.objects.unscoped(reason=_OF_A_VISIBLE_PARTNER).current()
    held = held.filter(partner=OuterRef("pk"))
    if owner == "none":
        return rows.filter(~Exists(held))
    return rows.filter(Exists(held.filter(user__public_id=owner)))


def _named_like(text: str) -> Q:
    return (
        Q(name_zh__icontains=text)
        | Q(name_en__icontains=text)
        | Q(code__istartswith=text)
        | Q(uscc__iexact=text)
        | Q(city__icontains=text)
        | sounding_like(text)
    )


def _columns(actor: Actor) -> dict[str, Orderable]:
    owner = PartnerAssignment.objects.unscoped(reason=_OF_A_VISIBLE_PARTNER).current()
    owner_name = owner.filter(partner=OuterRef("pk")).values("user__person__name")[:1]
    return {
        "name": readable_name(actor.language),
        "code": F("code"),
        "lifecycle": F("lifecycle"),
        "type": F("partner_type"),
        "region": F("region__path"),
        "city": F("city"),
        "owner": Subquery(owner_name),
        "joined_on": F("joined_on"),
    }


def _customer_counts(partner_ids: list[int]) -> dict[int, int]:
    rows = Partner.objects.unscoped(reason=_OF_A_VISIBLE_PARTNER).filter(pk__in=partner_ids)
    return dict(rows.annotate(known=Count("customers")).values_list("pk", "known"))


def _row(row: Partner, language: str, *, owner: str, customers: int) -> PartnerRow:
    return PartnerRow(
        id=row.pk,
        public_id=row.public_id,
        code=row.code,
        name=row.name(language),
        lifecycle=row.lifecycle,
        lifecycle_label=row.get_lifecycle_display(),
        type_label=row.get_partner_type_display(),
        kind_label=row.get_business_kind_display(),
        region=row.region.name(language) if row.region else "",
        city=row.city,
        owner=owner,
        customers=customers,
        joined_on=row.joined_on,
    )


def owner_names(partner_ids: Iterable[int]) -> dict[int, str]:
    """The channel managers' names of partners that the caller has found visible, in one query."""
    current = PartnerAssignment.objects.unscoped(reason=_OF_A_VISIBLE_PARTNER).current()
    rows = current.filter(partner_id__in=list(partner_ids))
    found = rows.values_list("partner_id", "user__person__name")
    return {partner_id: spoken(name) for partner_id, name in found}


def partner_names(actor: Actor, partner_ids: Iterable[int]) -> dict[int, str]:
    """Names of visible partners by key, in one query; the others are left out."""
    rows = Partner.objects.visible_to(actor).filter(pk__in=list(partner_ids))
    return {row.pk: row.name(actor.language) for row in rows.only("name_zh", "name_en")}


def partner_choices(actor: Actor, text: str = "", *, limit: int = 20) -> list[PartnerLink]:
    """Visible partners by name, to choose one in a form."""
    read = _choices.anew if text else _choices
    rows = read(actor, Fixed(text), Fixed(limit))
    return [
        PartnerLink(public_id=key, name=name_in(actor.language, *names)) for key, *names in rows
    ]


@Prepared
def _choices(actor: Actor, text: str, limit: int) -> QuerySet[Partner, tuple[str, str, str]]:
    rows = partners_found(actor, PartnerQuery(text=text))
    ordered = rows.order_by(*ordering(("name",), _columns(actor)))
    return ordered.values_list("public_id", "name_zh", "name_en")[:limit]


# ------------------------------------------------------------------------- pages


def partner_page(actor: Actor, public_id: str) -> PartnerPage:
    """A partner with all that belongs to it, for the vendor's people; eight queries."""
    if actor.is_partner:
        raise NotFound
    rows = Partner.objects.visible_to(actor).select_related("region", "supplied_by")
    partner = rows.one(public_id)
    below = Partner.objects.visible_to(actor).filter(supplied_by=partner).order_by("code")
    supplier = partner.supplied_by
    return PartnerPage(
        partner=partner,
        name=partner.name(actor.language),
        region=partner.region.name(actor.language) if partner.region else "",
        supplier=_link(supplier, actor) if supplier else None,
        sub_resellers=tuple(_link(row, actor) for row in below),
        charges=_charges(partner),
        contacts=contacts_of(partner),
        cells=_cells(actor, partner),
        authorisations=authorisations_of(partner, actor.language),
    )


def own_partner(actor: Actor) -> Partner:
    """The row of the actor's own company; `NotFound` for whoever has none."""
    partner = _own.first(actor)
    if partner is None:
        raise NotFound
    return partner


@Prepared
def _own(actor: Actor) -> QuerySet[Partner]:
    return Partner.objects.visible_to(actor).filter(pk=actor.organisation_key)


def own_company(actor: Actor) -> OwnCompany:
    """The actor's own company; `NotFound` for people who work for no partner."""
    rows = Partner.objects.visible_to(actor).select_related("region")
    partner = rows.filter(pk=actor.organisation_id).first() if actor.is_partner else None
    if partner is None:
        raise NotFound
    return OwnCompany(
        public_id=partner.public_id,
        code=partner.code,
        name_zh=partner.name_zh,
        name_en=partner.name_en,
        name=partner.name(actor.language),
        type_label=partner.get_partner_type_display(),
        kind_label=partner.get_business_kind_display(),
        region=partner.region.name(actor.language) if partner.region else "",
        city=partner.city,
        address=partner.address,
        website=partner.website,
        phone=partner.phone,
        uscc=partner.uscc,
        joined_on=partner.joined_on,
        version=partner.version,
        channel_manager=owner_names([partner.pk]).get(partner.pk, ""),
        contacts=contacts_of(partner),
        authorisations=authorisations_of(partner, actor.language),
    )


def supplied_by_own_company(actor: Actor) -> list[SubReseller]:
    """The sub-resellers that the actor's own company supplies, by their code; none for others."""
    if not actor.is_partner:
        return []
    rows = Partner.objects.unscoped(reason="a distributor knows whom it supplies itself")
    rows = rows.filter(supplied_by_id=actor.organisation_key).order_by("code")
    return [
        SubReseller(name=row.name(actor.language), city=row.city, joined_on=row.joined_on)
        for row in rows
    ]


def contacts_of(partner: Partner) -> tuple[ContactView, ...]:
    """The people at a partner that the caller has found visible, primary first."""
    rows = PartnerContact.objects.unscoped(reason=_OF_A_VISIBLE_PARTNER).filter(partner=partner)
    rows = rows.select_related("person__user").order_by("-is_primary", "person__name", "pk")
    return tuple(_contact_view(row) for row in rows)


def contact_of(contacts: Iterable[ContactView], person_id: str) -> ContactView:
    """One of the contacts that the caller has read; `NotFound` if the person is none of them."""
    found = next((one for one in contacts if one.person_id == person_id), None)
    if found is None:
        raise NotFound
    return found


def _contact_view(row: PartnerContact) -> ContactView:
    login: User | None = getattr(row.person, "user", None)
    return ContactView(
        person_id=row.person.public_id,
        name=row.person.spoken_name,
        title=row.person.title,
        email=row.person.email,
        phone=row.person.phone,
        function=row.function,
        function_label=row.get_function_display(),
        is_primary=row.is_primary,
        is_user=login is not None and login.is_active,
        consent_basis=row.person.consent_basis,
        consent_note=row.person.consent_note,
    )


def authorisations_of(partner: Partner, language: str) -> tuple[AuthorisationView, ...]:
    rows = ProductAuthorisation.objects.unscoped(reason=_OF_A_VISIBLE_PARTNER)
    rows = rows.filter(partner=partner).select_related("product")
    return tuple(
        AuthorisationView(
            product_code=row.product.code,
            product=row.product.name(language),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in rows.order_by("product__path", "valid_from")
    )


def _cells(actor: Actor, partner: Partner) -> tuple[CellName, ...]:
    rows = PartnerCell.objects.unscoped(reason=_OF_A_VISIBLE_PARTNER).filter(partner=partner)
    names = cell_names(actor, rows.order_by("pk").values_list("cell_id", flat=True))
    return tuple(names.values())


def _charges(partner: Partner) -> tuple[ChargeView, ...]:
    rows = PartnerAssignment.objects.unscoped(reason=_OF_A_VISIBLE_PARTNER)
    rows = rows.filter(partner=partner).select_related("user__person")
    return tuple(
        ChargeView(
            user_id=row.user.public_id,
            name=row.user.person.spoken_name,
            since=row.since,
            until=row.until,
        )
        for row in rows.order_by(F("until").desc(nulls_first=True), "-pk")
    )


def _link(partner: Partner, actor: Actor) -> PartnerLink:
    return PartnerLink(public_id=partner.public_id, name=partner.name(actor.language))


# ------------------------------------------------------------------------- facts for other rooms


def is_authorised(partner_id: int, product: Product, *, on: date) -> bool:
    """Whether the partner may sell this product on a day: itself or a family above it."""
    rows = ProductAuthorisation.objects.unscoped(reason="the partner's own fact, for its own form")
    codes = [code for code in product.path.split("/") if code]
    in_force = Q(valid_until=None) | Q(valid_until__gt=on)
    return rows.filter(
        in_force, partner_id=partner_id, valid_from__lte=on, product__code__in=codes
    ).exists()


def authorised_families(partner_id: int, *, on: date) -> list[Product]:
    """The product families that a partner may sell on a day, in the order of the tree."""
    in_force = Q(valid_until=None) | Q(valid_until__gt=on)
    rows = ProductAuthorisation.objects.unscoped(reason="the partner's own fact, for its own form")
    rows = rows.filter(in_force, partner_id=partner_id, valid_from__lte=on)
    products = Product.objects.unscoped(reason="products are public to the programme")
    return list(products.filter(pk__in=rows.values("product_id")))


def owner_ids(partner_ids: Iterable[int]) -> Mapping[int, int]:
    """The user in charge of each partner, for notices and queues."""
    current = PartnerAssignment.objects.unscoped(reason="who must hear of it").current()
    rows = current.filter(partner_id__in=list(partner_ids))
    return dict(rows.values_list("partner_id", "user_id"))
