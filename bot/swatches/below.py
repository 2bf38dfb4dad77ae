"""The lower part of the sheet: advice, checks, and what stands at its foot."""

from __future__ import annotations

from bot.swatches.areas import Box, shares
from bot.swatches.page import HAIRLINE, INK, MUTE, Miniature, Page, Vision
from bot.swatches.setting import BASE, DETAIL, EDGE, FOOT, LADDER, LAYER, ROLE, TEXT, TOPIC, Words, brand_line, swatch
from bot.swatches.typeface import BOLD, MEDIUM, Style
from bot.swatches.words import clean, shorten, wrap
from core.colour.vision import greyscale, simulate
from core.paintschemes.scheme import Advice, Paintscheme
from core.words import N_

MARK = Style(BOLD, 27, 31)
VISIONS: tuple[tuple[Vision, str], ...] = (
    ("greyscale", ""),
    ("protan", N_("Red-blind (protan)")),
    ("deutan", N_("Green-blind (deutan)")),
    ("tritan", N_("Blue-blind (tritan)")),
)
CLEAR, SOFT = N_("Arm’s length: clear"), N_("Arm’s length: soft")
NOTICE = (
    N_("Unofficial. Paint and brand names identify products and belong to their owners."),
    N_("Colours are approximate - test before you buy."),
    N_("Large areas show the aim, small chips the paint."),
)


def seen_as(hexes: list[str], vision: Vision) -> tuple[str, ...]:
    """Colours as they look in one of the ways the sheet shows."""
    if vision == "full":
        return tuple(hexes)
    return greyscale(hexes) if vision == "greyscale" else simulate(hexes, vision)


def advice(page: Page, scheme: Paintscheme, words: Words, y: int) -> int:
    """Primer, wash and ground side by side under a strong rule; returns the y of the next hairline."""
    page.rect(TEXT, y + 6, EDGE - TEXT, 4, INK)
    top = y + 6 + 4 + 12
    columns = (
        (TEXT, 364, words(N_("Primer")), scheme.primer),
        (BASE, 360, words(N_("Wash")), scheme.wash),
        (LAYER, 368, words(N_("Ground")), scheme.ground),
    )
    bottom = max(_column(page, x, width, topic, advice, words, top) for x, width, topic, advice in columns)
    return max(round(bottom), top + 90) + 15


def _column(page: Page, x: int, width: int, topic: str, advice: Advice, words: Words, y: int) -> float:
    room = Box(x - 4, y - 10, width + 8, 10_000)
    top = float(y)
    indent = TOPIC.width(topic) + 9
    page.write(x, TOPIC.baseline(top), topic, TOPIC, room, ink=MUTE)
    said = words(advice.headline)
    # a little smaller rather than one word on a line of its own
    style = next((s for s in (ROLE, Style(BOLD, 27, 31), Style(BOLD, 25, 31)) if s.width(said) <= width - indent), ROLE)
    headline = wrap(said, style, width, indent=indent, most=3)
    for number, line in enumerate(headline):
        page.write(x + (0 if number else indent), ROLE.baseline(top), line, style, room)
        top += ROLE.line
    top += 6 if headline else ROLE.line + 6
    if advice.paint:
        house, name = brand_line(advice.paint), clean(advice.paint.name)
        together = f"{house} {name}".strip()
        # a name is not torn: what does not fit behind its brand and code goes below them
        apart = [*wrap(house, DETAIL, width, most=2), *wrap(name, DETAIL, width, most=2)]
        for line in [together] if DETAIL.width(together) <= width else apart:
            page.write(x, DETAIL.baseline(top), line, DETAIL, room)
            top += DETAIL.line
        top += 3
    for line in wrap(words(advice.text), DETAIL, width, most=8):
        page.write(x, DETAIL.baseline(top), line, DETAIL, room, ink=MUTE)
        top += DETAIL.line
    return top


def checks(page: Page, scheme: Paintscheme, words: Words, y: int, *, miniature: bool) -> int:
    """How the scheme looks at arm's length and to three kinds of colour-blind eyes; returns the next hairline's y."""
    page.rect(TEXT, y, EDGE - TEXT, 2, HAIRLINE)
    hexes = [a.hex for a in scheme.areas]
    weights = [max(9, s) for s in shares(scheme.areas)]
    top = y + 16
    for number, (vision, label) in enumerate(VISIONS):
        x = TEXT + number * 291
        left, width = (x + 78, 189) if miniature else (x, 267)
        if miniature:
            page.miniatures.append(Miniature(Box(x, top, 66, 86), vision))
        room = Box(left - 4, top, width + 8, 42)
        seen = seen_as(hexes, vision)
        said = words(label or (CLEAR if scheme.clear_at_arms_length else SOFT))
        style = LADDER if LADDER.width(said) <= width else Style(MEDIUM, 20, 23)
        page.write(left, top + 30, shorten(said, style, width), style, room)
        for strip, colour in zip(_strips(weights, width), seen, strict=True):
            swatch(page, Box(left + strip[0], top + 42, strip[1], 44), colour)
    return top + 86 + 16


def _strips(weights: list[int], width: int) -> list[tuple[int, int]]:
    """Left edges and widths of stripes that fill a width by weight, 2 px apart."""
    free = width - 2 * (len(weights) - 1)
    out, at, done = [], 0, 0
    for number, weight in enumerate(weights):
        done += weight
        end = round(done / sum(weights) * free)
        out.append((at + 2 * number, end - at))
        at = end
    return out


def foot(page: Page, words: Words, number: str, y: int) -> int:
    """What the sheet is not, and whose it is; returns the height of the page."""
    page.rect(TEXT, y, EDGE - TEXT, 2, HAIRLINE)
    top = y + 16.0
    first, second, third = (words(n) for n in NOTICE)
    mark_left = _mark_left()
    column = mark_left - 40 - TEXT
    room = Box(TEXT - 4, y, int(column) + 8, 10_000)
    for text in (first, f"{second} {third}"):
        for line in wrap(text, FOOT, column):
            page.write(TEXT, FOOT.baseline(top), line, FOOT, room, ink=MUTE)
            top += FOOT.line
    top_of_mark = y + (12 if number else 22)
    mark(page, top_of_mark)
    if number:
        code = shorten(clean(number), FOOT, 280)
        page.write(EDGE - FOOT.width(code), top_of_mark + 34 + 21, code, FOOT, Box(EDGE - 290, y, 294, 90), ink=MUTE)
    return round(top) + 21


def mark(page: Page, y: int) -> None:
    """Whose picture it is, 34 px high, at the right edge."""
    x = round(_mark_left())
    page.rect(x, y, 34, 20, INK)
    page.rect(x, y + 23, 22, 11, INK)
    page.rect(x + 25, y + 23, 9, 11, INK)
    page.write(x + 46, y + 26, "Wetpalette", MARK, Box(x - 40, y - 22, EDGE - x + 44, 90))


def _mark_left() -> float:
    return EDGE - 34 - 12 - MARK.width("Wetpalette")
