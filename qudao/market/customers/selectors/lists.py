"""Lists of customers for the vendor's people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.engines.identity import typed_sound
from qudao.market.customers.identity import SOUNDS
from qudao.market.customers.models import (
    AccountAssignment,
    Customer,
    CustomerIdentifier,
    CustomerKey,
    CustomerName,
    CustomerQuerySet,
    PartnerCustomer,
)
from qudao.market.listing import Orderable, bounded, first_window, ordering, readable_name

LAST_LETTERS = "z" * 40
_VISIBLE = "the customer itself is visible to the actor"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerQuery:
    """Which customers, in which order. Empty fields do not narrow.

    `region` and `industry` are codes and mean all below them too; `account_manager` is a user's
    public id, or "none"; `partner` is the public id of a partner that knows the customer.
    """

    account_class: str = ""
    kind: str = ""
    region: str = ""
    industry: str = ""
    account_manager: str = ""
    partner: str = ""
    text: str = ""
    only_named_accounts: bool = False
    order: tuple[str, ...] = ("-newest",)
    window: slice = field(default_factory=first_window)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer in a list of the vendor's."""

    id: int
    public_id: str
    name: str
    kind_label: str
    account_class: str
    class_label: str
    is_named_account: bool
    region: str
    industry: str
    city: str
    account_manager: str
    partners: int


def customer_list(actor: Actor, query: CustomerQuery) -> list[CustomerRow]:
    """One window of the customers that the actor may see, in three queries."""
    if actor.is_partner:
        raise NotFound
    rows = list(
        customers_found(actor, query)
        .select_related("region", "industry")
        .order_by(*ordering(query.order, _columns(actor)))[bounded(query.window)]
    )
    ids = [row.pk for row in rows]
    managers, partners = account_manager_names(ids), _partner_counts(ids)
    return [
        _row(
            row, actor.language, manager=managers.get(row.pk, ""), partners=partners.get(row.pk, 0)
        )
        for row in rows
    ]


def count_customers(actor: Actor, query: CustomerQuery) -> int:
    """How many customers the query finds in all."""
    return customers_found(actor, query).count()


def customers_found(actor: Actor, query: CustomerQuery) -> CustomerQuerySet:
    """The visible customers that the query's filters leave; merged ones count as their
    canonical customer and are not there themselves."""
    rows = Customer.objects.visible_to(actor).filter(canonical=None)
    if query.account_class:
        rows = rows.filter(account_class=query.account_class)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.only_named_accounts:
        rows = rows.filter(is_named_account=True)
    if query.region:
        rows = rows.filter(region__path__contains=f"/{query.region}/")
    if query.industry:
        rows = rows.filter(industry__path__contains=f"/{query.industry}/")
    if query.account_manager:
        rows = _of_account_manager(rows, query.account_manager)
    if query.partner:
        known = PartnerCustomer.objects.visible_to(actor)
        known = known.filter(customer=OuterRef("pk"), partner__public_id=query.partner)
        rows = rows.filter(Exists(known))
    if query.text.strip():
        rows = rows.filter(_named_like(query.text.strip()))
    return rows


def _of_account_manager(rows: CustomerQuerySet, user_public_id: str) -> CustomerQuerySet:
    held = AccountAssignment.objects.unscoped(reason=_VISIBLE).current()
    held = held.filter(customer=OuterRef("pk"))
    if user_public_id == "none":
        return rows.filter(~Exists(held))
    return rows.filter(Exists(held.filter(user__public_id=user_public_id)))


def _named_like(text: str) -> Q:
    names = CustomerName.objects.unscoped(reason=_VISIBLE).filter(name__icontains=text)
    numbers = CustomerIdentifier.objects.unscoped(reason=_VISIBLE).filter(value=text.upper())
    return (
        Q(name_zh__icontains=text)
        | Q(name_en__icontains=text)
        | Q(pk__in=names.values("customer_id"))
        | Q(pk__in=numbers.values("customer_id"))
        | Q(pk__in=_sounding_like(text))
    )


def _sounding_like(text: str) -> QuerySet[CustomerKey, int] | list[int]:
    """Customers with a Chinese name that begins with this sound: pinyin, or its initials."""
    sound = typed_sound(text)
    if not sound:
        return []
    keys = CustomerKey.objects.unscoped(reason=_VISIBLE).filter(kind__in=SOUNDS)
    # a range, since databases find no row by its beginning without reading them all
    keys = keys.filter(value__gte=sound, value__lte=f"{sound}{LAST_LETTERS}")
    return keys.values_list("customer_id", flat=True)


def _columns(actor: Actor) -> dict[str, Orderable]:
    managers = AccountAssignment.objects.unscoped(reason=_VISIBLE).current()
    manager = managers.filter(customer=OuterRef("pk")).values("user__person__name")[:1]
    return {
        "newest": F("pk"),
        "name": readable_name(actor.language),
        "kind": F("kind"),
        "account_class": F("account_class"),
        "region": F("region__path"),
        "industry": F("industry__path"),
        "city": F("city"),
        "account_manager": Subquery(manager),
    }


def account_manager_names(customer_ids: Iterable[int]) -> dict[int, str]:
    """The account managers' names of customers that the caller has found visible."""
    current = AccountAssignment.objects.unscoped(reason=_VISIBLE).current()
    rows = current.filter(customer_id__in=list(customer_ids))
    return dict(rows.values_list("customer_id", "user__person__name"))


def account_manager_ids(customer_ids: Iterable[int]) -> dict[int, int]:
    """The user who looks after each customer, for notices and queues."""
    current = AccountAssignment.objects.unscoped(reason="who must hear of it").current()
    rows = current.filter(customer_id__in=list(customer_ids))
    return dict(rows.values_list("customer_id", "user_id"))


def customer_names(actor: Actor, customer_ids: Iterable[int]) -> dict[int, str]:
    """Names of visible customers by key, in one query; the others are left out."""
    rows = Customer.objects.visible_to(actor).filter(pk__in=list(customer_ids))
    return {row.pk: row.name(actor.language) for row in rows.only("name_zh", "name_en")}


def _partner_counts(customer_ids: list[int]) -> dict[int, int]:
    rows = PartnerCustomer.objects.unscoped(reason=_VISIBLE).filter(customer__in=customer_ids)
    counted = rows.values("customer_id").annotate(partners=Count("pk"))
    return dict(counted.values_list("customer_id", "partners"))


def _row(row: Customer, language: str, *, manager: str, partners: int) -> CustomerRow:
    return CustomerRow(
        id=row.pk,
        public_id=row.public_id,
        name=row.name(language),
        kind_label=row.get_kind_display(),
        account_class=row.account_class,
        class_label=row.get_account_class_display(),
        is_named_account=row.is_named_account,
        region=row.region.name(language) if row.region else "",
        industry=row.industry.name(language) if row.industry else "",
        city=row.city,
        account_manager=manager,
        partners=partners,
    )
