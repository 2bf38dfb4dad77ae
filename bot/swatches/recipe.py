"""The second page, the recipe: what to do in which order, role by role, and which pots it takes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.swatches.areas import Box
from bot.swatches.below import foot
from bot.swatches.draw import HARDER, draw, encode
from bot.swatches.figures import SIZES, Figure
from bot.swatches.hero import DIFFICULTY, MINUTES, OUT_OF_FIVE, TIME, title_of, title_style
from bot.swatches.page import BACKDROP, FLOOR, INK, MUTE, Miniature, Page
from bot.swatches.recipe_pots import lists
from bot.swatches.recipe_rows import table
from bot.swatches.setting import BASE, DETAIL, EDGE, ROLE, TEXT, WIDTH, Translate, Words, brand_line, fit, swatch
from bot.swatches.typeface import DISPLAY, MEDIUM, Style
from bot.swatches.words import balance, clean, shorten, wrap
from core.colour.contrast import ink_on
from core.paintschemes.scheme import ROLE_NAMES, Area, Paintscheme, Role, Tier
from core.paintschemes.steps import ModelStep, model_steps
from core.words import N_

BAND = 120
PANEL_TOP = BAND + 4
PANEL_WIDTH = 398
LEAST_PANEL = 680
"""The figure with how hard and how long above it."""
NUMBER = Style(DISPLAY, 44, 44)
GREYS, LONG_GREYS = 4, 3
MARKER = 22
"""Side of the small square of a role beside a step."""
STEP_LEFT = BASE + 52

EVERY = N_("Every part")
RECIPES: dict[Tier, str] = {
    Tier.FAST: N_("Recipe, fast"),
    Tier.TABLETOP: N_("Recipe, tabletop"),
    Tier.DISPLAY: N_("Recipe, display"),
}


def draw_recipe(
    scheme: Paintscheme,
    *,
    translate: Translate,
    number: str = "",
    owned: Collection[str] = frozenset(),
    figure: Figure | None = None,
    miniature: bool = True,
) -> bytes:
    """Draw the recipe of a scheme. Takes tens of milliseconds: call it off the event loop.

    Args:
        scheme: three to eight colours with their paints.
        translate: gettext of the reader's language; the title is drawn as it is.
        number: the scheme's code, printed small under the mark; empty for none.
        owned: ids of paints that are there already.
        figure: the miniature that wears the scheme; None for the one of its archetype.
        miniature: False leaves the figure out.

    Returns:
        A PNG, 1200 px wide; the same scheme and paints give the same bytes.
    """
    page = measure_recipe(scheme, translate, number=number, owned=owned, miniature=miniature)
    return encode(draw(page, scheme, figure), compression=HARDER)


def measure_recipe(
    scheme: Paintscheme,
    translate: Translate,
    *,
    number: str = "",
    owned: Collection[str] = frozenset(),
    miniature: bool = True,
) -> Page:
    """Lay the recipe of a scheme out; arguments as for `draw_recipe`. The page is 1200 px wide."""
    words = Words(translate)
    # A long page has so much small text that one grey less is worth a sixth of its bytes; crisp, it reads as well.
    long = len(scheme.areas) > 6 or scheme.tier is Tier.DISPLAY
    page = Page(WIDTH, greys=LONG_GREYS if long else GREYS)
    _band(page, scheme, words)
    y = _plan(page, scheme, words, miniature=miniature)
    y = table(page, scheme, words, y)
    y = lists(page, scheme, owned, words, y)
    page.height = foot(page, words, number, y)
    return page


def _band(page: Page, scheme: Paintscheme, words: Words) -> None:
    """Title and tier on the primary colour."""
    primary = scheme.areas[0].hex
    box = Box(0, 0, WIDTH, BAND)
    swatch(page, box, primary)
    ink = ink_on(primary)
    title = fit(title_of(scheme, words), title_style, tuple(range(56, 35, -4)), EDGE - TEXT, 60, 1)
    for line in title.lines:
        page.write(TEXT, title_style(56).baseline(13), line, title.style, box, ink=ink, ground=primary)
    style = Style(MEDIUM, 30, 34)
    said = shorten(words(RECIPES[scheme.tier]), style, EDGE - TEXT)
    page.write(TEXT, style.baseline(70), said, style, box, ink=ink, ground=primary)


def _plan(page: Page, scheme: Paintscheme, words: Words, *, miniature: bool) -> int:
    """The figure on the left, the numbered steps of the whole model on the right; returns the y below both."""
    steps = model_steps(scheme)
    blocks = [_step(scheme, number, step, words) for number, step in enumerate(steps, 1)]
    content = sum(height for _, height in blocks)
    gaps = len(blocks) - 1
    height = max(LEAST_PANEL, content + 10 * gaps + 28)
    # What the figure needs more than the steps is shared out between them, up to an airy gap.
    gap = min(24.0, (height - 28 - content) / max(1, gaps))
    bottom = PANEL_TOP + height
    _panel(page, scheme, words, bottom, miniature=miniature)
    y = PANEL_TOP + 10.0
    for block, high in blocks:
        _put(page, block, round(y))
        y += high + gap
    return bottom


def _put(page: Page, block: Page, y: int) -> None:
    """Set a block that was laid out from 0 down onto the page."""
    for rect in block.rects:
        box = rect.box
        page.rect(box.x, box.y + y, box.w, box.h, rect.colour)
    for line in block.lines:
        clip = line.clip
        room = Box(clip.x, clip.y + y, clip.w, clip.h)
        page.write(line.x, line.baseline + y, line.text, line.style, room, ink=line.ink, ground=line.ground)


def _step(scheme: Paintscheme, number: int, step: ModelStep, words: Words) -> tuple[Page, int]:
    """One numbered step, laid out from 0 down, and its height."""
    block = Page(WIDTH)
    room = Box(BASE - 4, -10, EDGE - BASE + 8, 10_000)
    block.write(BASE, NUMBER.baseline(0), str(number), NUMBER, room)
    width = EDGE - STEP_LEFT
    top = 0.0
    verb = wrap(words(step.verb), ROLE, width, most=2)
    for line in verb:
        block.write(STEP_LEFT, ROLE.baseline(top), line, ROLE, room)
        top += ROLE.line
    areas = [a for a in scheme.areas if a.role in step.roles]
    markers = len(areas) * (MARKER + 4) - 4 if areas else 0
    _markers(block, areas)
    top = _beside(block, verb, _detail(scheme, step, areas, words), markers, top, room)
    if not areas:
        for paint in step.paints:
            said = " ".join(p for p in (brand_line(paint), clean(paint.name)) if p)
            for line in wrap(said, DETAIL, width, most=2):
                block.write(STEP_LEFT, DETAIL.baseline(top), line, DETAIL, room)
                top += DETAIL.line
    for line in _sentences(words(step.how), width):
        block.write(STEP_LEFT, DETAIL.baseline(top), line, DETAIL, room, ink=MUTE)
        top += DETAIL.line
    return block, max(44, round(top))


def _sentences(text: str, width: float) -> Sequence[str]:
    """A text in lines; two lines are made about equally long, so that no single word stands alone."""
    lines = wrap(text, DETAIL, width, most=4)
    even = balance(text, DETAIL, 2) if len(lines) == 2 else ()
    return even if even and all(DETAIL.width(line) <= width for line in even) else lines


def _detail(scheme: Paintscheme, step: ModelStep, areas: list[Area], words: Words) -> str:
    """What stands behind the verb: the roles it is for, or what it is done with."""
    if len(areas) > 2 and {a.role for a in areas} >= {a.role for a in scheme.areas} - {Role.GROUND}:
        return words(EVERY)
    if len(areas) == 1 and areas[0].role in {Role.METAL, Role.GROUND}:
        return words(step.headline)  # the verb says it already
    if areas:
        return ", ".join(words(ROLE_NAMES[a.role]) for a in areas)
    return words(step.headline)


def _beside(block: Page, verb: list[str], said: str, markers: int, top: float, room: Box) -> float:
    """Set a text behind the verb where there is room for it, else below; returns the y below it."""
    if not said:
        return top
    last = verb[-1] if verb else ""
    x = STEP_LEFT + (ROLE.width(last) + 12 if last else 0)
    if x + DETAIL.width(said) <= EDGE - markers - (16 if markers else 0):
        baseline = ROLE.baseline(top - ROLE.line) if last else DETAIL.baseline(top)
        block.write(x, baseline, said, DETAIL, room)
        return top if last else top + DETAIL.line
    for line in wrap(said, DETAIL, EDGE - STEP_LEFT, most=3):
        block.write(STEP_LEFT, DETAIL.baseline(top), line, DETAIL, room)
        top += DETAIL.line
    return top


def _markers(block: Page, areas: list[Area]) -> None:
    """Small squares of the roles at the right edge, in the order of the sheet."""
    x = EDGE - len(areas) * (MARKER + 4) + 4
    for area in areas:
        swatch(block, Box(x, 5, MARKER, MARKER), area.hex)
        x += MARKER + 4


def _panel(page: Page, scheme: Paintscheme, words: Words, bottom: int, *, miniature: bool) -> None:
    """How hard, how long, and the figure."""
    page.rect(0, PANEL_TOP, PANEL_WIDTH, bottom - PANEL_TOP, BACKDROP)
    page.rect(0, bottom - 96, PANEL_WIDTH, 96, FLOOR)
    panel = Box(0, PANEL_TOP, PANEL_WIDTH, bottom - 96 - PANEL_TOP)
    for pip in range(5):
        inside = INK if pip < scheme.difficulty else BACKDROP
        page.outline(Box(TEXT + pip * 51, PANEL_TOP + 28, 44, 14), 3, INK, inside)
    word = words(OUT_OF_FIVE, word=words(DIFFICULTY[scheme.difficulty - 1]), number=scheme.difficulty)
    sizes = [Style(DISPLAY, n, 44) for n in (44, 40, 36, 32, 28)]
    style = next((s for s in sizes if s.width(word) <= 340), sizes[-1])
    page.write(TEXT, PANEL_TOP + 87, shorten(word, style, 340), style, panel, ground=BACKDROP)
    least, most = scheme.minutes
    time = words(MINUTES, least=least, most=most)
    page.write(TEXT, PANEL_TOP + 121, shorten(time, TIME, 340), TIME, panel, ground=BACKDROP)
    if miniature:
        # A long page is heavy with text: its figure is smaller, and the file with it.
        size = SIZES["recipe" if page.greys <= LONG_GREYS else "sheet"]
        left = (PANEL_WIDTH - size.width) // 2
        page.miniatures.append(Miniature(Box(left, bottom - 96 - size.floor, size.width, size.height), "full"))
