"""What a person did here as a picture: tokens that came and went, day by day, and the colours they paint most.

Fields at their share above, as on the sheet of a scheme, and bars in the same colours below: what came stands above
the line and what went below it, so that no eye has to tell the colours apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bot.swatches.areas import GAP, Box, side_by_side
from bot.swatches.below import mark
from bot.swatches.draw import draw, encode
from bot.swatches.hero import SHARE, name_style, title_style
from bot.swatches.page import BACKDROP, FLOOR, HAIRLINE, INK, MUTE, Page
from bot.swatches.setting import DETAIL, EDGE, FOOT, HEAD, LAYER, ROLE, TEXT, WIDTH, Translate, Words, fit, swatch
from bot.swatches.typeface import MEDIUM, Style
from bot.swatches.usage_slots import CAME, WENT, Slot, Unit, slots
from bot.swatches.words import shorten, wrap
from core.colour.contrast import ink_on
from core.words import N_

if TYPE_CHECKING:
    from core.usage.service import Usage

COLOURS: Final = {
    "earned": "#359B93",
    "bought": "#EDC14B",
    "gifts": "#43295A",
    "spent": "#8E2F22",
    "expired": "#9CA1A4",
    "taken_back": "#E3C4A8",
}
"""Far apart in lightness on either side of the line, so that they stay apart to every eye and in print."""
WAYS: Final = {
    "earned": N_("Tokens earned"),
    "bought": N_("Tokens bought"),
    "gifts": N_("Tokens from others"),
    "spent": N_("Tokens spent"),
    "expired": N_("Tokens expired"),
    "taken_back": N_("Tokens taken back"),
}
EACH: Final[dict[Unit, str]] = {
    "day": N_("A day each. Above the line tokens that came, below it those that went."),
    "week": N_("A week each. Above the line tokens that came, below it those that went."),
    "month": N_("A month each. Above the line tokens that came, below it those that went."),
    "year": N_("A year each. Above the line tokens that came, below it those that went."),
}
NOTHING = N_("No tokens came or went")
SPAN = N_("{first} – {last}")
SCHEMES = N_("Schemes painted")
MOST_PAINTED = N_("The colours you paint most, and in how many schemes")
UTC_DAYS = N_("Days begin at midnight UTC.")

HERO: Final = 420
FIELDS: Final = 798
FLOOR_HEIGHT: Final = 112
BARS: Final = 340
"""Height of the highest bar above the line and the deepest below it together."""
TALLEST: Final = 14
"""Pixels of one token at most: where little came and went the bars are low, and so is the page."""
STRIPE: Final = 116
FEW: Final = 14
"""Up to so many bars each carries its number; more are read off lines."""
_NUMBERS = (88, 80, 72, 64, 56, 52, 48, 44, 40, 36, 32, 30)
_COLOUR_NAMES = (36, 34, 32, 30, 28, 26, 24, 22)


@dataclass(frozen=True, slots=True)
class Voice:
    """How words, numbers and days are written for the reader."""

    translate: Translate
    number: Callable[[int], str]
    compact: Callable[[int], str]
    """A number in few characters."""
    short_day: Callable[[date], str]
    day: Callable[[date], str]
    """With its year."""
    month: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class Often:
    """A colour that is painted often: its name (English, to be translated), how it looks, in how many schemes."""

    name: str
    hex: str
    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the picture tells.

    Attributes:
        usage: what was done.
        title: the time it tells of, English, to be translated: "The last 7 days".
        first: its first day.
        last: its last day.
        often: colours painted most, most first.
    """

    usage: Usage
    title: str
    first: date
    last: date
    often: tuple[Often, ...] = ()


def draw_usage(told: Told, voice: Voice) -> bytes:
    """Draw the picture. Takes tens of milliseconds: call it off the event loop.

    Returns:
        A PNG, 1200 px wide; the same facts give the same bytes.
    """
    return encode(draw(measure_usage(told, voice)))


def measure_usage(told: Told, voice: Voice) -> Page:
    """Where everything stands."""
    words = Words(voice.translate)
    page = Page(WIDTH)
    _totals(page, told.usage, words, voice)
    _panel(page, told, words, voice)
    y = _bars(page, told, words, voice, HERO) if told.usage.days else HERO + 24
    if told.often:
        y = _colours(page, told.often, words, voice, y)
    page.height = _foot(page, words, y)
    return page


def totals(usage: Usage) -> tuple[tuple[tuple[str, int], ...], ...]:
    """What came and what went, each way with its amount; ways and sides without any are left out."""
    sides = (tuple((way, int(getattr(usage, way))) for way in side) for side in (CAME, WENT))
    return tuple(kept for side in sides if (kept := tuple((way, n) for way, n in side if n)))


# The top ------------------------------------------------------------------------------------------------------------


