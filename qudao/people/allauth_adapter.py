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
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from qudao.people.deliveries import public_url, send_later
from qudao.people.selectors import address_is_anothers


@dataclass(frozen=True, slots=True)
class PublicSite:
    """The site as letters name it."""

    domain: str

    @property
    def name(self) -> str:
        return self.domain


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
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


def _site() -> PublicSite:
    return PublicSite(urlsplit(settings.PUBLIC_URL).netloc)
