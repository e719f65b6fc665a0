"""What the API says of registrations, to each side, and what it takes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import AliasPath, Field

from qudao.api.fields import (
    Amount,
    Answer,
    Body,
    Code,
    Currency,
    Filters,
    Message,
    Name,
    OrNone,
    Paragraph,
    PublicId,
    RowId,
    Word,
    YesNo,
    meaning,
)
from qudao.deals.registrations.states import (
    Business,
    EvidenceKind,
    Kind,
    Purchase,
    PurchaseStage,
    State,
    TenderKind,
)

ProductId = Annotated[
    str | None,
    Field(validation_alias=AliasPath("product", "public_id")),
    meaning(_("Id of the product family.")),
]


class RegistrationFilters(Filters):
    """What narrows a list of registrations."""

    state: State | None = None
    product: Annotated[PublicId, meaning(_("Id of the product family."))] = ""
    partner: Annotated[PublicId, meaning(_("Id of the partner."))] = ""
    customer: Annotated[PublicId, meaning(_("Id of the customer."))] = ""
    received_from: date | None = None
    text: Annotated[Word, meaning(_("Start of the number, part of customer or project."))] = ""
    sort: Literal["id", "created_at", "-created_at"] = "id"


class OwnRegistrationItem(Answer):
    """A registration in the list of its partner."""

    id: RowId
    number: str | None
    version: int
    state: State
    is_full: bool
    customer_name: str
    product: ProductId
    project: str
    amount: Decimal | None
    currency: str
    created_at: datetime
    received_at: datetime | None
    complete_by: datetime | None
    decide_by: datetime | None
    decided_at: datetime | None
    protected_until: date | None


class RegistrationItem(OwnRegistrationItem):
    """A registration in a list of the vendor's people."""

    partner: Annotated[str, Field(validation_alias=AliasPath("partner", "public_id"))]
    customer: Annotated[str | None, Field(validation_alias=AliasPath("customer", "public_id"))]
    decision_code: OrNone[str]
    decided_by_rule: bool
    is_sampled: bool


class Statement(Answer):
    """What the partner states: the latest snapshot's content."""

    customer_name: Annotated[str, Field(validation_alias="customer")]
    customer_uscc: str
    customer_website: str
    customer_city: str
    product: Annotated[str, Field(validation_alias="product_id"), meaning(_("Id of the product."))]
    project: str
    kind: Kind
    business: Business
    purchase: OrNone[Purchase]
    site: str
    tender_number: str
    amount: Decimal | None
    currency: str
    purchase_stage: OrNone[PurchaseStage]
    tender_kind: OrNone[TenderKind]
    tender_published_on: date | None
    earlier_work_on: date | None
    expected_tender_on: date | None
    expected_award_on: date | None
    need: str
    rival_brand: str
    value_added: str


class ContactItem(Answer):
    """The contact at the customer; the vendor's people get it masked."""

    name: str
    title: str
    phone: str
    email: str
    has_consented: bool


class EvidenceItem(Answer):
    """A file that proves something."""

    id: RowId
    kind: EvidenceKind
    name: str
    size: int
    sha256: str
    added_at: datetime


class HistoryItem(Answer):
    """One move, as the partner may read it; `by` is empty for the system."""

    move: str
    state: State
    at: datetime
    by: str
    note: str


class Decision(Answer):
    """A decision as its partner reads it."""

    text: str
    note: str
    rule_title: str
    at: datetime
    by_rule: bool
    appeal_until: OrNone[datetime]


class RegistrationCore(Answer):
    """What both sides read of a registration."""

    id: RowId
    number: OrNone[str]
    version: int
    state: State
    is_full: bool
    stated: Statement
    contact: ContactItem | None
    evidence: list[EvidenceItem]
    history: list[HistoryItem]
    received_at: datetime | None
    due_at: Annotated[
        datetime | None,
        Field(validation_alias=AliasPath("clock", "due_at")),
        meaning(_("Until when the next step is due.")),
    ]
    next_actor: Annotated[
        str,
        Field(validation_alias=AliasPath("clock", "next_actor")),
        meaning(_("Whose turn it is: partner, decider, arbitration or nobody.")),
    ]
    protected_until: Annotated[date | None, meaning(_("The last protected day."))]
    update_due_on: date | None
    rulebook_label: str
    moves: Annotated[list[str], meaning(_("What you may do now."))]


class OwnRegistration(RegistrationCore):
    """A registration as its partner's people see it."""

    question: Annotated[str, meaning(_("What the vendor asked, while it waits for the answer."))]
    next_person: str
    decision: Decision | None


class Reason(Answer):
    """A reason of the advice."""

    code: str
    text: str


class Advice(Answer):
    """What the rules propose. Never shown to a partner."""

    outcome: str
    reasons: list[Reason]
    what_would_change: list[Reason]
    protect_until: date | None


class RegistrationForVendor(RegistrationCore):
    """A registration as the vendor's people see it."""

    partner_id: str
    customer_id: OrNone[str]
    account_class: OrNone[str]
    is_named_account: bool
    advice: Advice | None
    candidates: Annotated[int, meaning(_("How many possible conflicts were found."))]
    holds_scope: bool
    decision_code: OrNone[str]
    decision_note: str
    decided_at: datetime | None
    decided_by: str
    decided_by_rule: bool
    is_sampled: bool


