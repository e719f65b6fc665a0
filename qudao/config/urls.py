"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from qudao.api.urls import urlpatterns as api_urls
from qudao.web.portal.urls import urlpatterns as portal_urls
from qudao.web.shared import entry, errors
from qudao.web.shared.account.urls import account_urls
from qudao.web.shared.help.urls import help_urls
from qudao.web.workbench.urls import urlpatterns as workbench_urls

urlpatterns = [
    path("", entry.home, name="home"),
    path("healthz", entry.healthz, name="healthz"),
    path("language/", entry.set_language, name="set_language"),
    *account_urls,
    *help_urls,
    path("account/", include("allauth.urls")),
    path("workbench/", include((workbench_urls, "workbench"))),
    path("portal/", include((portal_urls, "portal"))),
    path("api/v1/", include((api_urls, "api"))),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
