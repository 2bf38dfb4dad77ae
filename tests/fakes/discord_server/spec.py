"""Discord's own description of its API, as a judge of requests: paths, queries and bodies.

The description is a file beside the checkout (or in the folder `WETPALETTE_SPECS` names). Without it
the server answers just the same and says that nothing was compared.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.fakes import specs

FILE = "discord.json.gz"
BY_TYPE = "x-by-type"
_URI = "urn:discord"
_CODES = {"maxLength": "BASE_TYPE_MAX_LENGTH", "minLength": "BASE_TYPE_MIN_LENGTH", "required": "BASE_TYPE_REQUIRED"}
_VERBS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a request. `where` is the path in the body, `code` Discord's name for the mistake."""

    where: tuple[str | int, ...]
    message: str
    code: str = "BASE_TYPE_BAD"

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.where)) or 'body'}: {self.message}"


def find_file() -> Path | None:
    """Where the description is, or None."""
    return specs.find_file(FILE)


def report_line() -> str:
    """One line for the head of a test run: whether requests are compared with Discord's description."""
    return specs.report_line("Discord", FILE)


def _by_type(validator: Any, table: Mapping[str, Any], instance: Any, _: Any) -> Iterator[ValidationError]:
    """A union whose branches differ in `type`: only the branch that was meant is asked, and heard."""
    if not validator.is_type(instance, "object"):
        yield ValidationError(f"{instance!r} is not an object")
        return
    kind = instance.get("type")
    branch = table.get(str(kind)) if isinstance(kind, int) and not isinstance(kind, bool) else None
    if branch is None:
        yield ValidationError(f"type {kind!r} is not one of {', '.join(sorted(table, key=int))}", path=("type",))
        return
    yield from validator.descend(instance, branch)


_Validator = extend(Draft202012Validator, {BY_TYPE: _by_type})


