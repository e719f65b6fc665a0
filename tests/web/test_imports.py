"""The pages of imports: from the file to the result, in both languages, for the own runs alone."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from qudao.core.models import StoredFile
from qudao.intake.jobs import check_import, run_import
from qudao.intake.models import ChannelCheck, ImportRun, SavedMapping
from qudao.market.partners.models import Partner
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.import_pages import (
    PARTNERS,
    brought_in,
    figures,
    proposed,
    read_through,
    table,
    untidy_registrations,
    untidy_shipments,
    uploaded,
)


@pytest.fixture
def manager(cast: Cast) -> Client:
    return client_of(cast.channel_manager)


def imported(cast: Cast) -> int:
    return Partner.objects.visible_to(cast.channel_director).filter(source="crm").count()


def test_the_empty_page_teaches_and_offers_samples(manager: Client) -> None:
    page = manager.get("/workbench/imports/").content.decode()

    assert "Nothing imported yet" in page
    assert "/workbench/imports/sample/partners.csv" in page
    others = page.split("Brought in by others")[1]
    assert "Opportunities" in others
    assert "Head of channel · Channel operations" in others
    sample = manager.get("/workbench/imports/sample/partners.csv")
    assert sample.getvalue().decode("utf-8-sig").startswith("Partner code,Partner name")
    assert manager.get("/workbench/imports/sample/products.csv").status_code == 404


def test_a_file_goes_all_the_way_by_plain_forms(cast: Cast, manager: Client) -> None:
    run = uploaded(manager)
    columns = manager.get(f"/workbench/imports/{run}/columns/").content.decode()
    assert "公司名称" in columns
    assert "甲公司" in columns
    assert imported(cast) == 0

    read_through(manager, run)
    preview = manager.get(f"/workbench/imports/{run}/").content.decode()
    assert "Import 2 rows" in preview
    assert "Must be filled in." in preview
    assert imported(cast) == 0

    assert brought_in(cast.channel_manager) != run
    assert imported(cast) == 2


def test_progress_polls_and_survives_leaving_the_page(cast: Cast, manager: Client) -> None:
    run = uploaded(manager)
    read_through(manager, run)
    manager.post(f"/workbench/imports/{run}/start/")

    page = manager.get(f"/workbench/imports/{run}/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    fragment = manager.get(f"/workbench/imports/{run}/", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert not fragment.has_header("HX-Refresh")

    ImportRun.objects.visible_to(cast.channel_director).update(state="done")
    done = manager.get(f"/workbench/imports/{run}/", headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    assert "every 2s" not in done.content.decode()


def test_the_result_shows_its_counts_and_the_reject_file(cast: Cast, manager: Client) -> None:
    run = brought_in(cast.channel_manager)

    page = manager.get(f"/workbench/imports/{run}/").content.decode()
    assert figures(page) == {
        "New": "2",
        "Updated": "0",
        "Seen before, unchanged": "0",
        "Merged": "0",
        "Refused": "1",
    }
    rejects = manager.get(f"/workbench/imports/{run}/rejects.csv").getvalue().decode("utf-8-sig")
    assert rejects.splitlines()[1].startswith("4,公司名称,,required,Must be filled in.,P-3")
    assert '<a class="btn" href="/workbench/partners/">See the partners</a>' in page
    listed = manager.get("/workbench/imports/?export=csv").getvalue().decode("utf-8-sig")
    assert listed.splitlines()[1].startswith("partners.csv,Partners,Done,3,2,1")


def test_the_rows_behind_a_note_can_be_downloaded(cast: Cast, manager: Client) -> None:
    run = brought_in(cast.channel_manager, "编号,公司名称\nP-1,甲公司\nP-1,甲公司\n".encode())

    page = manager.get(f"/workbench/imports/{run}/").content.decode()
    address = f"/workbench/imports/{run}/noted/merged.csv"
    assert address in page
    rows = manager.get(address).getvalue().decode("utf-8-sig").splitlines()
    assert rows == ["Row,Column,Value,编号,公司名称", "3,,,P-1,甲公司"]
    assert manager.get(address.replace("merged", "website_left_out")).status_code == 404


def test_both_languages_speak(cast: Cast) -> None:
    run = brought_in(cast.channel_manager)
    chinese = client_of(cast.channel_manager, "zh-hans")

    page = chinese.get(f"/workbench/imports/{run}/").content.decode()
    assert "已有，未变" in page
    assert "必须填写。" in page
    sample = chinese.get("/workbench/imports/sample/partners.csv").getvalue().decode("utf-8-sig")
    assert sample.startswith("伙伴编号,公司名称")


def test_a_refused_upload_keeps_what_was_typed(cast: Cast, manager: Client) -> None:
    response = manager.post(
        "/workbench/imports/new/",
        {"kind": "customers", "file": table("x.csv", ""), "source": "老系统", "currency": "EU"},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="老系统"' in page
    assert '<option value="customers" selected>' in page
    assert ImportRun.objects.visible_to(cast.channel_director).count() == 0


HEADER_ONLY = "编号,公司名称,城市\n"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "The submitted file is empty."),
        ("broken.xlsx", b"PK\x03\x04" + b"\0" * 60, "This is no table."),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "This is no table."),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "An old or locked workbook."),
        ("bytes.csv", bytes(range(256)) * 4, "No table was found"),
        ("packed.csv.gz", b"\x1f\x8b\x08" + b"\0" * 20, "The packed file is damaged."),
    ],
)
def test_what_is_no_table_is_refused_in_words_and_not_kept(
    manager: Client, settings: Settings, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    folder = settings.FILES_DIR = tmp_path
    response = manager.post(
        "/workbench/imports/new/",
        {"kind": "partners", "file": table(name, content), "source": "crm"},
    )

    assert response.status_code == 422
    assert words in response.content.decode()
    assert StoredFile.objects.unscoped(reason="a test").count() == 0
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_header_alone_imports_nothing(cast: Cast, manager: Client) -> None:
    run = uploaded(manager, HEADER_ONLY)
    read_through(manager, run)

    page = manager.get(f"/workbench/imports/{run}/").content.decode()
    assert "Import 0 rows" not in page
    assert "start/" not in page


def test_a_file_of_another_kind_names_the_field_that_is_missing(manager: Client) -> None:
    run = uploaded(manager, PARTNERS, "customers")
    page = manager.get(f"/workbench/imports/{run}/columns/").content.decode()
    sent = {**proposed(page), "name-header": ""}

    response = manager.post(f"/workbench/imports/{run}/columns/", sent)

    assert response.status_code == 422
    assert "Choose the column that holds “Name”." in response.content.decode()


def test_a_formula_stays_text_and_cannot_run_in_the_reject_file(
    cast: Cast, manager: Client
) -> None:
    content = 'code,name\n=cmd|x,甲\nP-2,"=HYPERLINK(1)"\nP-3,\n'
    run = brought_in(cast.channel_manager, content)

    own = Partner.objects.visible_to(cast.channel_director).filter(source="crm")
    assert own.filter(name_en="=HYPERLINK(1)").exists()
    rejects = manager.get(f"/workbench/imports/{run}/rejects.csv").getvalue().decode("utf-8-sig")
    assert not any(cell.startswith(("=", "@")) for cell in rejects.replace("\n", ",").split(","))


def test_saved_columns_serve_the_next_file(cast: Cast, manager: Client) -> None:
    run = uploaded(manager, "甲列,乙列\nK1,甲公司\n")
    sent = proposed(manager.get(f"/workbench/imports/{run}/columns/").content.decode())
    sent |= {"name-header": "乙列", "code-header": "甲列", "name": "甲乙"}
    assert manager.post(f"/workbench/imports/{run}/columns/", sent).status_code == 302
    assert SavedMapping.objects.visible_to(cast.channel_manager).get().name == "甲乙"

    again = uploaded(manager, "甲列,乙列\nK2,乙公司\n")
    sent = proposed(manager.get(f"/workbench/imports/{again}/columns/").content.decode())
    chosen = {name: value for name, value in sent.items() if name.endswith("-header") and value}
    assert chosen == {"name-header": "乙列", "code-header": "甲列"}


def test_a_key_file_is_added_and_looked_up(cast: Cast, manager: Client) -> None:
    run = uploaded(manager, "公司名称,城市键\n甲公司,7\n")
    added = manager.post(
        f"/workbench/imports/{run}/keys/",
        {"keys": table("城市表.csv", "键,城市名\n7,武汉\n8,苏州\n")},
    )
    assert added.status_code == 302
    sent = proposed(manager.get(f"/workbench/imports/{run}/columns/").content.decode())
    sent |= {"city-header": "城市键", "city-lookup": "城市表\x1f城市名"}
    assert manager.post(f"/workbench/imports/{run}/columns/", sent).status_code == 302

    check_import.call(subject_id=run)
    manager.post(f"/workbench/imports/{run}/start/")
    run_import.call(subject_id=run)
    own = Partner.objects.visible_to(cast.channel_manager).filter(source="crm")
    assert list(own.values_list("name_zh", "city")) == [("甲公司", "武汉")]


def test_a_key_file_that_is_no_table_is_refused(manager: Client) -> None:
    run = uploaded(manager)

    refused = manager.post(
        f"/workbench/imports/{run}/keys/", {"keys": table("x.csv", b"\x89PNG\r\n\x1a\n")}
    )

    assert refused.status_code == 422
    assert "This is no table." in refused.content.decode()


def test_another_persons_run_is_absent_everywhere(cast: Cast, manager: Client) -> None:
    run = uploaded(client_of(cast.other_channel_manager))

    for path in ("", "columns/", "rejects.csv", "noted/merged.csv"):
        assert manager.get(f"/workbench/imports/{run}/{path}").status_code == 404
    for path in ("columns/", "start/", "stop/"):
        assert manager.post(f"/workbench/imports/{run}/{path}").status_code == 404
    file = table("k.csv", "a,b\n1,2\n")
    assert manager.post(f"/workbench/imports/{run}/keys/", {"keys": file}).status_code == 404
    assert run not in manager.get("/workbench/imports/").content.decode()
    assert client_of(cast.channel_director).get(f"/workbench/imports/{run}/").status_code == 302


def test_only_who_keeps_records_has_these_pages(cast: Cast) -> None:
    for actor, status in (
        (cast.channel_manager, 200),
        (cast.operations, 200),
        (cast.account_manager, 403),
        (cast.human_resources, 403),
        (cast.principal_a, 404),
    ):
        client = client_of(actor)
        assert client.get("/workbench/imports/").status_code == status
        assert client.get("/workbench/check/").status_code == status


# ------------------------------------------------------------------------- the channel check


def checked(client: Client) -> str:
    """Two untidy files given, their columns taken as proposed; answers the check's public id."""
    files = {
        "registrations": table("报备.xlsx", untidy_registrations()),
        "shipments": table("出货.csv", untidy_shipments()),
    }
    response = client.post("/workbench/check/", files)
    assert response.status_code == 302, response.content.decode()
    columns = str(response["Location"])
    answer = client.post(columns, proposed(client.get(columns).content.decode()))
    assert answer.status_code == 302, answer.content.decode()
    return columns.split("/")[3]


