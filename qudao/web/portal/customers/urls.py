"""Addresses of the partner's own customers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from qudao.web.portal.customers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", views.customers, name="customers"),
    path("customers/new/", views.new, name="new_customer"),
    path("customers/<str:public_id>/", views.customer, name="customer"),
    path("customers/<str:public_id>/relation/", views.relation, name="relation"),
    path("customers/<str:public_id>/contact/", views.contact, name="contact"),
    path(
        "customers/<str:public_id>/contact/<str:person_id>/remove/",
        views.remove_contact,
        name="remove_contact",
    ),
]
