"""Edits of models and armies in words: "count: 12; status: primed; notes: two thin coats"."""

from __future__ import annotations

import re
from typing import Final

from bot.screens.collection_words import ModelEdit
from core.collection import naming
from core.collection.values import MAX_SIZE, Edit
from core.errors import BadInput, UnknownWord
from core.words import N_

KEYS: Final = {
    "name": "name",
    "called": "name",
    "count": "count",
    "size": "count",
    "number": "count",
    "status": "status",
    "archetype": "archetype",
    "faction": "archetype",
    "kind": "kind",
    "note": "notes",
    "notes": "notes",
}
OF_ARMIES: Final = frozenset({"name", "archetype", "notes"})

NOTHING: Final = N_(
    "Say what is to be different, for instance “count: 12; notes: two thin coats”. Nothing was changed."
)
NO_COUNT: Final = N_("A count is a whole number from 1 to {most}, not “{given}”. Nothing was changed.")
NOT_OF_ARMIES: Final = N_("An army has a name, an archetype and notes; nothing else of it can be edited.")

_PART: Final = re.compile(rf"(?:^|[;\n])\s*({'|'.join(KEYS)})\s*[:=]\s*", re.IGNORECASE)


def read_edit(text: str, *, army: bool) -> Edit:
    """What is to be different, as typed; without "name:" and the like, a number, a status, or a new name.

    Raises:
        BadInput: nothing to be read in it.
    """
    marks = list(_PART.finditer(text))
    if not marks:
        return _bare(text.strip(), army=army)
    if text[: marks[0].start()].strip():
        raise BadInput(NOTHING)
    said: dict[str, str] = {}
    for n, mark in enumerate(marks):
        key = KEYS[mark[1].casefold()]
        end = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        if key == "notes":
            end = len(text)  # notes may hold anything, what looks like a further field too
        said.setdefault(key, text[mark.end() : end].strip(" ;\n"))
        if key == "notes":
            break
    return _edit(said, army=army)


def of_form(form: ModelEdit, *, army: bool) -> Edit:
    """The edit of a form. Raises as `read_edit`."""
    fields = {key: getattr(form, key) for key in ("name", "count", "archetype", "notes", "kind")}
    said = {key: value.strip() for key, value in fields.items() if value is not None}
    if not said.get("count", "1"):
        said.pop("count")
    return _edit(said, army=army)


def _bare(text: str, *, army: bool) -> Edit:
    if not text:
        raise BadInput(NOTHING)
    if not army and text.isascii() and text.isdigit():
        return _edit({"count": text}, army=army)
    if not army:
        try:
            return Edit(status=naming.status(text))
        except UnknownWord:
            pass
    return Edit(name=text)


def _edit(said: dict[str, str], *, army: bool) -> Edit:
    if army and said.keys() - OF_ARMIES:
        raise BadInput(NOT_OF_ARMIES)
    return Edit(
        name=said.get("name"),
        kind=naming.kind(said["kind"]) if said.get("kind") else None,
        archetype=_archetype(said["archetype"]) if "archetype" in said else None,
        size=_count(said["count"]) if "count" in said else None,
        status=naming.status(said["status"]) if "status" in said else None,
        notes=said.get("notes"),
    )


def _archetype(text: str) -> str:
    return "" if text.casefold() in {"none", "-"} else naming.archetype(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise BadInput(NO_COUNT, most=MAX_SIZE, given=text[:40])
    return int(text)
