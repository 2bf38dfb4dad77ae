"""A scheme's palette in the formats that paint programs and style sheets read.

All are small enough to be written by hand; each writer names the description it follows. Names are those of the
scheme, so a palette file tells primary from ground.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

from core.paintschemes.scheme import ROLE_NAMES, PaintRef, Paintscheme

Translate = Callable[[str], str]


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _one_line(text: str) -> str:
    """Text without control characters: a line break in a name would break a line-based file."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _entries(scheme: Paintscheme, translate: Translate) -> list[tuple[str, str]]:
    return [
        (": ".join(p for p in (_said(ROLE_NAMES[a.role], translate), _said(a.name, translate)) if p), a.hex)
        for a in scheme.areas
    ]


def _said(text: str, translate: Translate) -> str:
    """A text in the reader's language, on one line; gettext answers an empty key with the catalogue's header."""
    return _one_line(translate(text)) if text else ""


def gpl(scheme: Paintscheme, translate: Translate = str) -> bytes:
    """A GIMP palette (also Inkscape, Krita, Aseprite), UTF-8.

    Format: "GIMP Palette Format Version 2", developer.gimp.org/core/standards/gpl: magic number, name, columns (0 to
    255), then one line a colour with three decimal numbers and a name; lines begun with "#" are comments.
    """
    lines = ["GIMP Palette", f"Name: {_one_line(scheme.title)}", f"Columns: {len(scheme.areas)}", "#"]
    for name, colour in _entries(scheme, translate):
        red, green, blue = _rgb(colour)
        lines.append(f"{red:3d} {green:3d} {blue:3d}\t{name}")
    return ("\n".join(lines) + "\n").encode()


def ase(scheme: Paintscheme, translate: Translate = str) -> bytes:
    """An Adobe Swatch Exchange file: one group with the scheme's title, RGB colours of type "global".

    Adobe has published no description. This is the layout that people found, as given at
    devblog.cyotek.com/post/reading-adobe-swatch-exchange-ase-files-using-csharp: signature `ASEF`, version 1.0, number
    of blocks; then blocks of type C001 (group start), 0001 (colour), C002 (group end), each with its length; strings as
    UTF-16BE with a terminating zero and a length in units; all numbers big-endian, colours as floats from 0 to 1.
    """

    def text(value: str) -> bytes:
        encoded = (value + "\0").encode("utf-16-be")
        return struct.pack(">H", len(encoded) // 2) + encoded

    def block(kind: int, body: bytes) -> bytes:
        return struct.pack(">HI", kind, len(body)) + body

    blocks = [block(0xC001, text(_one_line(scheme.title)))]
    for name, colour in _entries(scheme, translate):
        parts = struct.pack(">3f", *(c / 255 for c in _rgb(colour)))
        blocks.append(block(0x0001, text(name) + b"RGB " + parts + struct.pack(">H", 0)))
    blocks.append(block(0xC002, b""))
    return b"ASEF" + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)


def css(scheme: Paintscheme, translate: Translate = str) -> bytes:
    """CSS custom properties, one a role (`--primary: #1B3A86;`), with the colour's name as a comment."""
    rules = [
        f"  --{area.role.value}: {area.hex.lower()}; /* {_comment(_said(area.name, translate))} */"
        for area in scheme.areas
    ]
    return ("\n".join([f"/* {_comment(scheme.title)} */", ":root {", *rules, "}"]) + "\n").encode()


def _comment(text: str) -> str:
    """Text that cannot end a CSS comment early."""
    return _one_line(text).replace("*/", "* /")


def _paint(paint: PaintRef) -> dict[str, str]:
    return {
        "brand": paint.brand,
        "range": paint.range,
        "name": paint.name,
        "code": paint.code,
        "kind": paint.kind,
        "hex": paint.hex,
    }


def as_json(scheme: Paintscheme, translate: Translate = str) -> bytes:
    """The palette with roles, shares, names and base paints as JSON (UTF-8, in the order of the sheet)."""
    body = {
        "title": _one_line(scheme.title),
        "tier": scheme.tier.value,
        "difficulty": scheme.difficulty,
        "minutes": list(scheme.minutes),
        "colours": [
            {
                "role": area.role.value,
                "name": _said(area.name, translate),
                "hex": area.hex,
                "share": area.share,
                "paints": [
                    {"step": step, "target": rung.target, **_paint(rung.paint)}
                    for step, rung in (
                        ("shade", area.ladder.shade),
                        ("base", area.ladder.base),
                        ("layer", area.ladder.layer),
                        ("highlight", area.ladder.highlight),
                    )
                    if rung.paint is not None
                ],
                "wash": _paint(area.wash) if area.wash else None,
            }
            for area in scheme.areas
        ],
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


WRITERS: dict[str, tuple[Callable[[Paintscheme, Translate], bytes], str]] = {
    "gpl": (gpl, "application/x-gimp-palette"),
    "ase": (ase, "application/octet-stream"),
    "css": (css, "text/css"),
    "json": (as_json, "application/json"),
}
"""Format -> (writer, media type)."""
