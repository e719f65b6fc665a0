"""How allauth is bound to this product: nobody signs up without an invitation, and letters leave
by the worker."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest

from qudao.people.deliveries import send_later


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter now, in the reader's language, and let the worker send it.

        So a page takes as long for an address that is known as for any other, and answers the
        same while the mail server is away or refuses the address.
        """
        request = allauth_context.request
        told = {"request": request, "email": email, "current_site": get_current_site(request)}
        letter = self.render_mail(template_prefix, email, {**told, **context})
        send_later(email, str(letter.subject), str(letter.body))
