"""All tables of the product, gathered from the rooms' `tables.py`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from sqlalchemy import MetaData

from core.persistence.metadata import metadata

_HOUSES: Final = ("core", "payments")


def whole() -> MetaData:
    """The one MetaData with every room's tables on it: for migrations and for examining a database."""
    for house in _HOUSES:
        (root,) = import_module(house).__path__
        for file in sorted(Path(root).glob("*/tables.py")):
            import_module(f"{house}.{file.parent.name}.tables")
    return metadata
