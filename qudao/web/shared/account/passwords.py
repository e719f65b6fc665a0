"""Forms of passwords and codes: keys end with a password if their person wants, and a wrong code
of the second step goes on record."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm
from allauth.core import context as allauth_context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qudao.core import clock
from qudao.people.allauth_adapter import REVOKE_KEYS, note_wrong_code
from qudao.people.keys import live_keys_of


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _offer_keys(self, self.user, is_ticked=False)


class ForgottenPasswordKeyForm(ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _offer_keys(self, self.user, is_ticked=True)


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        note_wrong_code(allauth_context.request, self.user)


class AgainCodeForm(ReauthenticateForm):  # type: ignore[misc]
    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        note_wrong_code(allauth_context.request, self.user)


def _offer_keys(form: forms.Form, user: Any, *, is_ticked: bool) -> None:
    """Say how many keys a new password leaves valid, and offer to end them with the old one."""
    count = live_keys_of(user.pk, now=clock.now()).count() if user else 0
    if not count:
        return
    words = ngettext(
        "%(count)s API key stays valid unless you revoke it. All other sign-ins end in any case.",
        "%(count)s API keys stay valid unless you revoke them. All other sign-ins end in any case.",
        count,
    )
    form.fields[REVOKE_KEYS] = forms.BooleanField(
        label=_("Revoke my API keys too"),
        help_text=words % {"count": count},
        initial=is_ticked,
        required=False,
    )
