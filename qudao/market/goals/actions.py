"""Setting targets, and telling whose imported figures are whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qudao.core.actor import VENDOR_ROLES, Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import Conflict, Invalid
from qudao.core.money import plain
from qudao.market.cells.actions import cell_for
from qudao.market.cells.selectors import CellAxes
from qudao.market.charge import vendor_user
from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.goals.verbs import GoalVerb
from qudao.market.partners.models import Partner
from qudao.market.permissions import MarketPermission


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaInput:
    """A target over a half-open period: of a user, of an imported sales person, of a partner, of
    a market cell, or, when none is named, of the whole.

    `user` and `partner` are public ids; `sales_person` is the (source, key) of an imported name.
    """

    starts_on: date
    ends_on: date
    amount: Decimal
    currency: str
    user: str = ""
    sales_person: tuple[str, str] | None = None
    partner: str = ""
    cell: CellAxes | None = None
    source: str = ""
    source_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesPersonInput:
    """A name under which figures come from a source."""

    source: str
    source_key: str
    name: str
    region_name: str = ""
    manager_name: str = ""


@transaction.atomic
def set_quota(actor: Actor, quota: QuotaInput, *, now: datetime) -> Quota:
    """Set a target, in place of the one with the same owner, period and currency.

    The same target a second time changes nothing.
    """
    actor.require(MarketPermission.WRITE_GOALS)
    _check_quota(quota)
    owner = vendor_user(quota.user, *VENDOR_ROLES) if quota.user else None
    sales_person = _sales_person(actor, quota)
    key = {
        "user": owner,
        "sales_person": sales_person,
        "partner": Partner.objects.visible_to(actor).one(quota.partner) if quota.partner else None,
        "cell": cell_for(actor, quota.cell) if quota.cell is not None else None,
        "starts_on": quota.starts_on,
        "ends_on": quota.ends_on,
        "currency": quota.currency,
        "source": quota.source,
        "source_key": quota.source_key,
    }
    before = Quota.objects.visible_to(actor).filter(**key).first()
    if before is not None and before.amount == quota.amount:
        return before
    was = {"amount": f"{plain(before.amount)} {before.currency}"} if before else {}
    row = _write(before or Quota(**key), quota.amount)
    after = {
        "amount": f"{plain(row.amount)} {row.currency}",
        "valid_from": row.starts_on,
        "valid_until": row.ends_on,
    }
    record(actor, GoalVerb.QUOTA_SET, row, now=now, change=Change(was, after))
    return row


@transaction.atomic
def withdraw_quota(actor: Actor, public_id: str, *, now: datetime) -> None:
    """Take a target away; the trail keeps what it was. One from a file comes again with the
    file."""
    actor.require(MarketPermission.WRITE_GOALS)
    row = Quota.objects.visible_to(actor).one(public_id)
    was = {
        "amount": f"{plain(row.amount)} {row.currency}",
        "valid_from": row.starts_on,
        "valid_until": row.ends_on,
    }
    record(actor, GoalVerb.QUOTA_WITHDRAWN, row, now=now, change=Change(was, {}))
    row.delete()


@transaction.atomic
def note_sales_person(actor: Actor, person: SalesPersonInput, *, now: datetime) -> SalesPerson:
    """Note a name under which figures come; the same name a second time changes nothing."""
    actor.require(MarketPermission.WRITE_GOALS)
    checks = Checks()
    checks.required("source", person.source.strip())
    checks.required("source_key", person.source_key.strip())
    checks.required("name", person.name.strip())
    checks.named("name", person.name)
    checks.text("source", person.source, longest=60)
    checks.text("source_key", person.source_key, longest=80)
    for field in ("name", "region_name", "manager_name"):
        checks.text(field, getattr(person, field), longest=120)
    checks.finish()
    values = {
        "name": person.name.strip(),
        "region_name": person.region_name.strip(),
        "manager_name": person.manager_name.strip(),
    }
    rows = SalesPerson.objects.visible_to(actor)
    source, source_key = person.source.strip(), person.source_key.strip()
    before = rows.filter(source=source, source_key=source_key).first()
    if before is not None and all(getattr(before, name) == values[name] for name in values):
        return before
    row, _is_new = rows.update_or_create(source=source, source_key=source_key, defaults=values)
    # the name is personal data: the trail holds the row's id, never the name
    record(actor, GoalVerb.SALES_PERSON_NOTED, row, now=now)
    return row


@transaction.atomic
def link_sales_person(
    actor: Actor, public_id: str, user_public_id: str, *, now: datetime
) -> SalesPerson:
    """Say which user an imported name is ("" for none); the imported targets are then the user's.

    Refuses a user who has no role in the vendor's house.
    """
    actor.require(MarketPermission.WRITE_GOALS)
    row: SalesPerson = SalesPerson.objects.visible_to(actor).one(public_id)
    before = row.user
    row.user = vendor_user(user_public_id, *VENDOR_ROLES) if user_public_id else None
    if row.user == before:
        return row
    row.save(update_fields=["user"])
    change = Change(
        {"user": before.public_id if before else ""},
        {"user": row.user.public_id if row.user else ""},
    )
    record(actor, GoalVerb.SALES_PERSON_LINKED, row, now=now, change=change)
    return row


def _check_quota(quota: QuotaInput) -> None:
    checks = Checks()
    checks.period(("starts_on", quota.starts_on), ("ends_on", quota.ends_on))
    checks.amount("amount", quota.amount)
    checks.currency("currency", quota.currency)
    checks.text("source", quota.source, longest=60)
    checks.text("source_key", quota.source_key, longest=80)
    holders = (quota.user, quota.sales_person, quota.partner, quota.cell)
    if sum(one not in {"", None} for one in holders) > 1:
        message = _("A target has one holder: a person, an imported name, a partner or a cell.")
        checks.refuse("user", "two_owners", message)
    checks.finish()


def _sales_person(actor: Actor, quota: QuotaInput) -> SalesPerson | None:
    if quota.sales_person is None:
        return None
    source, key = quota.sales_person
    rows = SalesPerson.objects.visible_to(actor)
    found = rows.filter(source=source, source_key=key).first()
    if found is None:
        message = _("There is no sales person “%(key)s” in the source “%(source)s”.")
        shown = {"key": key[:80], "source": source[:60]}
        raise Invalid.field("sales_person", "unknown", message % shown)
    return found


def _write(row: Quota, amount: Decimal) -> Quota:
    row.amount = amount
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # somebody else set the same target in the same moment
        raise Conflict from error
    return row