def test_two_untidy_files_give_findings_that_open_their_rows(
    cast: Cast, manager: Client, now: datetime
) -> None:
    before = imported(cast), Partner.objects.unscoped(reason="a test").count()
    check = checked(manager)

    stored = ChannelCheck.objects.visible_to(cast.channel_manager).get()
    assert stored.counts == {
        "registrations": {"good": 6, "bad": 0, "cut": False},
        "shipments": {"good": 5, "bad": 0, "cut": False},
    }
    codes = [one["code"] for one in stored.findings]
    assert {
        "clash_two_names",
        "like_cases_decided_differently",
        "protection_lapsed_with_value",
        "partner_carries_one_customer",
        "shipped_without_registering",
        "slow_decisions",
        "never_decided",
    } <= set(codes)
    clash = codes.index("clash_two_names") + 1
    page = manager.get(f"/workbench/check/{check}/").content.decode()
    assert "启恒信息 and 鼎沛集成 held one customer under two names" in page
    rows = manager.get(f"/workbench/check/{check}/{clash}/").content.decode()
    assert re.findall(r'<th scope="row" class="num">(\d+)</th>', rows) == ["6", "7"]
    assert "<td>浦江银行股份有限公司</td>" in rows
    assert (imported(cast), Partner.objects.unscoped(reason="a test").count()) == before


