"""Addresses of a person's own account and of invitations; the same for both sides."""

from __future__ import annotations

from django.urls import URLPattern, path

from qudao.web.shared.account import belonging, invitation, logo, notices, own

account_urls: list[URLPattern] = [
    path("me/", own.own, name="own_account"),
    path("me/details/", own.save_details, name="own_details"),
    path("me/preferences/", own.save_preferences, name="own_preferences"),
    path("me/keys/", own.keys, name="own_keys"),
    path("me/keys/<str:public_id>/revoke/", own.revoke_key, name="own_key_revoke"),
    path("me/sign-ins/", own.sign_ins, name="own_sign_ins"),
    path("me/organisations/", belonging.organisations, name="own_organisations"),
    path("me/organisations/<str:public_id>/", belonging.choose, name="own_organisation_choose"),
    path("notices/", notices.notices, name="own_notices"),
    path("notices/read/", notices.read_all, name="own_notices_read"),
    path("notices/<str:public_id>/", notices.notice, name="own_notice"),
    path("notices/<str:public_id>/unread/", notices.unread, name="own_notice_unread"),
    path("invitation/<str:token>/", invitation.accept, name="invitation"),
    path("logo/", logo.logo, name="logo"),
]
