"""Something to show once, on the page after a form: a new key, an invitation's link.

It waits in the session, sealed, until that page takes it.
"""

from __future__ import annotations

from django.http import HttpRequest

from qudao.core.sealing import SealBroken, seal, unseal

PURPOSE = "shown once"


def keep_once(request: HttpRequest, name: str, secret: str) -> None:
    request.session[f"once_{name}"] = seal(secret, purpose=PURPOSE)


def take_once(request: HttpRequest, name: str) -> str:
    """What was kept, which is then gone; "" if there is nothing."""
    sealed = request.session.pop(f"once_{name}", "")
    if not sealed:
        return ""
    try:
        return unseal(sealed, purpose=PURPOSE)
    except SealBroken:
        return ""
