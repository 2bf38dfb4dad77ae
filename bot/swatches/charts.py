"""How far a collection is, as a picture: everything above, army by army below.

Fields at their share as on the sheet of a scheme. The five steps of the work go from light to dark in their order, so
that they stay apart to every eye and in print; each is named in words, and every bar says its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.swatches.areas import GAP, Box, side_by_side
from bot.swatches.below import mark
from bot.swatches.draw import draw, encode
from bot.swatches.hero import SHARE, name_style, title_style
from bot.swatches.page import BACKDROP, FLOOR, HAIRLINE, MUTE, PAPER, Page
from bot.swatches.setting import BASE, DETAIL, EDGE, FOOT, LAYER, ROLE, TEXT, WIDTH, Translate, Words, fit, swatch
from bot.swatches.words import clean, drawable, shorten, wrap
from core.collection.values import STATUSES, Status
from core.colour.contrast import ink_on
from core.words import N_

COLOURS: Final = {
    Status.UNBUILT: "#DDD9CE",
    Status.BUILT: "#B3B7B3",
    Status.PRIMED: "#84919B",
    Status.IN_PROGRESS: "#A4531F",
    Status.DONE: "#12454B",
}
"""From light to dark in the order of the work."""

MOST: Final = 20
"""Armies with a bar of their own; those behind them share one."""

HERO: Final = 320
STEP: Final = 66
"""From one bar to the next."""
BAR: Final = 42
LEAST_FIELD: Final = 136
LEAST: Final = 6
"""No part of a bar is narrower, so that what there is can be seen."""
_NUMBERS: Final = (96, 88, 80, 72, 64, 56, 52, 48, 44, 40, 36, 32, 30)

OF_TOTAL = N_("{painted} of {total}")
PAINTED = N_("miniatures painted")
PERCENT = N_("{share}%")
NOTHING = N_("No miniatures yet")
OTHERS = N_("{n} more armies")
EMPTY = N_("empty")
ARMY = N_("Army {n}")
EACH = N_("Each bar is an army: from the left what is done, then what comes before it.")
ALT = N_("Progress of a collection: {painted} of {total} miniatures painted.")
ALT_ARMY = N_("{army}: {painted} of {total}")
ALT_STATUS = N_("{status} {n}")


@dataclass(frozen=True, slots=True)
class Bar:
    """An army, or everything: its name, and miniatures by status in the order of the work."""

    name: str
    sizes: tuple[int, ...]

    @property
    def total(self) -> int:
        """Miniatures."""
        return sum(self.sizes)

    @property
    def painted(self) -> int:
        """Miniatures that are done."""
        return self.sizes[-1]


def draw_progress(total: Bar, armies: Sequence[Bar], *, translate: Translate, number: Callable[[int], str]) -> bytes:
    """Draw the picture. Takes tens of milliseconds: call it off the event loop.

    Args:
        total: everything.
        armies: each army in its order; what is in none may be one of them.
        translate: gettext of the reader's language; names are drawn as they are.
        number: writes a whole number for the reader.

    Returns:
        A PNG, 1200 px wide; the same facts give the same bytes.
    """
    return encode(draw(measure_progress(total, armies, translate=translate, number=number)))


def measure_progress(total: Bar, armies: Sequence[Bar], *, translate: Translate, number: Callable[[int], str]) -> Page:
    """Where everything stands. Arguments as `draw_progress`."""
    words = Words(translate)
    page = Page(WIDTH)
    _fields(page, total, words, number)
    _panel(page, total, words, number)
    y = _bars(page, gathered(armies, words, number), words, number, HERO)
    page.height = _foot(page, words, y)
    return page


def gathered(armies: Sequence[Bar], words: Words, number: Callable[[int], str]) -> list[Bar]:
    """The armies that have a bar, and one for all that have none of their own."""
    if len(armies) <= MOST:
        return list(armies)
    own, rest = armies[: MOST - 1], armies[MOST - 1 :]
    sizes = tuple(sum(bar.sizes[n] for bar in rest) for n in range(len(Status)))
    return [*own, Bar(words(OTHERS, n=number(len(rest))), sizes)]


def progress_text(total: Bar, armies: Sequence[Bar], *, translate: Translate, number: Callable[[int], str]) -> str:
    """What the picture shows, in words, at most 1000 characters. Arguments as `draw_progress`."""
    said = [translate(ALT).format(painted=number(total.painted), total=number(total.total))]
    counted = [
        translate(ALT_STATUS).format(status=translate(label), n=number(n))
        for label, n in zip(STATUSES.values(), total.sizes, strict=True)
        if n
    ]
    said += [", ".join(counted) + "."] if counted else []
    for bar in gathered(armies, Words(translate), number):
        army = translate(ALT_ARMY).format(army=bar.name, painted=number(bar.painted), total=number(bar.total)) + "."
        if len(" ".join(said)) + len(army) > 990:
            break
        said.append(army)
    return " ".join(said)


# The top --------------------------------------------------------------------------------------------------------------


def _parts(sizes: Sequence[int]) -> list[tuple[Status, int]]:
    """What there is of each status, the furthest first."""
    return [(status, n) for status, n in reversed(list(zip(Status, sizes, strict=True))) if n]


def _fields(page: Page, total: Bar, words: Words, number: Callable[[int], str]) -> None:
    """Everything by status: fields at their share, which are the key to the bars as well."""
    parts = _parts(total.sizes)
    if not parts:
        box = Box(0, 0, LAYER - GAP, HERO)
        page.rect(box.x, box.y, box.w, box.h, FLOOR)
        _named(page, box, FLOOR, words(NOTHING), "", left=TEXT)
        return
    x = 0
    for (status, n), width in zip(parts, side_by_side([n for _, n in parts], LAYER - GAP, LEAST_FIELD), strict=True):
        box = Box(x, 0, width, HERO)
        swatch(page, box, COLOURS[status])
        _named(page, box, COLOURS[status], words(number(n)), words(STATUSES[status]), left=20 if x else TEXT)
        x += width + GAP


def _named(page: Page, box: Box, ground: str, large: str, small: str, *, left: int) -> None:
    """A field's large words with small ones below them, at its lower left."""
    room, ink = box.w - left - 12, ink_on(ground)
    below = wrap(small, SHARE, room, most=2)
    set_ = fit(large, name_style, _NUMBERS, room, 200, 2 if " " in large else 1)
    y = box.bottom - 18 - SHARE.line * len(below)
    for n, line in enumerate(below):
        page.write(box.x + left, SHARE.baseline(y + n * SHARE.line), line, SHARE, box, ink=ink, ground=ground)
    y -= 7 * bool(below) + set_.height
    for line in set_.lines:
        page.write(box.x + left, set_.style.baseline(y), line, set_.style, box, ink=ink, ground=ground)
        y += set_.style.line


