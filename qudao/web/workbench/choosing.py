"""Partners as the choices of a list's filter."""

from __future__ import annotations

from qudao.core.actor import Actor
from qudao.market.partners.selectors import partner_choices, partner_page

MOST_PARTNERS = 50


def partners_to_choose(actor: Actor, chosen: str) -> list[tuple[str, str]]:
    """The first partners by name, and the one that the address names, which other pages link to.

    `NotFound` where the address names none that the actor may see.
    """
    choices = [(one.public_id, one.name) for one in partner_choices(actor, limit=MOST_PARTNERS)]
    if chosen and chosen not in dict(choices):
        choices.append((chosen, partner_page(actor, chosen).name))
    return choices
