"""Partners: the vendor's people read and keep them, a partner's people read their own company."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Query

from qudao.api.doors import ApiRequest
from qudao.api.paging import Page, page_of, place_of
from qudao.api.rooms.partner_shapes import (
    Authorisation,
    ContactItem,
    LifecycleStep,
    NewPartner,
    OwnCompanyBody,
    OwnCompanyInFull,
    OwnCompanyItem,
    PartnerBody,
    PartnerFilters,
    PartnerInFull,
    PartnerItem,
)
from qudao.api.rooms.shared import PersonName, given
from qudao.api.routing import About, Room, VersionedRequest, expect
from qudao.core.errors import NotFound
from qudao.market.partners.actions import (
    create_partner,
    edit_own_company,
    edit_partner,
    move_partner,
)
from qudao.market.partners.feed import partner_row, partners_after
from qudao.market.partners.inputs import OwnCompanyInput, PartnerInput
from qudao.market.partners.selectors import (
    PartnerPage,
    PartnerQuery,
    own_company,
    partner_page,
)
from qudao.market.permissions import MarketPermission

room = Room(tags=["partners"])


@room.lists(
    "/partners",
    MarketPermission.READ_PARTNERS,
    About(
        _("List partners"),
        Page[PartnerItem] | Page[OwnCompanyItem],
        _("A channel manager gets the partners in charge; a partner's people get their own."),
    ),
)
def list_partners(
    request: ApiRequest, filters: Query[PartnerFilters]
) -> Page[PartnerItem] | Page[OwnCompanyItem]:
    query = PartnerQuery(
        lifecycle=filters.lifecycle or "",
        partner_type=filters.partner_type or "",
        region=filters.region,
        owner=filters.owner,
        text=filters.text,
    )
    if request.actor.is_partner:  # its own row, whatever was asked for
        step = partners_after(request.actor, PartnerQuery(), place_of(filters))
        return page_of(request, filters, step, OwnCompanyItem.model_validate)
    step = partners_after(request.actor, query, place_of(filters))
    return page_of(request, filters, step, PartnerItem.model_validate)


@room.reads(
    "/partners/{partner_id}",
    MarketPermission.READ_PARTNERS,
    About(_("Read a partner"), PartnerInFull | OwnCompanyInFull),
)
def read_partner(request: ApiRequest, partner_id: str) -> PartnerInFull | OwnCompanyInFull:
    if request.actor.is_partner:
        return _own_in_full(request, partner_id)
    return _in_full(partner_page(request.actor, partner_id))


@room.creates(
    "/partners",
    MarketPermission.WRITE_PARTNERS,
    About(
        _("Add a partner"),
        PartnerInFull,
        _("A channel manager who adds a partner is in charge of it."),
        location="/partners/{id}",
    ),
)
def add_partner(request: ApiRequest, body: NewPartner) -> PartnerInFull:
    row = create_partner(
        request.actor, PartnerInput(**_as_input(body.model_dump())), now=request.now
    )
    return _in_full(partner_page(request.actor, row.public_id))


@room.changes(
    "/partners/{partner_id}",
    MarketPermission.WRITE_PARTNERS,
    About(_("Amend a partner"), PartnerInFull, _("Fields that are not sent stay as they are.")),
)
def amend_partner(request: VersionedRequest, partner_id: str, body: PartnerBody) -> PartnerInFull:
    partner = replace(_present(request, partner_id), **_as_input(given(body)))
    version = request.expected_version
    edit_partner(request.actor, partner_id, partner, version=version, now=request.now)
    return _in_full(partner_page(request.actor, partner_id))


@room.does(
    "/partners/{partner_id}/lifecycle",
    MarketPermission.WRITE_PARTNERS,
    About(_("Move a partner through its life"), PartnerInFull),
)
def move_partner_on(
    request: VersionedRequest, partner_id: str, body: LifecycleStep
) -> PartnerInFull:
    expect(request, partner_row(request.actor, partner_id).version)
    move_partner(request.actor, partner_id, body.to, reason=body.reason, now=request.now)
    return _in_full(partner_page(request.actor, partner_id))


@room.changes(
    "/partners/{partner_id}/company",
    MarketPermission.EDIT_OWN_COMPANY,
    About(
        _("Amend the own company"),
        OwnCompanyInFull,
        _("A principal keeps address, telephone and website of the own company."),
    ),
)
def amend_own_company(
    request: VersionedRequest, partner_id: str, body: OwnCompanyBody
) -> OwnCompanyInFull:
    row = partner_row(request.actor, partner_id)
    present = OwnCompanyInput(
        city=row.city, address=row.address, website=row.website, phone=row.phone
    )
    company = replace(present, **given(body))
    version = request.expected_version
    edit_own_company(request.actor, company, version=version, now=request.now)
    return _own_in_full(request, partner_id)


def _present(request: ApiRequest, partner_id: str) -> PartnerInput:
    """The partner's data as they stand, for a change of some of them."""
    row = partner_row(request.actor, partner_id)
    return PartnerInput(
        name_zh=row.name_zh,
        name_en=row.name_en,
        partner_type=row.partner_type,
        business_kind=row.business_kind,
        lifecycle=row.lifecycle,
        region=row.region.code if row.region else "",
        city=row.city,
        address=row.address,
        uscc=row.uscc,
        website=row.website,
        phone=row.phone,
        employees=row.employees,
        joined_on=row.joined_on,
    )


def _as_input(values: dict[str, Any]) -> dict[str, Any]:
    """A business kind of null is the rooms' empty text."""
    if "business_kind" in values:
        values["business_kind"] = values["business_kind"] or ""
    return values


def _in_full(page: PartnerPage) -> PartnerInFull:
    row, owner = page.partner, page.owner
    return PartnerInFull(
        **vars(PartnerItem.model_validate(row)),
        address=row.address,
        website=row.website,
        phone=row.phone,
        uscc=row.uscc,
        employees=row.employees,
        source=row.source,
        source_key=row.source_key,
        channel_manager=PersonName(id=owner.user_id, name=owner.name) if owner else None,
        contacts=[ContactItem.model_validate(contact) for contact in page.contacts],
        authorisations=[Authorisation.model_validate(held) for held in page.authorisations],
    )


def _own_in_full(request: ApiRequest, partner_id: str) -> OwnCompanyInFull:
    company = own_company(request.actor)
    if company.public_id != partner_id:
        raise NotFound
    row = partner_row(request.actor, partner_id)
    return OwnCompanyInFull(
        **vars(OwnCompanyItem.model_validate(row)),
        address=company.address,
        website=company.website,
        phone=company.phone,
        uscc=company.uscc,
        channel_manager=company.channel_manager,
        contacts=[ContactItem.model_validate(contact) for contact in company.contacts],
        authorisations=[Authorisation.model_validate(held) for held in company.authorisations],
    )
