"""Where a request comes from."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's network address, behind as many proxies as the settings trust."""
    return str(get_adapter(request).get_client_ip(request))
