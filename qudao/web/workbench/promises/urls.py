"""Addresses of the register of promises."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.promises import settled, views

urlpatterns = [
    path("promises/", views.promises, name="promises"),
    path("promises/settled/", settled.settled, name="settled_promises"),
    path("promises/<str:public_id>/reopen/", settled.reopen, name="reopen_promise"),
    path("promises/<str:public_id>/settle/", views.settle, name="settle_promise"),
]
