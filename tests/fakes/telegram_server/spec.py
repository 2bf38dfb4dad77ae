"""Telegram's Bot API, described by field, as a judge of requests: methods, parameters, types and lengths.

The description is a file beside the checkout (or in the folder `WETPALETTE_SPECS` names). Without it
the server answers just the same, holds to the limits it knows by itself, and says that nothing else was compared.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes import specs

FILE = "telegram.json.gz"
TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")
_INTEGER = re.compile(r"^-?\d+$")
_RANGE = re.compile(r"\b(\d+)-(\d+)\b")
_LENGTH = re.compile(r"\b(\d+)-(\d+) (characters|bytes)\b(?! after entit)", re.IGNORECASE)
_ITEMS = re.compile(r"\b(\d+)-(\d+) items\b")
_ATTACHED = re.compile(r"""attach://([^"'\s]+)""")
_CONSTANT = re.compile(r"(?:must be|always) [“\"]?([a-z_0-9]+)[”\"]?\.?$")
# Counted after the entities were read, or said in words the patterns above do not take apart.
_BY_HAND = {"message_text"}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a request.

    `where` is the path in the parameters, `code` what kind of mistake, `said` what Telegram answers behind
    "Bad Request: " (None: it takes the request all the same).
    """

    where: tuple[str | int, ...]
    message: str
    code: str = "BAD"
    said: str | None = None

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.where)) or 'request'}: {self.message}"


def find_file() -> Path | None:
    """Where the description is, or None."""
    return specs.find_file(FILE)


def report_line() -> str:
    """One line for the head of a test run: whether requests are compared with the Bot API's description."""
    return specs.report_line("Telegram", FILE)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _wrong(at: tuple[str | int, ...], value: Any, wanted: str) -> list[Problem]:
    return [Problem(at, f"{_short(value)} is no {wanted}", "TYPE", f"can't parse parameter {at[0]}: no {wanted}")]


