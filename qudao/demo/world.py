"""What the demonstration knows while it is built: its clock, its people, its rows."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from qudao.core.actor import Actor, system_actor
from qudao.core.files import store_file
from qudao.demo.logins import PASSWORD, DemoPerson
from qudao.market.cells.models import Product
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner
from qudao.people.actions.invitations import (
    InvitationInput,
    NewLogin,
    accept_invitation,
    invite,
)
from qudao.people.actors import session_actor
from qudao.people.models import Organisation, User

SEED = 20260101
ZONE = ZoneInfo("Asia/Shanghai")
Progress = Callable[[int, int], None]
SYSTEM = system_actor("demonstration")


@dataclass
class World:
    """The state of the building: `now` is the day it is built on, never the moment of a step."""

    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    lots: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    users: dict[str, User] = field(default_factory=dict)
    organisations: dict[int, int] = field(default_factory=dict)  # user → organisation
    partners: dict[str, Partner] = field(default_factory=dict)
    sellers: dict[str, str] = field(default_factory=dict)  # partner's code → person's key
    families: dict[str, Product] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)
    named: dict[str, Customer] = field(default_factory=dict)  # customers of the cast
    owners: dict[int, str] = field(default_factory=dict)  # customer → its account manager's key

    # ---------------------------------------------------------------- time

    def days_ago(self, days: float, *, hour: int = 10, minute: int = 0) -> datetime:
        """A moment of the programme's day so many days back; half days shift by hours."""
        day = (self.now - timedelta(days=days)).astimezone(ZONE).date()
        return datetime.combine(day, time(hour, minute), ZONE)

    def hours_ago(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    # ---------------------------------------------------------------- people

    def actor(self, key: str) -> Actor:
        """The person as an actor, made the way that a login makes it."""
        user = self.users[key]
        return session_actor(
            user, self.organisations[user.pk], language="zh-hans", request_id="demonstration"
        )

    def seller_of(self, code: str) -> Actor:
        return self.actor(self.sellers[code])

    def admit(
        self, inviter: Actor, person: DemoPerson, organisation: Organisation, *, at: datetime
    ) -> None:
        """Invite a person and accept the invitation in its name."""
        wanted = InvitationInput(
            organisation_id=organisation.public_id,
            name=person.name,
            email=person.email,
            role=person.role.value,
        )
        issued = invite(inviter, wanted, now=at)
        self.accept(person, issued.token, organisation, at=at)

    def accept(
        self, person: DemoPerson, token: str, organisation: Organisation, *, at: datetime
    ) -> None:
        login = NewLogin(name=person.name, password=PASSWORD)
        user = accept_invitation(SYSTEM, token, login, now=at)
        self.users[person.key] = user
        self.organisations[user.pk] = organisation.pk

    # ---------------------------------------------------------------- things

    def paper(self, actor: Actor, name: str, text: str, *, at: datetime) -> str:
        """A small text file of the actor's; its public id."""
        content = io.BytesIO(text.encode())
        return store_file(actor, f"{name}.txt", content, now=at).public_id
