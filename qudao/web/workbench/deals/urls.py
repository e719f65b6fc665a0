"""Addresses of the deals in the workbench."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.deals import audit, decision, lists

_ONE = "registrations/<str:public_id>/"

urlpatterns = [
    path("registrations/", lists.registrations, name="registrations"),
    path("registrations/all/", lists.all_registrations, name="all_registrations"),
    path("registrations/expiring/", lists.expiring, name="expiring"),
    path("registrations/samples/", lists.samples, name="samples"),
    path("registrations/by-rule/", lists.settled_by_rule, name="settled_by_rule"),
    path(_ONE, decision.registration, name="registration"),
    path(f"{_ONE}audit/", audit.registration_audit, name="registration_audit"),
    path(f"{_ONE}judge/<str:candidate_id>/", decision.judge, name="registration_judge"),
    path(f"{_ONE}join/", decision.join, name="registration_join"),
    path(f"{_ONE}paper/", decision.paper, name="registration_paper"),
    path(f"{_ONE}sample/", decision.sample, name="registration_sample"),
    path(f"{_ONE}evidence/<str:evidence_id>/", decision.evidence, name="registration_evidence"),
    path(f"{_ONE}do/<slug:name>/", decision.move, name="registration_move"),
]
