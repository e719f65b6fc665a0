"""Opening the registration form: empty, from a draft, from what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor
from qudao.core.errors import FieldProblem
from qudao.deals.registrations.selectors import (
    CheckLine,
    EligibilityAnswer,
    FamilyChoice,
    StandingDraft,
    family_choices,
    full_check,
    quick_check,
    standing_drafts,
)
from qudao.market.customers.selectors import customers_of_partner
from qudao.rules.selectors import rulebook_state
from qudao.web.portal.deals.forms import RegistrationForm
from qudao.web.portal.deals.stating import currencies, stated_in, states_full, values_of
from qudao.web.portal.deals.uploads import KeptFile, keep, kept_before
from qudao.web.shared.forms import field_for
from qudao.web.shared.links import address

RECOGNISED = slice(0, 5)


@dataclass(frozen=True, slots=True)
class Check:
    """One line beside the form, as `checks` of the lists draws it."""

    verdict: str
    sentence: str
    detail: str = ""


@dataclass(frozen=True)
class RegisterPage:
    """The form, the files that lie with us already, and the check beside it."""

    form: RegistrationForm
    kept: Sequence[KeptFile]
    answer: EligibilityAnswer
    meets_rules: bool
    lines: Sequence[Check]
    is_full: bool
    draft_key: str
    at: str  # the page to come back to: the draft's own, once there is one
    drafts: Sequence[StandingDraft]
    own_customers: Sequence[str] = field(default_factory=list)


def new_form(
    actor: Actor, *, now: datetime, data: HttpRequest | None = None, initial: Any = None
) -> RegistrationForm:
    """The form with what this partner may choose; `data` is the request that was sent."""
    state = rulebook_state(actor, now=now)
    families: list[FamilyChoice] = family_choices(actor, now=now)
    return RegistrationForm(
        data.POST if data else None,
        data.FILES if data else None,
        initial=initial,
        families=[(one.public_id, one.name) for one in families],
        currencies=currencies(),
        asks_acknowledgement=state.acknowledged_at is None,
    )


def read_form(
    request: HttpRequest, actor: Actor, *, now: datetime
) -> tuple[RegistrationForm, list[KeptFile]]:
    """The form that was sent, and its files, old and new."""
    form = new_form(actor, now=now, data=request)
    form.is_valid()
    return form, kept_before(request) + keep(actor, form, now=now)


def checked(
    actor: Actor,
    form: RegistrationForm,
    kept: Sequence[KeptFile],
    *,
    now: datetime,
) -> RegisterPage:
    """The page with the check of what stands in the form: own facts and published rules."""
    stated = stated_in(form, kept)
    is_full = states_full(form)
    answer = (full_check if is_full else quick_check)(actor, stated, now=now)
    draft_id = str(values_of(form).get("draft_id") or "")
    draft_id = draft_id if draft_id.isidentifier() else ""
    wrong = list(_wrong(form, answer.wrong))
    lines = [
        *wrong,
        _recognised(actor, stated.customer_name),
        *(Check(_verdict(one), one.text) for one in answer.checks),
    ]
    return RegisterPage(
        form=form,
        kept=kept,
        answer=answer,
        meets_rules=answer.is_eligible and not wrong,
        lines=lines,
        is_full=is_full,
        draft_key=f"register-{draft_id}" if draft_id else "register",
        at=address("portal:draft", draft_id) if draft_id else address("portal:register"),
        drafts=standing_drafts(actor, stated, draft_id),
    )


def _wrong(form: RegistrationForm, problems: Iterable[FieldProblem]) -> Iterator[Check]:
    """What could not be read and what submitting would refuse, each under the name of its field."""
    for name, said in form.unreadable.items():
        yield Check("wrong", str(form.fields[name].label), said)
    for problem in problems:
        field = field_for(form, problem)
        said = str(problem.message)
        yield Check("wrong", str(form.fields[field].label), said) if field else Check("wrong", said)


def _verdict(line: CheckLine) -> str:
    if not line.is_stated:
        return "note"
    return "met" if line.is_met else "missing"


def own_names(actor: Actor, text: str) -> list[str]:
    """The partner's own customers, offered while it types. Nobody else's are looked at."""
    if not text.strip():
        return []
    return [one.name for one in customers_of_partner(actor, text=text, window=slice(0, 12))]


def _recognised(actor: Actor, name: str) -> Check:
    wanted = name.strip().casefold()
    if not wanted:
        return Check("note", str(_NO_NAME))
    known = customers_of_partner(actor, text=name, window=RECOGNISED)
    if any(one.name.casefold() == wanted for one in known):
        return Check("met", str(_KNOWN))
    return Check("note", str(_NEW), str(_NEW_DETAIL))


_NO_NAME: Promise = _("Name the customer as it signs contracts.")
_KNOWN: Promise = _("One of your own customers.")
_NEW: Promise = _("Not among your customers yet.")
_NEW_DETAIL: Promise = _("It joins them when you submit.")
