"""What the API says of customers, to each side, and what it takes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import AliasPath, Field

from qudao.api.fields import (
    Answer,
    Body,
    Code,
    Filters,
    Line,
    Name,
    PublicId,
    RowId,
    Whole,
    Word,
    YesNo,
    choice,
    meaning,
    one_of,
)
from qudao.api.rooms.shared import Node, PersonName
from qudao.market.customers.inputs import (
    ACCOUNT_CLASS_CHOICES,
    KIND_CHOICES,
    MOST_NAMES,
    NAME_KIND_CHOICES,
    SCHEME_CHOICES,
)

CustomerKind = Annotated[str, choice(KIND_CHOICES)]
AccountClass = Annotated[str, choice(ACCOUNT_CLASS_CHOICES)]
NameKind = Annotated[str, choice(NAME_KIND_CHOICES)]
Scheme = Annotated[str, choice(SCHEME_CHOICES)]


class CustomerFilters(Filters):
    """What narrows a list of customers. A partner's people narrow by text alone."""

    kind: Annotated[CustomerKind, one_of(KIND_CHOICES)] | None = None
    account_class: Annotated[AccountClass, one_of(ACCOUNT_CLASS_CHOICES)] | None = None
    region: Annotated[Code, meaning(_("Code of a region, with everything below it."))] = ""
    industry: Annotated[Code, meaning(_("Code of an industry, with everything below it."))] = ""
    account_manager: Annotated[Code, meaning(_("Id of the account manager, or none."))] = ""
    partner: Annotated[Code, meaning(_("Id of a partner that knows the customer."))] = ""
    only_named_accounts: bool = False
    text: Annotated[Word, meaning(_("Part of any of its names, or an official number."))] = ""
    sort: Literal["id", "-id"] = "id"


class CustomerItem(Answer):
    """A customer in a list of the vendor's people."""

    id: RowId
    kind: str
    name_zh: str
    name_en: str
    account_class: str
    is_named_account: bool
    region: Node | None
    industry: Node | None
    city: str
    parent: Annotated[
        str | None,
        Field(validation_alias=AliasPath("parent", "public_id")),
        meaning(_("Id of the group or company above it.")),
    ]
    created_at: datetime
    version: int


class OtherName(Answer):
    """A name that the customer has or had, and where it was read."""

    name: str
    source: str


class OfficialNumber(Answer):
    """An official number; one that breaks its register's rule is kept as unproven."""

    scheme: str
    value: str
    is_valid: bool


class Relation(Answer):
    """A partner that knows the customer."""

    partner_id: str
    depth: Annotated[int, meaning(_("1 knows, 2 visits, 3 delivers or serves, 4 trusted."))]
    since: date
    last_touch: date | None
    evidence: str


class CustomerInFull(CustomerItem):
    """A customer as the vendor's people see it; merged rows answer as one."""

    address: str
    website: str
    employees: int | None
    source: str
    source_key: str
    merged: Annotated[list[str], meaning(_("Ids that lead here since they were merged."))]
    names: list[OtherName]
    identifiers: list[OfficialNumber]
    domains: list[str]
    account_manager: PersonName | None
    relations: list[Relation]


class OwnCustomerItem(Answer):
    """A customer in the list of a partner that knows it, under the name that the partner gave."""

    id: str
    name: str
    depth: int
    since: date
    last_touch: date | None


class OwnContactItem(Answer):
    """A person at a customer whom the partner itself recorded."""

    person_id: str
    name: str
    title: str
    email: str
    phone: str


class OwnCustomerInFull(Answer):
    """A customer as a partner knows it: what it told itself, and nothing besides."""

    id: RowId
    name: str
    since: date
    last_touch: date | None
    contacts: list[OwnContactItem]


class CustomerBody(Body):
    """What may be said of a customer; every rule is checked and all problems are named at once."""

    name_zh: Annotated[
        Name, meaning(_("Name in Chinese; one of the two is needed."), "浦岚证券股份有限公司")
    ] = ""
    name_en: Annotated[Name, meaning(_("Name in English."))] = ""
    kind: CustomerKind = "company"
    account_class: AccountClass = "channel"
    is_named_account: YesNo = False
    region: Annotated[Code, meaning(_("Code of a region."), "310000")] = ""
    industry: Annotated[Code, meaning(_("Code of an industry."))] = ""
    city: Name = ""
    address: Line = ""
    website: Name = ""
    employees: Whole | None = None


class NewDirectContact(Body):
    """A contact of our own people with a customer."""

    summary: Annotated[Line, meaning(_("With whom, about what."), "与信息中心李主任交流网关需求")]
    happened_on: Annotated[date | None, meaning(_("The day; today when it is not sent."))] = None
    product: Annotated[PublicId, meaning(_("Id of the product family."))] = ""
    customer_confirmed: YesNo = False


class DirectContactItem(Answer):
    """A contact of our own people, as it was noted."""

    id: Annotated[RowId, meaning(_("Id of the customer."))]
    happened_on: date
    entered_at: datetime
    summary: str
    product: str
    customer_confirmed: bool


class NewName(Body):
    """Another name of a customer; it stays for ever."""

    name: Annotated[Name, meaning(_("A short, former or other name."), "浦岚证券")]
    kind: NameKind = "alias"


class NewIdentifier(Body):
    """An official number of a customer."""

    scheme: Annotated[Scheme, meaning(_("The register that gave the number."), "uscc")]
    value: Annotated[Word, meaning(_("The number."), "91310000MA1FL0A003")]
    keep_unproven: Annotated[
        YesNo, meaning(_("Keep a number that breaks its rule, marked as unproven."))
    ] = False


class NewDomain(Body):
    """A web or mail domain that the customer has for itself."""

    domain: Annotated[Name, meaning(_("The domain."), "example.com")]


class NewCustomer(CustomerBody):
    """A customer to be added."""

    parent: Annotated[PublicId, meaning(_("Id of the group or company above it."))] = ""
    names: Annotated[list[NewName], Field(max_length=MOST_NAMES)] = []
    identifiers: Annotated[list[NewIdentifier], Field(max_length=20)] = []
    domains: Annotated[list[Name], Field(max_length=20)] = []
    source: Word = ""
    source_key: Name = ""
    is_another_company: Annotated[
        YesNo, meaning(_("You have looked: it is none of the customers that are alike."))
    ] = False
