"""Does a text for one partner name another?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qudao.deals.registrations.models import Registration
from qudao.market.partners.models import Partner
from qudao.market.partners.spoken import Said, is_named, said

_REASON = "a text for one partner must not name another"


@dataclass(frozen=True, slots=True)
class _Other:
    """A partner that may not be named. Of one met in screening, the number and the short name
    tell, too."""

    code: str
    names: tuple[str, ...]
    is_met: bool


def names_another(registration: Registration, text: str) -> bool:
    """Whether a text for the partner names another one. Its own distributor and resellers, and
    whatever is called as its own customer or project is, it knows."""
    if not text.strip():
        return False
    read, known = said(text), _known(registration)
    return any(_is_in(one, read, known) for one in _others(registration))


def _is_in(other: _Other, text: Said, known: str) -> bool:
    if other.is_met:
        # Chinese stands next to a number without a space, so no word ends between them
        number = rf"(?<![a-z0-9]){re.escape(other.code.casefold())}\s*[-‐‑‒–—−]\s*\d"
        if re.search(number, text.spaced):
            return True
    return any(is_named(one, text, is_expected=other.is_met, known=known) for one in other.names)


def _others(registration: Registration) -> Iterable[_Other]:
    met = _met(registration)
    rows = Partner.objects.unscoped(reason=_REASON).exclude(pk=registration.partner_id)
    for pk, code, zh, en, supplier in rows.values_list(
        "pk", "code", "name_zh", "name_en", "supplied_by_id"
    ):
        is_kin = supplier == registration.partner_id or pk == registration.partner.supplied_by_id
        if pk in met or not is_kin:
            yield _Other(code, tuple(name for name in (zh, en) if name), pk in met)


def _met(registration: Registration) -> set[int]:
    keys = {"registration": set[str](), "sale": set[str]()}
    for kind, key in registration.candidates.values_list("other_kind", "other_id"):
        if kind in keys:
            keys[kind].add(key)
    rows = Registration.objects.unscoped(reason=_REASON).filter(public_id__in=keys["registration"])
    sellers = {int(key.partition("/")[0]) for key in keys["sale"]}
    return sellers | set(rows.values_list("partner_id", flat=True))


def _known(registration: Registration) -> str:
    own = registration.partner
    names = (own.name_zh, own.name_en, registration.customer_name, registration.project)
    customer = registration.customer
    more = (customer.name_zh, customer.name_en) if customer else ()
    return "\n".join(said(name).flat for name in (*names, *more))
