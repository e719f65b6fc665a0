"""Carrying notices and invitations to the mail server, again until it takes them.

Each delivery is a deadline that the periodic sweep claims with a growing pause; the delivery
deletes it. A worker killed between sending and deleting sends once more: better twice than never.
"""

from __future__ import annotations

import json
import logging
import secrets
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from qudao.core.actor import Role
from qudao.core.deadlines import attempts_of, clear_deadlines
from qudao.core.jobs import enqueue
from qudao.core.programme import current_programme
from qudao.core.sealing import seal, unseal
from qudao.people.actors import digest_of
from qudao.people.models import ROLE_LABELS, Invitation, Notice, User
from qudao.people.notifications import MAIL_JOB, sentence_of

INVITATION_JOB = "people.mail_invitation"
LETTER_JOB = "people.mail_letter"
LETTER_PURPOSE = "letter"
MOST_ATTEMPTS = 12  # about two days
LONGEST_SUBJECT = 120
log = logging.getLogger("qudao.mail")


def deliver_notice(public_id: str, *, now: datetime) -> None:
    """Mail one notice unless it was mailed or read meanwhile, or the user is gone."""
    notices = Notice.objects.unscoped(reason="the job carries every user's mail")
    notice = notices.select_related("user").filter(public_id=public_id).first()
    if notice and notice.mailed_at is None and notice.read_at is None and notice.user.is_active:
        if attempts_of(MAIL_JOB, public_id) <= MOST_ATTEMPTS:
            send_to(notice.user, notice)
        else:
            log.error("notice %s was refused %d times; given up", public_id, MOST_ATTEMPTS)
    with transaction.atomic():
        notices.filter(public_id=public_id).update(mailed_at=now)
        clear_deadlines(public_id, "people.mail_notice")


def send_to(user: User, notice: Notice) -> None:
    """One message in the user's language, with the way back to the object."""
    programme = current_programme()
    with translation.override(user.language or programme.default_language):
        sentence = sentence_of(notice)
        body = _("%(sentence)s\n\nOpen it here: %(link)s\n\n%(programme)s") % {
            "sentence": sentence,
            "link": public_url(f"/notices/{notice.public_id}/"),
            "programme": programme.name(user.language or programme.default_language),
        }
        send_mail(user.email, sentence, body)


def deliver_invitation(public_id: str, *, now: datetime) -> None:
    """Mail an open invitation with a link of its own, whose use proves the address.

    The link's digest is written before the mail leaves, so that no mailed link is dead.
    """
    rows = Invitation.objects.unscoped(reason="the job carries every invitation").open(now)
    invitation = rows.select_related("organisation", "person").filter(public_id=public_id).first()
    is_given_up = attempts_of(INVITATION_JOB, public_id) > MOST_ATTEMPTS
    if is_given_up:
        log.error("invitation %s was refused %d times; given up", public_id, MOST_ATTEMPTS)
    elif invitation:
        token = secrets.token_urlsafe(32)
        rows.filter(pk=invitation.pk).update(mailed_digest=digest_of(token))
        send_mail(invitation.person.email, *invitation_words(invitation, token))
    with transaction.atomic():
        if not is_given_up:
            rows.filter(public_id=public_id).update(mailed_at=now)
        clear_deadlines(public_id, "people.mail_invitation")


def invitation_words(invitation: Invitation, token: str) -> tuple[str, str]:
    """Subject and text in both languages, the programme's first: the reader's is not known."""
    first = current_programme().default_language
    others = [code for code, _name in settings.LANGUAGES if code != first]
    pairs = [_invitation_in(code, invitation, token) for code in (first, *others)]
    return " / ".join(p[0] for p in pairs), "\n\n---\n\n".join(p[1] for p in pairs)


def _invitation_in(language: str, invitation: Invitation, token: str) -> tuple[str, str]:
    with translation.override(language):
        programme = current_programme().name(language)
        subject = _("Invitation to %(programme)s") % {"programme": programme}
        body = _(
            "Hello %(name)s,\n\n%(organisation)s invites you to %(programme)s as: %(role)s.\n\n"
            "Accept within 14 days: %(link)s\n\nThe link works once. If you did not expect this "
            "mail, do nothing."
        ) % {
            "name": invitation.person.name,
            "organisation": invitation.organisation.name(language),
            "programme": programme,
            "role": ROLE_LABELS[Role(invitation.role)],
            "link": public_url(f"/invitation/{token}/"),
        }
    return subject, body


def send_later(to: str, subject: str, body: str) -> None:
    """Let the worker send one plain message. It may hold a link that opens an account, so it waits
    sealed in the queue."""
    letter = json.dumps([to, subject, body])
    enqueue(LETTER_JOB, letter=seal(letter, purpose=LETTER_PURPOSE))


def deliver_letter(letter: str) -> None:
    """Send what `send_later` wrote; the server's refusal is raised, and the job fails."""
    to, subject, body = json.loads(unseal(letter, purpose=LETTER_PURPOSE))
    send_mail(to, subject, body)


def send_mail(to: str, subject: str, body: str) -> None:
    """Send one plain message by the programme's way; the server's refusal is raised."""
    line = " ".join(subject.split())[:LONGEST_SUBJECT]
    EmailMessage(subject=line, body=body, to=[to]).send(fail_silently=False)


def public_url(path: str) -> str:
    """The full address of a path of this site, for mails and commands."""
    return f"{settings.PUBLIC_URL}{path}"
