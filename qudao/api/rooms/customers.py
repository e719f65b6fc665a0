"""Customers: kept by the vendor's people; a partner's people read those that they know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from ninja import Query

from qudao.api.doors import ApiRequest
from qudao.api.paging import Page, page_of, place_of
from qudao.api.rooms.customer_shapes import (
    CustomerBody,
    CustomerFilters,
    CustomerInFull,
    CustomerItem,
    DirectContactItem,
    NewCustomer,
    NewDirectContact,
    NewDomain,
    NewIdentifier,
    NewName,
    OfficialNumber,
    OtherName,
    OwnCustomerInFull,
    OwnCustomerItem,
    Relation,
)
from qudao.api.rooms.shared import PersonName, given
from qudao.api.routing import About, Room, VersionedRequest
from qudao.core.programme import today
from qudao.deals.funnel.actions import ActivityInput, record_direct_activity
from qudao.deals.permissions import DealsPermission
from qudao.market.customers.actions import (
    NewCustomerInput,
    add_company,
    add_domain,
    add_identifier,
    add_name,
    edit_customer,
)
from qudao.market.customers.feed import customers_after, own_customers_after
from qudao.market.customers.inputs import CustomerInput, IdentifierInput, NameInput
from qudao.market.customers.selectors import (
    CustomerPage,
    CustomerQuery,
    customer_page,
    own_customer,
)
from qudao.market.permissions import MarketPermission

if TYPE_CHECKING:
    from qudao.market.customers.models import PartnerCustomer

room = Room(tags=["customers"])


@room.lists(
    "/customers",
    MarketPermission.READ_CUSTOMERS,
    About(
        _("List customers"),
        Page[CustomerItem] | Page[OwnCustomerItem],
        _("A partner's people get the customers that they know, under the names that they gave."),
    ),
)
def list_customers(
    request: ApiRequest, filters: Query[CustomerFilters]
) -> Page[CustomerItem] | Page[OwnCustomerItem]:
    actor = request.actor
    if actor.is_partner:
        place = place_of(filters, key="customer__public_id")
        own = own_customers_after(actor, filters.text, place)
        return page_of(request, filters, own, lambda row: _own_item(row, actor.language))
    query = CustomerQuery(
        account_class=filters.account_class or "",
        kind=filters.kind or "",
        region=filters.region,
        industry=filters.industry,
        account_manager=filters.account_manager,
        partner=filters.partner,
        text=filters.text,
        only_named_accounts=filters.only_named_accounts,
    )
    step = customers_after(actor, query, place_of(filters))
    return page_of(request, filters, step, CustomerItem.model_validate)


@room.reads(
    "/customers/{customer_id}",
    MarketPermission.READ_CUSTOMERS,
    About(
        _("Read a customer"),
        CustomerInFull | OwnCustomerInFull,
        _("The id of a merged customer leads to the one that it was merged into."),
    ),
)
def read_customer(request: ApiRequest, customer_id: str) -> CustomerInFull | OwnCustomerInFull:
    if request.actor.is_partner:
        return OwnCustomerInFull.model_validate(own_customer(request.actor, customer_id))
    return _in_full(request, customer_id)


@room.creates(
    "/customers",
    MarketPermission.WRITE_CUSTOMERS,
    About(
        _("Add a customer"),
        CustomerInFull,
        _(
            "Refused with 422 and the code alike, naming the customers in question, while the same "
            "company may be there already and is_another_company is not said."
        ),
        location="/customers/{id}",
    ),
)
def add_customer(request: ApiRequest, body: NewCustomer) -> CustomerInFull:
    parts = {"names", "identifiers", "domains", "is_another_company"}
    customer = CustomerInput(
        **body.model_dump(exclude=parts),
        names=tuple(NameInput(**name.model_dump()) for name in body.names),
        identifiers=tuple(IdentifierInput(**one.model_dump()) for one in body.identifiers),
        domains=tuple(body.domains),
    )
    new = NewCustomerInput(customer=customer, is_another_company=body.is_another_company)
    row = add_company(request.actor, new, now=request.now)
    return _in_full(request, row.public_id)


@room.changes(
    "/customers/{customer_id}",
    MarketPermission.WRITE_CUSTOMERS,
    About(
        _("Amend a customer"),
        CustomerInFull,
        _("Fields that are not sent stay as they are; a name that goes stays as a former name."),
    ),
)
def amend_customer(
    request: VersionedRequest, customer_id: str, body: CustomerBody
) -> CustomerInFull:
    page = customer_page(request.actor, customer_id, today=today(request.now))
    customer = replace(_present(page), **given(body))
    present_id, version = page.customer.public_id, request.expected_version
    edit_customer(request.actor, present_id, customer, version=version, now=request.now)
    return _in_full(request, present_id)


@room.creates(
    "/customers/{customer_id}/names",
    MarketPermission.WRITE_CUSTOMERS,
    About(_("Add a name of a customer"), CustomerInFull, location="/customers/{id}"),
)
def add_customer_name(request: ApiRequest, customer_id: str, body: NewName) -> CustomerInFull:
    name = NameInput(**body.model_dump())
    add_name(request.actor, customer_id, name, now=request.now)
    return _in_full(request, customer_id)


@room.creates(
    "/customers/{customer_id}/identifiers",
    MarketPermission.WRITE_CUSTOMERS,
    About(_("Add an official number of a customer"), CustomerInFull, location="/customers/{id}"),
)
def add_customer_identifier(
    request: ApiRequest, customer_id: str, body: NewIdentifier
) -> CustomerInFull:
    identifier = IdentifierInput(**body.model_dump())
    add_identifier(request.actor, customer_id, identifier, now=request.now)
    return _in_full(request, customer_id)


@room.creates(
    "/customers/{customer_id}/domains",
    MarketPermission.WRITE_CUSTOMERS,
    About(_("Add a domain of a customer"), CustomerInFull, location="/customers/{id}"),
)
def add_customer_domain(request: ApiRequest, customer_id: str, body: NewDomain) -> CustomerInFull:
    add_domain(request.actor, customer_id, body.domain, now=request.now)
    return _in_full(request, customer_id)


@room.creates(
    "/customers/{customer_id}/direct-contacts",
    DealsPermission.WRITE_OPPORTUNITIES,
    About(
        _("Note a contact of our own with a customer"),
        DirectContactItem,
        _(
            "It counts at a partner's registration if the customer confirms it and it is noted in "
            "time (rule G6)."
        ),
        location="/customers/{id}",
    ),
)
def note_direct_contact(
    request: ApiRequest, customer_id: str, body: NewDirectContact
) -> DirectContactItem:
    day = body.happened_on or today(request.now)
    noted = ActivityInput(
        customer_id=customer_id,
        happened_on=day,
        summary=body.summary,
        product_id=body.product,
        customer_confirmed=body.customer_confirmed,
    )
    row = record_direct_activity(request.actor, noted, now=request.now)
    return DirectContactItem(
        id=customer_id,
        happened_on=row.happened_on,
        entered_at=row.entered_at,
        summary=row.summary,
        product=body.product,
        customer_confirmed=row.customer_confirmed,
    )


def _present(page: CustomerPage) -> CustomerInput:
    """The customer's own fields as they stand, for a change of some of them."""
    row = page.customer
    return CustomerInput(
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=row.kind,
        account_class=row.account_class,
        is_named_account=row.is_named_account,
        region=row.region.code if row.region else "",
        industry=row.industry.code if row.industry else "",
        city=row.city,
        address=row.address,
        website=row.website,
        employees=row.employees,
    )


def _in_full(request: ApiRequest, customer_id: str) -> CustomerInFull:
    page = customer_page(request.actor, customer_id, today=today(request.now))
    row, manager = page.customer, page.account_manager
    return CustomerInFull(
        **vars(CustomerItem.model_validate(row)),
        address=row.address,
        website=row.website,
        employees=row.employees,
        source=row.source,
        source_key=row.source_key,
        merged=[link.public_id for link in page.merged],
        names=[OtherName.model_validate(name) for name in page.names],
        identifiers=[OfficialNumber.model_validate(number) for number in page.identifiers],
        domains=list(page.domains),
        account_manager=PersonName(id=manager.user_id, name=manager.name) if manager else None,
        relations=[Relation.model_validate(relation) for relation in page.relations],
    )


def _own_item(row: PartnerCustomer, language: str) -> OwnCustomerItem:
    return OwnCustomerItem(
        id=row.customer.public_id,
        name=row.known_as or row.customer.name(language),
        depth=row.depth,
        since=row.since,
        last_touch=row.last_touch,
    )
