"""Whatever is sent, the answer is a problem document that says what to change."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_django import Settings

from qudao.market.partners.models import Partner
from tests.api.caller import Caller

HEADERS = {"Idempotency-Key": "input-test-0001"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"{",
        b'{"name_en": "\xff\xfe"}',
        b"\x00",
        b"[" * 100_000,
        b'{"employees": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_body_that_is_no_json_is_refused(manager: Caller, body: bytes) -> None:
    before = Partner.objects.unscoped(reason="test").count()

    reply = manager.client.generic(
        "POST",
        "/api/v1/partners",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {manager.secret}", **HEADERS},
    )

    assert reply.status_code in {400, 422}
    assert reply.json()["code"] in {"unreadable_body", "invalid"}
    assert Partner.objects.unscoped(reason="test").count() == before


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("null", ("", "object_expected")),
        ("[]", ("", "object_expected")),
        ('"text"', ("", "object_expected")),
        ('{"name_en": 7}', ("name_en", "text_expected")),
        ('{"name_en": null}', ("name_en", "text_expected")),
        ('{"name_en": "a\\u0000b"}', ("name_en", "control_character")),
        ('{"name_en": "a\\ud800b"}', ("name_en", "broken_text")),
        ('{"name_en": "%s"}' % ("x" * 201), ("name_en", "too_long")),
        ('{"name_en": "A", "employees": 1.5}', ("employees", "whole_number_expected")),
        ('{"name_en": "A", "employees": NaN}', ("employees", "whole_number_expected")),
        ('{"name_en": "A", "employees": -1}', ("employees", "out_of_bounds")),
        ('{"name_en": "A", "employees": 1%s}' % ("0" * 30), ("employees", "out_of_bounds")),
        ('{"name_en": "A", "joined_on": "31.3.2026"}', ("joined_on", "day_expected")),
        ('{"name_en": "A", "joined_on": "1900-01-01"}', ("joined_on", "out_of_bounds")),
        ('{"name_en": "A", "joined_on": "9999-12-31"}', ("joined_on", "out_of_bounds")),
        ('{"name_en": "A", "lifecycle": "asleep"}', ("lifecycle", "unknown_choice")),
        ('{"name_en": "A", "__proto__": {}}', ("__proto__", "unknown_field")),
    ],
)
def test_each_wrong_value_is_named_with_its_field(
    manager: Caller, body: str, problem: tuple[str, str]
) -> None:
    before = Partner.objects.unscoped(reason="test").count()

    reply = manager.send("POST", "/partners", body, headers=HEADERS)

    assert reply.status == 422
    assert reply.problems() == {problem}
    assert Partner.objects.unscoped(reason="test").count() == before


def test_a_problem_never_repeats_what_was_sent(manager: Caller) -> None:
    reply = manager.send(
        "POST", "/partners", '{"name_en": 7, "secret-name": "s3cret"}', headers=HEADERS
    )

    assert "s3cret" not in reply.text


@pytest.mark.parametrize(
    "path",
    [
        "/partners?text=%00",
        "/partners?text=%ff",
        "/partners?text=%ED%A0%80",
        "/partners?region=%00",
        "/products?below=%00",
        "/partners?cursor=%00",
    ],
)
def test_control_signs_in_parameters_are_refused(manager: Caller, path: str) -> None:
    assert manager.get(path).status in {200, 422}


@pytest.mark.parametrize(
    "public_id", ["%00", "1", "par_", "PAR_0000000000000000", "par_' OR 1=1", "x" * 3000, "%2e%2e"]
)
def test_an_absurd_id_is_an_absent_one(manager: Caller, public_id: str) -> None:
    reply = manager.get(f"/partners/{public_id}")

    assert (reply.status, reply.code) == (404, "not_found")


def test_another_media_type_is_refused(manager: Caller) -> None:
    reply = manager.send(
        "POST", "/partners", '{"name_en": "A"}', headers=HEADERS, content_type="text/plain"
    )

    assert (reply.status, reply.code) == (415, "unsupported_media_type")


def test_a_body_beyond_the_limit_is_refused(manager: Caller, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    reply = manager.send("POST", "/partners", {"name_en": "x" * 2000}, headers=HEADERS)

    assert (reply.status, reply.code) == (413, "too_large")


def test_no_secret_reaches_the_log(
    manager: Caller,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_down(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("qudao.api.rooms.partners.partners_after", break_down)
    reply = manager.get("/partners?text=private-name")
    manager.send("POST", "/partners", "not json: private-name", headers=HEADERS)
    Caller("qud_wrong-but-secret").get("/me")

    assert (reply.status, reply.code) == (500, "internal_error")
    assert "broken on purpose" not in reply.text
    logged = "\n".join(r.getMessage() for r in caplog.records) + caplog.text
    assert "broken on purpose" in logged
    for secret in (manager.secret, "qud_wrong-but-secret", "private-name"):
        assert secret not in logged
    caplog.clear()
