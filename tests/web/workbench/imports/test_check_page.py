"""The channel check: both files, their columns, the findings and their rows, for the owner
alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from qudao.intake.models import ChannelCheck
from tests.people import Cast
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of
from tests.web.import_pages import proposed, table, untidy_registrations, untidy_shipments
from tests.web.workbench.pages import text_of, words_of
from tests.web.workbench.reading import csv_lines, sheet_of
from tests.web.workbench.settings.pages import verbs, wrong_fields

CHECK = "/workbench/check/"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Any, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sample_files_teach_what_a_check_finds(cast: Cast, language: str) -> None:
    client = client_of(cast.channel_manager, language)
    files = {}
    for part in ("registrations", "shipments"):
        address = f"{CHECK}sample/{part}.csv"
        assert address in client.get(CHECK).content.decode()
        files[part] = SimpleUploadedFile(f"{part}.csv", client.get(address).getvalue())
    columns = client.post(CHECK, files)["Location"]
    client.post(columns, proposed(client.get(columns).content.decode()))
    assert ChannelCheck.objects.unscoped(reason="a test").get().findings
    assert client.get(f"{CHECK}sample/partners.csv").status_code == 404


@pytest.fixture
def manager(cast: Cast) -> Client:
    return client_of(cast.channel_manager)


def given(client: Client, **files: Any) -> str:
    """The address on which the columns of the given files are confirmed."""
    sent = files or {
        "registrations": table("报备.xlsx", untidy_registrations()),
        "shipments": table("出货.csv", untidy_shipments()),
    }
    answer = client.post(CHECK, sent)
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


def checked(client: Client) -> str:
    columns = given(client)
    answer = client.post(columns, proposed(client.get(columns).content.decode()))
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


def test_a_check_goes_from_files_to_findings_and_back_to_its_list(manager: Client) -> None:
    assert "Earlier checks" not in text_of(manager.get(CHECK))
    columns = given(manager)
    at = columns.removesuffix("columns/")
    assert manager.get(at)["Location"] == columns  # nothing is found before columns are confirmed
    listed = words_of(manager.get(CHECK))
    assert "Earlier checks" in listed
    assert "报备.xlsx" in listed
    assert "出货.csv" in listed
    page = text_of(manager.get(columns))
    chosen = proposed(page)
    assert chosen["registrations-customer"] == "客户名称"
    assert chosen["shipments-partner"].startswith("代理商")
    assert verbs()[-1] == "imports.received"


def test_findings_stand_gravest_first_and_each_opens_its_rows(manager: Client) -> None:
    at = checked(manager)
    page = text_of(manager.get(at))
    stored = ChannelCheck.objects.unscoped(reason="a test").get()
    weights = [one["severity"] for one in stored.findings]
    assert weights == sorted(weights, reverse=True)
    links = re.findall(rf'href="{at}(\d+)/"', page)
    assert sorted({int(one) for one in links}) == list(range(1, len(weights) + 1))
    assert f"{len(weights)} findings about your channel" in words_of(manager.get(at))
    for number, finding in enumerate(stored.findings, start=1):
        rows = text_of(manager.get(f"{at}{number}/"))
        shown = [int(one) for one in re.findall(r'scope="row" class="num">(\d+)<', rows)]
        assert shown == [*finding["registrations"], *finding["shipments"]]
        assert ('rel="prev"' in rows) == (number > 1)
        assert ('rel="next"' in rows) == (number < len(weights))
    for beyond in (0, len(weights) + 1, 10**12):
        assert manager.get(f"{at}{beyond}/").status_code == 404


def test_the_files_hold_a_line_for_every_row_behind_a_finding(cast: Cast, manager: Client) -> None:
    at = checked(manager)
    stored = ChannelCheck.objects.unscoped(reason="a test").get()
    behind = sum(len(one["registrations"]) + len(one["shipments"]) for one in stored.findings)
    lines = csv_lines(manager.get(at, {"export": "csv"}))
    book = sheet_of(manager.get(at, {"export": "xlsx"}))
    assert lines[0] == "No.,Weight,Finding,Details,File,Row,What it says"
    assert len(lines) == len(book) == behind + 1
    chinese = client_of(cast.channel_manager, "zh-CN").get(at, {"export": "csv"})
    assert "Weight" not in csv_lines(chinese)[0]
    assert "findings about" in text_of(manager.get(at, {"export": "pdf"}))


def test_registrations_alone_are_enough(manager: Client) -> None:
    columns = given(manager, registrations=table("a.xlsx", untidy_registrations()))
    answer = manager.post(columns, proposed(manager.get(columns).content.decode()))
    assert answer.status_code == 302
    stored = ChannelCheck.objects.unscoped(reason="a test").get()
    assert stored.shipments_file is None
    assert set(stored.counts) == {"registrations"}
    assert "Shipments" not in words_of(manager.get(answer["Location"]))


def test_refused_files_are_named_each_and_nothing_is_kept(manager: Client) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    for sent, wrong in (
        ({}, {"registrations"}),
        ({"shipments": table("b.csv", untidy_shipments())}, {"registrations"}),
        ({"registrations": table("a.csv", picture), "shipments": table("b.csv", picture)},
         {"registrations", "shipments"}),
        ({"registrations": table("a.csv", "")}, {"registrations"}),
    ):  # fmt: skip
        with nothing_changes(ChannelCheck):
            answer = manager.post(CHECK, sent)
        assert answer.status_code == 422
        assert wrong_fields(answer) == wrong


def test_columns_that_are_missing_are_asked_for_and_the_others_stay(manager: Client) -> None:
    columns = given(manager)
    form = proposed(manager.get(columns).content.decode())
    form |= {"registrations-customer": "", "registrations-product": "区域", "shipments-partner": ""}
    with nothing_changes(ChannelCheck):
        answer = manager.post(columns, form)
    page = text_of(answer)
    assert answer.status_code == 422
    assert set(re.findall(r'id="([\w-]+)-problem"', page)) == {
        "registrations-customer", "shipments-partner",
    }  # fmt: skip
    assert proposed(page)["registrations-product"] == "区域"
    assert "2 fields to correct" in words_of(answer)


def test_a_heading_that_the_file_lacks_is_no_column(manager: Client) -> None:
    columns = given(manager)
    form = proposed(manager.get(columns).content.decode())
    answer = manager.post(columns, {**form, "registrations-customer": "客户 OR 1=1"})
    assert answer.status_code == 422
    assert 'id="registrations-customer-problem"' in text_of(answer)


def test_columns_may_be_corrected_after_the_findings(manager: Client) -> None:
    at = checked(manager)
    form = proposed(manager.get(f"{at}columns/").content.decode())
    corrected = {**form, "registrations-decided_on": ""}
    assert manager.post(f"{at}columns/", corrected)["Location"] == at
    stored = ChannelCheck.objects.unscoped(reason="a test").get()
    assert "slow_decisions" not in {one["code"] for one in stored.findings}


def test_others_find_nothing_and_whoever_may_not_import_is_refused(
    cast: Cast, manager: Client
) -> None:
    at = checked(manager)
    for who, status in (
        ("other_channel_manager", 404),
        ("account_manager", 403),
        ("seller_a", 404),
    ):
        client = client_of(getattr(cast, who))
        with nothing_changes(ChannelCheck):
            for path in (at, f"{at}columns/", f"{at}1/"):
                assert client.get(path).status_code == status, (who, path)
            assert client.get(at, {"export": "csv"}).status_code == status
            assert client.post(f"{at}delete/").status_code == status
    assert manager.get(f"{at}delete/").status_code == 405
    assert manager.post(f"{at}delete/")["Location"] == CHECK
    assert "The check and its files are deleted." in words_of(manager.get(CHECK))
    assert manager.post(f"{at}delete/").status_code == 404
