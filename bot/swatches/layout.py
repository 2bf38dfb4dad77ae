"""The sheet "Strata", measured: everything that will be drawn, at its place, before a pixel is.

The top is the scheme itself, flat fields at their share of the model; below, on neutral paper, how to paint it. Height
follows the content: a block is as high as its longest column, and nothing is squeezed.
"""

from __future__ import annotations

from bot.swatches.below import advice, checks, foot
from bot.swatches.hero import fields, panel
from bot.swatches.page import Page
from bot.swatches.setting import WIDTH, Translate, Words
from bot.swatches.table import table
from core.paintschemes.scheme import Paintscheme


def measure(scheme: Paintscheme, translate: Translate, *, number: str = "", miniature: bool = True) -> Page:
    """Lay a scheme out.

    Args:
        scheme: what is drawn; three to eight colours.
        translate: gettext of the reader's language.
        number: a scheme's number or code, printed small under the mark; empty for none.
        miniature: False leaves the places for figures empty.

    Returns:
        The page, 1200 px wide; its height follows the content.
    """
    words = Words(translate)
    page = Page(WIDTH)
    fields(page, scheme, words)
    panel(page, scheme, words, miniature=miniature)
    y = table(page, scheme, words)
    y = advice(page, scheme, words, y)
    y = checks(page, scheme, words, y, miniature=miniature)
    page.height = foot(page, words, number, y)
    return page
