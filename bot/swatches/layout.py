"""The sheet "Strata", measured: everything that will be drawn, at its place, before a pixel is.

The top is the scheme itself, flat fields at their share of the model; below, on neutral paper, how to paint it. The
vertical lines at 30, 234, 418, 802 and 988 are shared by all blocks. Height follows the content: a block is as high as
its longest column, and nothing is squeezed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bot.swatches import areas as fields_of
from bot.swatches.areas import Box
from bot.swatches.page import BACKDROP, FLOOR, HAIRLINE, INK, MUTE, PAPER, Miniature, Page, Vision
from bot.swatches.typeface import BOLD, DISPLAY, MEDIUM, SEMIBOLD, TITLE, Style
from bot.swatches.words import balance, clean, crowded, drawable, shorten, wrap
from core.colour.contrast import contrast, ink_on
from core.colour.vision import greyscale, simulate
from core.paintschemes.scheme import ROLE_NAMES, Advice, Area, Closeness, Hex, PaintRef, Paintscheme
from core.words import N_

Translate = Callable[[str], str]

WIDTH = 1200
TEXT, SHADE, BASE, LAYER, HIGHLIGHT, EDGE = 30, 234, 418, 802, 988, 1170
COLUMNS = ((SHADE, 180), (BASE, 380), (LAYER, 182), (HIGHLIGHT, 182))
HERO = 704
CHIP = 34
LEAST_ROW = 98
FAINT = 1.35
"""A chip that contrasts less with the paper gets a hairline."""

HEAD = Style(SEMIBOLD, 23, 28)
ROLE = Style(BOLD, 29, 31)
LADDER = Style(MEDIUM, 22, 23)
DETAIL = Style(MEDIUM, 22, 25)
TOPIC = Style(MEDIUM, 29, 31)
SHARE = Style(SEMIBOLD, 25, 28)
TIME = Style(SEMIBOLD, 27, 32)
FOOT = Style(MEDIUM, 20, 24)
MARK = Style(BOLD, 27, 31)
NAME_SIZES = (52, 48, 44, 40, 36, 32, 30)
TITLE_SIZES = tuple(range(108, 43, -4))

DIFFICULTY = (N_("Very easy"), N_("Easy"), N_("Medium"), N_("Hard"), N_("Expert"))
HEADS = (N_("Shade"), N_("Base"), N_("Layer"), N_("Highlight"))
CHECKS: tuple[tuple[Vision, str], ...] = (
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
BARS = {Closeness.VERY_CLOSE: 3, Closeness.CLOSE: 2, Closeness.SIMILAR: 1, Closeness.BY_METAL_TYPE: 0}
CLOSENESS = {
    Closeness.VERY_CLOSE: N_("very close"),
    Closeness.CLOSE: N_("close"),
    Closeness.SIMILAR: N_("similar"),
    Closeness.BY_METAL_TYPE: N_("by metal type"),
}
SHARE_LINE = N_("{role} {share}%")
MINUTES = N_("{least}–{most} min a model")
OUT_OF_FIVE = N_("{word}, {number} of 5")
PAIR = N_("{first} and {second}")


def name_style(size: int, *, loose: bool = False) -> Style:
    """The style of a colour's name in its field."""
    return Style(DISPLAY, size, size * (1.14 if loose else 0.96))


def title_style(size: int, *, loose: bool = False) -> Style:
    """The style of the title."""
    return Style(TITLE, size, size * (1.12 if loose else 0.93))


