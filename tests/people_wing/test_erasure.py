"""Erasure reaches every way in and every name, also of whoever never had a login."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.utils import translation

from qudao.core.actor import NOBODY, Actor
from qudao.core.errors import Conflict, NotFound, NotPermitted
from qudao.core.models import AuditEntry, Deadline
from qudao.market.goals.models import SalesPerson
from qudao.people.actions.invitations import (
    InvitationInput,
    IssuedInvitation,
    NewLogin,
    accept_invitation,
    invite,
)
from qudao.people.actions.keys import ApiKeyInput, create_api_key
from qudao.people.actions.personal_data import (
    LONGEST_REASON,
    KeptForReason,
    erase_person,
    export_person,
)
from qudao.people.actors import api_key_actor, session_actor
from qudao.people.deliveries import deliver_invitation
from qudao.people.keeping import kinds_that_hold_persons, reasons_to_keep, rows_of
from qudao.people.models import ApiKey, Invitation, Membership, Notice, Person, User
from qudao.people.names import spoken
from qudao.people.persons import person_page, persons
from qudao.people.selectors import InvitationEnded
from qudao.people.trail import trail
from tests.people import Cast
from tests.refusals import problems, refused


def person_of(actor: Actor) -> Person:
    return Person.objects.get(user__pk=actor.user_key)


def leave(actor: Actor, now: datetime) -> Person:
    Membership.objects.filter(user_id=actor.user_key).update(ended_at=now)
    return person_of(actor)


def erase(cast: Cast, person: Person, now: datetime) -> str:
    return erase_person(cast.operations, person.public_id, "asked by letter", now=now)


def invited(cast: Cast, now: datetime) -> IssuedInvitation:
    data = InvitationInput(
        organisation_id=cast.partner_a.organisation.public_id,
        name="Ma Li",
        email="ma.li@example.com",
        role="partner_seller",
    )
    return invite(cast.principal_a, data, now=now)


def test_an_open_invitation_of_an_erased_contact_lets_nobody_in(cast: Cast, now: datetime) -> None:
    issued = invited(cast, now)
    erase(cast, issued.invitation.person, now)
    login = NewLogin(name="Ma Li", password="three-quiet-lamps")
    refused(InvitationEnded, lambda: accept_invitation(NOBODY, issued.token, login, now=now))
    assert Deadline.objects.count() == 0
    deliver_invitation(issued.invitation.public_id, now=now)
    assert mail.outbox == []
    assert Invitation.objects.get().revoked_at == now


def test_an_invitation_that_was_used_keeps_its_moment(cast: Cast, now: datetime) -> None:
    issued = invited(cast, now)
    login = NewLogin(name="Ma Li", password="three-quiet-lamps")
    user = accept_invitation(NOBODY, issued.token, login, now=now)
    Membership.objects.filter(user=user).update(ended_at=now)
    erase(cast, user.person, now + timedelta(days=1))
    row = Invitation.objects.get()
    assert (row.accepted_at, row.revoked_at) == (now, None)


def test_every_way_in_is_closed(cast: Cast, now: datetime) -> None:
    user = User.objects.get(pk=cast.seller_a.user_key)
    data = ApiKeyInput(name="Xiaoyu's laptop", scopes=("partners.read",))
    secret = create_api_key(cast.seller_a, data, now=now).secret
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    TOTP.activate(user, generate_totp_secret())
    Notice.objects.create(user=user, code="x", created_at=now)
    before = ApiKey.objects.get()

    pseudonym = erase(cast, leave(cast.seller_a, now), now)

    user.refresh_from_db()
    assert not user.is_active
    assert not user.has_usable_password()
    assert user.email.endswith("@erased.invalid")
    assert EmailAddress.objects.count() == Authenticator.objects.count() == 0
    assert Notice.objects.count() == 0
    key = ApiKey.objects.get()
    assert key.revoked_at == now
    assert "Xiaoyu" not in key.name
    assert (key.digest, key.scopes) == (before.digest, before.scopes)
    assert api_key_actor(secret, now=now, language="en", request_id="r") is NOBODY
    assert session_actor(user, None, language="en", request_id="r") is NOBODY
    assert user.person.name == pseudonym


def test_nothing_of_the_person_is_left_in_its_rows(cast: Cast, now: datetime) -> None:
    person = leave(cast.seller_a, now)
    Person.objects.filter(pk=person.pk).update(
        phone="+86 138", title="Sales", consent_note="letter", consent_basis="consent"
    )
    pseudonym = erase(cast, person, now)
    person.refresh_from_db()
    assert (person.name, person.email, person.phone, person.title, person.consent_note) == (
        pseudonym,
        "",
        "",
        "",
        "",
    )
    assert (person.erased_at, person.consent_basis) == (now, "consent")
    texts = str([list(rows_of(held, person).values()) for held in kinds_that_hold_persons()])
    assert "Xiaoyu" not in texts
    assert "xiaoyu" not in texts


def test_two_erased_persons_are_told_apart(cast: Cast, now: datetime) -> None:
    names = {erase(cast, leave(who, now), now) for who in (cast.seller_a, cast.engineer_a)}
    assert len(names) == 2
    assert User.objects.filter(email__endswith="@erased.invalid").count() == 2


def test_the_pseudonym_is_in_the_programmes_language(cast: Cast, now: datetime) -> None:
    with translation.override("en"):
        assert erase(cast, leave(cast.seller_a, now), now).startswith("已注销人员")


def test_the_pseudonym_is_read_whole_in_either_language(cast: Cast, now: datetime) -> None:
    actor = leave(cast.seller_a, now)
    pseudonym = erase(cast, actor, now)
    assert pseudonym[-8:].isdigit()
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert spoken(pseudonym) == pseudonym


def test_the_trail_shows_the_pseudonym_and_the_deeds(cast: Cast, now: datetime) -> None:
    data = ApiKeyInput(name="k", scopes=("partners.read",))
    key = create_api_key(cast.seller_a, data, now=now).key
    pseudonym = erase(cast, leave(cast.seller_a, now), now)
    (line,) = trail(cast.operations, key)
    assert (line.who, line.organisation) == (pseudonym, "Qiheng Info")
    entry = AuditEntry.objects.get(verb="people.person_erased")
    assert (entry.note, entry.before, entry.after) == ("asked by letter", {}, {})
    assert entry.user_id == cast.operations.user_id


def test_names_in_imported_figures_go_too(cast: Cast, now: datetime) -> None:
    for key, name, manager in (("1", "Chen Xiaoyu", "Boss"), ("2", "Other", "Chen Xiaoyu")):
        SalesPerson.objects.create(
            source="crm",
            source_key=key,
            name=name,
            manager_name=manager,
            user_id=cast.seller_a.user_id if key == "1" else None,
        )
    pseudonym = erase(cast, leave(cast.seller_a, now), now)
    rows = SalesPerson.objects.unscoped(reason="a test").order_by("source_key")
    assert list(rows.values_list("name", "manager_name")) == [
        (pseudonym, "Boss"),
        ("Other", pseudonym),
    ]


REASONS = (
    ("", "required"),
    (" \t", "required"),
    ("\u200b", "required"),
    ("x" * (LONGEST_REASON + 1), "too_long"),
    ("a\nb", "control_characters"),
)


def test_erasing_needs_a_reason_that_can_be_read(cast: Cast, now: datetime) -> None:
    person = leave(cast.seller_a, now)
    for reason, code in REASONS:
        found = problems(
            lambda it=reason: erase_person(cast.operations, person.public_id, it, now=now)
        )
        assert ("reason", code) in found
    erase_person(cast.operations, person.public_id, "x" * LONGEST_REASON, now=now)


def test_every_house_that_still_holds_a_person_is_named(cast: Cast, now: datetime) -> None:
    user = User.objects.get(pk=cast.seller_a.user_key)
    for role in ("partner_seller", "partner_engineer"):
        Membership.objects.create(
            user=user,
            organisation=cast.partner_b.organisation,
            role=role,
            started_at=now,
        )
    person = person_of(cast.seller_a)
    found = refused(KeptForReason, lambda: erase(cast, person, now))
    assert str(found).count("Still belongs to") == len(reasons_to_keep(person)) == 2
    assert "Dingpei Integration" in str(found)


def test_the_erased_are_listed_so_and_not_erased_or_exported_by_others(
    cast: Cast, now: datetime
) -> None:
    person = leave(cast.seller_a, now)
    pseudonym = erase(cast, person, now)
    refused(Conflict, lambda: erase(cast, person, now))
    page = person_page(cast.operations, person.public_id)
    assert (page.person.name, page.person.is_erased, page.reasons_to_keep) == (
        pseudonym,
        True,
        (),
    )
    assert persons(cast.operations, search="xiaoyu") == []
    assert export_person(cast.operations, person.public_id, now=now)
    for actor in (*cast.partner_people(), cast.channel_manager, cast.human_resources, NOBODY):
        refused(
            NotPermitted,
            lambda who=actor: erase_person(who, person.public_id, "asked", now=now),
        )


@pytest.mark.parametrize("public_id", ["", "per_0000000000000000", "1", "per_' OR 1=1"])
def test_an_absent_person_is_absent(cast: Cast, now: datetime, public_id: str) -> None:
    refused(NotFound, lambda: erase_person(cast.operations, public_id, "asked", now=now))
    refused(NotFound, lambda: export_person(cast.operations, public_id, now=now))