def test_findings_go_out_as_files_and_in_chinese(cast: Cast, manager: Client) -> None:
    check = checked(manager)

    book = manager.get(f"/workbench/check/{check}/?export=xlsx")
    assert book.getvalue().startswith(b"PK")
    text = manager.get(f"/workbench/check/{check}/?export=csv").getvalue().decode("utf-8-sig")
    assert "报备.xlsx" not in text
    assert "B-01 | 华东 | 启恒信息" in text
    chinese = client_of(cast.channel_manager, "zh-hans")
    page = chinese.get(f"/workbench/check/{check}/").content.decode()
    assert "用两个名称持有同一客户" in page


def test_another_persons_check_is_absent_and_the_own_one_can_be_deleted(
    cast: Cast, manager: Client
) -> None:
    check = checked(manager)
    other = client_of(cast.other_channel_manager)

    for path in ("", "columns/", "1/"):
        assert other.get(f"/workbench/check/{check}/{path}").status_code == 404
    assert other.post(f"/workbench/check/{check}/delete/").status_code == 404
    assert manager.get(f"/workbench/check/{check}/99/").status_code == 404
    assert manager.post(f"/workbench/check/{check}/delete/").status_code == 302
    assert ChannelCheck.objects.unscoped(reason="a test").count() == 0
    assert StoredFile.objects.unscoped(reason="a test").count() == 0


