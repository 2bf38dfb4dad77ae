"""The middle of the sheet: one row a role, with the four paints of its ladder."""

from __future__ import annotations

from collections import Counter

from bot.swatches.areas import Box
from bot.swatches.page import HAIRLINE, INK, MUTE, PAPER, Page
from bot.swatches.setting import (
    BASE,
    DETAIL,
    HEAD,
    HERO,
    HIGHLIGHT,
    LADDER,
    LAYER,
    ROLE,
    SHADE,
    TEXT,
    WIDTH,
    Words,
    brand_line,
    swatch,
)
from bot.swatches.words import clean, shorten, wrap
from core.colour.contrast import contrast
from core.paintschemes.scheme import ROLE_NAMES, Area, Closeness, Hex, PaintRef, Paintscheme, Tier
from core.paintschemes.steps import is_one_coat
from core.words import N_

COLUMNS = ((SHADE, 180), (BASE, 380), (LAYER, 182), (HIGHLIGHT, 182))
HEADS = (N_("Shade"), N_("Base"), N_("Layer"), N_("Highlight"))
ONE_COAT, LEFT_OUT = N_("In the one coat"), N_("Not in this recipe")
CHIP = 34
LEAST_ROW = 98
FAINT = 1.35
"""A chip that contrasts less with the paper gets a hairline."""
BARS = {Closeness.VERY_CLOSE: 3, Closeness.CLOSE: 2, Closeness.SIMILAR: 1, Closeness.BY_METAL_TYPE: 0}
CLOSENESS = {
    Closeness.VERY_CLOSE: N_("very close"),
    Closeness.CLOSE: N_("close"),
    Closeness.SIMILAR: N_("similar"),
    Closeness.BY_METAL_TYPE: N_("by metal type"),
}


def table(page: Page, scheme: Paintscheme, words: Words) -> int:
    """Column heads and one row a role; returns the y below the last row."""
    heads = Box(0, HERO, WIDTH, 44)
    page.write(TEXT, HERO + 29, shorten(words(N_("Paints")), HEAD, 192), HEAD, heads, ink=MUTE)
    for (x, width), head in zip(COLUMNS, HEADS, strict=True):
        page.write(x, HERO + 29, shorten(words(head), HEAD, width - 6), HEAD, heads, ink=MUTE)
    bases = [a.ladder.base.paint for a in scheme.areas]
    house = Counter(p.brand for p in bases if p is not None).most_common(1)
    brand = house[0][0] if house else ""
    y = HERO + 44
    for area in scheme.areas:
        y += _row(page, area, scheme.tier, brand, words, y)
    return y


def _row(page: Page, area: Area, tier: Tier, house: str, words: Words, y: int) -> int:
    """One role: what it colours, and the four paints of its ladder; returns the row's height."""
    ladder = area.ladder
    brand = ladder.base.paint.brand if ladder.base.paint else house
    # A quick recipe shades with the wash alone.
    shade = ladder.shade
    if tier is Tier.FAST and shade.paint is None and area.wash is not None:
        shade = shade.model_copy(update={"paint": area.wash})
    row = Page(WIDTH)
    room = Box(0, y, WIDTH, 10_000)
    bottoms = [_role(row, area, words, y, room)]
    for (x, width), step in zip(COLUMNS, (shade, ladder.base, ladder.layer, ladder.highlight), strict=True):
        if step.paint is None:
            bottoms.append(_without(row, area, tier, words, x, y, room))
        elif x == BASE:
            bottoms.append(_base(row, step.paint, area.closeness, words, y, room))
        else:
            bottoms.append(_step(row, step.paint, brand, x, width, y, room))
    height = max(LEAST_ROW, *(round(b) + 6 - y for b in bottoms))
    swatch(page, Box(0, y, 18, height), area.hex)
    page.rects.extend(row.rects)
    page.lines.extend(row.lines)
    return height


