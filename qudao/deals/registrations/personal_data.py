"""Why a contact must stay readable: the registration that names the person is still open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import LIVE_STATES
from qudao.people.keeping import Keeper
from qudao.people.models import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text


class ContactKeeper(Keeper):
    """The contact of a claim is its evidence until the claim ends."""

    def reasons(self, person: Person) -> Iterator[Text]:
        reason = "an open registration needs its contact"
        rows = Registration.objects.unscoped(reason=reason).filter(
            contact=person, state__in=LIVE_STATES
        )
        for number in rows.order_by("pk").values_list("number", flat=True):
            yield _("Contact of registration %(number)s, which is still open.") % {"number": number}
