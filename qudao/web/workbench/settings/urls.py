"""Addresses of people, personal data, audit and the programme's settings."""

from __future__ import annotations

from django.urls import URLPattern, path

from qudao.core.actor import Side
from qudao.web.shared.people import PeoplePages
from qudao.web.shared.rulebook import RulebookPages
from qudao.web.workbench.pages import show
from qudao.web.workbench.settings import audit, people, personal_data, programme

settings_urls: list[URLPattern] = [
    path("people/", people.people, name="people"),
    *PeoplePages(Side.VENDOR, "workbench", show).urls(),
    *RulebookPages(Side.VENDOR, "workbench", show).urls(),
    path("personal-data/", personal_data.people_on_record, name="persons"),
    path("personal-data/<str:public_id>/", personal_data.person, name="person"),
    path("personal-data/<str:public_id>/consent/", personal_data.consent, name="person_consent"),
    path("personal-data/<str:public_id>/export/", personal_data.export, name="person_export"),
    path("personal-data/<str:public_id>/erase/", personal_data.erase, name="person_erase"),
    path("audit/<str:kind>/<str:public_id>/", audit.audit, name="audit"),
    path("settings/programme/", programme.programme, name="programme"),
    path("settings/programme/logo/", programme.logo, name="programme_logo"),
    path("settings/programme/logo/remove/", programme.logo_removed, name="programme_logo_removed"),
    path("settings/calendar/", programme.calendar, name="calendar"),
    path("settings/calendar/<str:day>/remove/", programme.holiday_removed, name="holiday_removed"),
    path("settings/rates/", programme.rates, name="rates"),
    path(
        "settings/rates/<str:currency>/<str:day>/remove/",
        programme.rate_removed,
        name="rate_removed",
    ),
    path("settings/mail/", programme.mail, name="mail"),
    path("settings/mail/test/", programme.mail_test, name="mail_test"),
]
