"""Addresses of the home and of the search."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.today import search, views

urlpatterns = [
    path("", views.today, name="today"),
    path("search/", search.search, name="search"),
]
