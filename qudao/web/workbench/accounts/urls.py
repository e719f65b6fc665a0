"""Addresses of what the account manager answers."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.accounts import overlaps

urlpatterns = [
    path("overlaps/", overlaps.overlaps, name="overlaps"),
    path("overlaps/<str:public_id>/", overlaps.answer, name="overlap"),
]
