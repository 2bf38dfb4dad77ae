"""The components of a message that somebody can see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def walk(components: Iterable[Any]) -> Iterator[Any]:
    """Every component, those inside others included, each before what it holds."""
    for component in components:
        yield component
        yield from walk(getattr(component, "children", ()))
