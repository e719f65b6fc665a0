"""Every state of an invitation against everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail

from qudao.core.actor import NOBODY
from qudao.core.errors import Conflict, NotFound, QudaoError
from qudao.core.models import AuditEntry, Deadline
from qudao.people.actions.invitations import (
    InvitationInput,
    IssuedInvitation,
    NewLogin,
    accept_invitation,
    invite,
    join_with_invitation,
    revoke_invitation,
)
from qudao.people.deliveries import MOST_ATTEMPTS, deliver_invitation
from qudao.people.models import Invitation, Membership, Person
from qudao.people.selectors import (
    InvitationEnded,
    invitation_by_token,
    invitation_page,
    open_invitations,
)
from tests.people import Cast, make_user
from tests.refusals import refused

LOGIN = NewLogin(name="Ma Li", password="three-quiet-lamps", language="zh-hans")
LIFE = timedelta(days=14)
SECOND = timedelta(seconds=1)
End = Callable[[Cast, IssuedInvitation, datetime], datetime]


def ask(cast: Cast, now: datetime, email: str = "ma.li@example.com") -> IssuedInvitation:
    data = InvitationInput(
        organisation_id=cast.partner_a.organisation.public_id,
        name="Ma Li",
        email=email,
        role="partner_seller",
    )
    return invite(cast.principal_a, data, now=now)


def expires(_cast: Cast, _issued: IssuedInvitation, now: datetime) -> datetime:
    return now + LIFE


def is_taken_back(cast: Cast, issued: IssuedInvitation, now: datetime) -> datetime:
    revoke_invitation(cast.principal_a, issued.invitation.public_id, now=now)
    return now


def is_used(_cast: Cast, issued: IssuedInvitation, now: datetime) -> datetime:
    accept_invitation(NOBODY, issued.token, LOGIN, now=now)
    return now


def is_replaced(cast: Cast, _issued: IssuedInvitation, now: datetime) -> datetime:
    ask(cast, now)
    return now


ENDS = (expires, is_taken_back, is_used, is_replaced)


@pytest.mark.parametrize("end", ENDS)
def test_a_link_that_ended_opens_nothing(cast: Cast, now: datetime, end: End) -> None:
    issued = ask(cast, now)
    later = end(cast, issued, now)
    bearer = make_user("Another Bearer")
    for attempt in (
        lambda: invitation_page(issued.token, language="en", now=later),
        lambda: invitation_by_token(issued.token, now=later),
        lambda: accept_invitation(NOBODY, issued.token, LOGIN, now=later),
        lambda: join_with_invitation(NOBODY, bearer, issued.token, now=later),
    ):
        found = refused(InvitationEnded, attempt)
        assert (found.status, found.code) == (404, "invitation_ended")


@pytest.mark.parametrize("end", ENDS)
def test_what_ended_is_not_taken_back_again(cast: Cast, now: datetime, end: End) -> None:
    issued = ask(cast, now)
    later = end(cast, issued, now)
    public_id = issued.invitation.public_id
    refused(Conflict, lambda: revoke_invitation(cast.principal_a, public_id, now=later))


@pytest.mark.parametrize("end", ENDS)
def test_what_ended_is_not_mailed_and_not_listed(cast: Cast, now: datetime, end: End) -> None:
    issued = ask(cast, now)
    later = end(cast, issued, now)
    deliver_invitation(issued.invitation.public_id, now=later)
    assert mail.outbox == []
    rows = open_invitations(cast.principal_a, cast.partner_a.organisation.public_id, now=later)
    assert issued.invitation.public_id not in [row.public_id for row in rows]


def test_a_link_lives_to_the_last_second_of_fourteen_days(cast: Cast, now: datetime) -> None:
    issued = ask(cast, now)
    assert invitation_page(issued.token, language="en", now=now + LIFE - SECOND).name == "Ma Li"
    with pytest.raises(InvitationEnded):
        invitation_page(issued.token, language="en", now=now + LIFE)


@pytest.mark.parametrize("token", ["", " ", "x", "../x", "马" * 40, "a" * 5000])
def test_a_guessed_link_opens_nothing(cast: Cast, now: datetime, token: str) -> None:
    ask(cast, now)
    refused(InvitationEnded, lambda: invitation_by_token(token, now=now))


def test_the_stored_digest_is_no_link(cast: Cast, now: datetime) -> None:
    issued = ask(cast, now)
    for stolen in (issued.invitation.digest, issued.invitation.public_id):
        refused(InvitationEnded, lambda secret=stolen: invitation_by_token(secret, now=now))


def test_a_second_login_for_one_address_is_refused_and_the_link_lives(
    cast: Cast, now: datetime
) -> None:
    issued = ask(cast, now, "nobody.known@example.com")
    refused(Conflict, lambda: accept_invitation(NOBODY, issued.token, LOGIN, now=now))
    join_with_invitation(NOBODY, cast.stranger, issued.token, now=now)
    assert Membership.objects.filter(user=cast.stranger).count() == 1


def test_whoever_signed_in_with_another_address_does_not_join(cast: Cast, now: datetime) -> None:
    issued = ask(cast, now)
    found = refused(
        Conflict, lambda: join_with_invitation(NOBODY, cast.stranger, issued.token, now=now)
    )
    assert "ma.li@example.com" in str(found)
    assert Invitation.objects.open(now).count() == 1


def test_joining_in_a_role_that_is_held_already_adds_none(cast: Cast, now: datetime) -> None:
    issued = ask(cast, now, "nobody.known@example.com")
    Membership.objects.create(
        user=cast.stranger,
        organisation=cast.partner_a.organisation,
        role="partner_seller",
        started_at=now,
    )
    join_with_invitation(NOBODY, cast.stranger, issued.token, now=now)
    assert Membership.objects.filter(user=cast.stranger).count() == 1
    assert Invitation.objects.get().accepted_at == now


def test_a_typed_person_whom_a_record_holds_stays(cast: Cast, now: datetime) -> None:
    held = Person.objects.create(
        name="Typed", email="nobody.known@example.com", employer=cast.partner_a.organisation
    )
    first = ask(cast, now, "nobody.known@example.com")
    assert first.invitation.person == held
    second = ask(cast, now, "nobody.known@example.com")
    join_with_invitation(NOBODY, cast.stranger, second.token, now=now)
    assert Person.objects.filter(pk=held.pk).exists()
    assert Invitation.objects.get(pk=second.invitation.pk).person == cast.stranger.person


def test_accepting_and_joining_leave_their_row_in_the_name_of_who_came(
    cast: Cast, now: datetime
) -> None:
    user = accept_invitation(NOBODY, ask(cast, now).token, LOGIN, now=now)
    issued = ask(cast, now, "nobody.known@example.com")
    join_with_invitation(NOBODY, cast.stranger, issued.token, now=now)
    rows = AuditEntry.objects.filter(verb="people.invitation_accepted").order_by("pk")
    expected = {
        "organisation": cast.partner_a.organisation.public_id,
        "role": "partner_seller",
    }
    assert [(row.user_id, row.organisation_id, row.after) for row in rows] == [
        (user.pk, cast.partner_a.pk, expected),
        (cast.stranger.pk, cast.partner_a.pk, expected),
    ]


def test_a_replacement_waits_for_its_own_mail_alone(cast: Cast, now: datetime) -> None:
    first, second = ask(cast, now), ask(cast, now)
    due = Deadline.objects.get(job="people.mail_invitation")
    assert due.subject_id == second.invitation.public_id
    first.invitation.refresh_from_db()
    assert first.invitation.revoked_at == now


def test_an_invitation_to_another_house_is_left_alone(cast: Cast, now: datetime) -> None:
    mine = ask(cast, now)
    data = InvitationInput(
        organisation_id=cast.partner_b.organisation.public_id,
        name="Ma Li",
        email="ma.li@example.com",
        role="partner_seller",
    )
    theirs = invite(cast.operations, data, now=now)
    assert Invitation.objects.open(now).count() == 2
    user = accept_invitation(NOBODY, mine.token, LOGIN, now=now)
    refused(Conflict, lambda: accept_invitation(NOBODY, theirs.token, LOGIN, now=now))
    join_with_invitation(NOBODY, user, theirs.token, now=now)
    houses = Membership.objects.filter(user=user).values_list("organisation_id", flat=True)
    assert sorted(houses) == sorted([cast.partner_a.pk, cast.partner_b.pk])


def test_a_mail_that_is_refused_to_the_end_does_not_count_as_sent(
    cast: Cast, now: datetime
) -> None:
    issued = ask(cast, now)
    Deadline.objects.update(attempts=MOST_ATTEMPTS + 1)
    deliver_invitation(issued.invitation.public_id, now=now)
    row = Invitation.objects.get()
    assert (row.mailed_at, row.mailed_digest) == (None, None)
    assert mail.outbox == []
    assert Deadline.objects.count() == 0
    assert invitation_page(issued.token, language="en", now=now).email == "ma.li@example.com"


def test_the_last_allowed_attempt_still_mails(cast: Cast, now: datetime) -> None:
    issued = ask(cast, now)
    Deadline.objects.update(attempts=MOST_ATTEMPTS)
    deliver_invitation(issued.invitation.public_id, now=now)
    assert len(mail.outbox) == 1
    assert Invitation.objects.get().mailed_at == now


def test_a_mailed_link_of_an_earlier_attempt_gives_way_to_the_later(
    cast: Cast, now: datetime
) -> None:
    issued = ask(cast, now)
    for _attempt in range(2):
        deliver_invitation(issued.invitation.public_id, now=now)
    first, second = (message.body.split("/invitation/")[1].split("/")[0] for message in mail.outbox)
    with pytest.raises(QudaoError):
        invitation_by_token(first, now=now)
    assert invitation_by_token(second, now=now).pk == issued.invitation.pk
    assert invitation_by_token(issued.token, now=now).pk == issued.invitation.pk


def test_the_page_names_house_role_and_person_in_the_readers_language(
    cast: Cast, now: datetime
) -> None:
    issued = ask(cast, now)
    page = invitation_page(issued.token, language="zh-hans", now=now)
    assert (page.organisation, page.name, page.email) == (
        "启恒信息",
        "Ma Li",
        "ma.li@example.com",
    )
    assert not page.has_login
    assert page.expires_at == now + LIFE


def test_absent_invitations_and_those_of_others_are_the_same(cast: Cast, now: datetime) -> None:
    issued = ask(cast, now)
    for actor in (cast.other_channel_manager, cast.human_resources):
        for public_id in (issued.invitation.public_id, "inv_0000000000000000", ""):
            refused(
                NotFound,
                lambda who=actor, which=public_id: revoke_invitation(who, which, now=now),
            )
