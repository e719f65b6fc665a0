"""Mappings for public sample files, recognised by their headings; some need a second file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qudao.engines.tabular.headers import header_key
from qudao.engines.tabular.mapping import FieldRule, Lookup, RowFilter, SavedMapping
from qudao.engines.tabular.tables import Column

_PRODUCT = FieldRule(header="ProductKey", lookups=(Lookup("DimProduct", "ProductAlternateKey"),))
_TERRITORY = FieldRule(
    header="SalesTerritoryKey",
    lookups=(Lookup("DimSalesTerritory", "SalesTerritoryAlternateKey"),),
)
_US_DOLLARS = FieldRule(constant="USD")


def _column(header: str) -> FieldRule:
    return FieldRule(header=header)


def _place(column: str) -> FieldRule:
    return FieldRule(header="GeographyKey", lookups=(Lookup("DimGeography", column),))


def _category(column: str) -> FieldRule:
    return FieldRule(
        header="ProductSubcategoryKey",
        lookups=(
            Lookup("DimProductSubcategory", "ProductCategoryKey"),
            Lookup("DimProductCategory", column),
        ),
    )


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file known by the headings that it must have, and its mapping."""

    name: str
    headers: tuple[str, ...]
    mapping: SavedMapping


_SALES_LINE = {
    "order_number": _column("SalesOrderNumber"),
    "line_number": _column("SalesOrderLineNumber"),
    "sold_on": _column("OrderDateKey"),
    "product": _PRODUCT,
    "quantity": _column("OrderQuantity"),
    "unit_price": _column("UnitPrice"),
    "amount": _column("SalesAmount"),
    "currency": _US_DOLLARS,
    "territory": _TERRITORY,
}

