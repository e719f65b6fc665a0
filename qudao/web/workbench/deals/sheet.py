"""The parts of a registration's page: frame, statement, advice, moves, letters, history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.selectors import NextActor, VendorPage
from qudao.deals.registrations.states import KIND_FOR_VENDOR, Kind, TenderKind
from qudao.deals.registrations.wording import decision_text
from qudao.people.notices import wording
from qudao.web.shared.formats import day, locale, moment, money
from qudao.web.workbench.deals.advising import Advice, Move, advice_of, moves_of
from qudao.web.workbench.deals.lists import Tab
from qudao.web.workbench.deals.moves import MOVES, MoveKind
from qudao.web.workbench.deals.words import ClockFace, face_of, status_of

# What the papers that a person checks are called.
PAPER_WORDS = ("earlier_work_proven", "chosen_in_writing")
# What is sent to the partner of each move.
LETTERS = {
    "reopen": RegistrationNotice.REOPENED,
    "reopen-ask": RegistrationNotice.INFORMATION_REQUESTED,
    "approve-unheard": RegistrationNotice.APPROVED,
    "approve": RegistrationNotice.APPROVED,
    "ask": RegistrationNotice.INFORMATION_REQUESTED,
    "reject": RegistrationNotice.REJECTED,
    "arbitrate": RegistrationNotice.IN_ARBITRATION,
    "recall": RegistrationNotice.RESUMED,
    "confirm-won": RegistrationNotice.WON,
    "not-yet-won": RegistrationNotice.NOT_YET_WON,
    "revoke": RegistrationNotice.REVOKED,
}


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Head and tabs, the same on each tab of a registration."""

    heading: str
    number: str
    crumbs: list[Crumb]
    tabs: list[Tab]
    clock: ClockFace
    status: str
    state_label: str
    partner: str
    partner_url: str
    customer: str
    customer_url: str
    amount: str
    product: str


