"""No text that a partner reads may name the other side of a conflict."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from qudao.core.errors import Invalid
from qudao.deals.registrations.models import Registration
from qudao.market.partners.models import Partner


def require_no_rival_named(registration: Registration, text: str, *, field: str = "note") -> None:
    """Refuse a text that names a partner whose registration or sale was met in screening."""
    if not text.strip():
        return
    said = _flat(text)
    for rival in _rivals(registration):
        names = [_flat(name) for name in (rival.name_zh, rival.name_en) if name]
        # Chinese stands next to a number without a space, so no word ends between them
        number = rf"(?<![a-z0-9]){re.escape(_plain(rival.code))}\s*[-‐‑‒–—−]\s*\d"
        is_numbered = re.search(number, _plain(text))
        if is_numbered or any(name in said for name in names):
            message = _(
                "The partner will read this, and it names another partner. Take the name out."
            )
            raise Invalid.field(field, "names_a_rival", message)


def _rivals(registration: Registration) -> list[Partner]:
    keys = {"registration": set[str](), "sale": set[str]()}
    for kind, key in registration.candidates.values_list("other_kind", "other_id"):
        if kind in keys:
            keys[kind].add(key)
    reason = "a text for one partner must not name the other side"
    own = Partner.objects.unscoped(reason=reason).exclude(pk=registration.partner_id)
    others = own.filter(registrations__public_id__in=keys["registration"])
    sellers = own.filter(pk__in=[int(key.partition("/")[0]) for key in keys["sale"]])
    return [*others.distinct(), *sellers]


def _flat(text: str) -> str:
    return "".join(_plain(text).split())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
