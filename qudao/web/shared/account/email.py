"""Forms that know the address in use from one that was only asked for."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.account.forms import AddEmailForm, ResetPasswordForm
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from qudao.people.selectors import address_is_confirmed, logins_at


class NewAddressForm(AddEmailForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        """Only whoever has confirmed the present address changes it.

        The new address takes the place of the newest one that is not confirmed yet, so the present
        one would be lost before the link to the new one was opened.
        """
        if not address_is_confirmed(self.user):
            message = _(
                "Confirm your present address first: have the link sent again and open it. "
                "Then you can change the address."
            )
            raise forms.ValidationError(message, code="present_not_confirmed")
        return str(super().clean_email())


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    users: Sequence[AbstractBaseUser]

    def clean_email(self) -> str:
        """The link goes to the address in use, never to one that is not confirmed yet."""
        email = str(super().clean_email())
        self.users = logins_at(email)
        return email
