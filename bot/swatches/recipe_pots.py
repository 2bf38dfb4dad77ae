"""The end of the recipe: which pots to buy and which are there; by brand, every pot once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from bot.swatches.areas import Box
from bot.swatches.page import INK, MUTE, PAPER, Page
from bot.swatches.setting import BASE, EDGE, LADDER, LAYER, ROLE, TEXT, WIDTH, Words, brand_line
from bot.swatches.table import chip
from bot.swatches.typeface import SEMIBOLD, Style
from bot.swatches.words import clean, shorten, wrap
from core.paintschemes.pots import BrandPots, pots
from core.paintschemes.scheme import PaintRef, Paintscheme
from core.words import N_

HOUSE = Style(SEMIBOLD, 22, 30)
TICK, CHIP = 22, 34
NAME = TICK + 8 + CHIP + 10
"""From the edge of a column to the name."""
LINE = 30
COLUMNS = ((TEXT, BASE - 24 - TEXT), (BASE, LAYER - 24 - BASE), (LAYER, EDGE - LAYER))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of a list: the name of a house, or a pot."""

    lines: tuple[str, ...]
    paint: PaintRef | None
    height: int


def lists(page: Page, scheme: Paintscheme, owned: Collection[str], words: Words, y: int) -> int:
    """The lists under a strong rule; returns the y of the next hairline."""
    sorted_pots = pots(scheme, owned)
    page.rect(TEXT, y + 6, EDGE - TEXT, 4, INK)
    y += 6 + 4 + 12
    for title, brands, ticked in ((N_("To buy"), sorted_pots.buy, False), (N_("You own"), sorted_pots.own, True)):
        if brands:
            y = _list(page, words(title), brands, y, ticked=ticked) + 14
    return y + 2


def _list(page: Page, title: str, brands: tuple[BrandPots, ...], y: int, *, ticked: bool) -> int:
    room = Box(0, y - 4, WIDTH, 10_000)
    page.write(TEXT, ROLE.baseline(y), shorten(title, ROLE, EDGE - TEXT), ROLE, room)
    y += round(ROLE.line) + 5
    bottom = y
    for (x, width), column in zip(COLUMNS, _columns(_entries(brands)), strict=False):
        top = y
        for entry in column:
            _entry(page, entry, x, width, top, room, ticked=ticked)
            top += entry.height
        bottom = max(bottom, top)
    return bottom


def _entries(brands: tuple[BrandPots, ...]) -> list[list[_Entry]]:
    """The rows of a list: for each brand and range its name and its pots."""
    width = min(width for _, width in COLUMNS)
    out = []
    for brand in brands:
        for _, mine in groupby(brand.paints, key=lambda p: p.range):
            paints = list(mine)
            house = brand_line(paints[0].model_copy(update={"code": ""}))
            head = wrap(house, HOUSE, width, most=2) or ["–"]
            group = [_Entry(tuple(head), None, round(HOUSE.line) * len(head) + 2)]
            for paint in paints:
                lines = wrap(clean(paint.name), LADDER, width - NAME, most=3) or ["–"]
                code = shorten("" if clean(paint.code) == "-" else clean(paint.code), LADDER, width - NAME)
                apart = bool(code) and LADDER.width(lines[-1]) + 8 + LADDER.width(code) > width - NAME
                rows = len(lines) + apart
                group.append(_Entry((*lines, *([""] if apart else ())), paint, LINE + round((rows - 1) * LADDER.line)))
            out.append(group)
    return out


def _columns(groups: list[list[_Entry]]) -> list[list[_Entry]]:
    """The rows in three columns of about the same height; above a column that goes on stands its house again."""
    most = max(sum(e.height for g in groups for e in g) / len(COLUMNS), *(g[0].height + g[1].height for g in groups))
    while len(columns := _flow(groups, most)) > len(COLUMNS):
        most += 8
    return columns


def _flow(groups: list[list[_Entry]], most: float) -> list[list[_Entry]]:
    """The rows in as many columns of at most a height as it takes, pixels; a house is never the last of a column."""
    columns: list[list[_Entry]] = [[]]
    height = 0
    for house, *entries in groups:
        for number, entry in enumerate(entries):
            rows = [entry] if number else [house, entry]
            if columns[-1] and height + sum(r.height for r in rows) > most:
                columns.append([])
                rows, height = [house, entry], 0
            columns[-1] += rows
            height += sum(r.height for r in rows)
    return columns


def _entry(page: Page, entry: _Entry, x: int, width: int, y: int, room: Box, *, ticked: bool) -> None:
    if entry.paint is None:
        for number, line in enumerate(entry.lines):
            page.write(x, HOUSE.baseline(y + number * HOUSE.line), line, HOUSE, room, ink=MUTE)
        return
    page.outline(Box(x, y + 4, TICK, TICK), 2, INK, PAPER)
    if ticked:
        page.rect(x + 6, y + 10, TICK - 12, TICK - 12, INK)
    chip(page, entry.paint.hex, Box(x + TICK + 8, y + 4, CHIP, TICK))
    top = y + (LINE - LADDER.line) / 2
    code = "" if clean(entry.paint.code) == "-" else shorten(clean(entry.paint.code), LADDER, width - NAME)
    for number, line in enumerate(entry.lines):
        page.write(x + NAME, LADDER.baseline(top + number * LADDER.line), line, LADDER, room)
    last = entry.lines[-1]
    left = x + NAME + (LADDER.width(last) + 8 if last else 0)
    page.write(left, LADDER.baseline(top + (len(entry.lines) - 1) * LADDER.line), code, LADDER, room, ink=MUTE)
