"""Addresses of the partner's registrations."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from qudao.web.portal.deals import anew, listing, moves, record, register

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", register.register, name="register"),
    path("register/check/", register.check, name="register_check"),
    path("register/draft/", register.autosave, name="autosave"),
    path("register/customers/", register.own_customers, name="own_customer_names"),
    path("register/<str:draft_id>/", register.register, name="draft"),
    path("registrations/", listing.registrations, name="registrations"),
    path("registrations/<str:public_id>/", record.registration, name="registration"),
    path("registrations/<str:public_id>/receipt/", register.receipt, name="receipt"),
    path("registrations/<str:public_id>/complete/", anew.complete, name="complete"),
    path("registrations/<str:public_id>/amend/", anew.amend, name="amend"),
    path("registrations/<str:public_id>/answer/", anew.answer, name="answer"),
    path("registrations/<str:public_id>/update/", moves.update, name="update"),
    path("registrations/<str:public_id>/withdraw/", moves.withdraw, name="withdraw"),
    path("registrations/<str:public_id>/won/", moves.won, name="won"),
    path("registrations/<str:public_id>/lost/", moves.lost, name="lost"),
    path("registrations/<str:public_id>/talk/", record.talk, name="registration_talk"),
    path(
        "registrations/<str:public_id>/talk/files/<str:file_id>/",
        record.talk_file,
        name="registration_file",
    ),
    path(
        "registrations/<str:public_id>/files/<str:evidence_id>/", record.evidence, name="evidence"
    ),
]
