"""Palette files, read back by small readers that know the formats and not the writers."""

from __future__ import annotations

import json
import re
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.paintschemes import exports
from core.paintschemes.scheme import Paintscheme
from tests.fakes import schemes as finished
from tests.fakes.random_schemes import random_scheme

AWKWARD = (
    "*/ } body { display: none } /*",
    "two\nlines\r\n255 0 0 more",
    "Ünïcode 龍 🐉 𝔊",
    "# comment",
    "\x00\x1b[31m",
)


def read_gpl(data: bytes) -> tuple[str, int, list[tuple[str, str]]]:
    """Name, columns and (name, hex) of a GIMP palette, version 2."""
    lines = data.decode("utf-8").split("\n")
    assert lines[0] == "GIMP Palette"
    assert lines[1].startswith("Name:")
    assert lines[2].startswith("Columns:")
    colours = []
    for line in lines[3:]:
        if not line or line.startswith("#"):
            continue
        found = re.fullmatch(r"\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})(?:\s+(.*))?", line)
        assert found, line
        values = [int(n) for n in found.groups()[:3]]
        assert all(0 <= n <= 255 for n in values)
        colours.append(((found[4] or "").strip(), "#{:02X}{:02X}{:02X}".format(*values)))
    return lines[1][5:].strip(), int(lines[2][8:]), colours


def read_ase(data: bytes) -> tuple[str, list[tuple[str, str]]]:
    """Group name and (name, hex) of a swatch exchange file of one group."""
    assert data[:4] == b"ASEF"
    major, minor, blocks = struct.unpack_from(">HHI", data, 4)
    assert (major, minor) == (1, 0)
    at, group, depth, colours = 12, "", 0, []

    def text(body: bytes) -> tuple[str, bytes]:
        (units,) = struct.unpack_from(">H", body)
        raw = body[2 : 2 + 2 * units].decode("utf-16-be")
        assert raw.endswith("\0")
        assert "\0" not in raw[:-1]
        return raw[:-1], body[2 + 2 * units :]

    for _ in range(blocks):
        kind, length = struct.unpack_from(">HI", data, at)
        body = data[at + 6 : at + 6 + length]
        assert len(body) == length
        at += 6 + length
        if kind == 0xC001:
            group, rest = text(body)
            assert rest == b""
            depth += 1
        elif kind == 0xC002:
            assert length == 0
            depth -= 1
        else:
            assert kind == 0x0001
            assert depth == 1
            name, rest = text(body)
            assert rest[:4] == b"RGB "
            *rgb, type_ = struct.unpack(">3fH", rest[4:])
            assert type_ in (0, 1, 2)
            colours.append((name, "#{:02X}{:02X}{:02X}".format(*(round(c * 255) for c in rgb))))
    assert at == len(data)
    assert depth == 0
    return group, colours


def read_css(data: bytes) -> dict[str, str]:
    """The custom properties of a style sheet without its comments."""
    body = re.sub(r"/\*.*?\*/", "", data.decode("utf-8"), flags=re.DOTALL)
    found = re.fullmatch(r"\s*:root \{(.*)\}\s*", body, flags=re.DOTALL)
    assert found, body
    rules = [rule.strip() for rule in found[1].split(";") if rule.strip()]
    pairs = [re.fullmatch(r"--([a-z0-9]+): (#[0-9a-f]{6})", rule) for rule in rules]
    assert all(pairs), rules
    return {pair[1]: pair[2].upper() for pair in pairs if pair}


def check(scheme: Paintscheme) -> None:
    wanted = [a.hex for a in scheme.areas]
    _, columns, colours = read_gpl(exports.gpl(scheme))
    assert [c for _, c in colours] == wanted
    assert columns == len(wanted)
    group, swatches = read_ase(exports.ase(scheme))
    assert [c for _, c in swatches] == wanted
    assert [n for n, _ in swatches] == [n for n, _ in colours]
    assert group == " ".join(group.split())
    assert read_css(exports.css(scheme)) == {a.role.value: a.hex for a in scheme.areas}
    read = json.loads(exports.as_json(scheme))
    assert [c["hex"] for c in read["colours"]] == wanted
    assert [c["role"] for c in read["colours"]] == [a.role.value for a in scheme.areas]


@pytest.mark.parametrize("name", sorted(finished.ALL))
def test_every_format_gives_the_colours_back(name: str) -> None:
    check(finished.ALL[name]())


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from(AWKWARD))
def test_no_words_break_a_file(which: int, title: str) -> None:
    scheme = random_scheme(which)
    areas = (scheme.areas[0].model_copy(update={"name": title}), *scheme.areas[1:])
    check(scheme.model_copy(update={"title": title, "areas": areas}))


def test_names_say_role_and_colour_in_the_readers_language() -> None:
    def translate(text: str) -> str:
        assert text, "gettext answers an empty key with the header of the catalogue"
        return {"Primary": "Hauptfarbe"}.get(text, text)

    name, _, colours = read_gpl(exports.gpl(finished.three(), translate))
    assert name == finished.three().title
    assert colours[0][0] == "Hauptfarbe: Leaf green"
    nameless = finished.three()
    areas = tuple(a.model_copy(update={"name": ""}) for a in nameless.areas)
    assert read_gpl(exports.gpl(nameless.model_copy(update={"areas": areas}), translate))[2][0][0] == "Hauptfarbe"


def test_json_names_every_paint_of_the_ladder() -> None:
    scheme = finished.paladin()
    read = json.loads(exports.as_json(scheme))
    first = read["colours"][0]
    assert [p["step"] for p in first["paints"]] == ["shade", "base", "layer", "highlight"]
    assert first["paints"][1]["name"] == scheme.areas[0].ladder.base.paint.name
    assert first["paints"][0]["target"] == scheme.areas[0].ladder.shade.target
    assert read["minutes"] == list(scheme.minutes)


def test_the_table_of_formats_is_whole() -> None:
    assert set(exports.WRITERS) == {"gpl", "ase", "css", "json"}
    for write, media_type in exports.WRITERS.values():
        assert write(finished.three(), str)
        assert media_type.count("/") == 1
