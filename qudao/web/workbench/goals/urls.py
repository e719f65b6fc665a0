"""Addresses of the goals."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.goals import rows, setting, views

urlpatterns = [
    path("goals/", views.goals, name="goals"),
    path("goals/rows/", rows.goal_rows, name="goal_rows"),
    path("goals/set/<slug:holder>/", setting.goal_set, name="goal_set"),
    path("goals/<str:public_id>/withdraw/", setting.goal_withdraw, name="goal_withdraw"),
]