@dataclass(frozen=True, slots=True)
class Words:
    """Translates and cleans what is drawn."""

    translate: Translate

    def __call__(self, text: str, **values: object) -> str:
        """A text in the reader's language, its places filled, as the faces can set it."""
        if not text:
            return ""  # gettext answers an empty key with the catalogue's header
        said = self.translate(text)
        return clean(said.format(**values) if values else said)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines at the size that was found for them."""

    lines: tuple[str, ...]
    style: Style

    @property
    def height(self) -> float:
        """All line boxes together, pixels."""
        return self.style.line * len(self.lines)


def fit(
    text: str, style: Callable[..., Style], sizes: tuple[int, ...], width: float, height: float, lines: int
) -> Fitted:
    """Set a text as large as its place allows.

    Args:
        text: cleaned text.
        style: makes a style from a size.
        sizes: to choose from, largest first.
        width: of the place, pixels.
        height: of the place, pixels.
        lines: at most so many; of equal sizes the one with fewer lines is taken.

    Returns:
        The largest that fits, its breaks balanced; where even the smallest does not, the smallest, wrapped and ended
        with an ellipsis after as many lines as fit, one at least.
    """
    breaks = [balance(text, style(100), n + 1) for n in range(lines)]
    loose = [crowded(b) for b in breaks]
    for size in sizes:
        for broken, apart in zip(breaks, loose, strict=True):
            style_ = style(size, loose=apart)
            if style_.line * len(broken) <= height and all(style_.width(b) <= width for b in broken):
                return Fitted(broken, style_)
    smallest = style(sizes[-1])
    most = max(1, min(lines, int(height / smallest.line)))
    return Fitted(tuple(wrap(text, smallest, width, most=most)), smallest)


def title_of(scheme: Paintscheme, words: Words) -> str:
    """The scheme's title, or the names of its first two colours when the faces cannot set the title."""
    if drawable(scheme.title):
        return clean(scheme.title)
    first, second = (words(a.name) or words(ROLE_NAMES[a.role]) for a in scheme.areas[:2])
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


def brand_line(paint: PaintRef) -> str:
    """Brand, range and code, each once, without gaps where one is missing."""
    brand, range_, code = clean(paint.brand), clean(paint.range), clean(paint.code)
    if range_.casefold().startswith(brand.casefold()):
        brand = ""
    return " ".join(p for p in (brand, range_, "" if code == "-" else code) if p)


def measure(scheme: Paintscheme, translate: Translate, *, number: str = "") -> Page:
    """Lay a scheme out.

    Args:
        scheme: what is drawn; three to eight colours.
        translate: gettext of the reader's language.
        number: a scheme's number or code, printed small under the mark; empty for none.

    Returns:
        The page, 1200 px wide; its height follows the content.
    """
    words = Words(translate)
    page = Page(WIDTH)
    _fields(page, scheme, words)
    _panel(page, scheme, words)
    y = _table(page, scheme, words)
    y = _advice(page, scheme, words, y)
    y = _checks(page, scheme, words, y)
    page.height = _foot(page, words, number, y)
    return page


# --- the fields -------------------------------------------------------------------------------------------------------


def _fields(page: Page, scheme: Paintscheme, words: Words) -> None:
    title, mood = title_of(scheme, words), mood_of(scheme, words)
    first = fields_of.rows(scheme.areas)[0][0]
    mood_height = 44 if mood else 0
    rest = 24 + 18 + 86 + mood_height + 16
    boxes = fields_of.fields(scheme.areas)
    top = boxes[next(i for i, a in enumerate(scheme.areas) if a is first)]
    # A title that would have to be cut gets its height from the other rows.
    smallest = title_style(TITLE_SIZES[-1])
    lines = min(3, len(wrap(title, smallest, 746)))
    if rest + lines * smallest.line > top.h:
        boxes = fields_of.fields(scheme.areas, first=round(rest + lines * smallest.line + 1))
    per_cent = fields_of.shares(scheme.areas)
    for index, area in enumerate(scheme.areas):
        box = boxes[index]
        page.rect(box.x, box.y, box.w, box.h, area.hex)
        head = 18
        largest = NAME_SIZES[0]
        if area is first:
            set_title = fit(title, title_style, TITLE_SIZES, 746, box.h - rest, 3)
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


def _mood(mood: str) -> tuple[Style, str]:
    """One line: at 30, 28 or 26; then cut at a comma, or with an ellipsis where there is none."""
    style = Style(MEDIUM, 30, 34)
    for size in (30, 28, 26):
        style = Style(MEDIUM, size, 34)
        if style.width(mood) <= 746:
            return style, mood
    while "," in mood:
        mood = mood.rpartition(",")[0]
        if style.width(mood) <= 746:
            return style, mood
    return style, shorten(mood, style, 746)