class CheckItem(Answer):
    """A published condition, and whether it is met."""

    code: str
    text: str
    is_met: bool
    is_stated: Annotated[
        bool, meaning(_("False while it rests on what is not stated yet: neither met nor broken."))
    ]


class EligibilityItem(Answer):
    """Whether the published rules are met. It says nothing of other registrations, in no case."""

    is_eligible: bool
    checks: list[CheckItem]
    missing: Annotated[list[str], meaning(_("Fields that are missing; | joins alternatives."))]
    protected_until: date
    complete_by: datetime
    decide_by: datetime


class Contact(Body):
    """The person who decides at the customer."""

    name: Annotated[Name, meaning(_("Name of the contact."), "王建国")]
    title: Name = ""
    phone: Word = ""
    email: Name = ""
    has_consented: YesNo = False


class Evidence(Body):
    """A file that you uploaded before, and what it proves."""

    kind: EvidenceKind
    file: Annotated[PublicId, meaning(_("Id of the uploaded file."))]


class RegistrationBody(Body):
    """What a registration states. A quick one needs customer, product, project, and a contact or
    a photo of the chat; the rest makes it full."""

    customer_name: Annotated[
        Name, meaning(_("The customer as you call it."), "浦岚证券股份有限公司")
    ] = ""
    customer_uscc: Word = ""
    customer_website: Name = ""
    customer_city: Name = ""
    product: Annotated[
        PublicId, meaning(_("Id of the product family."), "prd_0123456789abcdef")
    ] = ""
    project: Annotated[Name, meaning(_("Name of the project."), "网点安全网关二期")] = ""
    contact: Annotated[Contact | None, meaning(_("The person who decides at the customer."))] = None
    evidence: Annotated[list[Evidence], Field(max_length=20)] = []
    kind: Kind = Kind.FOUND
    business: Business = Business.PROJECT
    purchase: Purchase | None = None
    site: Name = ""
    tender_number: Name = ""
    amount: Annotated[Amount | None, meaning(_("Expected amount, as a text."), "186000.00")] = None
    currency: Annotated[Currency | None, meaning(_("Currency of the amount."), "CNY")] = None
    purchase_stage: PurchaseStage | None = None
    tender_kind: TenderKind | None = None
    tender_published_on: date | None = None
    earlier_work_on: date | None = None
    expected_tender_on: date | None = None
    expected_award_on: date | None = None
    need: Paragraph = ""
    rival_brand: Name = ""
    value_added: Paragraph = ""
    acknowledges_rulebook: Annotated[
        YesNo, meaning(_("Acknowledges the rulebook in force, once for each version."))
    ] = False


class CheckBody(RegistrationBody):
    """What is to be checked, as a quick or a full registration."""

    submit_as: Literal["quick", "full"] = "full"


class NewRegistration(RegistrationBody):
    """A registration to be submitted; a draft holds nothing and nobody else sees it."""

    submit_as: Annotated[
        Literal["quick", "full", "draft"],
        meaning(_("A quick one is completed later, a draft submitted later."), "quick"),
    ] = "full"
    draft: Annotated[PublicId, meaning(_("Id of the draft that is submitted."))] = ""


class AnswerBody(Body):
    """The answer to what the vendor asked."""

    text: Annotated[Message, meaning(_("Your answer."), "客户已立项，见附件。")]
    evidence: Annotated[list[Evidence], Field(max_length=20)] = []
    stated: Annotated[
        RegistrationBody | None, meaning(_("The full part, if it is still missing."))
    ] = None


class UpdateBody(Body):
    """How the project goes on."""

    text: Annotated[Message, meaning(_("What has happened."), "客户确认了测试方案。")]
    evidence: Annotated[list[Evidence], Field(max_length=20)] = []


class LossBody(Body):
    """Why the deal was lost."""

    reason: Annotated[Message, meaning(_("Why the deal was lost."), "预算取消")]


class WithdrawalBody(Body):
    """Why a registration is taken back."""

    reason: Annotated[
        Paragraph, meaning(_("Why it is given up; needed while it is protected."), "客户取消采购")
    ] = ""


class NoteBody(Body):
    """A note that the partner reads."""

    note: Annotated[Paragraph, meaning(_("A note that the partner reads."))] = ""


class PaperBody(Body):
    """A paper that a person has checked, or whose check is taken back."""

    paper: Annotated[
        Literal["earlier_work_proven", "chosen_in_writing"],
        meaning(_("Proof of work before the tender, or the customer's written choice.")),
    ]
    take_back: YesNo = False


class ApprovalBody(NoteBody):
    """What the partner reads, and for a director why a holder was not heard."""

    unheard: Annotated[
        Paragraph,
        meaning(_("Why the holder of an overlapping protection was not heard; a director's.")),
    ] = ""


class QuestionBody(Body):
    """What the vendor needs from the partner."""

    note: Annotated[Message, meaning(_("What you need."), "请补充客户立项文件。")]


class RejectionBody(Body):
    """Why a registration is rejected."""

    code: Annotated[Code, meaning(_("A reason of the rules."), "incomplete")]
    note: Annotated[Message, meaning(_("A note that the partner reads."), "缺少需求文件。")]


class EmptyBody(Body):
    """Nothing to say."""
