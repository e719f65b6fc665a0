"""What a new programme still lacks before its first registration can come."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.core.actor import Actor, Side
from qudao.market.cells.selectors import product_families
from qudao.market.customers.selectors.lists import CustomerQuery, count_customers
from qudao.market.partners.selectors import PartnerQuery, count_partners
from qudao.people.permissions import PeoplePermission
from qudao.people.programme import mail_settings
from qudao.people.selectors import has_other_people


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: what, what for, where, and whether the programme has it."""

    title: str
    reason: str
    url: str
    is_done: bool


def first_steps(actor: Actor, *, has_target: bool) -> list[Step]:
    """In the order in which each makes the next one useful; nothing for whoever may not set the
    programme up."""
    if not actor.may(PeoplePermission.MANAGE_PROGRAMME):
        return []
    return [
        Step(
            _("Set the mail server"),
            _("Invitations, deadlines and answers reach people by mail."),
            reverse("workbench:mail"),
            not mail_settings(actor).is_kept_in_folder,
        ),
        Step(
            _("Invite your own people"),
            _("Channel managers decide, account managers see who works at their accounts."),
            reverse("workbench:people"),
            has_other_people(actor, Side.VENDOR),
        ),
        Step(
            _("Enter products and prices"),
            _("Every registration names a product family. A price list can be imported."),
            reverse("workbench:products"),
            bool(product_families(actor)),
        ),
        Step(
            _("Bring in your partners"),
            _("Import them from CSV or Excel, or enter the first by hand."),
            reverse("workbench:imports"),
            count_partners(actor, PartnerQuery()) > 0,
        ),
        Step(
            _("Bring in your customers"),
            _("Then the first registration already meets who serves whom."),
            reverse("workbench:imports"),
            count_customers(actor, CustomerQuery()) > 0,
        ),
        Step(
            _("Set the quarter's target"),
            _("Today then shows what is done, what is missing and what is expected."),
            reverse("workbench:goals"),
            has_target,
        ),
        Step(
            _("Invite the people of your partners"),
            _("They read the rules, acknowledge them and register their first deal."),
            reverse("workbench:people"),
            has_other_people(actor, Side.PARTNER),
        ),
    ]
