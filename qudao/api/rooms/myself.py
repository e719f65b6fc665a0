"""Who the key acts for."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from qudao.api.doors import ApiRequest
from qudao.api.fields import Answer, meaning
from qudao.api.routing import About, Room
from qudao.people.permissions import PeoplePermission

room = Room(tags=["me"])


class Me(Answer):
    """The person that the key acts for, and what the key may do."""

    id: str
    name: str
    side: Annotated[str, meaning(_("vendor or partner"))]
    roles: list[str]
    scopes: Annotated[list[str], meaning(_("Permissions that the key carries."))]


@room.reads(
    "/me",
    PeoplePermission.READ_OWN,
    About(_("Who am I"), Me, _("Shows whom the key acts for; a good first call.")),
)
def read_me(request: ApiRequest) -> Me:
    actor = request.actor
    return Me(
        id=actor.public_id,
        name=actor.name,
        side=actor.side.value,
        roles=sorted(actor.roles),
        scopes=sorted(actor.api_scopes or ()),
    )
