"""What makes two requests the same one, and what a request must carry before a room sees it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from qudao.api.doors import ApiRequest, _secret, at_the_door
from qudao.api.fields import Answer
from qudao.api.idempotency import digest_of_request
from qudao.api.limits import count_request
from qudao.api.paging import Page
from qudao.api.refusals import (
    TooManyRequests,
    Unauthenticated,
    VersionMismatch,
    WrongMediaType,
)
from qudao.api.routing import (
    FORM,
    JSON,
    Kind,
    Rule,
    VersionedRequest,
    _changed,
    _check_request,
    _respond,
    _Takes,
    expect,
)
from qudao.core.actor import Actor, Side
from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.market.permissions import MarketPermission

ACTOR = Actor(side=Side.VENDOR, user_id=1, organisation_id=5)
READ = Rule(Kind.READ, MarketPermission.READ_PARTNERS)
CREATE = Rule(Kind.CREATE, MarketPermission.WRITE_PARTNERS, "/partners/{id}")
ID = "par_0123456789abcdef"


def asked(
    body: str = "{}",
    *,
    path: str = "/api/v1/partners",
    actor: Actor = ACTOR,
    content_type: str = JSON,
    headers: dict[str, str] | None = None,
) -> ApiRequest:
    request = RequestFactory().post(path, body, content_type=content_type, headers=headers or {})
    request.actor = actor  # type: ignore[attr-defined]
    return cast(ApiRequest, request)


# ------------------------------------------------------------------ the same request

FIRST = '{"name": "岚云", "city": "x"}'
SAME = (
    '{"city":"x","name":"岚云"}',
    '{"city":"x","name":"\\u5c9a\\u4e91"}',
    ' {\n"name": "岚云",\t"city": "x"} ',
)
OTHER = (
    "{}",
    '{"name": "岚云"}',
    '{"name": "岚云", "city": "X"}',
    '{"name": "岚云", "city": "x "}',
    '{"name": "岚云", "city": ["x"]}',
    '{"name": "岚云", "city": null}',
    '{"name": "岚云", "city": "x", "more": 1}',
    '{"names": "岚云", "city": "x"}',
)


def test_how_a_body_is_written_makes_no_other_request() -> None:
    first = digest_of_request(asked(FIRST))
    assert len(first) == 64
    assert {digest_of_request(asked(body)) for body in SAME} == {first}


def test_what_a_body_says_does() -> None:
    digests = [digest_of_request(asked(body)) for body in (FIRST, *OTHER)]
    assert len(set(digests)) == len(digests)


def test_so_do_the_address_and_the_organisation_but_not_the_person() -> None:
    first = digest_of_request(asked(FIRST))
    assert digest_of_request(asked(FIRST, path="/api/v1/customers")) != first
    assert digest_of_request(asked(FIRST, path="/api/v1/partners?x=1")) != first
    assert digest_of_request(asked(FIRST, actor=replace(ACTOR, organisation_id=6))) != first
    assert digest_of_request(asked(FIRST, actor=replace(ACTOR, user_id=2))) == first


def form(content: bytes, **fields: str) -> ApiRequest:
    name = fields.pop("file_name", "a.csv")
    data = {**fields, "file": SimpleUploadedFile(name, content)}
    request = RequestFactory().post("/api/v1/imports", data)
    request.actor = ACTOR  # type: ignore[attr-defined]
    return cast(ApiRequest, request)


def test_a_form_is_told_apart_by_its_fields_and_its_files() -> None:
    first = digest_of_request(form(b"a,b\n", kind="customers"))
    assert digest_of_request(form(b"a,b\n", kind="customers")) == first
    for other in (
        form(b"a,b", kind="customers"),
        form(b"a,b\n", kind="partners"),
        form(b"a,b\n", kind="customers", source="crm"),
        form(b"a,b\n", kind="customers", file_name="b.csv"),
    ):
        assert digest_of_request(other) != first


def test_a_file_is_there_to_be_read_after_its_digest_was_taken() -> None:
    request = form(b"a,b\n", kind="customers")
    digest_of_request(request)
    (sent,) = request.FILES.getlist("file")
    assert sent.read() == b"a,b\n"


# ------------------------------------------------------------------ the door


@pytest.mark.parametrize("header", ["Bearer qud_abc", "bearer qud_abc", "BEARER   qud_abc "])
def test_a_key_is_found_however_its_scheme_is_written(header: str) -> None:
    assert _secret(header) == "qud_abc"


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "qud_abc", "Basic qud_abc", "Bearer QUD_abc", "Bearer abc",
     "Bearerqud_abc", f"Bearer qud_{'x' * 197}"],
)  # fmt: skip
def test_anything_else_is_no_key(header: str) -> None:
    with pytest.raises(Unauthenticated):
        _secret(header)


def test_the_longest_key_still_counts() -> None:
    assert len(_secret(f"Bearer qud_{'x' * 196}")) == 200


def at(second: int) -> datetime:
    return datetime(2026, 3, 2, 1, 30, second, tzinfo=UTC)


def test_a_minute_of_the_clock_is_the_window_of_a_key(settings: Settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    cache.clear()
    for second in (0, 30, 59):
        count_request("qud_one", now=at(second))
    for second, wait in ((59, 1), (58, 2), (1, 59)):
        with pytest.raises(TooManyRequests) as refused:
            count_request("qud_one", now=at(second))
        assert refused.value.retry_after == wait
    count_request("qud_two", now=at(59))
    count_request("qud_one", now=at(0).replace(minute=31))


def answering(response: HttpResponse) -> Callable[..., Any]:
    return at_the_door(lambda _request: response)


def test_what_a_cache_may_keep_is_said_by_the_answer_alone() -> None:
    plain = answering(HttpResponse("x"))(RequestFactory().get("/"))
    assert plain["Cache-Control"] == "private, no-store"
    own = HttpResponse("x", headers={"Cache-Control": "public, max-age=300"})
    assert answering(own)(RequestFactory().get("/"))["Cache-Control"] == "public, max-age=300"


@pytest.mark.django_db
def test_head_carries_the_headers_of_get_and_no_content() -> None:
    heard: list[str | None] = []

    def view(request: Any) -> HttpResponse:
        heard.append(request.method)
        return HttpResponse("四个字节", headers={"ETag": '"1-0"'})

    head = at_the_door(view)(RequestFactory().head("/"))
    assert heard == ["GET"]
    assert (head.status_code, head["ETag"], head["Content-Length"]) == (200, '"1-0"', "12")
    assert cast(HttpResponse, head).content == b""


# ------------------------------------------------------------------ before a room sees it


def takes(*parameters: str, media_type: str = JSON) -> _Takes:
    return _Takes(frozenset(parameters), frozenset({"file", "kind"}), media_type)


def test_only_declared_fields_of_a_form_come_in() -> None:
    _check_request(form(b"a", kind="customers"), takes(media_type=FORM), {})
    with pytest.raises(Invalid) as refused:
        _check_request(form(b"a", kind="x", colour="red"), takes(media_type=FORM), {})
    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("colour", "unknown_field")
    ]


def test_only_declared_parameters_come_in() -> None:
    known = takes("limit", "text")
    _check_request(asked(path="/x?limit=1&text=a&text=b"), known, {})
    for query in ("colour=red", "Limit=1", "limit[]=1", "%20limit=1"):
        with pytest.raises(Invalid) as refused:
            _check_request(asked(path=f"/x?{query}"), known, {})
        assert [one.code for one in refused.value.problems] == ["unknown_parameter"]
    with pytest.raises(Invalid) as refused:
        _check_request(asked(path=f"/x?{'y' * 5000}=1"), known, {})
    assert refused.value.problems[0].field == "y" * 60


@pytest.mark.parametrize("sent", ["text/plain", "application/x-www-form-urlencoded", FORM, ""])
def test_a_body_comes_in_its_own_media_type_only(sent: str) -> None:
    with pytest.raises(WrongMediaType):
        _check_request(asked(content_type=sent), takes(), {})


def test_a_charset_is_no_other_media_type() -> None:
    _check_request(asked(content_type="application/json; charset=utf-8"), takes(), {})
    _check_request(asked(content_type="text/plain"), takes(media_type=""), {})


def test_what_cannot_be_an_id_is_absent() -> None:
    _check_request(asked(), takes(), {"partner_id": ID, "body": "x"})
    near = (ID.upper(), ID + "0", ID[:-1], f" {ID}", f"{ID}\n", "par_０123456789abcde")
    for wrong in ("1", "", *near):
        with pytest.raises(NotFound):
            _check_request(asked(), takes(), {"partner_id": wrong})


# ------------------------------------------------------------------ versions


def versioned(version: int) -> VersionedRequest:
    request = cast(VersionedRequest, asked())
    request.expected_version = version
    return request


def test_only_the_version_that_was_read_may_be_changed() -> None:
    expect(versioned(3), 3)
    for other in (2, 4, 0):
        with pytest.raises(VersionMismatch):
            expect(versioned(3), other)


def test_a_lost_race_is_a_mismatch_and_any_other_conflict_stays_itself() -> None:
    def losing(_request: object) -> None:
        raise Conflict

    def refusing(_request: object) -> None:
        raise Conflict("Held by another.", code="scope_held", rule="G5")

    with pytest.raises(VersionMismatch):
        _changed(losing, versioned(1), {})
    with pytest.raises(Conflict) as refused:
        _changed(refusing, versioned(1), {})
    assert (refused.value.code, refused.value.rule) == ("scope_held", "G5")


# ------------------------------------------------------------------ answers


class Thing(Answer):
    id: str
    version: int


class Nameless(Answer):
    words: str


def test_a_creation_says_where_and_which_version() -> None:
    response = _respond(asked(), Thing(id=ID, version=4), CREATE)
    assert (response.status_code, response["Location"]) == (201, f"/api/v1/partners/{ID}")
    assert response["ETag"].startswith('"4-')
    assert response["Content-Type"] == JSON
    plain = _respond(asked(), Nameless(words="岚"), replace(CREATE, location=""))
    assert plain.status_code == 201
    assert "Location" not in plain
    assert "ETag" not in plain
    assert json.loads(plain.content) == {"words": "岚"}


def test_who_holds_the_answer_gets_none() -> None:
    thing = Thing(id=ID, version=4)
    etag = _respond(asked(), thing, READ)["ETag"]
    for held in (etag, f"W/{etag}", f'"0-0", {etag}'):
        unchanged = _respond(asked(headers={"If-None-Match": held}), thing, READ)
        assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", etag)
    changed = _respond(asked(headers={"If-None-Match": etag}), Thing(id=ID, version=5), READ)
    assert changed.status_code == 200
    created = _respond(asked(headers={"If-None-Match": etag}), thing, CREATE)
    assert created.status_code == 201


def test_a_page_links_to_the_next_one_if_there_is_any() -> None:
    following = Page[str](items=["a"], next="/api/v1/partners?cursor=x")
    assert _respond(asked(), following, READ)["Link"] == ('</api/v1/partners?cursor=x>; rel="next"')
    assert "Link" not in _respond(asked(), Page[str](items=[], next=None), READ)


def test_a_file_goes_out_as_it_is() -> None:
    file = HttpResponse(b"%PDF", content_type="application/pdf")
    assert _respond(asked(), file, READ) is file
