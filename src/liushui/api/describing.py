"""The OpenAPI description as a page reads it: rooms, operations, fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liushui.parties.rights_in_words import in_words


@dataclass(frozen=True, slots=True)
class FieldRead:
    """One field: its path in the body or the answer, and its form in a word."""

    name: str
    form: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class OperationRead:
    """One operation. ``rights`` in words, empty where any token does or none is needed."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    rights: Sequence[str]
    is_public: bool
    asked: Sequence[FieldRead]
    sent: Sequence[FieldRead]
    told: Sequence[FieldRead]


@dataclass(frozen=True, slots=True)
class RoomRead:
    """The operations about one kind of thing."""

    name: str
    title: str
    operations: Sequence[OperationRead]


def described_rooms(document: Mapping[str, Any]) -> Sequence[RoomRead]:
    """All rooms in their order."""
    found: dict[str, list[OperationRead]] = {tag["name"]: [] for tag in document["tags"]}
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            found[one["tags"][0]].append(_operation(path, method, one, schemas))
    return [
        RoomRead(tag["name"], tag["description"], found[tag["name"]]) for tag in document["tags"]
    ]


def _operation(
    path: str, method: str, one: Mapping[str, Any], schemas: Mapping[str, Any]
) -> OperationRead:
    body = one.get("requestBody", {}).get("content", {})
    answer = one["responses"].get("200", {}).get("content", {})
    return OperationRead(
        name=one["operationId"],
        method=method.upper(),
        path=path,
        summary=str(one["summary"]),
        about=one.get("description", ""),
        rights=in_words(one["x-rights"]),
        is_public={} in one["security"],
        asked=[FieldRead(p["name"], _form(p["schema"]), p["required"]) for p in one["parameters"]],
        sent=[line for kind in body.values() for line in _fields(kind["schema"], schemas)],
        told=[line for kind in answer.values() for line in _fields(kind["schema"], schemas)],
    )


def _fields(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], before: str = ""
) -> list[FieldRead]:
    """The fields of an object and of all that lies in it, by path."""
    schema, path = _meant(schema, schemas), before
    if schema.get("type") == "array":
        return _fields(schema["items"], schemas, f"{before}[]")
    lines = []
    for name, field in schema.get("properties", {}).items():
        path = f"{before}.{name}".lstrip(".")
        whole = _meant(field, schemas)
        lines.append(FieldRead(path, _form(whole), name in schema.get("required", [])))
        if whole.get("type") in {"object", "array"}:
            lines += _fields(whole, schemas, path)
    return lines


def _meant(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference points to; of "this or nothing" this."""
    for one in schema.get("anyOf", []):
        if one.get("type") != "null":
            return _meant(one, schemas)
    if "$ref" in schema:
        return _meant(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    return schema


def _form(schema: Mapping[str, Any]) -> str:
    """A word for its form: ``integer``, ``date``, ``open | closed``."""
    for one in schema.get("anyOf", []):
        if one.get("type") != "null":
            return _form(one)
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type", ""))
