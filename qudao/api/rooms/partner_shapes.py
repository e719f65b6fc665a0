"""What the API says of partners, to each side, and what it takes."""

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
    OrNone,
    RowId,
    Whole,
    Word,
    meaning,
)
from qudao.api.rooms.shared import Node, PersonName
from qudao.market.partners.states import BusinessKind, Lifecycle, PartnerType


class PartnerFilters(Filters):
    """What narrows a list of partners."""

    lifecycle: Lifecycle | None = None
    partner_type: PartnerType | None = None
    region: Annotated[Code, meaning(_("Code of a region, with everything below it."))] = ""
    owner: Annotated[Code, meaning(_("Id of the channel manager in charge, or none."))] = ""
    text: Annotated[Word, meaning(_("Part of a name, the code, the city or the USCC."))] = ""
    sort: Literal["id", "code", "created_at", "-created_at"] = "id"


class PartnerItem(Answer):
    """A partner in a list of the vendor's people."""

    id: RowId
    code: str
    name_zh: str
    name_en: str
    lifecycle: Lifecycle
    partner_type: PartnerType
    business_kind: OrNone[BusinessKind]
    region: Node | None
    city: str
    supplied_by: Annotated[
        str | None,
        Field(validation_alias=AliasPath("supplied_by", "public_id")),
        meaning(_("Id of the distributor that supplies it.")),
    ]
    joined_on: date | None
    created_at: datetime
    version: int


class ContactItem(Answer):
    """A person at a partner."""

    person_id: str
    name: str
    title: str
    email: str
    phone: str
    function: str
    is_primary: bool


class Authorisation(Answer):
    """A product family that the partner may sell, over a half-open period."""

    product_code: str
    valid_from: date
    valid_until: date | None


class PartnerInFull(PartnerItem):
    """A partner as the vendor's people see it."""

    address: str
    website: str
    phone: str
    uscc: str
    employees: int | None
    source: Annotated[str, meaning(_("The system that the partner was taken over from."))]
    source_key: str
    channel_manager: PersonName | None
    contacts: list[ContactItem]
    authorisations: list[Authorisation]


class OwnCompanyItem(Answer):
    """A partner in the list of its own people: there is only one."""

    id: RowId
    code: str
    name_zh: str
    name_en: str
    partner_type: PartnerType
    region: Node | None
    city: str
    version: int


class OwnCompanyInFull(OwnCompanyItem):
    """A partner as its own people see it."""

    address: str
    website: str
    phone: str
    uscc: str
    channel_manager: Annotated[str, meaning(_("Name of the channel manager in charge."))]
    contacts: list[ContactItem]
    authorisations: list[Authorisation]


class PartnerBody(Body):
    """What may be said of a partner; every rule is checked and all problems are named at once."""

    name_zh: Annotated[
        Name, meaning(_("Name in Chinese; one of the two is needed."), "启恒信息")
    ] = ""
    name_en: Annotated[Name, meaning(_("Name in English."), "Qiheng Info")] = ""
    partner_type: PartnerType = PartnerType.BUSINESS_PARTNER
    business_kind: BusinessKind | None = None
    region: Annotated[Code, meaning(_("Code of a region."), "310000")] = ""
    city: Name = ""
    address: Line = ""
    uscc: Annotated[Code, meaning(_("Unified social credit code, 18 signs."))] = ""
    website: Name = ""
    phone: Word = ""
    employees: Whole | None = None
    joined_on: date | None = None


class NewPartner(PartnerBody):
    """A partner to be added."""

    code: Annotated[Code, meaning(_("Stands in its registration numbers; made if absent."))] = ""
    lifecycle: Lifecycle = Lifecycle.PROSPECT
    source: Word = ""
    source_key: Name = ""


class LifecycleStep(Body):
    """The next state of a partner's life."""

    to: Lifecycle
    reason: Annotated[Line, meaning(_("Needed to suspend or to end."))] = ""


class OwnCompanyBody(Body):
    """What a principal may change of the own company."""

    city: Name = ""
    address: Line = ""
    website: Name = ""
    phone: Word = ""
