"""A partner's own data: created, changed, moved through its life, placed in the supply tree."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor, Role
from qudao.core.audit import Change, changed, difference, is_the_same, record
from qudao.core.checks import Checks
from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.core.ids import ALPHABET
from qudao.core.jobs import enqueue
from qudao.core.programme import today
from qudao.core.sequences import next_number
from qudao.engines.identity import check_identifier
from qudao.market.cells.actions import region_coded
from qudao.market.partners.inputs import (
    OwnCompanyInput,
    PartnerInput,
    check_own_company,
    check_partner,
)
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.partners.sound import sound_of
from qudao.market.partners.states import TRANSITIONS, Lifecycle, PartnerType
from qudao.market.partners.verbs import PartnerVerb
from qudao.market.permissions import MarketPermission
from qudao.people.models import Organisation

EDITABLE = (
    "name_zh",
    "name_en",
    "partner_type",
    "business_kind",
    "city",
    "address",
    "uscc",
    "website",
    "phone",
    "employees",
    "joined_on",
)
EDITABLE_BY_ITSELF = ("city", "address", "website", "phone")
SUPPLY_TREE = "lock.supply_tree"
_CODE_LENGTH = 6


@transaction.atomic
def create_partner(actor: Actor, partner: PartnerInput, *, now: datetime) -> Partner:
    """Add a partner and its organisation; a channel manager who adds one is in charge of it.

    Refuses a code, or a row of the source, that is there already.
    """
    actor.require(MarketPermission.WRITE_PARTNERS)
    values = _checked(actor, partner)
    organisation = Organisation.objects.create(
        side=Organisation.Kind.PARTNER,
        name_zh=partner.name_zh.strip(),
        name_en=partner.name_en.strip(),
        created_at=now,
    )
    row = _insert(
        Partner(
            organisation=organisation,
            lifecycle_since=now,
            code=partner.code or new_code(),
            lifecycle=Lifecycle(partner.lifecycle),
            source=partner.source,
            source_key=partner.source_key,
            created_at=now,
            **values,
        )
    )
    if actor.has_role(Role.CHANNEL_MANAGER) and not actor.sees_whole_programme:
        PartnerAssignment.objects.create(partner=row, user_id=actor.user_key, since=today(now))
    after = {"code": row.code, "lifecycle": row.lifecycle, **_facts(row)}
    record(actor, PartnerVerb.CREATED, row, now=now, change=Change({}, after))
    return row


@transaction.atomic
def edit_partner(
    actor: Actor, public_id: str, partner: PartnerInput, *, version: int, now: datetime
) -> Partner:
    """Change a partner's data; `Conflict` if somebody else changed it since `version`.

    Code, source and lifecycle are not data: the first two stay, the third moves. Whoever supplies
    sub-resellers stays a distributor.
    """
    actor.require(MarketPermission.WRITE_PARTNERS)
    before = Partner.objects.visible_to(actor).one(public_id)
    values = _checked(actor, partner)
    _refuse_to_leave_supplied(before, partner)
    if before.version == version and is_the_same(before, values):
        return before
    row = _rewrite(actor, before, values, version=version)
    organisations = Organisation.objects.unscoped(reason="it has the name of its visible partner")
    organisations.filter(pk=row.pk).update(name_zh=row.name_zh, name_en=row.name_en)
    change = changed(_facts(before), _facts(row))
    record(actor, PartnerVerb.EDITED, row, now=now, change=change)
    return row


@transaction.atomic
def edit_own_company(
    actor: Actor, company: OwnCompanyInput, *, version: int, now: datetime
) -> Partner:
    """A principal changes address, telephone and website of the own company, nothing else."""
    actor.require(MarketPermission.EDIT_OWN_COMPANY)
    before = own_partner(actor)
    check_own_company(company).finish()
    values: dict[str, object] = {
        name: getattr(company, name).strip() for name in EDITABLE_BY_ITSELF
    }
    if before.version == version and is_the_same(before, values):
        return before
    row = _rewrite(actor, before, values, version=version)
    change = difference(before, row, EDITABLE_BY_ITSELF)
    record(actor, PartnerVerb.COMPANY_EDITED, row, now=now, change=change)
    return row


def own_partner(actor: Actor) -> Partner:
    """The partner that the actor works for; `NotFound` for everybody else."""
    own = Partner.objects.visible_to(actor).filter(pk=actor.organisation_id).first()
    if own is None:
        raise NotFound
    return own


@transaction.atomic
def move_partner(
    actor: Actor, public_id: str, to: Lifecycle, *, reason: str, now: datetime
) -> Partner:
    """Move a partner to the next state of its life; suspending or ending needs a reason. Its
    registrations end with it, protections after the notice of the rules (a job)."""
    actor.require(MarketPermission.WRITE_PARTNERS)
    row = Partner.objects.visible_to(actor).one(public_id)
    before = Lifecycle(row.lifecycle)
    if to not in TRANSITIONS[before]:
        message = _("A partner in the state “%(now)s” cannot become “%(to)s”.")
        raise Conflict(message % {"now": before.label, "to": to.label}, code="no_such_step")
    checks = Checks()
    if to in {Lifecycle.SUSPENDED, Lifecycle.EXITED} and not reason.strip():
        checks.refuse("reason", "required", _("Say why, so that it can be understood later."))
    checks.reason("reason", reason)
    checks.finish()
    moved = Partner.objects.visible_to(actor).filter(pk=row.pk, lifecycle=before)
    if not moved.update(lifecycle=to, lifecycle_since=now, version=row.version + 1):
        raise Conflict
    row.lifecycle, row.version = to, row.version + 1
    change = Change({"lifecycle": before}, {"lifecycle": to})
    record(actor, PartnerVerb.MOVED, row, now=now, change=change, note=reason.strip())
    if to is Lifecycle.EXITED:
        enqueue("deals.registrations.partner_left", subject_id=row.public_id)
    return row


@transaction.atomic
def set_supplier(
    actor: Actor, public_id: str, supplier_public_id: str, *, now: datetime
) -> Partner:
    """Say which distributor supplies a sub-reseller ("" for none).

    Refuses a supplier that is no distributor, and one that this partner supplies itself.
    """
    actor.require(MarketPermission.WRITE_PARTNERS)
    next_number(SUPPLY_TREE)  # two moves at once could close a circle
    row = Partner.objects.visible_to(actor).one(public_id)
    before = row.supplied_by
    supplier = _supplier(actor, row, supplier_public_id) if supplier_public_id else None
    if supplier == before:
        return row
    row.supplied_by = supplier
    row.save(update_fields=["supplied_by"])
    change = Change(
        {"supplied_by": before.code if before else ""},
        {"supplied_by": supplier.code if supplier else ""},
    )
    record(actor, PartnerVerb.SUPPLIER_SET, row, now=now, change=change)
    return row


def _supplier(actor: Actor, partner: Partner, public_id: str) -> Partner:
    supplier = Partner.objects.visible_to(actor).one(public_id)
    if supplier.partner_type != PartnerType.DISTRIBUTOR:
        message = _("Only a distributor supplies other partners.")
        raise Invalid.field("supplied_by", "not_a_distributor", message)
    everybody = Partner.objects.unscoped(reason="a circle may run through any partner")
    above: int | None = supplier.pk
    while above is not None:
        if above == partner.pk:
            message = _("This partner supplies the other one already; a circle is not possible.")
            raise Invalid.field("supplied_by", "circle", message)
        above = everybody.values_list("supplied_by_id", flat=True).get(pk=above)
    return supplier


def _refuse_to_leave_supplied(row: Partner, partner: PartnerInput) -> None:
    """A distributor that others are supplied by cannot become something else meanwhile."""
    stays = partner.partner_type == PartnerType.DISTRIBUTOR
    if stays or row.partner_type != PartnerType.DISTRIBUTOR:
        return
    next_number(SUPPLY_TREE)  # a sub-reseller may be placed below it in the same moment
    rows = Partner.objects.unscoped(reason="whoever has the sub-reseller in charge, it is supplied")
    if rows.filter(supplied_by=row.pk).exists():
        message = _("It supplies other partners. Give these another distributor first.")
        raise Invalid.field("partner_type", "supplies_others", message)


def _facts(row: Partner) -> dict[str, object]:
    facts: dict[str, object] = {name: getattr(row, name) for name in EDITABLE}
    return {**facts, "region": row.region.code if row.region else ""}


def _checked(actor: Actor, partner: PartnerInput) -> dict[str, object]:
    """The columns of a partner's data, or `Invalid` with every problem."""
    checks = check_partner(partner)
    region = region_coded(actor, partner.region, checks)
    uscc = check_identifier("uscc", partner.uscc) if partner.uscc else None
    if uscc is not None and not uscc.valid:
        message = _("This is no unified social credit code: 18 signs, the last a check digit.")
        checks.refuse("uscc", uscc.problem_code, message)
    checks.finish()
    values = {name: getattr(partner, name) for name in EDITABLE}
    stripped = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    return {
        **stripped,
        "uscc": uscc.normalised if uscc else "",
        "region": region,
        "sound": sound_of(partner.name_zh),
    }


def _insert(row: Partner) -> Partner:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        taken = Partner.objects.unscoped(reason="which of two keys is taken")
        field = "code" if taken.filter(code=row.code).exists() else "source_key"
        message = _("There is a partner with this key already.")
        raise Invalid.field(field, "taken", message) from error
    return row


def _rewrite(actor: Actor, before: Partner, values: dict[str, object], *, version: int) -> Partner:
    unchanged = Partner.objects.visible_to(actor).filter(pk=before.pk, version=version)
    if not unchanged.update(**values, version=version + 1):
        raise Conflict
    return Partner.objects.visible_to(actor).get(pk=before.pk)


def new_code() -> str:
    """Random, because a running number would tell a partner how many others there are."""
    return "P" + "".join(secrets.choice(ALPHABET) for _sign in range(_CODE_LENGTH)).upper()
