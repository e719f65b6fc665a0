"""Addresses of the records in the workbench."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.records import (
    customer_list,
    customer_merge,
    customer_page,
    partner_list,
    partner_page,
)

_CUSTOMER = "customers/<str:public_id>/"
_PARTNER = "partners/<str:public_id>/"

urlpatterns = [
    path("partners/", partner_list.partners, name="partners"),
    path("partners/new/", partner_page.partner_new, name="partner_new"),
    path(_PARTNER, partner_page.partner, name="partner"),
    path(f"{_PARTNER}audit/", partner_page.partner_audit, name="partner_audit"),
    path(f"{_PARTNER}do/<slug:name>/", partner_page.partner_do, name="partner_do"),
    path("customers/", customer_list.customers, name="customers"),
    path("customers/new/", customer_page.customer_new, name="customer_new"),
    path(_CUSTOMER, customer_page.customer, name="customer"),
    path(f"{_CUSTOMER}audit/", customer_page.customer_audit, name="customer_audit"),
    path(f"{_CUSTOMER}merge/", customer_merge.customer_merge, name="customer_merge"),
    path(f"{_CUSTOMER}do/<slug:name>/", customer_page.customer_do, name="customer_do"),
]
