"""How much may be uploaded: by one person in a day, by one organisation in a day and in all.

Counted over the rows of stored files, so a limit holds for all processes; a file that hung on
nothing and was thrown away counts no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from qudao.core.actor import Actor, Side
from qudao.core.errors import Invalid
from qudao.core.models import StoredFile

DAY = timedelta(days=1)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Bound:
    """What is used of one bound, in bytes; the sentence names the limit in MB."""

    code: str
    used: int
    most: int
    message: str


def require_room(actor: Actor, size: int, *, now: datetime) -> None:
    """`Invalid` names the first bound that a file of this size would pass.

    The bound in all holds for partners: what the vendor brings in stays until it is deleted.
    """
    if not actor.organisation_id:
        return
    for bound in _bounds(actor, now):
        if bound.used + size > bound.most * MEGABYTE:
            used = {"limit": bound.most, "used": bound.used // MEGABYTE}
            raise Invalid.field("file", bound.code, bound.message % used)


def _bounds(actor: Actor, now: datetime) -> Iterator[_Bound]:
    today = Q(stored_at__gt=now - DAY)
    reason = "the sizes of all that the organisation has uploaded"
    used = StoredFile.objects.unscoped(reason=reason).filter(organisation_id=actor.organisation_id)
    sums = used.aggregate(
        person_day=Sum("size", filter=today & Q(stored_by_id=actor.user_id), default=0),
        day=Sum("size", filter=today, default=0),
        total=Sum("size", default=0),
    )
    again = _("Try again tomorrow, or ask whoever runs this site for more.")
    message = _("You may upload %(limit)s MB in 24 hours; %(used)s MB are used.")
    yield _Bound(
        "person_quota", sums["person_day"], settings.UPLOADS_OF_PERSON_A_DAY, f"{message} {again}"
    )
    message = _("Your organisation may upload %(limit)s MB in 24 hours; %(used)s MB are used.")
    yield _Bound(
        "organisation_quota",
        sums["day"],
        settings.UPLOADS_OF_ORGANISATION_A_DAY,
        f"{message} {again}",
    )
    if actor.side is Side.PARTNER:
        message = _(
            "The files of your organisation may take %(limit)s MB in all; %(used)s MB are used. "
            "Ask whoever runs this site for more."
        )
        yield _Bound(
            "organisation_total_quota", sums["total"], settings.UPLOADS_OF_ORGANISATION, message
        )