def _panel(page: Page, total: Bar, words: Words, number: Callable[[int], str]) -> None:
    """How much of everything is painted."""
    box = Box(LAYER, 0, WIDTH - LAYER, HERO)
    page.rect(box.x, box.y, box.w, box.h, BACKDROP)
    left, room = LAYER + 28, EDGE - LAYER - 28
    share = total.painted * 100 // total.total if total.total else 0
    large = fit(words(PERCENT, share=number(share)), title_style, tuple(range(132, 43, -4)), room, 140, 1)
    y = 24.0
    for line in large.lines:
        page.write(left, large.style.baseline(y), line, large.style, box, ground=BACKDROP)
        y += large.style.line
    of = words(OF_TOTAL, painted=number(total.painted), total=number(total.total))
    counted = fit(of, name_style, _NUMBERS[5:], room, 60, 1)
    bottom = HERO - 18 - SHARE.line * len(wrap(words(PAINTED), SHARE, room, most=2))
    y = bottom
    for line in wrap(words(PAINTED), SHARE, room, most=2):
        page.write(left, SHARE.baseline(y), line, SHARE, box, ground=BACKDROP)
        y += SHARE.line
    y = bottom - 7 - counted.height
    for line in counted.lines:
        page.write(left, counted.style.baseline(y), line, counted.style, box, ground=BACKDROP)
        y += counted.style.line


# The bars -------------------------------------------------------------------------------------------------------------


def _bars(page: Page, armies: Sequence[Bar], words: Words, number: Callable[[int], str], y: int) -> int:
    """One bar an army, all of one length: how far each is, not how large; returns the y below them."""
    top = y + 22
    of = [
        words(OF_TOTAL, painted=number(bar.painted), total=number(bar.total)) if bar.total else words(EMPTY)
        for bar in armies
    ]
    right = max((ROLE.width(text) for text in of), default=0.0)
    end = round(EDGE - right) - 24
    for n, (bar, text) in enumerate(zip(armies, of, strict=True), start=1):
        room = Box(TEXT - 4, top, BASE - TEXT - 8, BAR)
        name = shorten(clean_name(bar.name) or words(ARMY, n=number(n)), ROLE, BASE - TEXT - 24)
        page.write(TEXT, top + 31, name, ROLE, room)
        page.write(EDGE - ROLE.width(text), top + 31, text, ROLE, Box(end, top, WIDTH - end, BAR))
        _bar(page, Box(BASE, top, end - BASE, BAR), bar, words, number)
        top += STEP
    return top


def clean_name(name: str) -> str:
    """A name as the faces can set it; empty when they have few of its letters."""
    return clean(name) if drawable(name) else ""


def _bar(page: Page, box: Box, bar: Bar, words: Words, number: Callable[[int], str]) -> None:
    parts = _parts(bar.sizes)
    if not parts:
        page.outline(box, 2, HAIRLINE, PAPER)
        return
    x = box.x
    for (status, n), width in zip(parts, side_by_side([n for _, n in parts], box.w, LEAST), strict=True):
        part = Box(x, box.y, width, box.h)
        colour = COLOURS[status]
        swatch(page, part, colour)
        text = words(number(n))
        if DETAIL.width(text) + 16 <= width:
            page.write(x + 8, box.y + 29, text, DETAIL, part, ink=ink_on(colour), ground=colour)
        x += width + GAP


def _foot(page: Page, words: Words, y: int) -> int:
    page.rect(TEXT, y, EDGE - TEXT, 2, HAIRLINE)
    top = y + 22.0
    for line in wrap(words(EACH), FOOT, 800, most=3):
        page.write(TEXT, FOOT.baseline(top), line, FOOT, Box(TEXT - 4, y, 900, 110), ink=MUTE)
        top += FOOT.line
    mark(page, y + 16)
    return max(round(top), y + 50) + 18
