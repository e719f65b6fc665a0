"""Addresses of the register of promises."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.promises import views

urlpatterns = [
    path("promises/", views.promises, name="promises"),
    path("promises/<str:public_id>/settle/", views.settle, name="settle_promise"),
]
