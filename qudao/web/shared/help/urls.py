"""Addresses of help."""

from __future__ import annotations

from django.urls import URLPattern, path

from qudao.web.shared.help import views

help_urls: list[URLPattern] = [
    path("help/", views.index, name="help"),
    path("help/images/<str:name>", views.image, name="help_image"),
    path("help/<slug:name>/", views.article, name="help_document"),
]