RESELLER_SALES = KnownFile(
    "FactResellerSales",
    ("ProductKey", "ResellerKey", "SalesOrderNumber", "SalesAmount"),
    SavedMapping(
        kind="sell_through",
        rules={
            "partner": FieldRule(
                header="ResellerKey", lookups=(Lookup("DimReseller", "ResellerAlternateKey"),)
            ),
            **_SALES_LINE,
            "sales_person": _column("EmployeeKey"),
        },
    ),
)
INTERNET_SALES = KnownFile(
    "FactInternetSales",
    ("ProductKey", "CustomerKey", "SalesOrderNumber", "SalesAmount"),
    SavedMapping(kind="direct_sales", rules={"customer": _column("CustomerKey"), **_SALES_LINE}),
)
SALES_QUOTAS = KnownFile(
    "FactSalesQuota",
    ("SalesQuotaKey", "EmployeeKey", "DateKey", "SalesAmountQuota"),
    SavedMapping(
        kind="quotas",
        rules={
            "code": _column("SalesQuotaKey"),
            "sales_person": _column("EmployeeKey"),
            "starts_on": _column("DateKey"),
            "year": _column("CalendarYear"),
            "quarter": _column("CalendarQuarter"),
            "amount": _column("SalesAmountQuota"),
            "currency": _US_DOLLARS,
        },
    ),
)
RESELLERS = KnownFile(
    "DimReseller",
    ("ResellerKey", "GeographyKey", "ResellerAlternateKey", "ResellerName"),
    SavedMapping(
        kind="partners",
        rules={
            "name": _column("ResellerName"),
            "code": _column("ResellerAlternateKey"),
            "type": _column("BusinessType"),
            "phone": _column("Phone"),
            "country": _place("CountryRegionCode"),
            "province": _place("StateProvinceName"),
            "city": _place("City"),
            "address": _column("AddressLine1"),
            "territory": FieldRule(
                header="GeographyKey",
                lookups=(
                    Lookup("DimGeography", "SalesTerritoryKey"),
                    Lookup("DimSalesTerritory", "SalesTerritoryAlternateKey"),
                ),
            ),
            "employees": _column("NumberEmployees"),
            "year_opened": _column("YearOpened"),
        },
    ),
)
PRODUCTS = KnownFile(
    "DimProduct",
    ("ProductKey", "ProductAlternateKey", "ProductSubcategoryKey", "EnglishProductName"),
    SavedMapping(
        kind="products",
        rules={
            "code": _column("ProductAlternateKey"),
            "name": _column("EnglishProductName"),
            "family": FieldRule(
                header="ProductSubcategoryKey",
                lookups=(Lookup("DimProductSubcategory", "EnglishProductSubcategoryName"),),
            ),
            "category": _category("EnglishProductCategoryName"),
            "list_price": _column("ListPrice"),
            "partner_price": _column("DealerPrice"),
            "currency": _US_DOLLARS,
            "valid_from": _column("StartDate"),
            "valid_until": _column("EndDate"),
            "status": _column("Status"),
        },
    ),
)
PRICES = KnownFile(
    "DimProduct",
    PRODUCTS.headers,
    SavedMapping(
        kind="prices",
        rules={
            "product": _column("ProductAlternateKey"),
            "list_price": _column("ListPrice"),
            "partner_price": _column("DealerPrice"),
            "currency": _US_DOLLARS,
            "valid_from": _column("StartDate"),
            "valid_until": _column("EndDate"),
        },
    ),
)
EMPLOYEES = KnownFile(
    "DimEmployee",
    ("EmployeeKey", "FirstName", "LastName", "SalesPersonFlag"),
    SavedMapping(
        kind="sales_people",
        filters=(RowFilter("SalesPersonFlag", ("1", "True", "TRUE")),),
        rules={
            "code": _column("EmployeeKey"),
            "first_name": _column("FirstName"),
            "last_name": _column("LastName"),
            "email": _column("EmailAddress"),
            "title": _column("Title"),
            "manager": _column("ParentEmployeeKey"),
            "territory": _TERRITORY,
            "active_from": _column("StartDate"),
            "active_until": _column("EndDate"),
        },
    ),
)
TERRITORIES = KnownFile(
    "DimSalesTerritory",
    ("SalesTerritoryKey", "SalesTerritoryAlternateKey", "SalesTerritoryRegion"),
    SavedMapping(
        kind="regions",
        rules={
            "code": _column("SalesTerritoryAlternateKey"),
            "name": _column("SalesTerritoryRegion"),
            "country": _column("SalesTerritoryCountry"),
            "group": _column("SalesTerritoryGroup"),
        },
    ),
)
PIPELINE = KnownFile(
    "sales_pipeline",
    ("opportunity_id", "sales_agent", "deal_stage", "close_value"),
    SavedMapping(
        kind="opportunities",
        rules={
            "code": _column("opportunity_id"),
            "customer": _column("account"),
            "product": FieldRule(header="product", aliases={"GTXPro": "GTX Pro"}),
            "sales_person": _column("sales_agent"),
            "stage": _column("deal_stage"),
            "amount": _column("close_value"),
            "currency": _US_DOLLARS,
            "opened_on": _column("engage_date"),
            "closed_on": _column("close_date"),
        },
    ),
)

KNOWN_FILES = (
    RESELLER_SALES,
    INTERNET_SALES,
    SALES_QUOTAS,
    RESELLERS,
    PRODUCTS,
    PRICES,
    EMPLOYEES,
    TERRITORIES,
    PIPELINE,
)


def recognise(columns: Sequence[Column], kind: str) -> KnownFile | None:
    """The known file of this kind that has these headings; rules without a column go."""
    present = {header_key(column.header) for column in columns}
    for known in KNOWN_FILES:
        if known.mapping.kind == kind and set(map(header_key, known.headers)) <= present:
            return replace(known, mapping=_within(known.mapping, present))
    return None


def _within(mapping: SavedMapping, present: set[str]) -> SavedMapping:
    rules = {
        name: rule
        for name, rule in mapping.rules.items()
        if rule.header is None or header_key(rule.header) in present
    }
    return replace(mapping, rules=rules)
