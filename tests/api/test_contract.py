"""The document says what there is: every address, parameter, body and refusal, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver
from django.utils import translation

from qudao.api import urls
from qudao.api.openapi import document
from qudao.api.paging import Page
from qudao.api.routing import Kind, declared_operations
from qudao.api.site import api
from qudao.people.scopes import INTERACTIVE, all_permissions, scope_words

DECLARED = list(declared_operations(api))
APART = {"docs", "openapi"}
Document = dict[str, Any]


@pytest.fixture(scope="module")
def schema() -> Document:
    with translation.override("en"):
        return document()


def operations(schema: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_every_address_is_documented_and_every_documented_one_is_there(schema: Document) -> None:
    routes = {
        "/api/v1/" + re.sub(r"<\w+:(\w+)>|<(\w+)>", r"{\1\2}", str(found.pattern))
        for found in urls.urlpatterns
        if isinstance(found, URLPattern) and found.name and found.name not in APART
    }
    assert routes == set(schema["paths"])
    assert {(m, p) for m, p, _o in operations(schema)} == {
        (found.method, f"/api/v1{found.path}") for found in DECLARED
    }


def test_every_documented_address_leads_to_its_own_operation(schema: Document) -> None:
    resolver = get_resolver()
    for _method, path, _operation in operations(schema):
        filled = re.sub(r"{\w+}", "par_0123456789abcdef", path)
        assert resolver.resolve(filled).url_name not in {None, *APART}, path


def test_every_parameter_of_an_address_is_declared_as_a_required_text(schema: Document) -> None:
    for _method, path, operation in operations(schema):
        declared = {p["name"]: p for p in operation["parameters"] if p["in"] == "path"}
        assert set(declared) == set(re.findall(r"{(\w+)}", path)), path
        for parameter in declared.values():
            assert (parameter["required"], parameter["schema"]["type"]) == (True, "string")


def test_query_parameters_are_optional_and_belong_to_reads(schema: Document) -> None:
    for method, path, operation in operations(schema):
        queried = [p for p in operation["parameters"] if p["in"] == "query"]
        assert not queried or method == "GET", path
        assert [p["name"] for p in queried if p["required"]] == [], path
        is_list = operation["x-kind"] == Kind.LIST.value
        assert {"limit", "cursor", "sort"} <= {p["name"] for p in queried} or not is_list, path


def test_a_list_has_bounds_a_cursor_and_its_own_orders(schema: Document) -> None:
    lists = [o for _m, _p, o in operations(schema) if o["x-kind"] == Kind.LIST.value]
    assert len(lists) == 9
    for operation in lists:
        by_name = {p["name"]: p["schema"] for p in operation["parameters"]}
        limit = by_name["limit"]
        assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 100, 50)
        assert by_name["cursor"]["maxLength"] == 600
        assert by_name["sort"]["default"] in by_name["sort"]["enum"], operation["operationId"]


def test_a_body_takes_no_field_that_is_not_declared(schema: Document) -> None:
    components = schema["components"]["schemas"]
    bodies = [
        content["schema"]["$ref"].rsplit("/", 1)[-1]
        for _m, _p, operation in operations(schema)
        for media, content in operation.get("requestBody", {}).get("content", {}).items()
        if media == "application/json"
    ]
    assert len(bodies) > 20
    for name in bodies:
        assert components[name]["additionalProperties"] is False, name


def test_texts_of_requests_have_bounds(schema: Document) -> None:
    """Amounts, days, choices and ids of our own are bounded by their form."""
    components = schema["components"]["schemas"]
    unbounded = []
    for method, path, operation in operations(schema):
        if method == "GET":
            continue
        for content in operation.get("requestBody", {}).get("content", {}).values():
            name = content["schema"].get("$ref", "").rsplit("/", 1)[-1]
            for field, part in components.get(name, {}).get("properties", {}).items():
                options = part.get("anyOf", [part])
                unbounded += [(path, field) for one in options if is_unbounded(one)]
    assert unbounded == []


def is_unbounded(part: Document) -> bool:
    bounds = {"maxLength", "enum", "const", "format", "pattern"}
    return part.get("type") == "string" and not bounds & set(part)


REFUSALS = {
    Kind.READ: {"304", "400", "401", "403", "404", "422", "429"},
    Kind.LIST: {"400", "401", "403", "404", "422", "429"},
    Kind.CREATE: {"400", "401", "403", "404", "409", "413", "415", "422", "429"},
    Kind.CHANGE: {"400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429"},
    Kind.NOTE: {"400", "401", "403", "404", "409", "413", "415", "422", "429"},
}


def test_every_refusal_that_can_come_is_named_and_is_a_problem(schema: Document) -> None:
    for method, path, operation in operations(schema):
        kind = Kind(operation["x-kind"])
        answers = dict(operation["responses"])
        good = answers.pop("201" if kind is Kind.CREATE else "200")
        assert set(answers) == REFUSALS[kind], (method, path)
        assert "content" in good or good == {"description": "OK"}, path
        for status, answer in answers.items():
            if status != "304":
                content = answer["content"]["application/problem+json"]["schema"]
                assert content == {"$ref": "#/components/schemas/Problem"}


def test_a_problem_is_described_field_by_field(schema: Document) -> None:
    problem = schema["components"]["schemas"]["Problem"]
    assert set(problem["required"]) == {"type", "title", "status", "detail", "code", "instance"}
    assert set(problem["properties"]) - set(problem["required"]) == {
        "rule",
        "next_step",
        "scope",
        "problems",
    }
    fields = schema["components"]["schemas"]["ProblemOfField"]
    assert set(fields["required"]) == {"field", "code", "message"}


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_no_reference_leads_nowhere_and_only_filters_stand_apart(schema: Document) -> None:
    """Filters and the fields of a form are spelt out; every other shape is used."""
    named = set(schema["components"]["schemas"])
    used = {one.removeprefix("#/components/schemas/") for one in references(schema)}
    assert used <= named
    assert {name for name in named - used if not name.endswith("Filters")} == {
        "Market",
        "NewImport",
    }


def test_the_only_way_in_is_a_key(schema: Document) -> None:
    schemes = schema["components"]["securitySchemes"]
    assert {(one["type"], one["scheme"]) for one in schemes.values()} == {("http", "bearer")}
    for _method, path, operation in operations(schema):
        assert [list(one) for one in operation["security"]] == [list(schemes)], path


def shape(part: Any) -> Any:
    """The document without its words."""
    worded = {"description", "summary", "title", "examples"}
    if isinstance(part, dict):
        return {
            key: shape(value)
            for key, value in part.items()
            if key not in worded or isinstance(value, dict)
        }
    return [shape(value) for value in part] if isinstance(part, list) else part


def test_both_languages_describe_the_same_api(schema: Document) -> None:
    with translation.override("zh-hans"):
        chinese = document()
    assert shape(chinese) == shape(schema)
    same = [
        operation["operationId"]
        for (_m, path, operation), (_m2, _p2, other) in zip(
            operations(schema), operations(chinese), strict=True
        )
        if operation["summary"] == other["summary"]
    ]
    assert same == []


def test_every_scope_is_a_permission_that_a_key_may_hold_in_words(schema: Document) -> None:
    known = {one.code for one in all_permissions()}
    scopes = {operation["x-permission"] for _m, _p, operation in operations(schema)}
    assert scopes <= known
    assert scopes & INTERACTIVE == set()
    assert [scope for scope in sorted(scopes) if str(scope_words(scope)) == scope] == []


def test_an_operation_past_a_room_is_found_out() -> None:
    class Bare:
        prefix = ""
        path_operations: dict[str, Any] = {}

    class Operation:
        methods = ("GET",)

        @staticmethod
        def view_func() -> None: ...

    class View:
        operations = (Operation(),)

    class Api:
        @staticmethod
        def _get_bound_routers() -> list[Bare]:
            router = Bare()
            router.path_operations = {"/bare": View()}
            return [router]

    with pytest.raises(AttributeError, match="rule"):
        list(declared_operations(Api()))  # type: ignore[arg-type]


def test_a_page_says_there_is_no_next_one() -> None:
    told = Page[str](items=[], next=None).model_dump_json()
    assert told == '{"items":[],"next":null}'
