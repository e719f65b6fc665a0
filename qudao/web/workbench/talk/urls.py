"""Addresses of talk in the workbench."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.talk import views

_FILE = "files/<str:file_id>/"
_REGISTRATION = "registrations/<str:public_id>/talk/"
_PARTNER = "partners/<str:public_id>/talk/"
_CUSTOMER = "customers/<str:public_id>/talk/"

urlpatterns = [
    path(_REGISTRATION, views.registration, name="registration_talk"),
    path(_REGISTRATION + _FILE, views.registration_file, name="registration_file"),
    path(_PARTNER, views.partner, name="partner_talk"),
    path(_PARTNER + _FILE, views.partner_file, name="partner_file"),
    path(_CUSTOMER, views.customer, name="customer_talk"),
    path(_CUSTOMER + _FILE, views.customer_file, name="customer_file"),
]
