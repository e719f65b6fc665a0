"""Addresses of the portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from qudao.core.actor import Side
from qudao.web.portal.pages import show
from qudao.web.shared.people import PeoplePages

urlpatterns: list[URLPattern | URLResolver] = [
    *PeoplePages(Side.PARTNER, "portal", show).urls(),
]