def test_a_bad_file_of_the_two_is_named(manager: Client) -> None:
    response = manager.post(
        "/workbench/check/",
        {
            "registrations": table("a.xlsx", untidy_registrations()),
            "shipments": table("b.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 20),
        },
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="id_shipments_error"' in page
    assert 'id="id_registrations_error"' not in page


def test_a_file_without_its_required_columns_is_asked_for_them(manager: Client) -> None:
    files = {"registrations": table("a.csv", "甲,乙\n1,2\n")}
    response = manager.post("/workbench/check/", files)
    columns = str(response["Location"])

    refused = manager.post(columns, {})

    assert refused.status_code == 422
    wrong = re.findall(r'id="(registrations-\w+)-problem"', refused.content.decode())
    assert set(wrong) == {
        "registrations-partner",
        "registrations-customer",
        "registrations-submitted_on",
    }


def test_the_trail_of_a_run_is_read_on_its_page(cast: Cast, manager: Client) -> None:
    run = brought_in(cast.channel_manager)

    trail = manager.get(f"/workbench/audit/importrun/{run}/")

    assert trail.status_code == 200
    assert "finished the import" in trail.content.decode()
    other = client_of(cast.other_channel_manager)
    assert other.get(f"/workbench/audit/importrun/{run}/").status_code == 404


@pytest.mark.parametrize("name", ["bomb.csv.gz", "bomb.xlsx"])
def test_a_bomb_is_refused_before_it_is_unpacked(manager: Client, name: str) -> None:
    content = gzip_bomb() if name.endswith(".gz") else workbook_bomb()
    assert len(content) < 1_000_000

    response = manager.post(
        "/workbench/imports/new/",
        {"kind": "partners", "file": table(name, content), "source": "crm"},
    )

    assert response.status_code == 422
    assert StoredFile.objects.unscoped(reason="a test").count() == 0


def gzip_bomb() -> bytes:
    return gzip.compress(b"a,b\n" + b"0,0\n" * 20_000_000, compresslevel=9)


def workbook_bomb() -> bytes:
    sheet = b"<sheetData>" + b" " * 400_000_000 + b"</sheetData>"
    parts = {"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": sheet}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return buffer.getvalue()


def test_a_file_over_the_limit_is_refused(manager: Client, settings: Settings) -> None:
    settings.LARGEST_UPLOAD = 1024

    response = manager.post(
        "/workbench/imports/new/",
        {"kind": "partners", "file": table("big.csv", "a,b\n" * 1000), "source": "crm"},
    )

    assert response.status_code == 422
    assert "A file has at most" in response.content.decode()
