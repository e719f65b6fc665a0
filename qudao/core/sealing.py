"""Secrets that must be read back, such as the mail server's password: sealed in the database.

The key is derived from the installation's secret key, which is not in the database, so a stolen
backup opens nothing. When the secret key changes, what was sealed must be entered again.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qudao.core.errors import QudaoError


class SealBroken(QudaoError):
    """Sealed under another secret key, or altered."""

    status = 409
    code = "seal_broken"
    message = _(
        "A stored secret cannot be opened, because the installation's secret key has changed. "
        "Enter it again."
    )


def seal(secret: str, *, purpose: str) -> str:
    """Encrypt a text for one purpose; another purpose cannot open it."""
    return _box(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The text again, or `SealBroken`."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _box(purpose: str) -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"qudao:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
