"""How operations are declared: each names its permission, and its kind settles the rest.

A `Room` gathers the operations on one resource. `reads` and `lists` answer with an ETag or a
page; `creates` wants an Idempotency-Key; `changes` and `does` want If-Match and pass on the
version that the sender read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from enum import Enum
from functools import partial, wraps
from typing import Any, Protocol, TypeVar, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from ninja import NinjaAPI, Router
from ninja.operation import Operation

from qudao.api.doors import ApiRequest, BearerKey
from qudao.api.fields import Answer
from qudao.api.idempotency import once
from qudao.api.paging import Page
from qudao.api.refusals import VersionMismatch, WrongMediaType
from qudao.api.versions import etag_of, expected_version, is_unchanged
from qudao.api.wording import UNKNOWN_FIELD, UNKNOWN_PARAMETER, problem_with
from qudao.core.actor import Permission
from qudao.core.errors import Conflict, NotFound

PUBLIC_ID = re.compile(r"[a-z]{3}_[0-9a-z]{16}")
JSON = "application/json"
FORM = "multipart/form-data"
ANY = "*/*"  # a file as it was uploaded


class Kind(Enum):
    """What an operation does to its resource; settles headers and status."""

    READ = "read"
    LIST = "list"
    CREATE = "create"
    CHANGE = "change"
    NOTE = "note"  # a change of something that only its reader changes, so without a version


@dataclass(frozen=True, slots=True)
class Rule:
    """What the table test, the schema and the API page read off an operation."""

    kind: Kind
    permission: Permission
    location: str = ""  # address of what was created, with {id}


class VersionedRequest(ApiRequest):
    """A change: it carries the version that the sender read."""

    expected_version: int


def expect(request: VersionedRequest, version: int) -> None:
    """Refuse if the sender read another version than this one."""
    if version != request.expected_version:
        raise VersionMismatch


View = TypeVar("View", bound=Callable[..., Any])
Text = Promise | str


class Declare(Protocol):
    """Takes a view into its room and gives it back as it is."""

    def __call__(self, view: View, /) -> View: ...


@dataclass(frozen=True, slots=True)
class About:
    """What an operation answers with, and how the API page tells of it."""

    summary: Text
    answers: Any
    words: Text = ""
    location: str = ""  # address of what was created, with {id}
    media_type: str = JSON


class Room(Router):
    """The operations on one resource."""

    def reads(self, path: str, permission: Permission, about: About) -> Declare:
        return self._declare(("GET", path), Rule(Kind.READ, permission), about)

    def lists(self, path: str, permission: Permission, about: About) -> Declare:
        return self._declare(("GET", path), Rule(Kind.LIST, permission), about)

    def creates(self, path: str, permission: Permission, about: About) -> Declare:
        rule = Rule(Kind.CREATE, permission, about.location)
        return self._declare(("POST", path), rule, about)

    def changes(self, path: str, permission: Permission, about: About) -> Declare:
        return self._declare(("PATCH", path), Rule(Kind.CHANGE, permission), about)

    def does(self, path: str, permission: Permission, about: About) -> Declare:
        return self._declare(("POST", path), Rule(Kind.CHANGE, permission), about)

    def notes(self, path: str, permission: Permission, about: About) -> Declare:
        return self._declare(("POST", path), Rule(Kind.NOTE, permission), about)

    def _declare(self, address: tuple[str, str], rule: Rule, about: About) -> Declare:
        method, path = address

        def declare(view: View, /) -> View:
            self.add_api_operation(
                path,
                [method],
                view,
                auth=BearerKey(rule.permission),
                response={201 if rule.kind is Kind.CREATE else 200: about.answers},
                operation_id=view.__name__,
                summary=cast(str, about.summary),
                openapi_extra={
                    "x-kind": rule.kind.value,
                    "x-permission": rule.permission.code,
                    "x-media-type": about.media_type,
                },
            )
            operation = cast(Operation, view._ninja_operation)  # type: ignore[attr-defined]
            operation.description = cast(str, about.words)  # docstrings are for our readers
            # the view itself stays bare, so that its annotations are read in its own module
            operation.view_func = _carried_out(view, rule, operation)
            return view

        return declare


class Ruled(Protocol):
    """What an operation's function carries once it was declared in a room."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class Declared:
    """An operation as the table test sees it."""

    method: str
    path: str
    rule: Rule
    operation: Operation


