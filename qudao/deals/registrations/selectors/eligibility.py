"""May this be registered? For the form, before anything is submitted.

Own facts and published rules only. The queries are the same, in number and in kind, whether or
not anybody else holds a registration; no table of other partners' rows is touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.errors import FieldProblem, Invalid
from qudao.core.prepared import Prepared
from qudao.core.programme import work_calendar
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.companies import is_same_company
from qudao.deals.registrations.inputs import (
    STATED_FIELDS,
    RegistrationInput,
    form_problems,
    tidy_uscc,
)
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.people import decider_name_of
from qudao.deals.registrations.selectors.facts import (
    Attached,
    own_facts,
    own_standing,
    scope_key,
    tidy,
)
from qudao.deals.registrations.states import LIVE_STATES
from qudao.deals.registrations.wording import fields_in_words, line_of
from qudao.engines.registration import RegistrationCode, Step, check_eligibility
from qudao.market.cells.models import Product
from qudao.market.partners.models import Partner
from qudao.rules.policies import registration_policy
from qudao.rules.selectors import version_in_force

MOST_OWN = 500  # beyond any cap of open registrations


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One rule that was checked, and whether it is met."""

    code: str
    text: str
    is_met: bool
    is_stated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEarlier:
    """A live registration of the same partner that states the same customer and scope."""

    public_id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityAnswer:
    """What the form shows beside itself: whether the rules are met, what is missing, and what an
    approval would bring. `wrong` is what submitting would refuse in the form itself: a code whose
    check sign is wrong, a day out of bounds. It says nothing of other registrations, in no case."""

    is_eligible: bool
    checks: tuple[CheckLine, ...]
    missing: tuple[str, ...]
    missing_in_words: str
    protected_until: date
    open_registrations: int
    open_cap: int
    complete_by: datetime
    decide_by: datetime
    next_person: str
    rulebook_label: str
    already: tuple[OwnEarlier, ...]
    wrong: tuple[FieldProblem, ...]


def eligibility_for(
    actor: Actor, stated: RegistrationInput, *, step: Step, now: datetime
) -> EligibilityAnswer:
    """Check a registration before it is submitted, by the rules in force now."""
    actor.require(DealsPermission.REGISTER)
    calendar = work_calendar(now)
    today = calendar.day_of(now)
    version = version_in_force(now)
    policy = registration_policy(version)
    partner = Partner.objects.visible_to(actor).get(pk=actor.organisation_key)
    standing = own_standing(partner, version, on=today)
    if stated.acknowledges_rulebook:
        standing = replace(standing, has_acknowledged=True)
    draft = unsaved(actor, stated)
    wrong = stated_problems(stated, draft.product, today=today)
    own = own_facts(draft, standing, attached_in(stated), step=step)
    found = check_eligibility(own, policy, today=today)
    return EligibilityAnswer(
        is_eligible=found.eligible and not wrong,
        checks=_checks(
            {str(reason.code): line_of(reason).text for reason in found.reasons},
            not_stated=_not_stated(draft),
        ),
        missing=found.missing,
        missing_in_words=fields_in_words(found.missing),
        protected_until=found.protected_until,
        open_registrations=standing.open_registrations,
        open_cap=policy.open_cap(standing.tier),
        complete_by=calendar.add_working_days(now, policy.complete_working_days),
        decide_by=calendar.add_working_days(now, policy.decision_working_days),
        next_person=decider_name_of(partner.pk),
        rulebook_label=version.label,
        already=own_earlier(actor, draft),
        wrong=tuple(wrong),
    )


def quick_check(actor: Actor, stated: RegistrationInput, *, now: datetime) -> EligibilityAnswer:
    """The check of a quick registration."""
    return eligibility_for(actor, stated, step=Step.QUICK, now=now)


def full_check(actor: Actor, stated: RegistrationInput, *, now: datetime) -> EligibilityAnswer:
    """The check of a full registration."""
    return eligibility_for(actor, stated, step=Step.FULL, now=now)


def form_refusal(actor: Actor, stated: RegistrationInput, *, now: datetime) -> Invalid | None:
    """All that is wrong with the form itself, as submitting would name it; none if it is right."""
    product = chosen_product(actor, stated)
    problems = stated_problems(stated, product, today=work_calendar(now).day_of(now))
    return Invalid(problems) if problems else None


def stated_problems(
    stated: RegistrationInput, product: Product | None, *, today: date
) -> list[FieldProblem]:
    """The form's problems, and a product that is named and not there."""
    problems = form_problems(stated, today=today)
    if stated.product_id and product is None:
        said = _("Choose a product family from the list.")
        problems.append(FieldProblem("product", "unknown_product", said))
    return problems


