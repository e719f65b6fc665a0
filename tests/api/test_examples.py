"""Examples, curl lines and field lists that the API page draws from a schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import translation

from qudao.api.docs import _kind, _lines
from qudao.api.examples import Schema, curl, example_of, resolved
from qudao.api.openapi import document

COMPONENTS: Schema = {
    "City": {"type": "string", "maxLength": 40, "examples": ["上海"]},
    "Place": {
        "type": "object",
        "required": ["city"],
        "properties": {
            "city": {"$ref": "#/components/schemas/City"},
            "street": {"type": "string"},
            "since": {"type": "string", "format": "date", "examples": ["2026-01-05"]},
        },
    },
    "Again": {"$ref": "#/components/schemas/Place"},
    "Circle": {"type": "object", "properties": {"inner": {"$ref": "#/components/schemas/Circle"}}},
}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


# ------------------------------------------------------------------ what stands behind a schema

RESOLVED: tuple[tuple[Schema, Schema], ...] = (
    ({"type": "integer"}, {"type": "integer"}),
    (ref("City"), COMPONENTS["City"]),
    (ref("Again"), COMPONENTS["Place"]),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string"}),
    ({"anyOf": [{"type": "null"}, {"type": "string"}]}, {"type": "string"}),
    ({"anyOf": [{"type": "null"}, ref("City")]}, COMPONENTS["City"]),
    ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, {"type": "integer"}),
    (
        {"allOf": [ref("City")], "examples": ["苏州"]},
        {"type": "string", "maxLength": 40, "examples": ["苏州"]},
    ),
    ({"anyOf": [{"type": "null"}], "title": "x"}, {"anyOf": [{"type": "null"}], "title": "x"}),
    ({}, {}),
)


def test_references_and_options_lead_to_what_says_something() -> None:
    for schema, behind in RESOLVED:
        assert resolved(schema, COMPONENTS) == behind, schema


def test_resolving_changes_no_schema() -> None:
    before = json.dumps(COMPONENTS)
    resolved({"allOf": [ref("City")], "maxLength": 3}, COMPONENTS)
    example_of(ref("Place"), COMPONENTS)
    assert json.dumps(COMPONENTS) == before


# ------------------------------------------------------------------ examples

EXAMPLES: tuple[tuple[Schema, Any], ...] = (
    ({"type": "string", "examples": ["a", "b"]}, "a"),
    ({"type": "string", "enum": ["x", "y"]}, "x"),
    ({"type": "string", "examples": [], "enum": ["x"]}, "x"),
    ({"const": "only"}, "only"),
    ({"const": 0}, 0),
    ({"type": "string"}, "…"),
    ({"type": "string", "format": "date"}, "2026-03-31"),
    ({"type": "string", "format": "date-time"}, "2026-03-31T09:30:00+08:00"),
    ({"type": "string", "format": "binary"}, "@file"),
    ({"type": "string", "format": "unheard of"}, "…"),
    ({"type": "integer"}, 1),
    ({"type": "number"}, 1),
    ({"type": "boolean"}, True),
    ({"type": "array", "items": {"type": "integer"}}, [1]),
    ({"type": "array", "items": ref("City")}, ["上海"]),
    ({"type": "array"}, [None]),
    ({}, None),
    ({"type": "object"}, {}),
    (ref("Place"), {"city": "上海", "since": "2026-01-05"}),
    ({"anyOf": [ref("Place"), {"type": "null"}]}, {"city": "上海", "since": "2026-01-05"}),
)


def test_an_example_is_the_schemas_own_or_made_from_its_type() -> None:
    for schema, example in EXAMPLES:
        assert example_of(schema, COMPONENTS) == example, schema


def test_what_is_neither_required_nor_exemplified_is_left_out() -> None:
    assert "street" not in example_of(ref("Place"), COMPONENTS)


def test_an_object_that_holds_itself_has_an_end() -> None:
    assert example_of(ref("Circle"), COMPONENTS) == {}
    names = [line.name for line in _lines(ref("Circle"), COMPONENTS)]
    assert names == ["inner", "inner.inner", "inner.inner.inner"]


# ------------------------------------------------------------------ curl


def operation(body: Schema | None = None, *, form: Schema | None = None, **header: str) -> Schema:
    content = {}
    if body is not None:
        content["application/json"] = {"schema": body}
    if form is not None:
        content["multipart/form-data"] = {"schema": form}
    return {
        "parameters": [
            {"in": "query", "name": "limit", "schema": {"type": "integer"}},
            *(
                {"in": "header", "name": name.replace("_", "-"), "schema": {"examples": [value]}}
                for name, value in header.items()
            ),
        ],
        **({"requestBody": {"content": content}} if content else {}),
    }


def test_a_command_carries_key_headers_and_body() -> None:
    told = curl("POST", "http://x/a", operation(ref("Place"), If_Match='"3-0f"'), COMPONENTS)
    assert told == (
        "curl -X POST http://x/a \\\n"
        '  -H "Authorization: Bearer $QUDAO_KEY" \\\n'
        "  -H 'If-Match: \"3-0f\"' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        '  -d \'{\n  "city": "上海",\n  "since": "2026-01-05"\n}\''
    )


def test_a_read_is_one_line_and_its_key() -> None:
    told = curl("GET", "http://x/a", operation(), COMPONENTS)
    assert told.splitlines() == ["curl -X GET http://x/a \\", f'  -H "Authorization: Bearer {KEY}"']


KEY = "$QUDAO_KEY"


def test_a_file_is_sent_as_a_form() -> None:
    form: Schema = {
        "type": "object",
        "required": ["file", "kind"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "kind": {"type": "string", "examples": ["customers"]},
            "note": {"type": "string"},
        },
    }
    told = curl("POST", "http://x/f", operation(form=form), COMPONENTS)
    assert told.splitlines()[2:] == ["  -F 'file=@file' \\", "  -F 'kind=customers'"]


def test_a_quote_in_an_example_does_not_end_the_command() -> None:
    quoted: Schema = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string", "examples": ["O'Hara; rm -rf /"]}},
    }
    told = curl("POST", "http://x/a", operation(quoted), COMPONENTS)
    assert told.count("'") % 2 == 0
    assert "O’Hara" in told


# ------------------------------------------------------------------ lists of fields

KINDS: tuple[tuple[Schema, str, str], ...] = (
    ({"type": "string"}, "text", "文本"),
    ({"type": "string", "maxLength": 40}, "text, ≤ 40", "文本, ≤ 40"),
    ({"type": "string", "enum": ["a", "b"]}, "a | b", "a | b"),
    ({"type": "string", "format": "date"}, "day", "日期"),
    ({"type": "string", "format": "date-time"}, "moment", "时间"),
    ({"type": "string", "format": "binary"}, "file", "文件"),
    ({"type": "integer"}, "whole number", "整数"),
    ({"type": "boolean"}, "true or false", "true 或 false"),
    ({"type": "array"}, "list", "列表"),
    (ref("Place"), "object", "对象"),
    ({"anyOf": [{"type": "null"}, ref("City")]}, "text, ≤ 40", "文本, ≤ 40"),
    ({}, "", ""),
)


@pytest.mark.parametrize(("language", "column"), [("en", 1), ("zh-hans", 2)])
def test_a_type_is_said_in_words_with_its_bounds(language: str, column: int) -> None:
    with translation.override(language):
        for row in KINDS:
            assert _kind(row[0], COMPONENTS) == row[column], row


def test_fields_are_listed_by_their_path_three_deep() -> None:
    deep: Schema = {
        "type": "object",
        "required": ["places"],
        "properties": {
            "places": {"type": "array", "items": ref("Place"), "description": "Where to."},
            "a": {
                "type": "object",
                "properties": {
                    "b": {"type": "object", "properties": {"c": {"type": "object", "properties": {
                        "d": {"type": "string"}}}}},
                },
            },
        },
    }  # fmt: skip
    lines = list(_lines(deep, COMPONENTS))
    assert [(line.name, line.required) for line in lines] == [
        ("places", True),
        ("places[].city", True),
        ("places[].street", False),
        ("places[].since", False),
        ("a", False),
        ("a.b", False),
        ("a.b.c", False),
    ]
    assert lines[0].description == "Where to."


def test_every_example_of_the_document_has_every_field_that_is_required() -> None:
    schema = document()
    components = schema["components"]["schemas"]
    bodies = {
        found["operationId"]: content["schema"]
        for methods in schema["paths"].values()
        for found in methods.values()
        for content in found.get("requestBody", {}).get("content", {}).values()
    }
    assert len(bodies) > 15
    for name, body in bodies.items():
        behind = resolved(body, components)
        example = example_of(body, components)
        assert set(behind.get("required", ())) <= set(example), name
        assert set(example) <= set(behind["properties"]), name
        assert None not in example.values(), name
