"""The top of the sheet: the scheme itself, and how hard it is."""

from __future__ import annotations

import math
from collections.abc import Callable

from bot.swatches import areas as fields_of
from bot.swatches.areas import Box
from bot.swatches.page import BACKDROP, FLOOR, INK, Miniature, Page
from bot.swatches.setting import HERO, LAYER, TEXT, WIDTH, Words, fit, swatch
from bot.swatches.typeface import DISPLAY, MEDIUM, SEMIBOLD, TITLE, Style
from bot.swatches.words import clean, drawable, shorten, wrap
from core.colour.contrast import ink_on
from core.paintschemes.scheme import ROLE_NAMES, Area, Paintscheme
from core.words import N_

SHARE = Style(SEMIBOLD, 25, 28)
TIME = Style(SEMIBOLD, 27, 32)
NAME_SIZES = (52, 48, 44, 40, 36, 32, 30)
TITLE_SIZES = tuple(range(108, 43, -4))
ACROSS = 746
"""Width for the title and the mood, pixels."""

DIFFICULTY = (N_("Very easy"), N_("Easy"), N_("Medium"), N_("Hard"), N_("Expert"))
SHARE_LINE = N_("{role} {share}%")
SHARE_LINE_AFTER_NUMBER = N_("{role}, {share}%")
MINUTES = N_("{least}–{most} min a model")
OUT_OF_FIVE = N_("{word}, {number} of 5")
PAIR = N_("{first} and {second}")


def name_style(size: int, *, loose: bool = False) -> Style:
    """The style of a colour's name in its field."""
    return Style(DISPLAY, size, size * (1.14 if loose else 0.96))


def title_style(size: int, *, loose: bool = False) -> Style:
    """The style of the title."""
    return Style(TITLE, size, size * (1.12 if loose else 0.93))


def title_of(scheme: Paintscheme, words: Words) -> str:
    """The scheme's title, or the names of its first two colours when the faces cannot set the title."""
    if drawable(scheme.title):
        return clean(scheme.title)
    first, second = (words(a.name) or words(ROLE_NAMES[a.role]) for a in scheme.areas[:2])
    second = second[:1].lower() + second[1:]
    return words(PAIR, first=first, second=second)


def mood_of(scheme: Paintscheme, words: Words) -> str:
    """The mood in words, with the tags that it does not already say as long as the line has room for them."""
    mood = words(scheme.mood_line)
    tags = [words(t) for t in scheme.tags]
    said = mood.casefold()
    more = ", ".join(t for t in tags if t and t.casefold() not in said)
    if not mood:
        return more[:1].upper() + more[1:]
    both = f"{mood} · {more}"
    return both if more and Style(MEDIUM, 30, 34).width(both) <= 746 else mood


def fields(page: Page, scheme: Paintscheme, words: Words) -> None:
    """The fields, each with its name, role, share and hex; title and mood stand on the first one."""
    title, mood = title_of(scheme, words), mood_of(scheme, words)
    first = fields_of.rows(scheme.areas)[0][0]
    mood_height = 44 if mood else 0
    rest = 24 + 18 + 86 + mood_height + 16

    def needs(area: Area, width: int) -> int:
        return _needs(area, width, words)

    boxes = fields_of.fields(scheme.areas, needs=needs)
    top = boxes[next(i for i, a in enumerate(scheme.areas) if a is first)]
    # A title that would have to be cut gets its height from the other rows.
    smallest = title_style(TITLE_SIZES[-1])
    lines = min(3, len(wrap(title, smallest, ACROSS)))
    if rest + lines * smallest.line > top.h:
        boxes = fields_of.fields(scheme.areas, first=round(rest + lines * smallest.line + 1), needs=needs)
    per_cent = fields_of.shares(scheme.areas)
    for index, area in enumerate(scheme.areas):
        box = boxes[index]
        swatch(page, box, area.hex)
        head = 14
        largest = NAME_SIZES[0]
        if area is first:
            set_title = fit(title, title_style, TITLE_SIZES, ACROSS, box.h - rest, 3)
            ink, y = ink_on(area.hex), 24.0
            for line in set_title.lines:
                page.write(TEXT, set_title.style.baseline(y), line, set_title.style, box, ink=ink, ground=area.hex)
                y += set_title.style.line
            if mood:
                style, line = _mood(mood)
                page.write(TEXT, style.baseline(y + 10), line, style, box, ink=ink, ground=area.hex)
                y += mood_height
            head = round(y) + 16
            if len(set_title.lines) < 3:
                largest = set_title.style.size - 1
        _field_text(page, area, box, per_cent[index], words, head=head, largest=largest)


