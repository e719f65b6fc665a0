"""Addresses of the funnel."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.funnel import views

urlpatterns = [path("funnel/", views.funnel, name="funnel")]
