"""Addresses of the portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from qudao.core.actor import Side
from qudao.web.portal import home, notices
from qudao.web.portal.company.urls import urlpatterns as company_urls
from qudao.web.portal.customers.urls import urlpatterns as customer_urls
from qudao.web.portal.deals.urls import urlpatterns as deal_urls
from qudao.web.portal.pages import show
from qudao.web.shared.people import PeoplePages
from qudao.web.shared.rulebook import RulebookPages

PEOPLE = PeoplePages(Side.PARTNER, "portal", show)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_notices"),
    path("notices/<str:public_id>/", notices.open_notice, name="notice"),
    *deal_urls,
    *customer_urls,
    *company_urls,
    PEOPLE.own_people(),
    *PEOPLE.urls(),
    *RulebookPages(Side.PARTNER, "portal", show).urls(),
]
