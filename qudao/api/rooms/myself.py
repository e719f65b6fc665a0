"""Who the key acts for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from qudao.api.doors import ApiRequest
from qudao.api.fields import Answer
from qudao.api.routing import Room
from qudao.people.permissions import PeoplePermission

myself = Room(tags=["me"])


class Me(Answer):
    """The person that the key acts for, and what the key may do."""

    id: str
    name: str
    side: str = Field(description="vendor or partner")
    roles: list[str]
    scopes: list[str] = Field(description="Permissions that the key carries.")


@myself.reads("/me", PeoplePermission.MANAGE_OWN_ACCOUNT, answers=Me, summary=_("Who am I"))
def read_me(request: ApiRequest) -> Me:
    """Shows whom the key acts for; a good first call."""
    actor = request.actor
    return Me(
        id=actor.public_id,
        name=actor.name,
        side=actor.side.value,
        roles=sorted(actor.roles),
        scopes=sorted(actor.api_scopes or ()),
    )
