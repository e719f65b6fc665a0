"""What a registration can be asked to fill in, as rules and forms call it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELDS: dict[str, Promise] = {
    "customer": gettext_lazy("customer"),
    "product": gettext_lazy("product family"),
    "project": gettext_lazy("project"),
    "contact": gettext_lazy("contact"),
    "photo": gettext_lazy("photo of the chat"),
    "amount": gettext_lazy("amount"),
    "stage": gettext_lazy("stage of the purchase"),
    "expected_award_on": gettext_lazy("expected award"),
    "need": gettext_lazy("need"),
    "decision_contact": gettext_lazy("decision contact"),
    "rival_brand": gettext_lazy("rival brand"),
    "evidence": gettext_lazy("evidence"),
    "value_added": gettext_lazy("value added"),
    "tender": gettext_lazy("way of buying"),
    "tender_published_on": gettext_lazy("day of the tender's publication"),
}


def asked_in_words(asked: Sequence[Sequence[str]]) -> str:
    """Each line of fields of which one is enough: "customer, contact / photo of the chat"."""
    return _(", ").join(
        " / ".join(str(FIELDS.get(name, name)) for name in alternatives) for alternatives in asked
    )
