"""The customer that a partner names: the known one if it surely is it, else a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from django.db import IntegrityError, transaction

from qudao.core.actor import Actor
from qudao.core.errors import Conflict
from qudao.core.sequences import next_number
from qudao.engines.identity import CompanyFacts, fold
from qudao.engines.kinds import Match
from qudao.market.customers.creating import add_customers
from qudao.market.customers.identity import company_facts, name_in_parts
from qudao.market.customers.inputs import CustomerInput, Scheme
from qudao.market.customers.models import Customer
from qudao.market.customers.selectors.canonical import canonical_of
from qudao.market.customers.selectors.resolving import Alike, resolve_company

TURNS = 64  # how many companies can be named for the first time at once


@dataclass(frozen=True, slots=True)
class Claim:
    """The customer that a claim names, and others that may be the same company."""

    customer: Customer
    alike: tuple[Alike, ...]


@transaction.atomic
def claimed_customer(actor: Actor, customer: CustomerInput, *, now: datetime) -> Customer:
    """The customer of a registration; a step of that action, which has asked for its permission.

    It is a known one only if that is certain: the same official number, or the same full name
    without any number that speaks against it. Everything less is a new customer, and a person
    compares the two. Two claims for one new company at the same moment meet in one customer.
    """
    return claim_customer(actor, customer, now=now).customer


@transaction.atomic
def claim_customer(actor: Actor, customer: CustomerInput, *, now: datetime) -> Claim:
    """The same, with the other customers that were seen to be alike on the way."""
    _wait_for_turn(customer)
    facts = facts_of_input(customer)
    alike = resolve_company(facts)
    known = next((one for one in alike if _is_certain(one, facts)), None)
    if known is not None:
        return Claim(known.customer, tuple(one for one in alike if one is not known))
    try:
        with transaction.atomic(savepoint=False):
            created = add_customers(actor, [customer], now=now)
    except IntegrityError as error:
        raise Conflict from error
    if created.refused:
        raise created.refused[0]
    return Claim(created.customers[0], tuple(alike))


def hold_customer(customer: Customer) -> None:
    """Let claims on one known company follow one another, until this transaction ends: partners
    name it in different words, so that the turn at a name does not keep them apart."""
    reason = "the row is locked, and nothing of it is read"
    rows = Customer.objects.unscoped(reason=reason).filter(pk=canonical_of(customer).pk)
    list(rows.select_for_update(no_key=True).values_list("pk"))


def facts_of_input(customer: CustomerInput) -> CompanyFacts:
    """What an input says about a company, before anything of it is stored."""
    uscc = next((one.value for one in customer.identifiers if one.scheme == Scheme.USCC), "")
    names = (customer.name_zh, customer.name_en, *(one.name for one in customer.names))
    return company_facts(names=names, uscc=uscc, website=customer.website, city=customer.city)


def _is_certain(one: Alike, facts: CompanyFacts) -> bool:
    if one.likeness.match is Match.EXACT:
        return True
    if one.likeness.match is not Match.LIKELY:
        return False
    said = {name.text for name in facts.names}
    return bool(said & {name.text for name in one.facts.names})


def _wait_for_turn(customer: CustomerInput) -> None:
    """Let two first claims for one company follow one another, until this transaction ends."""
    name = fold(customer.name_zh or customer.name_en)
    key = name_in_parts(name).core or name
    next_number(f"lock.company/{crc32(key.encode()) % TURNS}")
