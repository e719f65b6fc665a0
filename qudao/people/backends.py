"""Logging in by allauth; the login of a request is read by a statement that is built once."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from qudao.core.prepared import Prepared
from qudao.people.models import User

_users = Prepared[User](
    lambda key: User.objects.unscoped(reason="the login of the request itself").filter(pk=key)
)


class LoginBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The login whose address in use was typed; one that is not confirmed yet opens nothing."""
        user: User | None = super().authenticate(request, **credentials)
        typed = str(credentials.get("email") or credentials.get("username") or "")
        return user if user is not None and user.email == typed.strip().lower() else None

    def get_user(self, user_id: Any) -> User | None:
        user = _users.first(int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None