def _totals(page: Page, usage: Usage, words: Words, voice: Voice) -> None:
    layers = totals(usage)
    if not layers:
        box = Box(0, 0, FIELDS, HERO)
        page.rect(box.x, box.y, box.w, box.h, FLOOR)
        _named(page, box, FLOOR, words(NOTHING), "", left=TEXT, lines=2)
        return
    y = 0
    for layer, height in zip(
        layers, side_by_side([sum(n for _, n in layer) for layer in layers], HERO, 150), strict=True
    ):
        x = 0
        for (way, n), width in zip(layer, side_by_side([n for _, n in layer], FIELDS, 184), strict=True):
            box = Box(x, y, width, height)
            page.rect(x, y, width, height, COLOURS[way])
            left = 20 if x else TEXT
            figure = _figure(n, words, voice, name_style(_NUMBERS[-1]), width - left - 16)
            _named(page, box, COLOURS[way], figure, words(WAYS[way]), left=left)
            x += width + GAP
        y += height + GAP


def _named(page: Page, box: Box, ground: str, large: str, small: str, *, left: int, lines: int = 1) -> None:
    """A field's large words with small ones below them, at its lower left."""
    room, ink = box.w - left - 16, ink_on(ground)
    below = wrap(small, SHARE, room, most=2)
    free = box.h - 18 - 14 - SHARE.line * len(below) - 7
    set_ = fit(large, name_style, _NUMBERS, room, free, lines)
    y = box.bottom - 18 - SHARE.line * len(below)
    for number, line in enumerate(below):
        page.write(box.x + left, SHARE.baseline(y + number * SHARE.line), line, SHARE, box, ink=ink, ground=ground)
    y -= 7 * bool(below) + set_.height
    for line in set_.lines:
        page.write(box.x + left, set_.style.baseline(y), line, set_.style, box, ink=ink, ground=ground)
        y += set_.style.line


def _figure(n: int, words: Words, voice: Voice, style: Style, width: int) -> str:
    """A number in full where it fits, else in few characters."""
    full = words(voice.number(n))
    return full if style.width(full) <= width else words(voice.compact(n))


def _panel(page: Page, told: Told, words: Words, voice: Voice) -> None:
    """What time it is about, and how many schemes."""
    top, floor = Box(LAYER, 0, WIDTH - LAYER, HERO - FLOOR_HEIGHT), HERO - FLOOR_HEIGHT
    page.rect(top.x, top.y, top.w, top.h, BACKDROP)
    page.rect(LAYER, floor, WIDTH - LAYER, FLOOR_HEIGHT, FLOOR)
    left, room = LAYER + 28, EDGE - LAYER - 28
    title = fit(words(told.title), title_style, tuple(range(96, 43, -4)), room, 200, 3)
    y = 24.0
    for line in title.lines:
        page.write(left, title.style.baseline(y), line, title.style, top, ground=BACKDROP)
        y += title.style.line
    days = words(voice.day(told.last))
    if told.first != told.last:
        same_year = told.first.year == told.last.year
        days = words(SPAN, first=(voice.short_day if same_year else voice.day)(told.first), last=days)
    style = Style(MEDIUM, 30, 34)
    for line in wrap(days, style, room, most=2):
        page.write(left, style.baseline(y + 10), line, style, top, ground=BACKDROP)
        y += style.line
    below = Box(LAYER, floor, WIDTH - LAYER, FLOOR_HEIGHT)
    _named(page, below, FLOOR, words(voice.number(told.usage.schemes)), words(SCHEMES), left=28)


# The bars -----------------------------------------------------------------------------------------------------------


def _bars(page: Page, told: Told, words: Words, voice: Voice, y: int) -> int:
    """The bars; returns the y below them."""
    unit, bars = slots(told.usage.days, told.first, told.last)
    room = Box(TEXT - 4, y + 4, EDGE - TEXT + 8, 76)
    top = y + 14.0
    for said in wrap(words(EACH[unit]), HEAD, EDGE - TEXT, most=2):
        page.write(TEXT, HEAD.baseline(top), said, HEAD, room, ink=MUTE)
        top += HEAD.line
    high, deep = max(sum(b.came) for b in bars), max(sum(b.went) for b in bars)
    scale = min(TALLEST, BARS / max(1, high + deep))
    few = len(bars) <= FEW
    line = round(top) + (40 if few else 18) + round(high * scale)
    bottom = line + 4 + round(deep * scale)
    step = 0 if few or not high + deep else _step(high + deep)
    marks = [(line - round(n * scale), n) for n in range(step, high + 1, step)] if step else []
    marks += [(line + 4 + round(n * scale), n) for n in range(step, deep + 1, step)] if step else []
    left = TEXT
    if step:
        left += round(max(DETAIL.width(words(voice.compact(n))) for _, n in marks)) + 16
    for at, n in marks:
        text = words(voice.compact(n))
        page.write(TEXT, at + 7, text, DETAIL, Box(TEXT - 4, at - 20, left - TEXT, 40), ink=MUTE)
        page.rect(left, at, EDGE - left, 2, HAIRLINE)
    edges = [left + round(n * (EDGE - left + _gap(left, bars)) / len(bars)) for n in range(len(bars) + 1)]
    gap = _gap(left, bars)
    for bar, x, after in zip(bars, edges, edges[1:], strict=False):
        width = after - gap - x
        up = _stack(page, Box(x, line, width, 0), bar.came, CAME, scale, -1)
        down = _stack(page, Box(x, line + 4, width, 0), bar.went, WENT, scale, 1)
        if few:
            _figures(page, bar, words, voice, Box(x, up, width, down - up))
    page.rect(left, line, EDGE - left, 4, INK)
    return _days(page, unit, bars, edges, words, voice, bottom + (38 if few and deep else 12))


