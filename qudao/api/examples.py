"""Examples made from the schema: the body of a request, and the call as a curl command."""

from __future__ import annotations

import json
from typing import Any

Schema = dict[str, Any]
INDENT = "  "
_BY_FORMAT = {"date": "2026-03-31", "date-time": "2026-03-31T09:30:00+08:00", "binary": "@file"}


def resolved(schema: Schema, components: Schema) -> Schema:
    """The schema behind references and options: of several, the first that says something."""
    if "$ref" in schema:
        return resolved(components[schema["$ref"].rsplit("/", 1)[-1]], components)
    for several in ("allOf", "anyOf", "oneOf"):
        for option in schema.get(several, ()):
            if option.get("type") != "null":
                beside = {k: v for k, v in schema.items() if k != several}
                return {**resolved(option, components), **beside}
    return schema


def example_of(schema: Schema, components: Schema) -> Any:
    """A value that the schema accepts: its own example, else one made from its type."""
    schema = resolved(schema, components)
    for stated in ("examples", "enum"):
        if schema.get(stated):
            return schema[stated][0]
    if schema.get("const") is not None:
        return schema["const"]
    if schema.get("type") == "object":
        return _example_object(schema, components)
    if schema.get("type") == "array":
        return [example_of(schema.get("items", {}), components)]
    if schema.get("type") == "string":
        return _BY_FORMAT.get(schema.get("format", ""), "…")
    return {"integer": 1, "number": 1, "boolean": True}.get(schema.get("type", ""))


def _example_object(schema: Schema, components: Schema) -> Schema:
    """The required fields, and those that state an example."""
    required = schema.get("required", ())
    return {
        name: example_of(part, components)
        for name, part in schema.get("properties", {}).items()
        if name in required or resolved(part, components).get("examples")
    }


def curl(method: str, address: str, operation: Schema, components: Schema) -> str:
    """The call as it can be pasted into a shell; the key comes from the environment."""
    lines = [f"curl -X {method} {address}"]
    lines.append('-H "Authorization: Bearer $QUDAO_KEY"')
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header":
            lines.append(f"-H '{parameter['name']}: {parameter['schema']['examples'][0]}'")
    lines += _body_lines(operation, components)
    return f" \\\n{INDENT}".join(lines)


def _body_lines(operation: Schema, components: Schema) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        body = example_of(content["application/json"]["schema"], components)
        text = json.dumps(body, ensure_ascii=False, indent=2).replace("'", "’")
        return ["-H 'Content-Type: application/json'", f"-d '{text}'"]
    if "multipart/form-data" in content:
        fields = example_of(content["multipart/form-data"]["schema"], components)
        return [f"-F '{name}={value}'" for name, value in fields.items()]
    return []
