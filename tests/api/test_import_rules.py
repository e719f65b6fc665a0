"""Imports by API: what a file, its kind and its columns must be, and who follows whose import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from qudao.api.models import KeptAnswer
from qudao.api.rooms.imports import BOM, _csv
from qudao.intake.actions import carry_out_run, check_run
from qudao.intake.models import ImportRun
from qudao.market.customers.models import Customer
from tests.api.caller import Caller, caller_for
from tests.people import Cast

FILE = "编号,客户名称,城市\nC1,浦岚证券股份有限公司,上海\nC2,寒舟制药有限公司,北京\n"
ABSENT = "imp_0000000000000000"


@pytest.fixture
def operations(cast: Cast, now: datetime) -> Caller:
    return caller_for(cast.operations, now)


def send(
    caller: Caller, *, key: str = "import-01", content: bytes | str = FILE, **fields: Any
) -> tuple[int, dict[str, Any], Mapping[str, str]]:
    data = content.encode() if isinstance(content, str) else content
    name = fields.pop("name", "客户.csv")
    sent: dict[str, Any] = {"kind": "customers", "file": SimpleUploadedFile(name, data), **fields}
    reply = caller.client.post(
        "/api/v1/imports",
        {field: value for field, value in sent.items() if value is not None},
        headers={"Authorization": f"Bearer {caller.secret}", "Idempotency-Key": key},
    )
    return reply.status_code, reply.json(), reply.headers


def problems(body: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["field"], one["code"]) for one in body["problems"]}


def runs() -> int:
    return ImportRun.objects.unscoped(reason="test").count()


# ------------------------------------------------------------------ sending


WRONG: tuple[tuple[dict[str, Any], tuple[str, str]], ...] = (
    ({"kind": "planets"}, ("kind", "unknown_choice")),
    ({"kind": ""}, ("kind", "unknown_choice")),
    ({"kind": None}, ("kind", "required")),
    ({"kind": "k" * 41}, ("kind", "too_long")),
    ({"source": "s" * 61}, ("source", "too_long")),
    ({"currency": "yuan"}, ("currency", "")),
    ({"mapping": "nobody saved this"}, ("mapping", "")),
    ({"colour": "red"}, ("colour", "unknown_field")),
    ({"file": None}, ("file", "required")),
    ({"content": ""}, ("file", "")),
    ({"content": b"\x00\x01\x02\x03" * 50, "name": "x.csv"}, ("file", "")),
)


def test_what_is_wrong_with_a_file_is_named_by_field_and_leaves_nothing(
    operations: Caller,
) -> None:
    for number, (fields, (field, code)) in enumerate(WRONG):
        status, body, _headers = send(operations, key=f"import-wrong-{number}", **fields)
        assert status == 422, (fields, body)
        assert {one for one, _code in problems(body)} == {field}, (fields, body)
        assert not code or problems(body) == {(field, code)}, (fields, body)
    assert runs() == 0
    assert KeptAnswer.objects.unscoped(reason="test").count() == 0


def test_a_file_beyond_the_limit_is_refused(operations: Caller, settings: Settings) -> None:
    settings.LARGEST_UPLOAD = 40
    status, body, _headers = send(operations)
    assert (status, {field for field, _code in problems(body)}) == (422, {"file"})
    assert runs() == 0


def test_a_body_of_json_is_no_file(operations: Caller) -> None:
    reply = operations.create("/imports", {"kind": "customers"})
    assert (reply.status, reply.code) in {(415, "unsupported_media_type"), (422, "invalid")}
    assert runs() == 0


def test_the_same_key_with_another_file_is_refused(operations: Caller) -> None:
    first = send(operations)
    assert send(operations)[1] == first[1]
    status, body, _headers = send(operations, content=FILE + "C3,岚山纸业,南京\n")
    assert (status, body["code"]) == (422, "idempotency_key_reused")
    assert runs() == 1


# ------------------------------------------------------------------ following


def checked(caller: Caller, cast: Cast, now: datetime, **fields: Any) -> str:
    _status, body, _headers = send(caller, source="crm", **fields)
    run_id = str(body["id"])
    caller.send("POST", f"/imports/{run_id}/columns", {})
    check_run(cast.operations, run_id, clock=lambda: now)
    return run_id


def test_an_import_tells_what_may_be_done_with_it_now(
    cast: Cast, operations: Caller, now: datetime
) -> None:
    _status, body, _headers = send(operations, source="crm")
    address = f"/imports/{body['id']}"

    def may() -> tuple[str, bool, bool, bool]:
        told = operations.get(address).json
        return told["state"], told["may_map"], told["may_start"], told["may_stop"]

    assert may() == ("received", True, False, False)
    operations.send("POST", f"{address}/columns", {})
    check_run(cast.operations, body["id"], clock=lambda: now)
    state, _may_map, may_start, may_stop = may()
    assert (state, may_start, may_stop) == ("previewed", True, False)
    operations.send("POST", f"{address}/go")
    assert may() == ("queued", False, False, True)
    carry_out_run(cast.operations, body["id"], clock=lambda: now)
    assert may() == ("done", False, False, False)
    told = operations.get(address).json
    assert told["rows_read"] == sum(
        told[name] for name in ("created", "updated", "unchanged", "merged", "rejected")
    )
    assert Customer.objects.unscoped(reason="test").count() == 2


def test_letting_go_and_stopping_twice_is_a_conflict(
    cast: Cast, operations: Caller, now: datetime
) -> None:
    address = f"/imports/{checked(operations, cast, now)}"
    assert operations.send("POST", f"{address}/go").status == 200
    again = operations.send("POST", f"{address}/go")
    assert (again.status, again.code) == (409, "not_startable")
    assert operations.send("POST", f"{address}/stop").status == 200
    assert operations.get(address).json["may_start"] is False


def test_columns_may_be_fed_by_another_heading_or_one_value(
    cast: Cast, operations: Caller, now: datetime
) -> None:
    _status, body, _headers = send(operations, source="crm")
    address = f"/imports/{body['id']}"
    fields = operations.get(f"{address}/columns").json["fields"]
    proposed = {one["name"]: one["header"] for one in fields if one["header"]}
    assert {"客户名称", "城市"} <= set(proposed.values())
    city = next(name for name, header in proposed.items() if header == "城市")

    settled = operations.send(
        "POST", f"{address}/columns", {"fields": {city: {"constant": "苏州"}}}
    )
    assert settled.status == 200
    told = {one["name"]: one for one in operations.get(f"{address}/columns").json["fields"]}
    assert (told[city]["header"], told[city]["constant"]) == ("", "苏州")

    check_run(cast.operations, body["id"], clock=lambda: now)
    operations.send("POST", f"{address}/go")
    carry_out_run(cast.operations, body["id"], clock=lambda: now)
    cities = Customer.objects.unscoped(reason="test").values_list("city", flat=True)
    assert set(cities) == {"苏州"}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"nothing": {"header": "城市"}}, "unknown_field"),
        ({"city": {"heading": "城市"}}, "unknown_field"),
        ({"city": "城市"}, "object_expected"),
        ({"city": {"header": "x" * 201}}, "too_long"),
        ({"city": {"header": "Town"}}, "header_missing"),
    ],
)
def test_a_choice_of_columns_that_cannot_be_is_refused(
    operations: Caller, fields: dict[str, Any], problem: str
) -> None:
    _status, body, _headers = send(operations)
    reply = operations.send("POST", f"/imports/{body['id']}/columns", {"fields": fields})
    assert reply.status == 422
    assert not problem or problem in {code for _field, code in reply.problems()}
    assert operations.get(f"/imports/{body['id']}").json["state"] == "received"


def test_every_address_of_an_import_is_its_senders(
    cast: Cast, operations: Caller, manager: Caller, now: datetime
) -> None:
    run_id = checked(manager, cast, now)
    rival = caller_for(cast.other_channel_manager, now)
    for step in ("", "/columns", "/preview", "/rejects"):
        assert manager.get(f"/imports/{run_id}{step}").status == 200, step
        for other, public_id in ((rival, run_id), (manager, ABSENT), (operations, ABSENT)):
            assert other.get(f"/imports/{public_id}{step}").status == 404, step
    for step, body in (("columns", {}), ("go", None), ("stop", None)):
        reply = rival.send("POST", f"/imports/{run_id}/{step}", body)
        assert reply.status == 404, step
    assert manager.get(f"/imports/{run_id}").json["state"] == "previewed"


# ------------------------------------------------------------------ refused rows


def test_refused_rows_are_a_table_that_no_spreadsheet_runs() -> None:
    hostile: list[list[str | int]] = [
        [2, "=1+1", "a,b", 'say "x"', "两\n行"],
        [3, "@SUM(A1)", "", "-5", "plain"],
    ]
    parts = list(_csv(["row", "a", "b", "c", "d"], iter(hostile)))
    text = "".join(parts)
    assert text.startswith(BOM)
    assert len(parts) == 3
    assert text.removeprefix(BOM).splitlines()[0] == "row,a,b,c,d"
    assert '2,\'=1+1,"a,b","say ""x""","两\n行"\r\n' in text
    assert text.endswith("3,'@SUM(A1),,'-5,plain\r\n")


def test_without_refused_rows_the_file_has_its_head_alone() -> None:
    assert list(_csv(["row"], iter(()))) == [f"{BOM}row\r\n"]
