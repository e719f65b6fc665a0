"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from qudao.web.workbench.accounts.urls import urlpatterns as accounts
from qudao.web.workbench.deals.urls import urlpatterns as deals
from qudao.web.workbench.funnel.urls import urlpatterns as funnel
from qudao.web.workbench.goals.urls import urlpatterns as goals
from qudao.web.workbench.imports.urls import urlpatterns as imports
from qudao.web.workbench.lifecycle.urls import urlpatterns as lifecycle
from qudao.web.workbench.market.urls import urlpatterns as market
from qudao.web.workbench.products.urls import urlpatterns as products
from qudao.web.workbench.promises.urls import urlpatterns as promises
from qudao.web.workbench.records.urls import urlpatterns as records
from qudao.web.workbench.settings.urls import settings_urls
from qudao.web.workbench.talk.urls import urlpatterns as talk
from qudao.web.workbench.today.urls import urlpatterns as today

urlpatterns: list[URLPattern | URLResolver] = [
    *today,
    *market,
    *products,
    *deals,
    *records,
    *imports,
    *accounts,
    *funnel,
    *goals,
    *lifecycle,
    *promises,
    *talk,
    *settings_urls,
]
