"""How allauth is bound to this product: nobody signs up without an invitation, an address in use
is given up for a confirmed one only, letters leave by the worker, and what they point to is the
public address of this site, whatever name the request came by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from qudao.core import clock
from qudao.core.errors import TooMany
from qudao.people.actions.keys import revoke_all_api_keys
from qudao.people.actors import session_actor
from qudao.people.deliveries import public_url, send_later
from qudao.people.entrance import (
    KNOWN_FOR,
    Origin,
    begin_try,
    device_in,
    forget_tries,
    known_device_token,
    note_entrance,
    note_failure,
    take_back,
)
from qudao.people.models import User
from qudao.people.selectors import address_is_anothers
from qudao.people.sessions import SIGNED_IN_AT
from qudao.people.verbs import EntranceVerb

KNOWN_DEVICE = "qudao_known"
REVOKE_KEYS = "revoke_keys"  # the tick beside a new password
_NOTIFIED = {
    "mfa/email/totp_activated": EntranceVerb.SECOND_FACTOR_ON,
    "mfa/email/totp_deactivated": EntranceVerb.SECOND_FACTOR_OFF,
    "mfa/email/recovery_codes_generated": EntranceVerb.RECOVERY_CODES_MADE,
    "account/email/email_changed": EntranceVerb.EMAIL_CHANGED,
}


@dataclass(frozen=True, slots=True)
class PublicSite:
    """The site as letters name it."""

    domain: str

    @property
    def name(self) -> str:
        return self.domain


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try, in the database; allauth's own counter would shut everybody out."""
        address = _typed(credentials)
        try:
            self._try = begin_try(address, _origin(request, address), now=clock.now())
        except TooMany as refusal:
            raise self.validation_error("too_many_login_attempts") from refusal

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            take_back(self._try)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failure(_typed(credentials), _origin(request), now=clock.now())

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        forget_tries(_typed(credentials))

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = int(clock.now().timestamp())
        note_entrance(user, EntranceVerb.SIGNED_IN, _origin(request), now=clock.now())

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        """Let the browser keep by what it is known, beside strangers who try the same address."""
        response: HttpResponse = super().post_login(request, user, **told)
        response.set_cookie(
            KNOWN_DEVICE,
            known_device_token(user),
            max_age=KNOWN_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            note_entrance(user, EntranceVerb.SIGNED_OUT, _origin(request), now=clock.now())

    def set_password(self, user: User, password: str) -> None:
        is_own = allauth_context.request.user == user
        verb = EntranceVerb.PASSWORD_CHANGED if is_own else EntranceVerb.PASSWORD_RESET
        with transaction.atomic():
            super().set_password(user, password)
            note_entrance(user, verb, _origin(allauth_context.request), now=clock.now())
            if allauth_context.request.POST.get(REVOKE_KEYS):
                _end_keys(allauth_context.request, user)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Allauth's only word of a changed second step or address: it goes on record."""
        verb = _NOTIFIED.get(template_prefix)
        if verb is not None:
            note_entrance(user, verb, _origin(allauth_context.request), now=clock.now())
        super().send_notification_mail(template_prefix, user, context, email)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter now, in the reader's language, and let the worker send it.

        So a page takes as long for an address that is known as for any other, and answers the
        same while the mail server is away or refuses the address.
        """
        request = allauth_context.request
        told = {"request": request, "email": email, "current_site": _site()}
        letter = self.render_mail(template_prefix, email, {**told, **context})
        send_later(email, str(letter.subject), str(letter.body))

    def format_email_subject(self, subject: str) -> str:
        return f"[{_site().name}] {subject}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return public_url(path.replace("UID-KEY", quote(key)))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return public_url(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Never the address with which the person signs in."""
        if email_address.email == email_address.user.email:
            return False
        return bool(super().can_delete_email(email_address))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Refused if somebody else signs in with that address, confirmed or not."""
        if address_is_anothers(email_address.user, email_address.email):
            refusal = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, refusal, {"email": email_address.email})
            return False
        return bool(super().confirm_email(request, email_address))


def _end_keys(request: HttpRequest, user: User) -> None:
    """Revoke the API keys of a login, by the person who has just set its new password."""
    origin = _origin(request)
    actor = session_actor(user, None, language=origin.language, request_id=origin.request_id)
    if actor.user_id:  # who belongs nowhere has keys that open nothing
        revoke_all_api_keys(actor, now=clock.now())


def note_wrong_code(request: HttpRequest, user: User) -> None:
    """A wrong code of the second step, after the right password."""
    verb = EntranceVerb.SECOND_FACTOR_FAILED
    note_failure(user.email, _origin(request), now=clock.now(), verb=verb)


def _typed(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "")


def _origin(request: HttpRequest, address: str = "") -> Origin:
    """Where the request comes from; of IPv6 the network, which one subscriber has to itself."""
    token = request.COOKIES.get(KNOWN_DEVICE, "")
    return Origin(
        client=get_ip(request),
        device=device_in(token, address) if token and address else "",
        language=get_language() or "en",
        request_id=getattr(request, "request_id", ""),
    )


def _site() -> PublicSite:
    return PublicSite(urlsplit(settings.PUBLIC_URL).netloc)
