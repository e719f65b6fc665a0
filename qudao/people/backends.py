"""Logging in by allauth; the login of a request is read by a statement that is built once."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from qudao.core.prepared import Prepared
from qudao.people.models import User

_users = Prepared[User](
    lambda key: User.objects.unscoped(reason="the login of the request itself").filter(pk=key)
)


class LoginBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    def get_user(self, user_id: Any) -> User | None:
        user = _users.first(int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None
