"""Reading the word files: what a tradition is made of. Each file is read once, when it is first wanted.

A tradition's file has lists (`name: a, b, c`, a line that begins with a space goes on) and templates under `[model]`,
`[unit]` and `[army]`: a weight (with `s` only for the silly, with `g` only for the grave) and the name with `{slot}`s
in it; `<…>` marks the part that is the call-name. A slot written with a capital begins with one.
`name.m` and `name.f` hold for one voice only; `name!` replaces a list that all traditions share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.nicknames.catalogue import TRADITIONS

_HERE = Path(__file__).parent
_TOKEN = re.compile(r"\{([A-Za-z0-9.!]+)\}|([<>])|([^{}<>]+)")
_TEMPLATE = re.compile(r"([\d.]+)([sg]?) +(.+)")
HOOKED = ("head", "adj", "noun")
"""The slots that colours, traits and words may fill."""
SLOT_LIST = {"adj": "adjs", "noun": "nouns", "head": "heads", "title": "titles"}
"""Slots whose list is named otherwise."""

Lists = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Template:
    """One way to build a name. `tokens` are (kind, text): "slot", "text", "open" and "close"."""

    weight: float
    mood: str
    tokens: tuple[tuple[str, str], ...]
    forms: frozenset[str]
    shape: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of meaning, a colour family or the silly pool: what it lends to each hooked slot."""

    key: str
    words: frozenset[str]
    lends: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Tradition:
    """One tradition, ready to be drawn from."""

    key: str
    themes: frozenset[str]
    lists: Lists
    templates: Mapping[str, tuple[Template, ...]]
    tails: tuple[tuple[str, str], ...]
    """(kind, tail) for every second half it uses."""
    grow: float
    """How often a first syllable is made of onset, nucleus and coda instead of being drawn from the list."""


def _read(path: Path) -> tuple[Lists, dict[str, Lists], dict[str, list[str]]]:
    """The lists before any section, the lists of each section, and the other lines of each section."""
    top: Lists = {}
    sections: dict[str, Lists] = {}
    lines: dict[str, list[str]] = {}
    section, name = "", ""
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.rstrip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section, name = line.strip("[]"), ""
            sections[section], lines[section] = {}, []
            continue
        if line[0].isdigit():
            lines[section].append(line)
            continue
        body = line
        if line[0] != " ":
            name, _, body = line.partition(":")
        into = sections[section] if section and not lines[section] else top
        words = tuple(w.strip() for w in body.split(",") if w.strip())
        into[name] = tuple(dict.fromkeys((*into.get(name, ()), *words)))
    return top, sections, lines


@lru_cache(maxsize=1)
def fields() -> Mapping[str, Field]:
    """The fields of meaning by key, the silly pool among them."""
    return {**_fields("fields"), **_fields("silly")}


@lru_cache(maxsize=1)
def colours() -> Mapping[str, Field]:
    """What each colour family and each metal lends, by the keys of core.colour.families."""
    return _fields("colours")


def _fields(name: str) -> dict[str, Field]:
    _, sections, _ = _read(_HERE / "words" / f"{name}.txt")
    return {
        key: Field(
            key,
            frozenset(" ".join(lists.get("words", ())).split()),
            {form: lists[SLOT_LIST[form]] for form in HOOKED},
        )
        for key, lists in sections.items()
    }


@lru_cache(maxsize=1)
def _common_tails() -> Mapping[str, tuple[str, ...]]:
    _, sections, _ = _read(_HERE / "words" / "tails.txt")
    return {key: lists["tails"] for key, lists in sections.items()}


@lru_cache(maxsize=1)
def _troops() -> Mapping[str, tuple[str, ...]]:
    _, sections, _ = _read(_HERE / "words" / "troops.txt")
    return {key: lists["words"] for key, lists in sections.items()}


def _template(key: str, kind: str, at: int, line: str) -> Template:
    found = _TEMPLATE.fullmatch(line)
    if found is None:
        raise ValueError(f"{key}: no template: {line}")
    weight, mood, body = found.groups()
    tokens, forms = [], set()
    for slot, mark, text in _TOKEN.findall(body):
        tokens.append(("slot", slot) if slot else ("open" if mark == "<" else "close", "") if mark else ("text", text))
        if slot.lower() in HOOKED:
            forms.add(slot.lower())
    return Template(float(weight), mood, tuple(tokens), frozenset(forms), f"{kind}:{at}")


@lru_cache(maxsize=len(TRADITIONS))
def tradition(key: str) -> Tradition:
    """One tradition out of its file. Raises `KeyError` for a key that `TRADITIONS` does not have."""
    TRADITIONS[key]
    lists, _, lines = _read(_HERE / "traditions" / f"{key}.txt")
    own_fields = [fields()[name] for name in lists["fields"][0].split()]
    for form in HOOKED:
        name = SLOT_LIST[form]
        pool = (*lists.get(name, ()), *(w for f in own_fields for w in f.lends[form]))
        lists[name] = tuple(dict.fromkeys(pool))
    for name, words in _troops().items():
        lists[name] = tuple(dict.fromkeys((*lists[name], *words)))
    common = _common_tails()
    for kind, tails in common.items():
        lists[kind] = lists.pop(f"{kind}!", ()) or tuple(dict.fromkeys((*lists.get(kind, ()), *tails)))
    kinds = lists["tails"][0].split()
    return Tradition(
        key,
        frozenset(" ".join(lists["themes"]).split()),
        lists,
        {k: tuple(_template(key, k, i, line) for i, line in enumerate(lines[k])) for k in ("model", "unit", "army")},
        tuple((k, tail) for k in kinds for tail in lists[k]),
        float(lists.get("grow", ("0",))[0]),
    )


@lru_cache(maxsize=1)
def themes() -> Mapping[str, tuple[str, ...]]:
    """Theme word -> the traditions that claim it, in the order of `TRADITIONS`."""
    found: dict[str, tuple[str, ...]] = {}
    for key in TRADITIONS:
        for line in (_HERE / "traditions" / f"{key}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("themes:"):
                for word in line.removeprefix("themes:").split():
                    found[word] = (*found.get(word, ()), key)
                break
    return found