def _gap(left: int, bars: Sequence[Slot]) -> int:
    each = (EDGE - left) / len(bars)
    return GAP if each >= 14 else 2 if each >= 6 else 1


def _stack(page: Page, foot: Box, amounts: Sequence[int], ways: Sequence[str], scale: float, way: int) -> int:
    """The fields of a bar from the line outwards; returns where they end. What there is can be seen: 2 px at least."""
    done, at = 0, 0
    for name, n in zip(ways, amounts, strict=True):
        if not n:
            continue
        done += n
        apart = 2 if at else 0
        end = max(round(done * scale), at + apart + 2)
        start, at = at + apart, end
        y = foot.y + start if way > 0 else foot.y - end
        page.rect(foot.x, y, foot.w, end - start, COLOURS[name])
    return foot.y + way * at


def _figures(page: Page, bar: Slot, words: Words, voice: Voice, box: Box) -> None:
    """What a bar amounts to, above and below it, where it is wide enough to say so."""
    for n, baseline in ((sum(bar.came), box.y - 8), (sum(bar.went), box.bottom + 24)):
        text = _figure(n, words, voice, ROLE, box.w)
        if n and ROLE.width(text) <= box.w:
            page.write(box.x, baseline, text, ROLE, Box(box.x - 2, baseline - 30, box.w + 4, 40))


def _step(most: int) -> int:
    """The distance of the lines: 1, 2 or 5 with noughts, so that there are five at most."""
    step = 1
    while True:
        for times in (1, 2, 5):
            if step * times * 5 >= most:
                return step * times
        step *= 10


def writer(unit: Unit, voice: Voice) -> Callable[[date], str]:
    """How the day that a bar begins with is written."""
    if unit in {"day", "week"}:
        return voice.short_day
    return voice.month if unit == "month" else lambda day: str(day.year)


def _days(
    page: Page, unit: Unit, bars: Sequence[Slot], edges: Sequence[int], words: Words, voice: Voice, y: int
) -> int:
    """Under every so many bars the day it begins with."""
    say = writer(unit, voice)
    several = unit == "week" and bars[0].first.year != bars[-1].first.year
    texts = [words((voice.day if several else say)(bar.first)) for bar in bars]
    widest = max(map(DETAIL.width, texts)) + 24
    every = next(n for n in range(1, len(bars) + 1) if edges[n] - edges[0] >= widest or n == len(bars))
    for text, x in list(zip(texts, edges, strict=False))[::every]:
        if x + DETAIL.width(text) <= EDGE:
            page.write(x, DETAIL.baseline(y), text, DETAIL, Box(x - 4, y, EDGE - x + 8, 30), ink=MUTE)
    return y + round(DETAIL.line) + 18


# Colours and foot ---------------------------------------------------------------------------------------------------


def _colours(page: Page, often: Sequence[Often], words: Words, voice: Voice, y: int) -> int:
    """The colours painted most as a row of fields at their share; returns the y below it."""
    page.rect(TEXT, y, EDGE - TEXT, 4, INK)
    top = y + 18.0
    for line in wrap(words(MOST_PAINTED), ROLE, EDGE - TEXT, most=2):
        page.write(TEXT, ROLE.baseline(top), line, ROLE, Box(TEXT - 4, round(top) - 6, EDGE - TEXT + 8, 44))
        top += ROLE.line
    at, x = round(top) + 10, TEXT
    # a few colours do not fill the row: they are small talk beside the tokens
    across = min(EDGE - TEXT, 288 * len(often) - GAP)
    for one, width in zip(often, side_by_side([o.count for o in often], across, 132), strict=True):
        box, ink = Box(x, at, width, STRIPE), ink_on(one.hex)
        swatch(page, box, one.hex)
        count = shorten(words(voice.number(one.count)), SHARE, width - 26)
        page.write(x + 14, box.bottom - 18, count, SHARE, box, ink=ink, ground=one.hex)
        set_ = fit(words(one.name), name_style, _COLOUR_NAMES, width - 26, 62, 2)
        low = box.bottom - 18 - 26 - set_.height
        for line in set_.lines:
            page.write(x + 14, set_.style.baseline(low), line, set_.style, box, ink=ink, ground=one.hex)
            low += set_.style.line
        x += width + GAP
    return at + STRIPE + 24


def _foot(page: Page, words: Words, y: int) -> int:
    page.rect(TEXT, y, EDGE - TEXT, 2, HAIRLINE)
    lines = wrap(words(UTC_DAYS), FOOT, 800, most=3)
    top = y + 22.0
    for line in lines:
        page.write(TEXT, FOOT.baseline(top), line, FOOT, Box(TEXT - 4, y, 900, 110), ink=MUTE)
        top += FOOT.line
    mark(page, y + 16)
    return max(round(top), y + 50) + 18
