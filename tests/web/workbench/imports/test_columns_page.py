"""Choosing columns: what is proposed, what is refused, and that a refusal settles nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from qudao.intake.models import ImportRun, SavedMapping
from tests.people import Cast
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of
from tests.web.import_pages import proposed, table, uploaded
from tests.web.workbench.imports.runs import IMPORTS
from tests.web.workbench.pages import text_of, words_of
from tests.web.workbench.reading import rows_of
from tests.web.workbench.settings.pages import verbs, wrong_fields

FILE = "编号,公司名称,城市,备注\nP-1,甲公司,上海,老客户\nP-2,乙公司,北京,\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Any, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def manager(cast: Cast) -> Client:
    return client_of(cast.channel_manager)


@pytest.fixture
def run(manager: Client) -> str:
    return uploaded(manager, FILE)


def columns(run: str) -> str:
    return f"{IMPORTS}{run}/columns/"


def sent(client: Client, run: str, **changed: str) -> dict[str, str]:
    """The form as the browser would send it, with some of its choices changed."""
    given = proposed(client.get(columns(run)).content.decode())
    return {**given, **{name.replace("_", "-"): value for name, value in changed.items()}}


def state() -> str:
    return str(ImportRun.objects.unscoped(reason="a test").get().state)


def wrong(answer: Any) -> set[str]:
    return set(re.findall(r'id="(\w+)-problem"', text_of(answer)))


def test_fields_stand_beside_their_column_and_its_first_values(manager: Client, run: str) -> None:
    page = text_of(manager.get(columns(run)))
    rows = {row[0].split(" ")[0]: row for row in rows_of(page) if len(row) == 3}
    assert rows["Name"][2] == "甲公司 · 乙公司"
    assert "required" in rows["Name"][0]
    assert rows["City"][2] == "上海 · 北京"
    chosen = {name: value for name, value in proposed(page).items() if name.endswith("-header")}
    assert {"name-header": "公司名称", "code-header": "编号", "city-header": "城市"}.items() <= (
        chosen.items()
    )
    assert chosen["website-header"] == ""
    words = words_of(manager.get(columns(run)))
    assert "备注 老客户" in words  # a column that feeds nothing is shown too


def test_columns_settle_once_and_the_file_is_read_through(manager: Client, run: str) -> None:
    form = sent(manager, run)
    answer = manager.post(columns(run), form)
    assert answer["Location"] == f"{IMPORTS}{run}/"
    assert state() == "checking"
    with nothing_changes(ImportRun):
        assert manager.post(columns(run), form).status_code == 409
        assert manager.get(columns(run))["Location"] == f"{IMPORTS}{run}/"


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"name_header": ""}, {"name"}),
        ({"city_header": "市"}, {"city"}),
        ({"city_lookup": "城市表\x1f名"}, {"city"}),
        ({"name_header": "nothing", "city_header": "nothing"}, {"name", "city"}),
        ({"name_header": "<script>"}, {"name"}),
    ],
)
def test_every_wrong_column_is_named_and_the_others_stay(
    manager: Client, run: str, changed: dict[str, str], fields: set[str]
) -> None:
    form = sent(manager, run, code_header="备注", name="老系统的列", **changed)
    with nothing_changes(ImportRun, SavedMapping):
        answer = manager.post(columns(run), form)
    page = text_of(answer)
    assert answer.status_code == 422
    assert wrong(answer) == fields
    shown = proposed(page)
    assert shown["code-header"] == "备注"
    assert 'value="老系统的列"' in page
    assert "<script>" not in page[page.index("data-errors") : page.index('id="id_name"')]
    assert state() == "received"


@pytest.mark.parametrize("name", ["名" * 121, "列\x07"])
def test_a_name_that_cannot_be_kept_settles_no_columns(
    manager: Client, run: str, name: str
) -> None:
    """The name of the columns and the field `name` of a partner are not the same thing."""
    form = sent(manager, run, code_header="备注", name=name)
    with nothing_changes(ImportRun, SavedMapping):
        answer = manager.post(columns(run), form)
    assert answer.status_code == 422
    assert wrong(answer) == set()
    assert wrong_fields(answer) == {"name"}
    assert proposed(text_of(answer))["code-header"] == "备注"
    assert state() == "received"


def test_columns_are_kept_under_a_name_with_the_settling(manager: Client, run: str) -> None:
    form = sent(manager, run, name=f"  {'名' * 120}  ")
    assert manager.post(columns(run), form).status_code == 302
    assert SavedMapping.objects.get().name == "名" * 120
    assert verbs()[-2:] == ["imports.columns_chosen", "imports.mapping_saved"]
    again = uploaded(manager, FILE)
    page = text_of(manager.get(columns(again)))
    assert f'<option value="{"名" * 120}"></option>' in page
    assert "as saved" in page


def test_a_blank_name_keeps_nothing(manager: Client, run: str) -> None:
    assert manager.post(columns(run), sent(manager, run, name="   ")).status_code == 302
    assert SavedMapping.objects.count() == 0


def test_refusals_speak_chinese(cast: Cast, run: str) -> None:
    chinese = client_of(cast.channel_manager, "zh-CN")
    answer = chinese.post(columns(run), sent(chinese, run, name_header=""))
    assert answer.status_code == 422
    assert "Choose the column" not in words_of(answer)
    assert "公司名称" in words_of(answer)


# ------------------------------------------------------------------ files of keys


def test_a_file_of_keys_is_named_and_its_columns_offered(manager: Client, run: str) -> None:
    at = f"{IMPORTS}{run}/keys/"
    added = manager.post(at, {"keys": table("城市表.csv", "键,城市名\n7,武汉\n")})
    assert added["Location"] == columns(run)
    page = text_of(manager.get(columns(run)))
    assert "The file is added. Choose what is looked up in it." in page
    assert "城市表 → 城市名" in page
    assert '<p class="t">城市表</p>' in page


def test_a_refused_file_of_keys_leaves_the_columns_as_they_were(manager: Client, run: str) -> None:
    for given in ({}, {"keys": table("k.csv", "")}, {"keys": table("k.csv", b"\x89PNG\r\n\x1a\n")}):
        with nothing_changes(ImportRun):
            answer = manager.post(f"{IMPORTS}{run}/keys/", given)
        assert answer.status_code == 422
        assert wrong_fields(answer) == {"keys"}
        assert proposed(text_of(answer))["name-header"] == "公司名称"


def test_once_columns_are_settled_no_file_of_keys_is_taken(manager: Client, run: str) -> None:
    manager.post(columns(run), sent(manager, run))
    with nothing_changes(ImportRun):
        answer = manager.post(f"{IMPORTS}{run}/keys/", {"keys": table("k.csv", "a,b\n1,2\n")})
    assert answer["Location"] == f"{IMPORTS}{run}/"
    assert manager.get(f"{IMPORTS}{run}/keys/").status_code == 405


def test_a_file_that_is_gone_still_lets_its_columns_be_chosen(
    manager: Client, run: str, settings: Settings, tmp_path: Any
) -> None:
    settings.FILES_DIR = tmp_path / "moved"
    page = text_of(manager.get(columns(run)))
    assert proposed(page)["name-header"] == "公司名称"
    assert "甲公司" not in page
