"""What a person sees in a message of components: texts, buttons, selects, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
ENTITY_SELECTS = frozenset({5, 6, 7, 8})
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 19, 21, 22, 23
SELECTS = frozenset({STRING_SELECT}) | ENTITY_SELECTS
ONLY_V2 = frozenset({SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER})


def children(component: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """The components directly inside one, each with its path there."""
    for n, inner in enumerate(component.get("components") or ()):
        yield ("components", n), inner
    for key in ("accessory", "component"):
        if isinstance(component.get(key), dict):
            yield (key,), component[key]


def walk(
    components: Iterable[dict[str, Any]], at: tuple[str | int, ...] = ("components",)
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every component, in the order a reader meets them, each with its path."""
    for n, component in enumerate(components):
        if not isinstance(component, dict):
            continue
        yield (*at, n), component
        for path, inner in children(component):
            if isinstance(inner, dict):
                yield from _below(inner, (*at, n, *path))


def _below(
    component: dict[str, Any], at: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    yield at, component
    for path, inner in children(component):
        if isinstance(inner, dict):
            yield from _below(inner, (*at, *path))


def media_of(component: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any], str | None]]:
    """(path, media, alt text) of the pictures and files a component shows itself."""
    kind = component.get("type")
    if kind == GALLERY:
        for n, item in enumerate(component.get("items") or ()):
            if isinstance(item.get("media"), dict):
                yield ("items", n, "media"), item["media"], item.get("description")
    elif kind == THUMBNAIL and isinstance(component.get("media"), dict):
        yield ("media",), component["media"], component.get("description")
    elif kind == FILE and isinstance(component.get("file"), dict):
        yield ("file",), component["file"], None


class Seen:
    """Reading helpers for whatever has `components` (a message, a modal)."""

    components: list[dict[str, Any]]

    def walk(self) -> Iterator[dict[str, Any]]:
        """Every component, outer before inner."""
        return (component for _, component in walk(self.components))

    def texts(self) -> list[str]:
        """The text displays in reading order (in a modal its labels and their descriptions too)."""
        found = []
        for component in self.walk():
            if component["type"] == TEXT:
                found.append(component["content"])
            elif component["type"] == LABEL:
                found += [component[key] for key in ("label", "description") if component.get(key)]
        return found

    def text(self) -> str:
        """All texts, joined by line breaks, behind the plain content if there is one."""
        return "\n".join(filter(None, [getattr(self, "content", ""), *self.texts()]))

    def buttons(self) -> list[dict[str, Any]]:
        return [c for c in self.walk() if c["type"] == BUTTON]

    def selects(self) -> list[dict[str, Any]]:
        return [c for c in self.walk() if c["type"] in SELECTS]

    def button(self, label: str) -> dict[str, Any]:
        """The one button whose label is (or, when none is, contains) `label`."""
        return _one(self.buttons(), label, lambda b: b.get("label") or "")

    def select(self, placeholder: str) -> dict[str, Any]:
        """The one select whose placeholder is (or contains) `placeholder`."""
        return _one(self.selects(), placeholder, lambda s: s.get("placeholder") or "")

    def by_custom_id(self, custom_id: str) -> dict[str, Any]:
        """The component with this custom id."""
        return _one([c for c in self.walk() if c.get("custom_id")], custom_id, lambda c: c["custom_id"], exact=True)

    def fields(self) -> list[dict[str, Any]]:
        """What can be filled in or pressed: every component with a custom id."""
        return [c for c in self.walk() if c.get("custom_id")]


def _one(found: list[dict[str, Any]], wanted: str, name: Any, *, exact: bool = False) -> dict[str, Any]:
    same = [c for c in found if name(c) == wanted]
    if not same and not exact:
        same = [c for c in found if wanted in name(c)]
    assert len(same) == 1, f"{len(same)} components are called {wanted!r}; there are {[name(c) for c in found]}"
    return same[0]
