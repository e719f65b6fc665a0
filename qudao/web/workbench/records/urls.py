"""Addresses of the records in the workbench."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.records import partner_list, partner_page

_PARTNER = "partners/<str:public_id>/"

urlpatterns = [
    path("partners/", partner_list.partners, name="partners"),
    path("partners/new/", partner_page.partner_new, name="partner_new"),
    path(_PARTNER, partner_page.partner, name="partner"),
    path(f"{_PARTNER}audit/", partner_page.partner_audit, name="partner_audit"),
    path(f"{_PARTNER}do/<slug:name>/", partner_page.partner_do, name="partner_do"),
]
