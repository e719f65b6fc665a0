"""What a form, a file or a program may say about a customer, and the rules that it must keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from qudao.core.checks import Checks
from qudao.engines.identity import IdentifierCheck, IdentifierScheme, check_identifier
from qudao.market.customers.models import (
    AccountClass,
    Customer,
    CustomerIdentifier,
    CustomerName,
    PartnerCustomer,
)

MOST_EMPLOYEES = 5_000_000
MOST_NAMES = 50
Scheme = CustomerIdentifier.Scheme
DEPTHS = tuple(PartnerCustomer.Depth.choices)  # how well a partner can know a customer
# for forms, which know inputs and never models
KIND_CHOICES = Customer.Kind.choices
ACCOUNT_CLASS_CHOICES = AccountClass.choices
NAME_KIND_CHOICES = CustomerName.Kind.choices
SCHEME_CHOICES = Scheme.choices
DEPTH_CHOICES = PartnerCustomer.Depth.choices
# listed once: the members' values are looked up anew at each use otherwise
SCHEMES = tuple(Scheme.values)
KINDS = tuple(Customer.Kind.values)
ACCOUNT_CLASSES = tuple(AccountClass.values)
NAME_KINDS = tuple(CustomerName.Kind.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameInput:
    """Another name of a customer."""

    name: str
    kind: str = CustomerName.Kind.ALIAS


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierInput:
    """An official number. A wrong one is refused, unless it is to be kept although unproven."""

    scheme: str
    value: str
    keep_unproven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerInput:
    """A customer's data. `region` and `industry` are codes, `parent` is a public id."""

    name_zh: str = ""
    name_en: str = ""
    kind: str = Customer.Kind.COMPANY
    parent: str = ""
    account_class: str = AccountClass.CHANNEL
    is_named_account: bool = False
    region: str = ""
    industry: str = ""
    city: str = ""
    address: str = ""
    website: str = ""
    employees: int | None = None
    names: tuple[NameInput, ...] = ()
    identifiers: tuple[IdentifierInput, ...] = ()
    domains: tuple[str, ...] = ()
    source: str = ""
    source_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationInput:
    """How well a partner knows a customer, since when, and what shows it."""

    depth: int = PartnerCustomer.Depth.KNOWS
    since: date
    last_touch: date | None = None
    evidence: str = ""


def check_customer(customer: CustomerInput) -> Checks:
    """The problems of a customer's data, without those that only the database can tell."""
    checks = Checks()
    checks.a_name(customer.name_zh, customer.name_en)
    checks.one_of("kind", customer.kind, KINDS)
    checks.one_of("account_class", customer.account_class, ACCOUNT_CLASSES)
    checks.text("city", customer.city, longest=120)
    checks.text("address", customer.address, longest=300)
    checks.website("website", customer.website)
    checks.between("employees", customer.employees, 0, MOST_EMPLOYEES)
    checks.text("source", customer.source, longest=60)
    checks.text("source_key", customer.source_key, longest=120)
    checks.between("names", len(customer.names), 0, MOST_NAMES)
    for name in customer.names[:MOST_NAMES]:
        check_name(name, checks)
    for identifier in customer.identifiers:
        check_number(identifier, checks)
    return checks


def check_name(name: NameInput, checks: Checks) -> None:
    checks.required("names", name.name.strip())
    checks.text("names", name.name, longest=200)
    checks.one_of("names", name.kind, NAME_KINDS)


def check_number(identifier: IdentifierInput, checks: Checks) -> None:
    """Refuse an unknown scheme, and a wrong number that nobody asked to keep."""
    checks.required("identifiers", identifier.value.strip())
    checks.text("identifiers", identifier.value, longest=40)
    checks.one_of("identifiers", identifier.scheme, SCHEMES)
    is_blank = not identifier.value.strip()
    if identifier.scheme not in SCHEMES or identifier.keep_unproven or is_blank:
        return
    proof = proof_of(identifier)
    if not proof.valid:
        message = _("“%(value)s” is not a valid number of the kind %(kind)s.")
        shown = {"value": identifier.value[:40], "kind": Scheme(identifier.scheme).label}
        checks.refuse("identifiers", proof.problem_code, message % shown)


def proof_of(identifier: IdentifierInput) -> IdentifierCheck:
    """Whether a number keeps its register's own rule, and its one spelling."""
    return _proof(identifier.scheme, identifier.value)


@lru_cache(maxsize=8192)
def _proof(scheme: str, value: str) -> IdentifierCheck:
    """Kept, because an import asks for the same number at every step of its row."""
    return check_identifier(engine_scheme(scheme), value)


def engine_scheme(scheme: str) -> IdentifierScheme:
    """The scheme as identity knows it: a plain registration number has no rule there."""
    return IdentifierScheme.OTHER if scheme == Scheme.REGISTRATION else IdentifierScheme(scheme)


def check_relation(relation: RelationInput) -> Checks:
    checks = Checks()
    checks.between("depth", relation.depth, 1, 4)
    checks.day("since", relation.since)
    checks.day("last_touch", relation.last_touch)
    if relation.last_touch is not None and relation.last_touch < relation.since:
        message = _("The last touch cannot come before the start of the relationship.")
        checks.refuse("last_touch", "before_since", message)
    checks.text("evidence", relation.evidence, longest=300)
    return checks
