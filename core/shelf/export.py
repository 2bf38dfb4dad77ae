"""A shelf as a file: a table for spreadsheets, and a text that can be pasted back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import groupby

from core.clock import utc
from core.shelf.owned import OwnedPaint


def as_csv(paints: Sequence[OwnedPaint]) -> str:
    """One line a paint: brand, range, name, code, colour, how and when it came."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("brand", "range", "name", "code", "hex", "source", "added"))
    for p in paints:
        added = utc(p.added_at).date().isoformat()
        writer.writerow((*map(harmless, (p.brand, p.range, p.name, p.code)), p.hex, p.source, added))
    return out.getvalue()


def as_text(paints: Sequence[OwnedPaint]) -> str:
    """A heading a range and a line a paint, as `core.shelf.listing` reads it again."""
    blocks = []
    for (brand, range_), group in groupby(sorted(paints, key=_place), key=lambda p: (p.brand, p.range)):
        blocks.append("\n".join((f"{brand} {range_}:", *(f"- {_called(p)}" for p in group))))
    return "\n\n".join(blocks) + ("\n" if blocks else "")


def harmless(text: str) -> str:
    """Text that a spreadsheet takes for text: one that begins like a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _place(paint: OwnedPaint) -> tuple[str, str, str, str]:
    return paint.brand, paint.range, paint.name, paint.paint_id


def _called(paint: OwnedPaint) -> str:
    """Name and number; the number alone tells two paints of one name apart."""
    name = paint.name.replace(",", "")
    return f"{name} {paint.code}" if paint.code.strip(" -") else name
