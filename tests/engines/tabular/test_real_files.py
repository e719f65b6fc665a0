"""The public files are read without losing a row or a cent."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from qudao.engines.tabular.checking import Aside, Good, Outcome, Reject, read_rows
from qudao.engines.tabular.fields import FieldValue
from qudao.engines.tabular.fingerprints import Fingerprints
from qudao.engines.tabular.keytables import KeyTable, build_key_table
from qudao.engines.tabular.kinds.catalogue import KINDS, known_headers
from qudao.engines.tabular.kinds.known_files import recognise
from qudao.engines.tabular.mapping import bind
from qudao.engines.tabular.proposing import propose
from qudao.engines.tabular.reading import open_tabular
from qudao.engines.tabular.tables import Table, find_table

pytestmark = pytest.mark.realdata

RESELLERS = "adventureworks/DimReseller.csv.gz"
RESELLER_LINES = "adventureworks/FactResellerSales_until_2012.csv.gz"
DIRECT_LINES = "adventureworks/FactInternetSales_until_2012.csv.gz"
QUOTAS = "adventureworks/FactSalesQuota_until_2012.csv.gz"
PIPELINE = "maven-crm/sales_pipeline.csv"
COMPANIES = "companies/zh_short_and_legal_names.csv.gz"


def table_at(path: Path, kind: str) -> Table:
    words = known_headers(KINDS[kind])
    return find_table(open_tabular(path).sheets[0], known_headers=words)


def read(folder: Path, name: str, kind: str) -> list[Outcome]:
    """All outcomes by the known mapping of the file, else by the proposed one."""
    table = table_at(folder / name, kind)
    known = recognise(table.columns, kind)
    mapping = known.mapping if known else propose(table, KINDS[kind]).mapping
    tables: dict[str, KeyTable] = {
        name: build_key_table(name, table_at(folder / f"adventureworks/{name}.csv.gz", kind))
        for name in mapping.tables
    }
    return list(read_rows(table, bind(mapping, table.columns), KINDS[kind], tables=tables))


def counts(found: list[Outcome]) -> dict[str, int]:
    return dict(Counter(type(row).__name__ for row in found))


def values(found: list[Outcome], name: str) -> list[FieldValue]:
    return [row.values[name] for row in found if isinstance(row, Good)]


def total(found: list[Outcome]) -> Decimal:
    amounts = values(found, "amount")
    return sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))


def test_resellers_come_as_partners_with_their_places(real_data: Path) -> None:
    found = read(real_data, RESELLERS, "partners")
    assert counts(found) == {"Good": 701}
    assert Counter(values(found, "type")) == {
        "value_added_reseller": 238,
        "distributor": 232,
        "retailer": 231,
    }
    assert len(set(values(found, "code"))) == 701
    assert None not in values(found, "city") + values(found, "territory")


def test_reseller_lines_reconcile_to_the_cent(real_data: Path) -> None:
    found = read(real_data, RESELLER_LINES, "sell_through")
    assert counts(found) == {"Good": 32_315}
    assert total(found) == Decimal("46875762.8251")
    assert set(values(found, "currency")) == {"USD"}
    assert all(str(partner).startswith("AW0") for partner in values(found, "partner"))
    counter = Fingerprints(KINDS["sell_through"])
    assert len({counter.of(row.values) for row in found if isinstance(row, Good)}) == 32_315


def test_direct_lines_reconcile_to_the_cent(real_data: Path) -> None:
    found = read(real_data, DIRECT_LINES, "direct_sales")
    assert counts(found) == {"Good": 5_627}
    assert total(found) == Decimal("12961432.1607")


def test_quotas_reconcile(real_data: Path) -> None:
    found = read(real_data, QUOTAS, "quotas")
    assert counts(found) == {"Good": 112}
    assert total(found) == Decimal("66207000.0000")


def test_sales_people_are_the_seventeen_that_sell(real_data: Path) -> None:
    found = read(real_data, "adventureworks/DimEmployee.csv.gz", "sales_people")
    assert counts(found) == {"Good": 17, "Aside": 279}
    assert {row.reason for row in found if isinstance(row, Aside)} == {"filtered"}


def test_products_and_prices_keep_four_decimals(real_data: Path) -> None:
    products = read(real_data, "adventureworks/DimProduct.csv.gz", "products")
    assert counts(products) == {"Good": 606}
    assert len(set(values(products, "code"))) == 504
    assert Decimal("33.6442") in values(products, "list_price")
    prices = read(real_data, "adventureworks/DimProduct.csv.gz", "prices")
    assert counts(prices) == {"Good": 395, "Reject": 211}
    assert {row.rule_code for row in prices if isinstance(row, Reject)} == {"one_of_required"}


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("adventureworks/DimSalesTerritory.csv.gz", "regions", 11),
        ("codes/gbt2260_province.csv", "regions", 34),
        ("codes/gbt2260_city.csv", "regions", 337),
        ("maven-crm/sales_teams.csv", "sales_people", 35),
        ("maven-crm/accounts.csv", "customers", 85),
        ("maven-crm/products.csv", "products", 7),
    ],
)
def test_small_files_map_by_themselves(real_data: Path, name: str, kind: str, rows: int) -> None:
    assert counts(read(real_data, name, kind)) == {"Good": rows}


def test_pipeline_survives_its_quirks(real_data: Path) -> None:
    found = read(real_data, PIPELINE, "opportunities")
    assert counts(found) == {"Good": 8_800}
    assert Counter(values(found, "stage")) == {
        "won": 4_238,
        "lost": 2_473,
        "engaging": 1_589,
        "prospecting": 500,
    }
    assert values(found, "customer").count(None) == 1_425
    assert Counter(values(found, "product"))["GTX Pro"] == 1_480
    assert "GTXPro" not in values(found, "product")


def test_chinese_companies_are_read_with_the_faults_of_their_codes(real_data: Path) -> None:
    found = read(real_data, COMPANIES, "customers")
    assert counts(found) == {"Good": 5_033}
    codes = [str(code) for code in values(found, "uscc") if code is not None]
    assert Counter(_problem(code) for code in codes) == {"": 4_964, "checksum": 10}
    assert values(found, "uscc").count(None) == 59
    repeated = {code: times for code, times in Counter(codes).items() if times > 1}
    assert sorted(repeated.values()) == [2, 2, 2, 2, 3]
    assert None not in values(found, "name") + values(found, "short_name")


def _problem(code: str) -> str:
    try:
        uscc.validate(code)
    except InvalidChecksum:
        return "checksum"
    except ValidationError:
        return "form"
    return ""
