"""An import by API: sent, columns settled, read through, let go, and what it refused."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qudao.intake.actions import carry_out_run, check_run
from qudao.intake.models import ImportRun
from qudao.market.customers.models import Customer
from tests.api.caller import Caller, caller_for
from tests.people import Cast

FILE = "编号,客户名称,城市\nC1,浦岚证券股份有限公司,上海\nC2,,北京\n"
ABSENT = "imp_0000000000000000"


@pytest.fixture
def operations(cast: Cast, now: datetime) -> Caller:
    return caller_for(cast.operations, now)


def send(caller: Caller, content: str = FILE, *, kind: str = "customers", key: str = "import-01"):  # type: ignore[no-untyped-def]
    return caller.client.post(
        "/api/v1/imports",
        {"kind": kind, "source": "crm", "file": SimpleUploadedFile("客户.csv", content.encode())},
        headers={"Authorization": f"Bearer {caller.secret}", "Idempotency-Key": key},
    )


def customers() -> int:
    return Customer.objects.unscoped(reason="test").count()


def test_a_file_goes_all_the_way(cast: Cast, operations: Caller, now: datetime) -> None:
    sent = send(operations)
    address = f"/imports/{sent.json()['id']}"
    assert (sent.status_code, sent.json()["state"]) == (201, "received")
    assert sent.headers["Location"] == f"/api/v1{address}"

    fields = operations.get(f"{address}/columns").json["fields"]
    assert "客户名称" in {f["header"] for f in fields}
    assert operations.send("POST", f"{address}/columns", {}).json["state"] == "checking"
    check_run(cast.operations, sent.json()["id"], clock=lambda: now)
    preview = operations.get(f"{address}/preview").json
    assert (preview["rows"], preview["good"], preview["bad"]) == (2, 1, 1)
    assert customers() == 0

    assert operations.send("POST", f"{address}/go").json["state"] == "queued"
    carry_out_run(cast.operations, sent.json()["id"], clock=lambda: now)
    done = operations.get(address).json
    assert (done["state"], done["created"], done["rejected"]) == ("done", 1, 1)
    assert customers() == 1
    assert operations.get(f"{address}/noted").json["notes"] == []
    assert operations.get(f"{address}/noted/merged").status == 404


def test_the_refused_rows_come_as_a_file_that_is_safe_to_open(
    cast: Cast, operations: Caller, now: datetime
) -> None:
    run_id = send(operations, FILE + "C3,,=1+1\n").json()["id"]
    operations.send("POST", f"/imports/{run_id}/columns", {})
    check_run(cast.operations, run_id, clock=lambda: now)
    operations.send("POST", f"/imports/{run_id}/go")
    carry_out_run(cast.operations, run_id, clock=lambda: now)

    reply = operations.client.get(
        f"/api/v1/imports/{run_id}/rejects",
        headers={"Authorization": f"Bearer {operations.secret}"},
    )

    lines = reply.getvalue().decode("utf-8-sig").splitlines()
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) == 3
    assert lines[2].endswith(",'=1+1")


def test_an_import_is_seen_by_whoever_sent_it(
    cast: Cast, operations: Caller, manager: Caller, now: datetime
) -> None:
    own = send(manager).json()["id"]
    other = caller_for(cast.other_channel_manager, now)

    assert manager.get(f"/imports/{own}").status == 200
    assert operations.get(f"/imports/{own}").status == 200  # sees the whole programme
    absent, foreign = other.get(f"/imports/{ABSENT}"), other.get(f"/imports/{own}")
    absent.json.pop("instance")
    foreign.json.pop("instance")
    assert (foreign.status, foreign.json) == (404, absent.json)


def test_a_partner_imports_nothing(seller_a: Caller) -> None:
    reply = send(seller_a)

    assert (reply.status_code, reply.json()["scope"]) == (403, "imports.write")
    assert not ImportRun.objects.unscoped(reason="test").exists()


def test_a_file_that_is_no_table_and_an_unknown_kind_are_refused(operations: Caller) -> None:
    empty = send(operations, "", key="import-02")
    unknown = send(operations, kind="planets", key="import-03")

    assert [p["field"] for p in empty.json()["problems"]] == ["file"]
    assert [(p["field"], p["code"]) for p in unknown.json()["problems"]] == [
        ("kind", "unknown_choice")
    ]
    assert not ImportRun.objects.unscoped(reason="test").exists()


def test_the_same_file_under_the_same_key_is_one_import(operations: Caller) -> None:
    first, second = send(operations), send(operations)

    assert second.json() == first.json()
    assert ImportRun.objects.unscoped(reason="test").count() == 1


def test_an_import_that_waits_for_its_columns_cannot_go(operations: Caller) -> None:
    run_id = send(operations).json()["id"]

    early = operations.send("POST", f"/imports/{run_id}/go")
    idle = operations.send("POST", f"/imports/{run_id}/stop")

    assert (early.status, early.code) == (409, "not_startable")
    assert (idle.status, idle.code) == (409, "not_running")


def test_a_heading_that_the_file_lacks_is_named(operations: Caller) -> None:
    run_id = send(operations).json()["id"]
    body = {"fields": {"city": {"header": "Town"}}}

    reply = operations.send("POST", f"/imports/{run_id}/columns", body)

    assert reply.problems() == {("city", "header_missing")}
