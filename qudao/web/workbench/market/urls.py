"""Addresses of the market grid."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.market import cell, grid

urlpatterns = [
    path("cells/", grid.market, name="cells"),
    path("cells/one/", cell.cell, name="cell"),
]