def _field_text(page: Page, area: Area, box: Box, share: int, words: Words, *, head: int, largest: int) -> None:
    """Name, role with share, and hex, standing on the field's lower edge."""
    ink = ink_on(area.hex)
    left = box.x + (TEXT if box.x == 0 else 20)
    width = box.right - 16 - left
    role = words(SHARE_LINE, role=words(ROLE_NAMES[area.role]), share=share)
    gap = 12
    together = SHARE.width(role) + gap + SHARE.width(area.hex) <= width and box.w >= 240
    rows = [role] if together else [*wrap(role, SHARE, width, most=2), area.hex]
    bottom = box.bottom - 18 - SHARE.line * len(rows)
    for number, row in enumerate(rows):
        baseline = SHARE.baseline(bottom + SHARE.line * number)
        page.write(left, baseline, row, SHARE, box, ink=ink, ground=area.hex)
        if together:
            page.write(left + SHARE.width(row) + gap, baseline, area.hex, SHARE, box, ink=ink, ground=area.hex)
    bottom -= 7
    name = words(area.name) or words(ROLE_NAMES[area.role])
    sizes = tuple(s for s in NAME_SIZES if s <= largest) or NAME_SIZES[-1:]
    name_ = fit(name, name_style, sizes, width, bottom - box.y - head, 2)
    y = bottom - name_.height
    for line in name_.lines:
        page.write(left, name_.style.baseline(y), line, name_.style, box, ink=ink, ground=area.hex)
        y += name_.style.line


def _panel(page: Page, scheme: Paintscheme, words: Words) -> None:
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
    page.miniatures.append(Miniature(Box(810, HERO - 34 - 500, 380, 500), "full"))


# --- the paints -------------------------------------------------------------------------------------------------------


def _table(page: Page, scheme: Paintscheme, words: Words) -> int:
    """Column heads and one row a role; returns the y below the last row."""
    heads = Box(0, HERO, WIDTH, 44)
    page.write(TEXT, HERO + 33, words(N_("Paints")), HEAD, heads, ink=MUTE)
    for (x, _), head in zip(COLUMNS, HEADS, strict=True):
        page.write(x, HERO + 33, words(head), HEAD, heads, ink=MUTE)
    bases = [a.ladder.base.paint for a in scheme.areas]
    house = Counter(p.brand for p in bases if p is not None).most_common(1)
    brand = house[0][0] if house else ""
    y = HERO + 44
    for area in scheme.areas:
        y += _row(page, area, brand, words, y)
    return y


def _row(page: Page, area: Area, house: str, words: Words, y: int) -> int:
    """One role: what it colours, and the four paints of its ladder; returns the row's height."""
    ladder = area.ladder
    brand = ladder.base.paint.brand if ladder.base.paint else house
    row = Page(WIDTH)
    room = Box(0, y, WIDTH, 10_000)
    bottoms = [_role(row, area, words, y, room)]
    for (x, width), step in zip(COLUMNS, (ladder.shade, ladder.base, ladder.layer, ladder.highlight), strict=True):
        if step.paint is None:
            row.write(x, LADDER.baseline(y + CHIP + 5), "–", LADDER, room, ink=MUTE)
        elif x == BASE:
            bottoms.append(_base(row, step.paint, area.closeness, words, y, room))
        else:
            bottoms.append(_step(row, step.paint, brand, x, width, y, room))
    height = max(LEAST_ROW, *(round(b) + 6 - y for b in bottoms))
    page.rect(0, y, 18, height, area.hex)
    page.rects.extend(row.rects)
    page.lines.extend(row.lines)
    return height


def _role(page: Page, area: Area, words: Words, y: int, room: Box) -> float:
    bottom = y - 2.0  # so that the capitals stand level with the chips
    for line in wrap(words(ROLE_NAMES[area.role]), ROLE, 192, most=2):
        page.write(TEXT, ROLE.baseline(bottom), line, ROLE, room)
        bottom += ROLE.line
    bottom += 4
    for line in wrap(words(area.covers), DETAIL, 192, most=6):
        page.write(TEXT, DETAIL.baseline(bottom), line, DETAIL, room, ink=MUTE)
        bottom += DETAIL.line
    return bottom


def _chip(page: Page, colour: Hex, x: int, y: int, width: int) -> None:
    box = Box(x, y, width, CHIP)
    if contrast(colour, PAPER) < FAINT:
        page.outline(box, 2, HAIRLINE, colour)
    else:
        page.rect(x, y, width, CHIP, colour)


def _base(page: Page, paint: PaintRef, closeness: Closeness, words: Words, y: int, room: Box) -> float:
    """The paint of the base coat: name, how close it comes, and where it is from."""
    _chip(page, paint.hex, BASE, y, 380)
    match = words(CLOSENESS[closeness])
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
    _chip(page, paint.hex, x, y, width)
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


# --- below the table --------------------------------------------------------------------------------------------------