def own_earlier(actor: Actor, draft: Registration) -> tuple[OwnEarlier, ...]:
    """The partner's own live registrations of this product that name the same customer, by
    credit code or a name that is likely the same, and no other site or tender. Rows of nobody
    else are read."""
    rows = Registration.objects.visible_to(actor).filter(
        partner_id=actor.organisation_key, state__in=LIVE_STATES, product=draft.product
    )
    stated = rows.only(
        "public_id", "number", "customer_name", "customer_uscc", "site", "tender_number"
    )
    found = stated.order_by("received_at", "pk")[:MOST_OWN] if draft.product else ()
    return tuple(
        OwnEarlier(public_id=row.public_id, number=row.number or "")
        for row in found
        if names_same_customer(row, draft) and scope_key(row) == scope_key(draft)
    )


def names_same_customer(one: Registration, other: Registration) -> bool:
    """Whether two registrations of one partner name the same customer, as they were typed."""
    if one.customer_uscc and other.customer_uscc:
        return one.customer_uscc == other.customer_uscc
    name = tidy(other.customer_name)
    return bool(name) and (tidy(one.customer_name) == name or is_same_company(one, other))


def unsaved(actor: Actor, stated: RegistrationInput) -> Registration:
    """A registration in memory that states what the form says."""
    values = {name: getattr(stated, name) for name in STATED_FIELDS}
    values["customer_uscc"] = tidy_uscc(stated.customer_uscc)
    return Registration(
        **values, partner_id=actor.organisation_key, product=chosen_product(actor, stated)
    )


def chosen_product(actor: Actor, stated: RegistrationInput) -> Product | None:
    """The active product that the form names; none if it names none that there is."""
    return _active_product.first(actor, stated.product_id)


@Prepared
def _active_product(actor: Actor, public_id: str) -> QuerySet[Product]:
    rows = Product.objects.visible_to(actor).filter(is_active=True)
    return rows.filter(public_id=public_id).select_related("parent__parent__parent")


def attached_in(stated: RegistrationInput) -> Attached:
    return Attached(
        has_contact=stated.contact is not None,
        evidence_kinds=frozenset(one.kind for one in stated.evidence),
    )


def _not_stated(draft: Registration) -> frozenset[str]:
    """Conditions on what the form does not say yet: neither met nor broken."""
    said = {
        RegistrationCode.FAMILY_NOT_AUTHORIZED: draft.product is not None,
        RegistrationCode.TOO_SMALL: draft.amount is not None,
        RegistrationCode.TENDER_PUBLISHED: bool(draft.tender_kind),
        RegistrationCode.AWARD_DATE_PASSED: draft.expected_award_on is not None,
    }
    return frozenset(str(code) for code, is_said in said.items() if not is_said)


def _checks(problems: dict[str, str], *, not_stated: frozenset[str]) -> tuple[CheckLine, ...]:
    """The published conditions in a fixed order, each met, with what is wrong, or not known yet."""
    open_still = {
        RegistrationCode.FAMILY_NOT_AUTHORIZED: _(
            "Not known yet: whether the product family is authorised."
        ),
        RegistrationCode.TOO_SMALL: _("Not known yet: whether the amount reaches the minimum."),
        RegistrationCode.TENDER_PUBLISHED: _(
            "Not known yet: whether a tender was published before."
        ),
        RegistrationCode.AWARD_DATE_PASSED: _(
            "Not known yet: whether the expected award lies ahead."
        ),
    }
    conditions = {
        RegistrationCode.PARTNER_NOT_ACTIVE: _("The partnership is active."),
        RegistrationCode.RULEBOOK_NOT_ACKNOWLEDGED: _("The rulebook is acknowledged."),
        RegistrationCode.FAMILY_NOT_AUTHORIZED: _("The product family is authorised."),
        RegistrationCode.OPEN_CAP_REACHED: _("More registrations are allowed."),
        RegistrationCode.TOO_SMALL: _("The amount reaches the minimum."),
        RegistrationCode.TENDER_PUBLISHED: _("No tender was published before."),
        RegistrationCode.FIELDS_MISSING: _("Everything is filled in."),
        RegistrationCode.AWARD_DATE_PASSED: _("The expected award lies ahead."),
    }
    return tuple(
        CheckLine(
            code=code,
            text=problems.get(code, open_still[code] if code in not_stated else met),
            is_met=code not in problems,
            is_stated=code in problems or code not in not_stated,
        )
        for code, met in conditions.items()
    )
