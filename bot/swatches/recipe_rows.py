"""The middle of the recipe: each role with its paints in the order they go on, one line a step."""

from __future__ import annotations

from bot.swatches.areas import Box
from bot.swatches.page import INK, MUTE, PAPER, Page
from bot.swatches.setting import (
    BASE,
    DETAIL,
    EDGE,
    HEAD,
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
from bot.swatches.table import BARS, CLOSENESS, chip
from bot.swatches.typeface import SEMIBOLD, Style
from bot.swatches.words import clean, shorten, wrap
from core.paintschemes.scheme import ROLE_NAMES, Area, PaintRef, Paintscheme, Tier
from core.paintschemes.steps import BASE as BASE_STEP
from core.paintschemes.steps import LAYER as LAYER_STEP
from core.paintschemes.steps import RoleStep, role_steps
from core.paintschemes.techniques import TECHNIQUES
from core.words import N_

STEP = Style(SEMIBOLD, 22, 23)
STEP_LEFT = 106
CHIP_WIDTH, CHIP = 60, 34
PITCH = CHIP + 4
"""Chips stand 4 px apart, like the fields."""
TICK = 22
TICK_LEFT = EDGE - TICK
HEADING = 44
GAP = 8
OR = N_("or")
ONE_COAT = N_("Contrast paint")
HEADS = (
    (TEXT, 196, N_("Step")),
    (SHADE, 178, N_("Technique")),
    (BASE, 372, N_("Paint")),
    (LAYER, 330, N_("Paint : water, coats")),
)


def table(page: Page, scheme: Paintscheme, words: Words, y: int) -> int:
    """Column heads and one block a role; returns the y below the last block."""
    heads = Box(0, y, WIDTH, 44)
    for x, width, head in HEADS:
        page.write(x, y + 29, shorten(words(head), HEAD, width), HEAD, heads, ink=MUTE)
    y += 44
    for area in scheme.areas:
        y += _block(page, area, scheme.tier, words, y)
    return y


def _block(page: Page, area: Area, tier: Tier, words: Words, y: int) -> int:
    """One role; returns its height."""
    block = Page(WIDTH)
    room = Box(0, y, WIDTH, 10_000)
    top = _heading(block, area, words, y, room)
    base = area.ladder.base.paint
    for step in role_steps(area, tier):
        top += _line(block, step, base, words, round(top), room)
    height = round(top) + 10 - y
    swatch(page, Box(0, y, 18, height), area.hex)
    page.rects.extend(block.rects)
    page.lines.extend(block.lines)
    return height


def _heading(page: Page, area: Area, words: Words, y: int, room: Box) -> float:
    """Role, colour and what it goes on; how close the base comes. Returns the y of the first line."""
    role = shorten(words(ROLE_NAMES[area.role]), ROLE, 300)
    baseline = ROLE.baseline(y + 6)
    page.write(TEXT, baseline, role, ROLE, room)
    x = TEXT + ROLE.width(role) + 12
    what = " · ".join(p for p in (words(area.name), words(area.covers)) if p)
    page.write(x, baseline, shorten(what, DETAIL, LAYER - 16 - x), DETAIL, room, ink=MUTE)
    if area.ladder.base.paint is not None:
        bars = BARS[area.closeness]
        for bar in range(3 if bars else 0):
            page.outline(Box(LAYER + bar * 12, baseline - 16, 8, 16), 2, INK, INK if bar < bars else PAPER)
        left = LAYER + (40 if bars else 0)
        page.write(left, baseline, shorten(words(CLOSENESS[area.closeness]), LADDER, EDGE - left), LADDER, room)
    return float(y + HEADING)


def _line(page: Page, step: RoleStep, base: PaintRef | None, words: Words, y: int, room: Box) -> int:
    """One step: chip, step, technique, paint, how, and a box to tick; returns its height."""
    first = y + (CHIP - LADDER.line) / 2
    named = wrap(words(step.step), STEP, SHADE - 12 - STEP_LEFT, most=2)
    done = wrap(words(_technique(step)), LADDER, BASE - 12 - SHADE, most=3)
    noted = wrap(words(step.note), LADDER, TICK_LEFT - 16 - LAYER, most=4)
    for x, lines, style, ink in (
        (STEP_LEFT, named, STEP, INK),
        (SHADE, done, LADDER, MUTE),
        (LAYER, noted, LADDER, INK),
    ):
        top = first
        for line in lines:
            page.write(x, style.baseline(top), line, style, room, ink=ink)
            top += style.line
    most = max(len(named), len(done), len(noted), _paints(page, step, base, words, first, room))
    height = max(PITCH, round(most * LADDER.line) + PITCH - 23)
    if step.paint is not None:
        colours = [step.paint.hex] + ([step.instead.hex] if step.instead else [])
        width = (CHIP_WIDTH + 4) // len(colours) - 4
        for number, colour in enumerate(colours):
            chip(page, colour, Box(TEXT + number * (width + 4), y, width, height - 4))
        page.outline(Box(TICK_LEFT, y + (CHIP - TICK) // 2, TICK, TICK), 2, INK, PAPER)
    return height


def _technique(step: RoleStep) -> str:
    """What the technique of a line is called here; that a base is a base coat and a layer layered need not be said."""
    if step.technique in {"base_coat", "metallic_base"} or (step.step, step.technique) == (LAYER_STEP, "layering"):
        return ""
    known = TECHNIQUES.get(step.technique)
    return ONE_COAT if step.technique == "contrast" else known.name if known else ""


def _paints(page: Page, step: RoleStep, base: PaintRef | None, words: Words, top: float, room: Box) -> int:
    """The paint of a step, and the one that would do instead; returns the number of lines."""
    if step.paint is None:
        page.write(BASE, LADDER.baseline(top), "–", LADDER, room, ink=MUTE)
        return 1
    # As on the first page: the base says where it is from, the rest only where that is another brand.
    house = "" if step.step == BASE_STEP or base is None else base.brand
    runs = _runs(step.paint, house)
    if step.instead is not None:
        runs += [(words(OR), LADDER, MUTE), *_runs(step.instead, house)]
    x, line = 0.0, 0
    width = LAYER - 12 - BASE
    for text, style, ink in runs:
        # A name, and a brand with its code, stays in one piece where a line can hold it.
        if x and x + style.width(text) > width:
            x, line = 0.0, line + 1
        for number, piece in enumerate(wrap(text, style, width, most=4)):
            line += number > 0
            page.write(
                BASE + (x if number == 0 else 0), LADDER.baseline(top + line * LADDER.line), piece, style, room, ink=ink
            )
            x = (x if number == 0 else 0) + style.width(piece) + GAP
    return line + 1


def _runs(paint: PaintRef, house: str) -> list[tuple[str, Style, str]]:
    """A paint's name, and where it is from: only its code beside a paint of the same brand."""
    code = "" if clean(paint.code) == "-" else clean(paint.code)
    named = (clean(paint.name), STEP, INK)
    source = (code if paint.brand == house else brand_line(paint), LADDER, MUTE)
    return [run for run in (named, source) if run[0]]