def declared_operations(api: NinjaAPI) -> Iterator[Declared]:
    """Every operation of the API. One without a rule raises: it was declared past a `Room`."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                rule = cast(Ruled, operation.view_func).rule
                yield Declared(operation.methods[0], f"{router.prefix}{path}", rule, operation)


def _carried_out(view: Callable[..., Any], rule: Rule, operation: Operation) -> Callable[..., Any]:
    media_type = _media_type(operation)
    takes = _Takes(_names(operation, "query"), _names(operation, "form", "file"), media_type)

    @wraps(view)
    def carried_out(request: ApiRequest, /, **values: Any) -> HttpResponse:
        _check_request(request, takes, values)
        if rule.kind is Kind.CREATE:
            together = nullcontext if media_type == FORM else transaction.atomic
            create = partial(_created, view, request, values, rule)
            return once(request, create, together=together)
        if rule.kind is Kind.CHANGE:
            cast(VersionedRequest, request).expected_version = expected_version(request)
            return _respond(request, _changed(view, request, values), rule)
        return _respond(request, view(request, **values), rule)

    carried_out.rule = rule  # type: ignore[attr-defined]
    return carried_out


def _created(
    view: Callable[..., Any], request: ApiRequest, values: dict[str, Any], rule: Rule
) -> HttpResponse:
    return _respond(request, view(request, **values), rule)


def _changed(view: Callable[..., Any], request: ApiRequest, values: dict[str, Any]) -> Any:
    """The change, whose race with another one is a mismatch of versions."""
    try:
        return view(request, **values)
    except Conflict as conflict:
        if conflict.code == Conflict.code:
            raise VersionMismatch from conflict
        raise


@dataclass(frozen=True, slots=True)
class _Takes:
    """What an operation takes by name, and the media type of its body ("" without any)."""

    parameters: frozenset[str]
    form_fields: frozenset[str]
    media_type: str


def _check_request(request: HttpRequest, takes: _Takes, values: dict[str, Any]) -> None:
    if takes.media_type and request.content_type != takes.media_type:
        raise WrongMediaType
    for name in request.GET:
        if name not in takes.parameters:
            raise problem_with(name[:60], UNKNOWN_PARAMETER)
    for name in (*request.POST, *request.FILES) if takes.media_type == FORM else ():
        if name not in takes.form_fields:
            raise problem_with(name[:60], UNKNOWN_FIELD)
    for name, value in values.items():
        if name.endswith("_id") and not PUBLIC_ID.fullmatch(str(value)):
            raise NotFound


def _respond(request: HttpRequest, answer: Answer | HttpResponse, rule: Rule) -> HttpResponse:
    if isinstance(answer, HttpResponseBase):  # a file
        return answer
    content = answer.model_dump_json()
    response = HttpResponse(content, content_type=JSON)
    if rule.kind is Kind.CREATE:
        response.status_code = 201
        if rule.location:
            response["Location"] = "/api/v1" + rule.location.format(id=getattr(answer, "id", ""))
    if isinstance(answer, Page) and answer.next:
        response["Link"] = f'<{answer.next}>; rel="next"'
    version = getattr(answer, "version", None)
    if version is None:
        return response
    response["ETag"] = etag_of(version, content)
    if rule.kind is Kind.READ and is_unchanged(request, response["ETag"]):
        return HttpResponse(status=304, headers={"ETag": response["ETag"]})
    return response


def _names(operation: Operation, *sources: str) -> frozenset[str]:
    """The names under which an operation takes values from these parts of a request."""
    names = (
        getattr(model, "__ninja_flatten_map__", model.model_fields)  # files have no map
        for model in operation.models
        if model.__ninja_param_source__ in sources
    )
    return frozenset(name for flat in names for name in flat)


def _media_type(operation: Operation) -> str:
    sources = {model.__ninja_param_source__ for model in operation.models}
    if sources & {"file", "form"}:
        return FORM
    return JSON if "body" in sources else ""
