"""Addresses of the REST API, version 1."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.http import require_GET

from qudao.api.docs import docs_page, to_docs
from qudao.api.doors import absent, at_the_door
from qudao.api.openapi import openapi_json
from qudao.api.site import api


def _operations() -> list[URLPattern]:
    patterns, _app, _namespace = api.urls
    return [
        path(str(found.pattern), at_the_door(found.callback), name=found.name)
        for found in patterns
        if isinstance(found, URLPattern) and found.name != "api-root"
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", at_the_door(require_GET(to_docs))),
    path("docs", at_the_door(require_GET(to_docs))),
    path("docs/", at_the_door(require_GET(docs_page)), name="docs"),
    path("openapi.json", at_the_door(require_GET(openapi_json)), name="openapi"),
    *_operations(),
    re_path(r"^.*$", at_the_door(absent)),
]
