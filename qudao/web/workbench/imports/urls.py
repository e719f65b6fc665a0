"""Addresses of imports and of the channel check."""

from __future__ import annotations

from django.urls import URLPattern, path

from qudao.web.workbench.imports import channel, columns, lists, runs

urlpatterns: list[URLPattern] = [
    path("imports/", lists.imports, name="imports"),
    path("imports/new/", lists.upload, name="import_new"),
    path("imports/sample/<str:kind>.csv", lists.sample, name="import_sample"),
    path("imports/<str:public_id>/", runs.run, name="import"),
    path("imports/<str:public_id>/columns/", columns.columns, name="import_columns"),
    path("imports/<str:public_id>/keys/", columns.keys, name="import_keys"),
    path("imports/<str:public_id>/start/", runs.start, name="import_start"),
    path("imports/<str:public_id>/stop/", runs.stop, name="import_stop"),
    path("imports/<str:public_id>/rejects.csv", runs.rejects, name="import_rejects"),
    path("imports/<str:public_id>/noted/<slug:code>.csv", runs.noted, name="import_noted"),
    path("check/", channel.checks, name="checks"),
    path("check/sample/<slug:part>.csv", channel.sample, name="check_sample"),
    path("check/<str:public_id>/", channel.findings, name="check"),
    path("check/<str:public_id>/columns/", channel.parts, name="check_columns"),
    path("check/<str:public_id>/delete/", channel.delete, name="check_delete"),
    path("check/<str:public_id>/<int:number>/", channel.finding, name="finding"),
]
