"""The entrance: how often a password may be tried, and what the trail keeps of coming and going.

Tries are rows, so that a limit holds for all processes and outlives a restart. What is kept of an
address or a place is a mark that only this installation can make again; nothing is kept in clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core import signing
from django.utils.crypto import get_random_string, salted_hmac

from qudao.core.actor import NOBODY, Actor
from qudao.core.audit import Change, record
from qudao.core.errors import TooMany
from qudao.core.models import AuditEntry
from qudao.core.scoping import ScopedQuerySet
from qudao.core.verbs import wording
from qudao.people.actors import session_actor
from qudao.people.models import SignInTry, User
from qudao.people.permissions import PeoplePermission
from qudao.people.verbs import EntranceVerb

KEPT_FOR = timedelta(days=1)
KNOWN_FOR = timedelta(days=180)
MOST_SHOWN = 50
MOST_STRANGERS_NOTED = 500  # an hour: a flood of invented addresses does not fill the trail
_SALT = "qudao.entrance"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request to the entrance comes from. `device`: "", or the mark of a known browser."""

    client: str
    device: str = ""
    language: str = "en"
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class _Bound:
    most: int
    span: timedelta


OF_PAIR = _Bound(5, timedelta(minutes=5))  # one address from one place
OF_PLACE = _Bound(10, timedelta(minutes=1))  # all addresses from one place
OF_ADDRESS = _Bound(50, timedelta(hours=1))  # one address from all places that it does not know


@dataclass(frozen=True, slots=True)
class Entrance:
    """What tries of unknown addresses hang on in the trail."""

    public_id: str = "entrance"


@dataclass(frozen=True, slots=True)
class EntranceLine:
    """One line of one's own coming and going."""

    at: datetime
    what: str
    is_failure: bool
    place: str


def begin_try(address: str, origin: Origin, *, now: datetime) -> SignInTry:
    """Count a try before the password is looked at; `TooMany` beyond a bound, which counts nothing.

    A stranger who guesses shuts out itself, then other strangers; browsers in which the person
    signed in before go on, each with its own five tries.
    """
    tries = _tries()
    tries.filter(at__lt=now - KEPT_FOR).delete()
    row = SignInTry.objects.create(
        address=_mark(address.strip().lower()),
        place=_mark(origin.device or origin.client),
        is_known=bool(origin.device),
        at=now,
    )
    if _is_beyond(row):
        row.delete()
        raise TooMany
    return row


def take_back(row: SignInTry) -> None:
    """A try that was right does not count."""
    row.delete()


def forget_tries(address: str) -> None:
    """Whoever has set a new password by mail begins anew."""
    _tries().filter(address=_mark(address.strip().lower())).delete()


def _is_beyond(row: SignInTry) -> bool:
    same_address = _tries().filter(address=row.address)
    if _count(same_address.filter(place=row.place), OF_PAIR, row.at) > OF_PAIR.most:
        return True
    if row.is_known:
        return False
    if _count(_tries().filter(place=row.place), OF_PLACE, row.at) > OF_PLACE.most:
        return True
    return _count(same_address.filter(is_known=False), OF_ADDRESS, row.at) > OF_ADDRESS.most


def _count(rows: ScopedQuerySet[SignInTry], bound: _Bound, at: datetime) -> int:
    return rows.filter(at__gt=at - bound.span).count()


def _tries() -> ScopedQuerySet[SignInTry]:
    return SignInTry.objects.unscoped(reason="tries at the entrance are nobody's")


def _mark(text: str) -> str:
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()[:32]


# ------------------------------------------------------------------ browsers known from before


def known_device_token(user: User) -> str:
    """What a browser keeps after a sign-in, by which it is known for this login."""
    return signing.dumps([user.public_id, get_random_string(16)], salt=_SALT)


def device_in(token: str, address: str) -> str:
    """The device that a browser's token speaks of, if it is one of this login; else ""."""
    try:
        public_id, device = signing.loads(token, salt=_SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError):
        return ""
    user = _login_at(address)
    return str(device) if user is not None and user.public_id == public_id else ""


# ------------------------------------------------------------------ the trail


def note_entrance(user: User, verb: EntranceVerb, origin: Origin, *, now: datetime) -> None:
    """What a person did with the own login: came, went, changed password or second factor."""
    actor = session_actor(user, None, language=origin.language, request_id=origin.request_id)
    record(actor, verb, user, now=now, change=Change({}, {"place": _place(origin)}))


def note_failure(
    address: str,
    origin: Origin,
    *,
    now: datetime,
    verb: EntranceVerb = EntranceVerb.SIGN_IN_FAILED,
) -> None:
    """A try that failed: in the trail of the login, else under the entrance and a pseudonym."""
    nobody = replace(NOBODY, request_id=origin.request_id)
    user = _login_at(address)
    if user is not None:
        record(nobody, verb, user, now=now, change=Change({}, {"place": _place(origin)}))
    elif _tries().filter(at__gt=now - OF_ADDRESS.span).count() <= MOST_STRANGERS_NOTED:
        told = {"address": _mark(address.strip().lower())[:10], "place": _place(origin)}
        record(nobody, verb, Entrance(), now=now, change=Change({}, told))


def own_entrances(actor: Actor) -> Sequence[EntranceLine]:
    """The latest of one's own sign-ins, failed ones included, newest first."""
    actor.require(PeoplePermission.MANAGE_OWN_ACCOUNT)
    rows = AuditEntry.objects.unscoped(reason="one's own sign-ins, and who tried").filter(
        subject_kind="user",
        subject_id=actor.public_id,
        verb__in=[one.value for one in EntranceVerb],
    )
    failures = {EntranceVerb.SIGN_IN_FAILED.value, EntranceVerb.SECOND_FACTOR_FAILED.value}
    return [
        EntranceLine(
            at=row.at,
            what=str(wording(row.verb)),
            is_failure=row.verb in failures,
            place=str(row.after.get("place", "")),
        )
        for row in rows.order_by("-at", "-pk")[:MOST_SHOWN]
    ]


def _place(origin: Origin) -> str:
    return _mark(origin.client)[:10]


def _login_at(address: str) -> User | None:
    reason = "whose login a try at the entrance is meant for"
    found: User | None = (
        User.objects.unscoped(reason=reason).filter(email=address.strip().lower()).first()
    )
    return found