def _advice(page: Page, scheme: Paintscheme, words: Words, y: int) -> int:
    """Primer, wash and ground side by side under a strong rule; returns the y of the next hairline."""
    page.rect(TEXT, y + 6, EDGE - TEXT, 4, INK)
    top = y + 6 + 4 + 12
    columns = (
        (TEXT, 364, words(N_("Primer")), scheme.primer),
        (BASE, 360, words(N_("Wash")), scheme.wash),
        (LAYER, 368, words(N_("Ground")), scheme.ground),
    )
    bottom = max(_column(page, x, width, topic, advice, words, top) for x, width, topic, advice in columns)
    return max(round(bottom), top + 90) + 16


def _column(page: Page, x: int, width: int, topic: str, advice: Advice, words: Words, y: int) -> float:
    room = Box(x, y - 10, width, 10_000)
    top = float(y)
    indent = TOPIC.width(topic) + 9
    page.write(x, TOPIC.baseline(top), topic, TOPIC, room, ink=MUTE)
    headline = wrap(words(advice.headline), ROLE, width, indent=indent, most=3)
    for number, line in enumerate(headline):
        page.write(x + (0 if number else indent), ROLE.baseline(top), line, ROLE, room)
        top += ROLE.line
    top += 6 if headline else ROLE.line + 6
    if advice.paint:
        paint = " ".join(p for p in (brand_line(advice.paint), clean(advice.paint.name)) if p)
        for line in wrap(paint, DETAIL, width, most=3):
            page.write(x, DETAIL.baseline(top), line, DETAIL, room)
            top += DETAIL.line
        top += 3
    for line in wrap(words(advice.text), DETAIL, width, most=8):
        page.write(x, DETAIL.baseline(top), line, DETAIL, room, ink=MUTE)
        top += DETAIL.line
    return top


def _checks(page: Page, scheme: Paintscheme, words: Words, y: int) -> int:
    """How the scheme looks at arm's length and to three kinds of colour-blind eyes; returns the next hairline's y."""
    page.rect(TEXT, y, EDGE - TEXT, 2, HAIRLINE)
    hexes = [a.hex for a in scheme.areas]
    weights = [max(9, s) for s in fields_of.shares(scheme.areas)]
    top = y + 16
    for number, (vision, label) in enumerate(CHECKS):
        x = TEXT + number * 291
        page.miniatures.append(Miniature(Box(x, top, 66, 86), vision))
        left, width = x + 78, 189
        room = Box(left, top, width, 42)
        if vision == "greyscale":
            seen = greyscale(hexes)
            label = CLEAR if scheme.clear_at_arms_length else SOFT  # noqa: PLW2901
        else:
            seen = simulate(hexes, vision)
        said = words(label)
        style = LADDER if LADDER.width(said) <= width else Style(MEDIUM, 20, 23)
        page.write(left, top + 30, shorten(said, style, width), style, room)
        for strip, colour in zip(_strips(weights, width), seen, strict=True):
            page.rect(left + strip[0], top + 42, strip[1], 44, colour)
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


def _foot(page: Page, words: Words, number: str, y: int) -> int:
    """What the sheet is not, and whose it is; returns the height of the page."""
    page.rect(TEXT, y, EDGE - TEXT, 2, HAIRLINE)
    top = y + 16.0
    first, second, third = (words(n) for n in NOTICE)
    mark_width = 34 + 12 + MARK.width("Wetpalette")
    mark_left = EDGE - mark_width
    column = mark_left - 40 - TEXT
    room = Box(TEXT, y, int(column) + 2, 10_000)
    for text in (first, f"{second} {third}"):
        for line in wrap(text, FOOT, column):
            page.write(TEXT, FOOT.baseline(top), line, FOOT, room, ink=MUTE)
            top += FOOT.line
    x, mark = round(mark_left), y + (12 if number else 22)
    page.rect(x, mark, 34, 20, INK)
    page.rect(x, mark + 23, 22, 11, INK)
    page.rect(x + 25, mark + 23, 9, 11, INK)
    wide = Box(int(mark_left) - 40, y, EDGE - int(mark_left) + 44, 90)
    page.write(x + 46, mark + 26, "Wetpalette", MARK, wide)
    if number:
        code = shorten(clean(number), FOOT, 280)
        page.write(EDGE - FOOT.width(code), mark + 34 + 21, code, FOOT, Box(EDGE - 290, y, 294, 90), ink=MUTE)
    return round(top) + 21
