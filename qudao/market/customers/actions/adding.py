"""Adding a company to the register by hand, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.market.customers.actions.company import create_customer
from qudao.market.customers.inputs import CustomerInput, check_customer
from qudao.market.customers.models import Customer
from qudao.market.customers.selectors.merging import customers_like
from qudao.market.permissions import MarketPermission

MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCustomerInput:
    """A company for the register. `is_another_company` says that somebody has looked at the
    customers that are alike and knows this one to be none of them."""

    customer: CustomerInput
    is_another_company: bool = False


@transaction.atomic
def add_company(actor: Actor, new: NewCustomerInput, *, now: datetime) -> Customer:
    """Add a customer by hand. Refused, with the names of those that are alike, while nobody has
    told them apart: one legal entity is one row. Refuses too what `create_customer` refuses."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    alike = [] if new.is_another_company else customers_like(actor, new.customer)
    if alike:
        checks = check_customer(new.customer)
        said = _("Already there: %(names)s. Open it, or say that this is another company.")
        names = _(", ").join(one.name for one in alike[:MOST_NAMED])
        checks.refuse("is_another_company", "alike", said % {"names": names})
        checks.finish()
    return create_customer(actor, new.customer, now=now)