def _role(page: Page, area: Area, words: Words, y: int, room: Box) -> float:
    bottom = float(y)
    for line in wrap(words(ROLE_NAMES[area.role]), ROLE, 192, most=2):
        page.write(TEXT, ROLE.baseline(bottom), line, ROLE, room)
        bottom += ROLE.line
    bottom += 2
    for line in wrap(words(area.covers), DETAIL, 192, most=6):
        page.write(TEXT, DETAIL.baseline(bottom), line, DETAIL, room, ink=MUTE)
        bottom += DETAIL.line
    return bottom


def _without(page: Page, area: Area, tier: Tier, words: Words, x: int, y: int, room: Box) -> float:
    """The place of a step without a paint: why there is none, or a dash where none was found."""
    said = "–"
    if is_one_coat(area) and x in {SHADE, LAYER}:
        said = words(ONE_COAT)
    elif tier is Tier.FAST and x == LAYER:
        said = words(LEFT_OUT)
    top = y + CHIP + 5.0
    for line in wrap(said, LADDER, 174, most=3):
        page.write(x, LADDER.baseline(top), line, LADDER, room, ink=MUTE)
        top += LADDER.line
    return top


def chip(page: Page, colour: Hex, box: Box) -> None:
    """A small field of a paint, with a hairline inside its edge where it is nearly paper."""
    if contrast(colour, PAPER) < FAINT:
        page.outline(box, 2, HAIRLINE, colour)
    else:
        page.rect(box.x, box.y, box.w, box.h, colour)


def _base(page: Page, paint: PaintRef, closeness: Closeness, words: Words, y: int, room: Box) -> float:
    """The paint of the base coat: name, how close it comes, and where it is from."""
    chip(page, paint.hex, Box(BASE, y, 380, CHIP))
    match = shorten(words(CLOSENESS[closeness]), LADDER, 200)
    bars = BARS[closeness]
    width = LADDER.width(match) + (40 if bars else 0)
    x = BASE + 360 - width
    top = y + CHIP + 5.0
    baseline = round(top) + 22
    if bars:
        left = round(x)
        for bar in range(3):
            inside = INK if bar < bars else PAPER
            page.outline(Box(left + bar * 12, baseline - 16, 8, 16), 2, INK, inside)
        page.write(left + 40, baseline, match, LADDER, room)
    else:
        page.write(x, baseline, match, LADDER, room)
    for line in wrap(clean(paint.name), ROLE, 360 - width - 12, most=6):
        page.write(BASE, round(top) + 22, line, ROLE, room)
        top += ROLE.line
    for line in wrap(brand_line(paint), LADDER, 360, most=4):
        page.write(BASE, LADDER.baseline(top), line, LADDER, room, ink=MUTE)
        top += LADDER.line
    return top


def _step(page: Page, paint: PaintRef, brand: str, x: int, width: int, y: int, room: Box) -> float:
    """A shade, layer or highlight: name, code beside or below it, and its brand when that is another one."""
    chip(page, paint.hex, Box(x, y, width, CHIP))
    column, top = 174, y + CHIP + 5.0
    lines = wrap(clean(paint.name), LADDER, column, most=4)
    code = "" if clean(paint.code) == "-" else shorten(clean(paint.code), LADDER, column)
    for line in lines:
        page.write(x, LADDER.baseline(top), line, LADDER, room)
        top += LADDER.line
    if code:
        beside = LADDER.width(lines[-1] + " ") if lines else 0.0
        if lines and beside + LADDER.width(code) <= column:
            page.write(x + beside, LADDER.baseline(top - LADDER.line), code, LADDER, room, ink=MUTE)
        else:
            page.write(x, LADDER.baseline(top), code, LADDER, room, ink=MUTE)
            top += LADDER.line
    if paint.brand != brand:
        for line in wrap(clean(paint.brand), LADDER, column, most=2):
            page.write(x, LADDER.baseline(top), line, LADDER, room, ink=MUTE)
            top += LADDER.line
    return top