@dataclass(frozen=True, slots=True)
class Letter:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class FileItem:
    """An entry of components/lists.html: files."""

    name: str
    detail: str
    url: str
    state: None = None
    state_word: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of components/lists.html: timeline."""

    text: str
    when: str
    moment: str | None = None
    detail: str = ""
    now: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that a person may mark as checked."""

    name: str
    label: str
    checked: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All parts of the tab Decision that come from the registration itself."""

    facts: list[tuple[str, str]]
    advice: Advice | None
    moves: list[Move]
    letters: list[Letter]
    files: list[FileItem]
    papers: list[Paper]
    history: list[Entry]
    paper_url: str
    sample_url: str


def frame_of(shown: VendorPage, current: str, *, now: datetime) -> Frame:
    stated = shown.stated
    addresses = {
        "decision": (_("The decision"), "workbench:registration"),
        "talk": (_("Talk"), "workbench:registration_talk"),
        "audit": (_("Audit"), "workbench:registration_audit"),
    }
    return Frame(
        heading=_joined(" · ", shown.customer, stated.project),
        number=shown.number,
        crumbs=[
            Crumb(_("Registrations"), reverse("workbench:registrations")),
            Crumb(shown.number),
        ],
        tabs=[
            Tab(label, reverse(name, args=[shown.public_id]), key == current)
            for key, (label, name) in addresses.items()
        ],
        clock=face_of(shown.clock, now=now),
        status=status_of(shown.state),
        state_label=shown.state_label,
        partner=shown.partner,
        partner_url=reverse("workbench:partner", args=[shown.partner_id]),
        customer=shown.customer,
        customer_url=_customer_url(shown),
        amount=money(stated.amount, stated.currency),
        product=stated.product,
    )


def _customer_url(shown: VendorPage) -> str:
    """ "" while the customer stands there as stated only."""
    return reverse("workbench:customer", args=[shown.customer_id]) if shown.customer_id else ""


def sheet_of(
    shown: VendorPage,
    *,
    now: datetime,
    withheld: Collection[str] = (),
    kinds: Sequence[MoveKind] = MOVES,
) -> Sheet:
    """`withheld` names moves that the state allows and something else forbids; `kinds` are the
    moves there are."""
    public_id = shown.public_id
    return Sheet(
        facts=[(name, value) for name, value in _facts(shown) if value],
        advice=advice_of(shown, now=now),
        moves=moves_of(shown, withheld, kinds),
        letters=_letters(shown, withheld),
        files=[
            FileItem(
                name=one.name,
                detail=_joined(" · ", one.kind_label, day(one.added_at), f"{one.sha256[:6]}…"),
                url=reverse("workbench:registration_evidence", args=[public_id, one.public_id]),
            )
            for one in shown.evidence
        ],
        papers=_papers(shown),
        history=_history(shown, now=now),
        paper_url=reverse("workbench:registration_paper", args=[public_id]),
        sample_url=_sample_url(shown),
    )


def _sample_url(shown: VendorPage) -> str:
    """Where a sample is marked as looked at; "" when there is nothing to look at any more."""
    if not shown.is_sampled or shown.sample_checked_at is not None:
        return ""
    return reverse("workbench:registration_sample", args=[shown.public_id])


def _facts(shown: VendorPage) -> list[tuple[str, str]]:
    stated, contact = shown.stated, shown.contact
    person = _joined(" · ", contact.name, contact.title, contact.phone) if contact else ""
    return [
        (_("Customer as stated"), stated.customer),
        (_("Credit code (USCC)"), stated.customer_uscc),
        (_("Website"), stated.customer_website),
        (_("City"), stated.customer_city),
        (_("Product family"), stated.product),
        (_("Project"), stated.project),
        (_("Origin"), str(KIND_FOR_VENDOR[Kind(stated.kind)])),
        (_("Kind of business"), stated.business_label),
        (_("Purchase"), stated.purchase_label),
        (_("Site or lot"), stated.site),
        (_("Amount"), money(stated.amount, stated.currency)),
        (_("Stage"), stated.purchase_stage_label),
        (_("Way of buying"), stated.tender_kind_label),
        (_("Tender number"), stated.tender_number),
        (_("Tender published"), day(stated.tender_published_on)),
        (_("Expected award"), day(stated.expected_award_on)),
        (_("Need"), stated.need),
        (_("Rival brand"), stated.rival_brand),
        (_("Value added"), stated.value_added),
        (_("Contact, masked"), person),
        (_("Account class"), shown.account_class_label),
        (_("Received"), moment(shown.received_at)),
        (_("Protected until"), day(shown.protected_until)),
        (_("Update due"), day(shown.update_due_on)),
    ]


def _letters(shown: VendorPage, withheld: Collection[str]) -> list[Letter]:
    """What the partner will read of each move that is offered, and what it has read before."""
    sent = []
    if shown.decision_code:
        text = _joined(" ", decision_text(shown.decision_code), shown.decision_note)
        sent = [Letter(_("To %(partner)s") % {"partner": shown.partner}, text)]
    until = shown.advice.protect_until if shown.advice else None
    filled = {"customer": shown.stated.customer, "number": shown.number, "until": day(until)}
    when = _("When you choose “%(move)s”")
    return sent + [
        Letter(
            when % {"move": one.kind.label}, _filled(LETTERS[one.kind.name], filled, one.kind.name)
        )
        for one in moves_of(shown, withheld)
    ]


def _filled(code: RegistrationNotice, filled: dict[str, str], key: str) -> str:
    said = str(wording(code))
    if key not in {"ask", "reopen-ask"} and filled["until"]:
        return said % filled
    # Chinese sets a blank before a figure, and none before words
    bare = said if locale().language == "en" else said.replace(" %(until)s", "%(until)s")
    return bare % {**filled, "until": _("the day that the rules give")}


def _papers(shown: VendorPage) -> list[Paper]:
    """Offered while it is undecided, and shown once checked."""
    words = {
        "earlier_work_proven": _("Work before the tender is proven"),
        "chosen_in_writing": _("The customer's written choice is checked"),
    }
    checked = {name: getattr(shown, name) for name in PAPER_WORDS}
    is_open = "reject" in shown.moves
    offered = set(PAPER_WORDS) if is_open else set()
    if shown.stated.tender_kind == TenderKind.DIRECT_PURCHASE:
        offered.discard("earlier_work_proven")
    return [
        Paper(name, words[name], checked[name], may_take_back=checked[name] and is_open)
        for name in PAPER_WORDS
        if name in offered or checked[name]
    ]


def _history(shown: VendorPage, *, now: datetime) -> list[Entry]:
    """Newest first, and above it who must act now."""
    entries = [
        Entry(
            text=_joined(" ", one.by or _("The system"), one.text),
            when=moment(one.at),
            moment=one.at.isoformat(),
            detail=one.note,
        )
        for one in reversed(shown.history)
    ]
    waiting = {
        NextActor.DECIDER: _("Waits for a decision"),
        NextActor.PARTNER: _("Waits for the partner"),
        NextActor.ARBITRATION: _("Waits for the arbitration"),
    }.get(shown.clock.next_actor)
    face = face_of(shown.clock, now=now)
    when = _joined(" · ", face.remaining, face.exact) if shown.clock.due_at else _("now")
    return [Entry(waiting, when, now=True), *entries] if waiting else entries


def _joined(glue: str, *parts: str) -> str:
    return glue.join(part for part in parts if part)
