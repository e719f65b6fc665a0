"""Every refusal is one kind of document, with a stable code and words in the reader's language."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory
from django.utils import translation
from ninja.errors import AuthenticationError, HttpError, ValidationError

from qudao.api.problems import MEDIA_TYPE, TITLES, failure_response, problem_response
from qudao.api.refusals import (
    Broken,
    IdempotencyKeyInUse,
    IdempotencyKeyRequired,
    IdempotencyKeyReused,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unreadable,
    VersionMismatch,
    VersionRequired,
    WrongMediaType,
    WrongMethod,
)
from qudao.core.errors import (
    Conflict,
    FieldProblem,
    Invalid,
    NotFound,
    NotPermitted,
    QudaoError,
    TooMany,
)

REFUSALS: tuple[tuple[QudaoError, int, str], ...] = (
    (Unauthenticated(), 401, "unauthenticated"),
    (WrongMethod(), 405, "method_not_allowed"),
    (Unreadable(), 400, "unreadable_body"),
    (WrongMediaType(), 415, "unsupported_media_type"),
    (TooLarge(), 413, "too_large"),
    (VersionRequired(), 428, "if_match_required"),
    (VersionMismatch(), 412, "version_mismatch"),
    (IdempotencyKeyRequired(), 400, "idempotency_key_required"),
    (IdempotencyKeyReused(), 422, "idempotency_key_reused"),
    (IdempotencyKeyInUse(), 409, "idempotency_key_in_use"),
    (TooManyRequests(7), 429, "too_many_requests"),
    (TooMany(), 429, "too_many"),
    (Broken(), 500, "internal_error"),
    (NotFound(), 404, "not_found"),
    (NotPermitted("partners.read"), 403, "not_permitted"),
    (Conflict(), 409, "conflict"),
    (Invalid.field("name", "required", "Say it."), 422, "invalid"),
)


def asked(path: str = "/api/v1/partners") -> HttpRequest:
    request = RequestFactory().post(path)
    request.request_id = "req-7"  # type: ignore[attr-defined]
    return request


def document(error: QudaoError) -> dict[str, Any]:
    return dict(json.loads(problem_response(asked(), error).content))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_refusal_is_a_whole_document(language: str) -> None:
    with translation.override(language):
        for error, status, code in REFUSALS:
            response = problem_response(asked(), error)
            body = json.loads(response.content)
            assert (response.status_code, body["status"], body["code"]) == (status, status, code)
            assert response["Content-Type"] == MEDIA_TYPE == "application/problem+json"
            assert body["type"] == f"/api/v1/docs/#status-{status}"
            assert body["instance"] == "req-7"
            assert body["title"] == str(TITLES[status])
            assert body["detail"] == str(error.message)
            is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in body["title"])
            assert is_chinese == (language == "zh-hans"), body["title"]


def test_codes_are_told_apart() -> None:
    codes = [code for _error, _status, code in REFUSALS]
    assert len(set(codes)) == len(codes)


def test_what_a_refusal_does_not_have_is_left_out() -> None:
    assert set(document(NotFound())) == {
        "type",
        "title",
        "status",
        "detail",
        "code",
        "instance",
        "problems",
    }
    assert document(NotFound())["problems"] == []


def test_a_refusal_by_a_rule_names_it_and_the_next_step() -> None:
    error = Conflict("Held by another.", code="scope_held", rule="G5", next_step="Appeal.")
    body = document(error)
    assert (body["code"], body["rule"], body["next_step"]) == ("scope_held", "G5", "Appeal.")
    assert body["detail"] == "Held by another."


def test_a_missing_scope_is_named_only_where_one_is_missing() -> None:
    assert document(NotPermitted("partners.read"))["scope"] == "partners.read"
    assert "scope" not in document(NotPermitted())
    assert "scope" not in document(NotFound())


def test_all_fields_are_named_in_their_order() -> None:
    found = [FieldProblem("b", "too_long", "At most 3."), FieldProblem("", "empty", "Say it.")]
    assert document(Invalid(found))["problems"] == [
        {"field": "b", "code": "too_long", "message": "At most 3."},
        {"field": "", "code": "empty", "message": "Say it."},
    ]


def test_a_status_that_nobody_titled_still_gets_a_title() -> None:
    class Odd(QudaoError):
        status = 418
        code = "odd"

    assert document(Odd())["title"] == str(TITLES[400])


def test_only_a_missing_key_asks_for_one_and_only_a_wait_says_how_long() -> None:
    headers = {
        code: {name for name in ("WWW-Authenticate", "Retry-After") if name in response}
        for error, _status, code in REFUSALS
        for response in [problem_response(asked(), error)]
    }
    assert {code: names for code, names in headers.items() if names} == {
        "unauthenticated": {"WWW-Authenticate"},
        "too_many_requests": {"Retry-After"},
        "idempotency_key_in_use": {"Retry-After"},
    }
    assert problem_response(asked(), TooManyRequests(0))["Retry-After"] == "0"
    assert problem_response(asked(), TooManyRequests(59))["Retry-After"] == "59"


def test_hostile_words_stay_words() -> None:
    hostile = "<script>alert(1)</script>\u2028\u202e\x00"
    response = problem_response(asked(), Invalid.field(hostile, "c", hostile))
    assert response["Content-Type"] == MEDIA_TYPE
    assert json.loads(response.content)["problems"][0]["message"] == hostile


def test_a_request_without_an_id_gets_an_answer_too() -> None:
    body = json.loads(problem_response(RequestFactory().get("/"), NotFound()).content)
    assert body["instance"] == ""


# ------------------------------------------------------------------ what others raise

RAISED: tuple[tuple[Exception | type[Exception], int, str], ...] = (
    (NotFound(), 404, "not_found"),
    (AuthenticationError(), 401, "unauthenticated"),
    (RequestDataTooBig(), 413, "too_large"),
    (HttpError(400, "Cannot parse request body"), 400, "unreadable_body"),
    (HttpError(500, "secret detail"), 400, "unreadable_body"),
    (MultiPartParserError("Invalid boundary"), 400, "unreadable_body"),
    (SuspiciousOperation("too many fields"), 400, "unreadable_body"),
    (
        ValidationError([{"type": "missing", "loc": ("body", "body", "name"), "msg": "m"}]),
        422,
        "invalid",
    ),
)


def test_what_the_framework_raises_becomes_one_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    for error, status, code in RAISED:
        response = failure_response(asked(), error)
        assert (response.status_code, json.loads(response.content)["code"]) == (status, code), error
        assert b"secret detail" not in response.content
    assert caplog.records == []


def test_a_missing_field_keeps_its_name() -> None:
    error = ValidationError([{"type": "missing", "loc": ("body", "body", "name"), "msg": "m"}])
    body = json.loads(failure_response(asked(), error).content)
    assert [(one["field"], one["code"]) for one in body["problems"]] == [("name", "required")]


def test_a_bug_is_logged_and_tells_nothing_of_itself() -> None:
    heard: list[logging.LogRecord] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record)

    log, ear = logging.getLogger("qudao.api"), Ear()
    kept, log.handlers, log.propagate = log.handlers, [ear], False
    try:
        raised_in_a_view()
    finally:
        log.handlers, log.propagate = kept, True

    (record,) = heard
    assert record.getMessage() == "POST /api/v1/partners failed"
    assert record.exc_info
    assert "password=hunter2" in str(record.exc_info[1])


def raised_in_a_view() -> None:
    try:
        raise RuntimeError("password=hunter2")
    except RuntimeError as error:
        response = failure_response(asked(), error)
    assert response.status_code == 500
    assert json.loads(response.content)["code"] == "internal_error"
    assert b"hunter2" not in response.content
    assert b"RuntimeError" not in response.content
