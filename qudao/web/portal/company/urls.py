"""Addresses of the own company."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from qudao.web.portal.company import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("company/", views.company, name="company"),
    path("company/talk/", views.talk, name="partner_talk"),
    path("company/talk/files/<str:file_id>/", views.talk_file, name="company_file"),
    path("company/edit/", views.edit, name="edit_company"),
    path("company/contact/", views.contact, name="company_contact"),
    path("company/contact/<str:person_id>/", views.edit_contact, name="edit_company_contact"),
    path(
        "company/contact/<str:person_id>/remove/",
        views.remove_contact,
        name="remove_company_contact",
    ),
]