class Spec:
    """The whole description."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.version: str = document["version"]
        self._methods: Mapping[str, Any] = document["methods"]
        self._types: Mapping[str, Any] = document["types"]

    @classmethod
    @cache
    def load(cls) -> Spec | None:
        """The description found beside the checkout, read once; None without it."""
        path = find_file()
        if path is None:
            return None
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return cls(json.load(file))

    def knows(self, method: str) -> bool:
        return method in self._methods

    @property
    def reactions(self) -> frozenset[str]:
        """The emoji a message can be given."""
        fields = {f["name"]: f["description"] for f in self._types["ReactionTypeEmoji"]["fields"]}
        return frozenset(re.findall(r'"([^"]+)"', fields["emoji"]))

    @property
    def update_kinds(self) -> frozenset[str]:
        return frozenset(f["name"] for f in self._types["Update"]["fields"]) - {"update_id"}

    def check(self, method: str, given: Mapping[str, Any], files: Collection[str] = ()) -> list[Problem]:
        """Compare parameters as they came (text of form fields, or values of a JSON body) and uploads with a method."""
        described = {f["name"]: f for f in self._methods[method].get("fields", ())}
        problems = []
        files_in = [n for n, f in described.items() if "InputFile" in f["types"] or n == "media"]
        attached = set(_ATTACHED.findall(" ".join(str(given.get(name, "")) for name in files_in)))
        for name, field in described.items():
            if name in files and "InputFile" in field["types"]:
                continue
            if name in given:
                problems += self._value(given[name], field, (name,), formed=True)
            elif field["required"]:
                problems.append(Problem((name,), "is required", "REQUIRED", _missing(name)))
        for name in sorted(set(given) - set(described)):
            problems.append(Problem((name,), f"{method} has no such parameter", "UNKNOWN_PARAMETER"))
        takes = {n for n, f in described.items() if "InputFile" in f["types"]}
        for name in sorted(set(files) - takes - attached):
            problems.append(Problem((name,), "this upload belongs to nothing in the request", "UNKNOWN_UPLOAD"))
        for name in sorted(attached - set(files)):
            problems.append(Problem((name,), "attach:// names no upload of the request", "REQUIRED", "file not found"))
        return problems

    def check_answer(self, method: str, result: Any) -> list[Problem]:
        """Whether a result of ours is one Telegram could give."""
        return self._one_of(result, self._methods[method]["returns"], ("result",), formed=False)

    def check_object(self, kind: str, value: Any) -> list[Problem]:
        """Compare an object (an Update of ours) with its type."""
        return self._one_of(value, [kind], (kind,), formed=False)

    # --- values ---

    def _value(self, value: Any, field: Mapping[str, Any], at: tuple[str | int, ...], *, formed: bool) -> list[Problem]:
        problems = self._one_of(value, field["types"], at, formed=formed)
        return problems or list(self._lengths(value, field, at))

    def _one_of(self, value: Any, kinds: list[str], at: tuple[str | int, ...], *, formed: bool) -> list[Problem]:
        arrays = [k.removeprefix("Array of ") for k in kinds if k.startswith("Array of ")]
        tries = [self._is(value, k, at, formed=formed) for k in kinds if not k.startswith("Array of ")]
        if arrays:
            tries.append(self._array(value, arrays, at, formed=formed))
        # Of several possible types the one that was most likely meant is the one with least to complain of.
        return min(tries, key=len)

    def _array(self, value: Any, kinds: list[str], at: tuple[str | int, ...], *, formed: bool) -> list[Problem]:
        if formed and isinstance(value, str):
            value = _decoded(value)
        if not isinstance(value, list):
            return _wrong(at, value, "JSON array")
        return [p for n, item in enumerate(value) for p in self._one_of(item, kinds, (*at, n), formed=False)]

    def _is(self, value: Any, kind: str, at: tuple[str | int, ...], *, formed: bool) -> list[Problem]:
        text = value if formed and isinstance(value, str) else None
        if kind == "Integer":
            fits = bool(_INTEGER.match(text)) if text is not None else isinstance(value, int)
            return [] if fits and not isinstance(value, bool) else _wrong(at, value, kind)
        if kind == "Float":
            fits = _is_number(text) if text is not None else isinstance(value, int | float)
            return [] if fits and not isinstance(value, bool) else _wrong(at, value, kind)
        if kind == "Boolean":
            fits = text.lower() in TRUE + FALSE if text is not None else isinstance(value, bool)
            return [] if fits else _wrong(at, value, kind)
        if kind == "String":
            return [] if isinstance(value, str) else _wrong(at, value, kind)
        if kind == "InputFile":
            return [] if isinstance(value, str) and value.startswith("attach://") else _wrong(at, value, kind)
        if text is not None:
            value = _decoded(text)
        if not isinstance(value, dict):
            return _wrong(at, value, f"JSON object ({kind})")
        return self._object(value, kind, at)

    def _object(self, value: dict[str, Any], kind: str, at: tuple[str | int, ...]) -> list[Problem]:
        described = self._types[kind]
        if described.get("subtypes"):
            tries = [self._object(value, sub, at) for sub in self._meant(value, described["subtypes"])]
            return min(tries, key=len)
        fields = {f["name"]: f for f in described.get("fields", ())}
        unknown = sorted(set(value) - set(fields))
        problems = [Problem((*at, name), f"{kind} has no such field", "UNKNOWN_PARAMETER") for name in unknown]
        for name, field in fields.items():
            if name not in value:
                if field["required"]:
                    problems.append(Problem((*at, name), f"is required in {kind}", "REQUIRED", _missing(name)))
                continue
            problems += self._value(value[name], field, (*at, name), formed=False)
            constant = _CONSTANT.search(field["description"])
            if constant and isinstance(value[name], str) and value[name] != constant[1]:
                said = f"{_short(value[name])} is not {constant[1]!r}"
                problems.append(Problem((*at, name), said, "TYPE", f"unsupported {name} specified"))
        return problems

    def _meant(self, value: dict[str, Any], kinds: list[str]) -> list[str]:
        """The types of a union whose constant fields (`type`, `status`, `source`) are those of the value, else all."""
        fits = []
        for kind in kinds:
            for field in self._types[kind].get("fields", ()):
                constant = _CONSTANT.search(field["description"])
                if constant and value.get(field["name"]) == constant[1]:
                    fits.append(kind)
                    break
        return fits or kinds

    @staticmethod
    def _lengths(value: Any, field: Mapping[str, Any], at: tuple[str | int, ...]) -> Iterator[Problem]:
        description = field["description"]
        if isinstance(value, str) and "String" in field["types"] and field["name"] not in _BY_HAND:
            limit = _LENGTH.search(description)
            if limit:
                unit = limit[3].lower()
                size = len(value.encode()) if unit == "bytes" else len(value)
                if not int(limit[1]) <= size <= int(limit[2]):
                    yield Problem(at, f"{limit[1]} to {limit[2]} {unit}, not {size}", "LENGTH", f"{at[-1]} is too long")
        if any(k.startswith("Array of ") for k in field["types"]):
            items, limit = _decoded(value) if isinstance(value, str) else value, _ITEMS.search(description)
            if limit and not int(limit[1]) <= len(items) <= int(limit[2]):
                said = f"{limit[1]} to {limit[2]} items, not {len(items)}"
                yield Problem(at, said, "LENGTH", f"wrong number of {at[-1]} specified")
        if field["types"] == ["Integer"] and field["name"] in ("limit", "max_connections"):
            limit = _RANGE.search(description)
            if limit and not int(limit[1]) <= int(value) <= int(limit[2]):
                yield Problem(at, f"{limit[1]} to {limit[2]}, not {value}", "LENGTH")


def _missing(name: str) -> str:
    return {"text": "message text is empty", "chat_id": "chat_id is empty"}.get(name, f'parameter "{name}" is required')


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
