"""The table of all routes, and how they are written on buttons."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import ClassVar, Literal, TypeVar, get_args, get_origin, get_type_hints

MAX_BYTES = 64
_VERSION = "1"
_SEPARATOR = "|"


class StaleRouteError(ValueError):
    """A text that names no route of ours, or one of another time."""


@dataclass(frozen=True, slots=True)
class Route:
    """Base of all routes."""

    letters: ClassVar[str] = ""


TABLE: dict[str, type[Route]] = {}

R = TypeVar("R", bound=type[Route])


def listed(route: R) -> R:
    """Put a route into the table; two routes with the same letters are a mistake found at import."""
    if not route.letters or route.letters in TABLE:
        raise ValueError(f"route letters {route.letters!r} are empty or taken")
    TABLE[route.letters] = route
    return route


def encode(route: Route) -> str:
    """The text for a button.

    Raises:
        ValueError: an argument holds the separator, or the text would be longer than 64 bytes. Both are our mistake:
            what goes into a route is ids, codes and words of closed lists, never something a person wrote.
    """
    words = [_VERSION, route.letters]
    for field in fields(route):
        value = getattr(route, field.name)
        word = ("1" if value else "0") if isinstance(value, bool) else str(value)
        if _SEPARATOR in word:
            raise ValueError(f"{type(route).__name__}.{field.name} holds {_SEPARATOR!r}: {word!r}")
        words.append(word)
    text = _SEPARATOR.join(words).rstrip(_SEPARATOR)
    if len(text.encode()) > MAX_BYTES:
        raise ValueError(f"{type(route).__name__} needs {len(text.encode())} bytes, a button holds {MAX_BYTES}")
    return text


def decode(text: str) -> Route:
    """The route a button's text names.

    Raises:
        StaleRouteError: the text is not ours, is of another version, or its arguments no longer fit.
    """
    version, _, rest = text.partition(_SEPARATOR)
    letters, _, tail = rest.partition(_SEPARATOR)
    kind = TABLE.get(letters)
    if version != _VERSION or kind is None or len(text.encode()) > MAX_BYTES:
        raise StaleRouteError(text[:MAX_BYTES])
    words = tail.split(_SEPARATOR) if tail else []
    hints = get_type_hints(kind)
    slots = fields(kind)
    if len(words) > len(slots):
        raise StaleRouteError(text)
    values: dict[str, object] = {}
    for field, word in zip(slots, words, strict=False):
        values[field.name] = _read(hints[field.name], word, text)
    missing = [f.name for f in slots if f.name not in values and f.default is MISSING]
    # trailing empty words were cut from the text, so an empty argument that has no default is one that was lost
    if missing or any(f.default is MISSING and values[f.name] == "" for f in slots):
        raise StaleRouteError(text)
    return kind(**values)


def _read(hint: object, word: str, text: str) -> object:
    """One argument out of its word, checked against its type."""
    if hint is bool:
        if word not in ("0", "1"):
            raise StaleRouteError(text)
        return word == "1"
    if hint is int:
        # isascii: int() would take other scripts' digits too
        if not (word.isascii() and word.isdigit()):
            raise StaleRouteError(text)
        return int(word)
    if get_origin(hint) is Literal and word not in get_args(hint):
        raise StaleRouteError(text)
    return word