def _types_of(branch: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[int] | None:
    target = schemas.get(str(branch.get("$ref", "")).rsplit("/", 1)[-1], {})
    kinds = target.get("properties", {}).get("type", {}).get("enum")
    required = "type" in target.get("required", ())
    return kinds if kinds and required and all(isinstance(k, int) for k in kinds) else None


def _sharpen(node: Any, schemas: Mapping[str, Any]) -> None:
    """Turn every union told apart by `type` into `x-by-type`: clearer complaints, and a tenth of the work."""
    if isinstance(node, list):
        for item in node:
            _sharpen(item, schemas)
        return
    if not isinstance(node, dict):
        return
    branches = node.get("anyOf")
    if isinstance(branches, list) and len(branches) > 1:
        kinds = [_types_of(b, schemas) for b in branches]
        known = [k for k in kinds if k]
        flat = [k for kind in known for k in kind]
        if len(known) == len(branches) and len(flat) == len(set(flat)):
            del node["anyOf"]
            node[BY_TYPE] = {str(k): b for b, kind in zip(branches, known, strict=True) for k in kind}
    for value in node.values():
        _sharpen(value, schemas)


class Operation:
    """One method of one path."""

    def __init__(
        self, method: str, template: str, described: Mapping[str, Any], shared: Any, registry: Registry
    ) -> None:
        self.method = method
        self.template = template
        self._registry = registry
        parameters = [*(shared or ()), *described.get("parameters", ())]
        self._query = {p["name"]: p["schema"] for p in parameters if p["in"] == "query"}
        self._path = {p["name"]: p["schema"] for p in parameters if p["in"] == "path"}
        self._required = {p["name"] for p in parameters if p["in"] == "query" and p.get("required")}
        body = described.get("requestBody") or {}
        content = body.get("content", {})
        self.takes_files = "multipart/form-data" in content
        self._body_required = bool(body.get("required"))
        self._body = self._validator(content["application/json"]["schema"]) if "application/json" in content else None
        self._answers = {
            int(status): self._validator(a["content"]["application/json"]["schema"])
            for status, a in described.get("responses", {}).items()
            if status.isdigit() and "application/json" in a.get("content", {})
        }

    def _validator(self, schema: Mapping[str, Any]) -> Any:
        return _Validator(_absolute(schema), registry=self._registry)

    def check_path(self, values: Mapping[str, str]) -> list[Problem]:
        return [
            Problem((name,), f'Value "{value}" is not snowflake.', "NUMBER_TYPE_COERCE")
            for name, value in values.items()
            if "SnowflakeType" in str(self._path.get(name)) and not value.isdigit()
        ]

    def check_query(self, query: Mapping[str, str]) -> list[Problem]:
        problems = [Problem((name,), "This query parameter is required") for name in self._required - set(query)]
        for name, text in query.items():
            if name not in self._query:
                problems.append(Problem((name,), f"the description knows no query parameter {name!r}", "UNKNOWN_QUERY"))
                continue
            readings = list(_readings(text))
            if not any(self._validator(self._query[name]).is_valid(value) for value in readings):
                problems.append(Problem((name,), f"{text!r} is no value of the query parameter {name!r}"))
        return problems

    def check_body(self, body: Any, *, present: bool) -> list[Problem]:
        if self._body is None:
            return [Problem((), "this operation takes no body")] if present and body not in (None, {}) else []
        if not present:
            return [Problem((), "a body is required")] if self._body_required else []
        return [problem for error in self._body.iter_errors(body) for problem in _told(error)]

    def check_answer(self, status: int, body: Any) -> list[Problem]:
        """Whether an answer of ours is one Discord could give."""
        validator = self._answers.get(status)
        return [problem for error in validator.iter_errors(body) for problem in _told(error)] if validator else []


def _readings(text: str) -> Iterator[Any]:
    yield text
    if text.lower() in ("true", "1"):
        yield True
    if text.lower() in ("false", "0"):
        yield False
    if re.fullmatch(r"-?\d+", text):
        yield int(text)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The complaints of the branch of a union that was most likely meant: the one that got furthest."""
    if not error.context:
        yield error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for below in error.context:
        branches.setdefault(below.schema_path[0], []).extend(_leaves(below))
    yield from max(branches.values(), key=lambda errors: max(len(e.absolute_path) for e in errors))


def _told(error: ValidationError) -> Iterator[Problem]:
    for leaf in _leaves(error):
        text = leaf.message if len(leaf.message) <= 300 else f"{leaf.message[:140]} … {leaf.message[-140:]}"
        yield Problem(tuple(leaf.absolute_path), text, _CODES.get(str(leaf.validator), "BASE_TYPE_BAD"))


def _absolute(node: Any) -> Any:
    """References within the document become references to it."""
    if isinstance(node, dict):
        return {
            k: f"{_URI}{v}" if k == "$ref" and isinstance(v, str) and v.startswith("#") else _absolute(v)
            for k, v in node.items()
        }
    return [_absolute(item) for item in node] if isinstance(node, list) else node


class Spec:
    """The whole description."""

    def __init__(self, document: dict[str, Any]) -> None:
        schemas = document["components"]["schemas"]
        # The real API takes a number wherever it takes a snowflake.
        schemas["SnowflakeType"] = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"}
        _sharpen(document, schemas)
        self._document = document
        self._registry: Registry = Registry().with_resource(
            _URI, Resource(contents=_absolute(document), specification=DRAFT202012)
        )
        self._paths = sorted(
            ((template, self._pattern(template)) for template in document["paths"]),
            # literal segments before named ones: `@me` and `@original` are no ids
            key=lambda p: (p[0].count("{"), -len(p[0])),
        )
        self._operations: dict[tuple[str, str], Operation] = {}

    @staticmethod
    def _pattern(template: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$")

    @classmethod
    @cache
    def load(cls) -> Spec | None:
        """The description found beside the checkout, read once; None without it."""
        path = find_file()
        if path is None:
            return None
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return cls(json.load(file))

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation a request means with the values in its path, or None when Discord has none."""
        verb = method.lower()
        for template, pattern in self._paths:
            match = pattern.match(path)
            if match and verb in _VERBS and verb in self._document["paths"][template]:
                return self._operation(verb, template), match.groupdict()
        return None

    def _operation(self, verb: str, template: str) -> Operation:
        key = (verb, template)
        if key not in self._operations:
            item = self._document["paths"][template]
            self._operations[key] = Operation(verb, template, item[verb], item.get("parameters"), self._registry)
        return self._operations[key]
