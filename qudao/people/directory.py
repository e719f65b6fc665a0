"""Who is here: the people and the invited of all organisations that the actor manages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q
from django.utils.functional import Promise

from qudao.core.actor import Actor, Role
from qudao.people.models import ROLE_CHOICES, ROLE_LABELS, Invitation, Membership
from qudao.people.permissions import PeoplePermission
from qudao.people.second_factor import with_second_factor
from qudao.people.selectors import manageable_organisations

IN, NEVER, INVITED = "in", "never", "invited"
EVERY_ROLE = tuple(ROLE_CHOICES)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryRow:
    """A person in one organisation, or somebody invited into it, whose `user_id` is ""."""

    user_id: str
    organisation_id: str
    organisation: str
    name: str
    email: str
    title: str
    role_codes: tuple[str, ...]
    roles: tuple[str | Promise, ...]
    state: str
    since: datetime
    last_login: datetime | None
    has_second_factor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryQuery:
    """What the list is narrowed to, as `state` and `second_factor` (yes, no) in words; an empty
    value narrows nothing. `order` is a key of `ORDERS`, with "-" in front when turned."""

    text: str = ""
    role: str = ""
    side: str = ""
    state: str = ""
    second_factor: str = ""
    order: str = "name"


ORDERS: dict[str, Callable[[DirectoryRow], tuple[object, ...]]] = {
    "name": lambda row: (row.name.casefold(), row.organisation),
    "organisation": lambda row: (row.organisation.casefold(), row.name.casefold()),
    "since": lambda row: (row.since, row.name.casefold()),
    "last_login": lambda row: (row.last_login or LONG_AGO, row.name.casefold()),
}


def directory(actor: Actor, query: DirectoryQuery, *, now: datetime) -> list[DirectoryRow]:
    """Everybody who belongs to an organisation that the actor manages, once in each, and who may
    still accept an invitation to one. Three queries whatever their number."""
    actor.require(PeoplePermission.READ_PEOPLE)
    rows = [*_members(actor, query), *_invited(actor, query, now=now)]
    kept = [row for row in rows if _is_asked_for(row, query)]
    key = ORDERS.get(query.order.removeprefix("-"), ORDERS["name"])
    return sorted(kept, key=key, reverse=query.order.startswith("-"))


def _members(actor: Actor, query: DirectoryQuery) -> list[DirectoryRow]:
    rows = Membership.objects.visible_to(actor).active().filter(*_within(actor, query))
    if query.text:
        rows = rows.filter(_said(query.text, "user__person__", "user__email"))
    by_place: dict[tuple[int, int], list[Membership]] = {}
    for row in rows.select_related("user__person", "organisation").order_by("pk"):
        by_place.setdefault((row.user_id, row.organisation_id), []).append(row)
    sure = with_second_factor({user for user, _organisation in by_place})
    return [_member(held, actor, is_sure=user in sure) for (user, _place), held in by_place.items()]


def _member(held: Sequence[Membership], actor: Actor, *, is_sure: bool) -> DirectoryRow:
    user, organisation = held[0].user, held[0].organisation
    return DirectoryRow(
        user_id=user.public_id,
        organisation_id=organisation.public_id,
        organisation=organisation.name(actor.language),
        name=user.person.name,
        email=user.email,
        title=user.person.title,
        role_codes=tuple(row.role for row in held),
        roles=_in_words(row.role for row in held),
        state=IN if user.last_login else NEVER,
        since=min(row.started_at for row in held),
        last_login=user.last_login,
        has_second_factor=is_sure,
    )


def _invited(actor: Actor, query: DirectoryQuery, *, now: datetime) -> list[DirectoryRow]:
    rows = Invitation.objects.visible_to(actor).open(now).filter(*_within(actor, query))
    if query.text:
        rows = rows.filter(_said(query.text, "person__", "person__email"))
    return [
        DirectoryRow(
            user_id="",
            organisation_id=row.organisation.public_id,
            organisation=row.organisation.name(actor.language),
            name=row.person.name,
            email=row.person.email,
            title="",
            role_codes=(row.role,),
            roles=_in_words([row.role]),
            state=INVITED,
            since=row.created_at,
            last_login=None,
            has_second_factor=False,
        )
        for row in rows.select_related("person", "organisation")
    ]


def _within(actor: Actor, query: DirectoryQuery) -> list[Q]:
    places = manageable_organisations(actor)
    if query.side:
        places = places.filter(side=query.side)
    return [Q(organisation__in=places)]


def _said(text: str, person: str, email: str) -> Q:
    names = Q(**{f"{person}name__icontains": text}) | Q(**{f"{email}__icontains": text})
    places = Q(organisation__name_zh__icontains=text) | Q(organisation__name_en__icontains=text)
    return names | places


def _in_words(roles: Iterable[str]) -> tuple[str | Promise, ...]:
    return tuple(ROLE_LABELS[Role(role)] for role in roles)


def _is_asked_for(row: DirectoryRow, query: DirectoryQuery) -> bool:
    if query.role and query.role not in row.role_codes:
        return False
    if query.state and query.state != row.state:
        return False
    return not query.second_factor or (query.second_factor == "yes") is row.has_second_factor
