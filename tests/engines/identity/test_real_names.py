"""The identity engine on 5,033 real Chinese companies and on labelled pairs of names."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from qudao.engines.identity import (
    CompanyFacts,
    Match,
    RegionTable,
    check_identifier,
    compare,
    match_keys,
    normalise_name,
    region_table,
    registrable_domain,
)

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def regions(real_data: Path) -> RegionTable:
    rows: list[tuple[str, str]] = []
    for level in ("province", "city", "area"):
        with (real_data / "codes" / f"gbt2260_{level}.csv").open(encoding="utf-8") as lines:
            rows += [(row["code"], row["name"]) for row in csv.DictReader(lines)]
    return region_table(rows)


@pytest.fixture(scope="module")
def chinese(real_data: Path) -> list[dict[str, str]]:
    path = real_data / "companies" / "zh_short_and_legal_names.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_short_names_cut_from_legal_names_are_found_again(
    chinese: list[dict[str, str]], regions: RegionTable
) -> None:
    cut = [row for row in chinese if row["short_is_substring"] == "True"]
    found: Counter[Match] = Counter()
    sharing = 0
    for row in cut:
        short, legal = (normalise_name(row[key], regions) for key in ("short_name", "legal_name"))
        found[compare(CompanyFacts(names=(short,)), CompanyFacts(names=(legal,))).match] += 1
        sharing += bool(match_keys([short]) & match_keys([legal]))

    assert len(cut) == 2_953
    assert found[Match.LIKELY] / len(cut) > 0.99
    assert sharing / len(cut) > 0.85


def test_companies_that_have_nothing_in_common_are_kept_apart(
    chinese: list[dict[str, str]], regions: RegionTable
) -> None:
    names = [normalise_name(row["legal_name"], regions) for row in chinese]
    step = 1_009  # a prime, so that each row meets rows from far away
    likely = sum(
        compare(
            CompanyFacts(names=(one,)), CompanyFacts(names=(names[(at + step) % len(names)],))
        ).match
        is Match.LIKELY
        for at, one in enumerate(names)
    )

    assert likely <= 1


def test_wrong_and_empty_credit_codes_are_counted(chinese: list[dict[str, str]]) -> None:
    problems = Counter(check_identifier("uscc", row["uscc"]).problem_code for row in chinese)

    assert problems == {"": 4_964, "empty": 59, "wrong_check_digit": 10}


def test_most_websites_give_a_domain(chinese: list[dict[str, str]]) -> None:
    sites = [row["website"] for row in chinese if row["website"]]

    assert sum(registrable_domain(site) is not None for site in sites) / len(sites) > 0.98


def test_labelled_pairs_of_western_names(regions: RegionTable, real_data: Path) -> None:
    path = real_data / "companies" / "cnm_test_pairs.csv"
    with path.open(encoding="utf-8") as lines:
        pairs = list(csv.DictReader(lines))
    verdicts: Counter[tuple[str, bool]] = Counter()
    for pair in pairs:
        one, other = (
            CompanyFacts(names=(normalise_name(pair[key], regions),))
            for key in ("Name_x", "Name_y")
        )
        verdicts[pair["Targets"], compare(one, other).match is Match.LIKELY] += 1

    assert verdicts["1", True] >= 94
    assert verdicts["0", False] >= 88
