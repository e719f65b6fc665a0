"""Addresses of products and prices."""

from __future__ import annotations

from django.urls import path

from qudao.web.workbench.products import doings, lists, pages

_PRODUCT = "products/<str:public_id>/"

urlpatterns = [
    path("products/", lists.products, name="products"),
    path("products/new/", doings.product_new, name="product_new"),
    path(_PRODUCT, pages.product, name="product"),
    path(f"{_PRODUCT}audit/", pages.product_audit, name="product_audit"),
    path(f"{_PRODUCT}do/<slug:name>/", doings.product_do, name="product_do"),
]
