"""The public files are imported without losing a row or a cent; a second time changes nothing."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from qudao.core.actor import Actor, system_actor
from qudao.deals.funnel.models import Opportunity
from qudao.deals.sellthrough.models import SalesLine
from qudao.intake.actions import ImportInput
from qudao.market.cells.actions import seed_reference
from qudao.market.cells.models import Product
from qudao.market.customers.models import Customer, CustomerIdentifier, CustomerName
from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.partners.models import Partner
from qudao.market.prices.models import Price
from tests.architecture.sources import ROOT
from tests.intake.build import at, bring_in, counts
from tests.people import Cast

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]

ADVENTURE = {
    "regions": "DimSalesTerritory",
    "products": "DimProduct",
    "sales_people": "DimEmployee",
    "partners": "DimReseller",
    "sell_through": "FactResellerSales_until_2012",
    "direct_sales": "FactInternetSales_until_2012",
    "quotas": "FactSalesQuota_until_2012",
}
KEYS = {
    "products": ("DimProductSubcategory", "DimProductCategory"),
    "sales_people": ("DimSalesTerritory",),
    "partners": ("DimGeography", "DimSalesTerritory"),
    "sell_through": ("DimProduct", "DimReseller", "DimSalesTerritory"),
    "direct_sales": ("DimProduct", "DimSalesTerritory"),
}
FIRST = {
    "regions": {"created": 11},
    "products": {"created": 504, "merged": 102},
    "sales_people": {"created": 17},
    "partners": {"created": 701},
    "sell_through": {"created": 32_315},
    "direct_sales": {"created": 5_627},
    "quotas": {"created": 112},
}


@pytest.fixture
def importer(cast: Cast) -> Actor:
    return system_actor("import")


def adventure(folder: Path, kind: str) -> ImportInput:
    where = folder / "adventureworks"
    return ImportInput(
        kind=kind,
        file=at(where / f"{ADVENTURE[kind]}.csv.gz"),
        keys=[(name, at(where / f"{name}.csv.gz")) for name in KEYS.get(kind, ())],
        source="adventureworks",
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_documents_name_the_same_key_files(language: str) -> None:
    page = (ROOT / f"docs/{language}/imports.md").read_text(encoding="utf-8")
    lines = re.findall(r"^qudao import (\w+) (\w+)\.csv(.*) --source aw$", page, re.MULTILINE)
    assert [(kind, file) for kind, file, _keys in lines] == [
        (kind, file.removesuffix("_until_2012")) for kind, file in ADVENTURE.items()
    ]
    assert {kind: tuple(re.findall(r"--keys (\w+)\.csv", keys)) for kind, _file, keys in lines} == {
        kind: KEYS.get(kind, ()) for kind in ADVENTURE
    }


def test_a_vendor_with_resellers_reconciles_to_the_cent(
    importer: Actor, real_data: Path, now: datetime
) -> None:
    seed_reference(importer, now=now)
    for kind in ADVENTURE:
        first = bring_in(importer, adventure(real_data, kind), now=now)
        assert (kind, counts(first)) == (kind, FIRST[kind])

    own = Partner.objects.visible_to(importer).filter(source="adventureworks")
    assert dict(own.values_list("partner_type").annotate(Count("pk"))) == {
        "business_partner": 238,
        "distributor": 232,
        "retailer": 231,
    }
    assert own.exclude(region=None).count() == 701
    products = Product.objects.visible_to(importer)
    assert products.filter(is_family=False).count() == 504
    assert products.filter(is_family=True).count() == 41
    assert Price.objects.visible_to(importer).filter(amount="33.6442").exists()
    assert SalesPerson.objects.visible_to(importer).count() == 17
    check_sums(importer)

    for kind in ADVENTURE:
        second = bring_in(importer, adventure(real_data, kind), now=now)
        same = FIRST[kind]["created"]
        merged = {"merged": FIRST[kind]["merged"]} if "merged" in FIRST[kind] else {}
        assert (kind, counts(second)) == (kind, {"unchanged": same, **merged})
    check_sums(importer)


def check_sums(actor: Actor) -> None:
    lines = SalesLine.objects.visible_to(actor)
    indirect = lines.filter(route=SalesLine.Route.INDIRECT)
    direct = lines.filter(route=SalesLine.Route.DIRECT)
    assert indirect.aggregate(total=Sum("amount"))["total"] == Decimal("46875762.8251")
    assert direct.aggregate(total=Sum("amount"))["total"] == Decimal("12961432.1607")
    for rows, total in ((indirect, "46875762.8251"), (direct, "12961432.1607")):
        assert rows.exclude(region=None).count() == rows.count()
        cube = rows.values("product", "region", month=TruncMonth("sold_on"))
        parts = [part["amount"] for part in cube.annotate(amount=Sum("amount"))]
        assert len(parts) > 100
        assert sum(parts) == Decimal(total)
    quotas = Quota.objects.visible_to(actor)
    assert quotas.aggregate(total=Sum("amount"))["total"] == Decimal("66207000.0000")
    assert quotas.count() == 112


COMPANIES = "companies/zh_short_and_legal_names.csv.gz"


def test_every_chinese_company_is_created_or_merged(
    importer: Actor, real_data: Path, now: datetime
) -> None:
    asked = ImportInput(kind="customers", file=at(real_data / COMPANIES), source="register")
    first = bring_in(importer, asked, now=now)
    assert counts(first) == {"created": 5_027, "merged": 6}
    assert first.rows_read == 5_033
    before = facts(importer)
    assert before == {"customers": 5_027, "names": 10_055, "proven": 4_958, "unproven": 10}

    asked = ImportInput(kind="customers", file=at(real_data / COMPANIES), source="register")
    assert counts(bring_in(importer, asked, now=now)) == {"unchanged": 5_027, "merged": 6}
    assert facts(importer) == before


def facts(actor: Actor) -> dict[str, int]:
    codes = CustomerIdentifier.objects.visible_to(actor).filter(scheme="uscc")
    return {
        "customers": Customer.objects.visible_to(actor).count(),
        "names": CustomerName.objects.visible_to(actor).count(),
        "proven": codes.filter(is_valid=True).count(),
        "unproven": codes.filter(is_valid=False).count(),
    }


def test_a_pipeline_survives_its_quirks(importer: Actor, real_data: Path, now: datetime) -> None:
    def asked(kind: str, name: str) -> ImportInput:
        return ImportInput(kind=kind, file=at(real_data / "maven-crm" / name), source="crm")

    files = {
        "products": ("products.csv", 7),
        "sales_people": ("sales_teams.csv", 35),
        "customers": ("accounts.csv", 85),
        "opportunities": ("sales_pipeline.csv", 8_800),
    }
    for kind, (name, rows) in files.items():
        assert counts(bring_in(importer, asked(kind, name), now=now)) == {"created": rows}

    found = Opportunity.objects.visible_to(importer)
    assert dict(found.values_list("stage").annotate(Count("pk"))) == {
        "won": 4_238,
        "lost": 2_473,
        "engaging": 1_589,
        "prospecting": 500,
    }
    assert found.filter(customer=None).count() == 1_425
    assert found.filter(product__code="GTX Pro").count() == 1_480
    assert not Product.objects.visible_to(importer).filter(code="GTXPro").exists()
    assert Customer.objects.visible_to(importer).exclude(parent=None).count() == 15

    for kind, (name, rows) in files.items():
        assert counts(bring_in(importer, asked(kind, name), now=now)) == {"unchanged": rows}
