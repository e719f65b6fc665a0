"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from qudao.web.workbench.deals.urls import urlpatterns as deals

urlpatterns: list[URLPattern | URLResolver] = [*deals]
