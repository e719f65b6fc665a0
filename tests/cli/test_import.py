"""`qudao import`: shown first, imported on a yes, refused rows told and written to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qudao.cli import run
from qudao.core.models import StoredFile
from qudao.intake.models import ImportRun
from qudao.market.partners.models import Partner
from tests.people import Cast

PARTNERS = "编号,公司名称,内部标记\nP-1,甲公司,7\nP-2,乙公司,8\nP-3,,8\n"
CITIES = "键,城市名\n7,武汉\n8,苏州\n"


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str], str]:
    def write(name: str, content: str) -> str:
        path = tmp_path / name
        path.write_text(content, encoding="gbk")
        return str(path)

    return write


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def imported() -> list[str]:
    rows = Partner.objects.unscoped(reason="a test").filter(source="crm").order_by("source_key")
    return list(rows.values_list("name_zh", flat=True))


def runs() -> int:
    return ImportRun.objects.unscoped(reason="a test").count()


def test_a_file_that_cannot_be_imported_leaves_no_run(
    cast: Cast, file: Callable[[str, str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    stored = StoredFile.objects.unscoped(reason="a test").count()
    assert run(["import", "partners", file("partners.csv", "甲列,乙列\nK1,甲公司\n"), "--yes"]) == 1
    assert "name:" in capsys.readouterr().err
    territories = file("x.csv", "SalesTerritoryKey,Nothing\n1,2\n")
    sellers = file(
        "DimReseller.csv", "ResellerKey,GeographyKey,ResellerAlternateKey,ResellerName\n1,2,A1,A\n"
    )
    assert run(["import", "partners", sellers, "--keys", territories, "--yes"]) == 1
    assert "DimGeography" in capsys.readouterr().err
    assert runs() == 0
    assert StoredFile.objects.unscoped(reason="a test").count() == stored


def test_a_file_is_shown_and_imported_only_on_a_yes(
    cast: Cast, file: Callable[[str, str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file("partners.csv", PARTNERS)

    assert run(["import", "partners", path, "--source", "crm"]) == 0
    said = capsys.readouterr().out
    assert "2 rows hold, 1 are refused" in said
    assert "not used: 内部标记" in said
    assert "row 4, 公司名称:  – Must be filled in." in said
    assert "Nothing was imported." in said
    assert imported() == []
    assert runs() == 0

    assert run(["import", "partners", path, "--source", "crm", "--yes"]) == 0
    said = capsys.readouterr().out
    assert "2 created" in said
    assert "1 rejected" in said
    assert imported() == ["甲公司", "乙公司"]


def test_refused_rows_are_written_to_a_file(
    cast: Cast, file: Callable[[str, str], str], tmp_path: Path
) -> None:
    target = tmp_path / "rejects.csv"
    arguments = ["--source", "crm", "--yes", "--rejects", str(target)]

    assert run(["import", "partners", file("partners.csv", PARTNERS), *arguments]) == 0

    lines = target.read_text("utf-8-sig").splitlines()
    assert lines[1] == "4,公司名称,,required,Must be filled in.,P-3,,8"


def test_without_a_place_for_refused_rows_nothing_is_imported(
    cast: Cast,
    file: Callable[[str, str], str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "nowhere" / "rejects.csv"
    arguments = ["--source", "crm", "--yes", "--rejects", str(target)]

    assert run(["import", "partners", file("partners.csv", PARTNERS), *arguments]) == 1

    assert f"{target} cannot be written: No such file" in capsys.readouterr().err
    assert imported() == []
    assert ImportRun.objects.unscoped(reason="a test").count() == 0


def test_the_rights_are_those_of_the_person_named(
    cast: Cast, file: Callable[[str, str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file("partners.csv", PARTNERS)

    assert run(["import", "partners", path, "--as", "he.jia@example.com", "--yes"]) == 1
    assert run(["import", "partners", path, "--as", "unknown@example.com", "--yes"]) == 1
    assert ImportRun.objects.unscoped(reason="a test").count() == 0

    assert run(["import", "partners", path, "--as", "xu.mingyuan@example.com", "--yes"]) == 0
    started = ImportRun.objects.unscoped(reason="a test").get().started_by
    assert started is not None
    assert started.pk == cast.channel_manager.user_id


def test_what_cannot_be_read_is_said_in_one_line(
    cast: Cast, file: Callable[[str, str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "partners", "no-such-file.csv", "--yes"]) == 1
    assert "no-such-file.csv cannot be read" in capsys.readouterr().err
    assert run(["import", "partners", file("empty.csv", ""), "--yes"]) == 1
    assert "The file is empty." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run(["import", "nonsense", file("partners.csv", PARTNERS)])


def test_a_file_of_keys_is_named_by_the_command(
    cast: Cast, file: Callable[[str, str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    keys = f"Cities={file('x.csv', CITIES)}"
    path = file("partners.csv", PARTNERS)

    assert run(["import", "partners", path, "--keys", keys, "--source", "crm", "--yes"]) == 0

    assert ImportRun.objects.unscoped(reason="a test").get().key_files.keys() == {"Cities"}
