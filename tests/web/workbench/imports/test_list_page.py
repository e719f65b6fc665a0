"""The list of imports and the upload: whose runs, which of them, and what a refused upload
keeps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from qudao.core.actor import Actor
from qudao.intake.models import ImportRun
from tests.people import Cast
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of
from tests.web.import_pages import table
from tests.web.workbench.imports.runs import IMPORTS, run_of
from tests.web.workbench.pages import csv_rows, page_for, text_of, words_of
from tests.web.workbench.reading import csv_lines
from tests.web.workbench.settings.pages import wrong_fields

NEW = f"{IMPORTS}new/"


def names(actor: Actor, **asked: str) -> list[str]:
    return [row[0] for row in csv_rows(actor, IMPORTS, **asked)[1:]]


@pytest.fixture
def three(cast: Cast, now: datetime) -> Cast:
    own, other = cast.channel_manager, cast.other_channel_manager
    run_of(own, "done", now, name="伙伴2025.csv", rows_total=1_200, created=900, updated=100,
           rejected=7)  # fmt: skip
    run_of(own, "previewed", now + timedelta(minutes=5), name="new_partners.xlsx", rows_total=3)
    run_of(other, "failed", now, name="customers.csv", kind="customers", failure="worker_lost")
    return cast


def test_each_reader_sees_the_own_runs_and_who_sees_the_whole_sees_all(three: Cast) -> None:
    assert names(three.channel_manager) == ["new_partners.xlsx", "伙伴2025.csv"]
    assert names(three.other_channel_manager) == ["customers.csv"]
    assert len(names(three.channel_director)) == 3
    assert len(names(three.operations)) == 3
    page = page_for(three.channel_manager, IMPORTS)
    assert "customers.csv" not in page


def test_the_address_narrows_the_list(three: Cast) -> None:
    director = three.channel_director
    for asked, found in (
        ({"kind": "customers"}, ["customers.csv"]),
        ({"state": "done"}, ["伙伴2025.csv"]),
        ({"q": "PARTNERS"}, ["new_partners.xlsx"]),
        ({"q": "伙伴"}, ["伙伴2025.csv"]),
        ({"q": "%"}, []),
        ({"q": "伙伴\x00"}, ["伙伴2025.csv"]),
        ({"state": "sleeping", "kind": "planets"}, names(director)),
        ({"kind": "partners", "state": "failed"}, []),
    ):
        assert names(director, **asked) == found, asked
    nothing = page_for(director, IMPORTS, q="nobody")
    assert "Nothing matches this filter." in nothing
    assert "Nothing imported yet" not in nothing


def test_the_file_holds_figures_as_numbers(three: Cast) -> None:
    head, *lines = csv_rows(three.channel_manager, IMPORTS, q="2025")
    assert head == ["File", "Kind", "State", "Rows", "New or updated", "Refused", "Started"]
    assert lines == [["伙伴2025.csv", "Partners", "Done", "1200", "1000", "7", "2026-03-02 09:30"]]


def test_a_row_says_in_both_languages_where_a_run_stands(three: Cast) -> None:
    english = words_of(client_of(three.channel_manager).get(IMPORTS))
    assert "Waiting for your go" in english
    assert "1,200" in english
    assert "1,000" in english
    chinese = words_of(client_of(three.channel_manager, "zh-CN").get(IMPORTS))
    assert "Waiting for your go" not in chinese
    assert "new_partners.xlsx" in chinese


def test_eighty_runs_fill_a_page(cast: Cast, now: datetime) -> None:
    for number in range(82):
        run_of(cast.channel_manager, "done", now, name=f"f{number:02}.csv")
    first = page_for(cast.channel_manager, IMPORTS)
    second = page_for(cast.channel_manager, IMPORTS, page="2")
    assert (first.count(".csv</span>"), second.count(".csv</span>")) == (80, 2)
    assert "81–82 of 82" in second


# ------------------------------------------------------------------ the upload


def post(client: Client, **changed: Any) -> Any:
    sent = {"kind": "partners", "source": "crm", "currency": "", **changed}
    return client.post(NEW, {name: value for name, value in sent.items() if value is not None})


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"file": None}, {"file"}),
        ({"source": " "}, {"source"}),
        ({"kind": "products"}, {"kind"}),
        ({"currency": "XX1"}, {"currency"}),
        ({"source": "s" * 61, "currency": "EURO", "kind": "planets", "file": None},
         {"source", "currency", "kind", "file"}),
    ],
)  # fmt: skip
def test_a_refused_upload_names_what_is_wrong_and_keeps_nothing_on_disk(
    cast: Cast, changed: dict[str, Any], wrong: set[str]
) -> None:
    sent = {"file": table("partners.csv", "公司名称\n甲公司\n"), "source": "老系统", **changed}
    client = client_of(cast.channel_manager)
    with nothing_changes(ImportRun):
        answer = post(client, **sent)
    assert answer.status_code == 422
    assert wrong_fields(answer) == wrong
    if "source" not in changed:
        assert 'value="老系统"' in text_of(answer)


def test_refusals_of_an_upload_speak_chinese(cast: Cast) -> None:
    answer = post(
        client_of(cast.channel_manager, "zh-CN"), file=table("x.csv", b"\x89PNG\r\n\x1a\n")
    )
    page = words_of(answer)
    assert answer.status_code == 422
    assert "This is no table." not in page
    assert wrong_fields(answer) == {"file"}


def test_the_page_offers_sources_used_before_and_the_kind_that_a_link_names(three: Cast) -> None:
    page = page_for(three.channel_manager, NEW, kind="customers")
    assert '<option value="crm"></option>' in page
    assert '<option value="customers" selected>' in page
    assert 'value="files"' in page
    other = page_for(three.operations, NEW, kind="planets")
    assert " selected>" not in other[other.index('name="kind"') : other.index('name="file"')]


def test_a_file_given_twice_is_two_runs_that_know_of_each_other_by_their_rows(cast: Cast) -> None:
    for _time in range(2):
        given = table("partners.csv", "编号,公司名称\nP-1,甲公司\n")
        answer = post(client_of(cast.channel_manager), file=given)
        assert answer.status_code == 302
    runs = ImportRun.objects.visible_to(cast.channel_manager)
    assert [run.state for run in runs] == ["received", "received"]
    assert len({run.public_id for run in runs}) == 2


def test_samples_are_for_the_kinds_of_the_reader_in_the_readers_language(cast: Cast) -> None:
    manager, operations = client_of(cast.channel_manager), client_of(cast.operations)
    assert manager.get(f"{IMPORTS}sample/products.csv").status_code == 404
    assert manager.get(f"{IMPORTS}sample/..%2Fetc.csv").status_code == 404
    answer: Any = operations.get(f"{IMPORTS}sample/products.csv")
    assert 'filename="sample-products.csv"' in answer["Content-Disposition"]
    assert len(csv_lines(answer)) == 3
    chinese: Any = client_of(cast.operations, "zh-CN").get(f"{IMPORTS}sample/products.csv")
    assert csv_lines(chinese)[0].startswith("产品编码,产品名称")


@pytest.mark.parametrize(
    ("who", "status"),
    [("account_manager", 403), ("human_resources", 403), ("seller_a", 404), ("principal_a", 404)],
)
def test_who_may_not_import_is_refused_everywhere(cast: Cast, who: str, status: int) -> None:
    client = client_of(getattr(cast, who))
    for path in (IMPORTS, NEW, f"{IMPORTS}sample/partners.csv", f"{IMPORTS}run_x/"):
        assert client.get(path).status_code == status, path
    with nothing_changes(ImportRun):
        assert post(client, file=table("p.csv", "a\n1\n")).status_code == status
