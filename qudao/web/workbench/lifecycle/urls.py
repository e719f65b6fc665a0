"""Addresses of the partners' lifecycle."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.lifecycle import board, moving, prospects

urlpatterns = [
    path("lifecycle/", board.lifecycle, name="lifecycle"),
    path("lifecycle/new/", prospects.prospect_new, name="lifecycle_prospect"),
    path("lifecycle/<str:public_id>/move/", moving.lifecycle_move, name="lifecycle_move"),
]
