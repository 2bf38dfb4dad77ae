"""A collection as a file: a table for spreadsheets, and JSON with the armies and what is in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from core.clock import utc
from core.collection.values import Army, Model
from core.shelf.export import harmless

_COLUMNS: Final = (
    "army", "name", "nickname", "kind", "archetype", "count", "status", "scheme", "scheme code", "scheme of", "notes",
    "added",
)  # fmt: skip


def as_csv(models: Sequence[Model], armies: Sequence[Army], opened: Callable[[str], str]) -> str:
    """One line a model, army after army, those in none last.

    Args:
        models: the models in their order.
        armies: the armies in theirs.
        opened: opens sealed notes.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for _, inside in _by_army(models, armies):
        for one in inside:
            notes = opened(one.notes) if one.notes else ""
            said = (one.army_name or "", one.name, one.nickname, one.kind, one.taken_for)
            scheme = (one.scheme_title or "", one.scheme_code or "", _scheme_of(one))
            row = (*said, str(one.size), one.status, *scheme, notes, _day(one.created_at))
            writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()


def as_json(models: Sequence[Model], armies: Sequence[Army], opened: Callable[[str], str]) -> str:
    """The armies, each with its models, and the models in none. Arguments as `as_csv`."""
    found: dict[str, Any] = {"version": 1, "armies": [], "models": []}
    for army, inside in _by_army(models, armies):
        rows = [_of_model(one, opened) for one in inside]
        if army is None:
            found["models"] = rows
        else:
            found["armies"].append({**_common(army, opened), "models": rows})
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _by_army(models: Sequence[Model], armies: Sequence[Army]) -> list[tuple[Army | None, list[Model]]]:
    inside: dict[str | None, list[Model]] = {}
    for one in models:
        inside.setdefault(one.army_id, []).append(one)
    return [*((army, inside.get(army.id, [])) for army in armies), (None, inside.get(None, []))]


def _of_model(one: Model, opened: Callable[[str], str]) -> Mapping[str, Any]:
    return {
        **_common(one, opened),
        "kind": one.kind,
        "archetype": one.taken_for,
        "count": one.size,
        "status": one.status,
        "scheme_of": _scheme_of(one),
    }


def _common(one: Model | Army, opened: Callable[[str], str]) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "nickname": one.nickname,
        "archetype": one.archetype,
        "scheme": one.scheme_title,
        "scheme_code": one.scheme_code,
        "notes": opened(one.notes) if one.notes else "",
        "added": _day(one.created_at),
    }


def _scheme_of(one: Model) -> str:
    """Whose scheme it is painted with: "model", "army", or nothing."""
    return "army" if one.inherits else "model" if one.scheme_id else ""


def _day(at: int) -> str:
    return utc(at).date().isoformat()