def share_line(area: Area, share: int, say: Callable[..., str], *, role: str = "") -> str:
    """An area's role, or what stands for it, and its share of the model: "Primary 46%"."""
    role = role or say(ROLE_NAMES[area.role])
    return say(SHARE_LINE_AFTER_NUMBER if role[-1:].isdigit() else SHARE_LINE, role=role, share=share)


def _mood(mood: str) -> tuple[Style, str]:
    """One line: at 30, 28 or 26; then cut at a comma, or with an ellipsis where there is none."""
    style = Style(MEDIUM, 30, 34)
    for size in (30, 28, 26):
        style = Style(MEDIUM, size, 34)
        if style.width(mood) <= ACROSS:
            return style, mood
    while "," in mood:
        mood = mood.rpartition(",")[0]
        if style.width(mood) <= ACROSS:
            return style, mood
    return style, shorten(mood, style, ACROSS)


def _needs(area: Area, width: int, words: Words) -> int:
    """Height of a field of a width with the area's name at its smallest, pixels; a name takes three lines at most."""
    column = width - 36 - 10
    smallest = name_style(NAME_SIZES[-1])
    lines = min(3, max(1, len(wrap(words(area.name), smallest, column))))
    return math.ceil(18 + SHARE.line * (1 if width >= 240 else 2) + 7 + lines * smallest.line + 14)


def _field_text(page: Page, area: Area, box: Box, share: int, words: Words, *, head: int, largest: int) -> None:
    """Name, role with share, and hex, standing on the field's lower edge."""
    ink = ink_on(area.hex)
    left = box.x + (TEXT if box.x == 0 else 20)
    width = box.right - 16 - left
    role = share_line(area, share, words)
    if SHARE.width(role) > width:  # a long word for the role gives way, the share stays
        over = SHARE.width(role) - width
        short = shorten(words(ROLE_NAMES[area.role]), SHARE, SHARE.width(words(ROLE_NAMES[area.role])) - over)
        role = shorten(share_line(area, share, words, role=short), SHARE, width)
    gap = 12
    together = SHARE.width(role) + gap + SHARE.width(area.hex) <= width and box.w >= 240
    rows = [role] if together else [role, area.hex]
    bottom = box.bottom - 18 - SHARE.line * len(rows)
    for number, row in enumerate(rows):
        baseline = SHARE.baseline(bottom + SHARE.line * number)
        page.write(left, baseline, row, SHARE, box, ink=ink, ground=area.hex)
        if together:
            page.write(left + SHARE.width(row) + gap, baseline, area.hex, SHARE, box, ink=ink, ground=area.hex)
    bottom -= 7
    name = words(area.name) or words(ROLE_NAMES[area.role])
    sizes = tuple(s for s in NAME_SIZES if s <= largest) or NAME_SIZES[-1:]
    name_ = fit(name, name_style, sizes, width, bottom - box.y - head, 2, at_most=9)
    y = bottom - name_.height
    for line in name_.lines:
        page.write(left, name_.style.baseline(y), line, name_.style, box, ink=ink, ground=area.hex)
        y += name_.style.line


def panel(page: Page, scheme: Paintscheme, words: Words, *, miniature: bool) -> None:
    """The figure's panel: how hard, how long, and the model itself."""
    page.rect(LAYER, 0, WIDTH - LAYER, HERO, BACKDROP)
    page.rect(LAYER, HERO - 96, WIDTH - LAYER, 96, FLOOR)
    panel = Box(LAYER, 0, WIDTH - LAYER, HERO - 96)
    x = 830
    for pip in range(5):
        inside = INK if pip < scheme.difficulty else BACKDROP
        page.outline(Box(x + pip * 51, 34, 44, 14), 3, INK, inside)
    word = words(OUT_OF_FIVE, word=words(DIFFICULTY[scheme.difficulty - 1]), number=scheme.difficulty)
    style = next(
        (s for s in (Style(DISPLAY, n, 44) for n in (44, 40, 36, 32)) if s.width(word) <= 340), Style(DISPLAY, 28, 44)
    )
    page.write(x, 95, shorten(word, style, 340), style, panel, ground=BACKDROP)
    least, most = scheme.minutes
    time = words(MINUTES, least=least, most=most)
    page.write(x, 131, shorten(time, TIME, 340), TIME, panel, ground=BACKDROP)
    if miniature:
        page.miniatures.append(Miniature(Box(811, HERO - 34 - 500, 380, 500), "full"))
