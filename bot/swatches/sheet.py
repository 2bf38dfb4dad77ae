"""The pictures of a scheme: what the rest of the house calls."""

from __future__ import annotations

from bot.swatches.areas import Box
from bot.swatches.draw import draw, encode
from bot.swatches.figures import SIZES, Figure
from bot.swatches.layout import measure
from bot.swatches.miniature import preview_page
from bot.swatches.page import Miniature
from bot.swatches.setting import Translate
from core.paintschemes.scheme import Paintscheme


def draw_sheet(
    scheme: Paintscheme, *, translate: Translate, number: str = "", figure: Figure | None = None, miniature: bool = True
) -> bytes:
    """Draw the swatch sheet of a scheme. Takes tens of milliseconds: call it off the event loop.

    Args:
        scheme: three to eight colours with their paints.
        translate: gettext of the reader's language; the title is drawn as it is.
        number: the scheme's code, printed small under the mark; empty for none.
        figure: the miniature that wears the scheme; None for the one of its archetype.
        miniature: False leaves the figures out, for a third less bytes.

    Returns:
        A PNG, 1200 px wide, about 1700 high for six colours; the same scheme gives the same bytes.
    """
    page = measure(scheme, translate, number=number, miniature=miniature)
    return encode(draw(page, scheme, figure))


def draw_preview(scheme: Paintscheme, *, figure: Figure | None = None) -> bytes:
    """Draw the miniature alone, over a band of the scheme's colours. Call it off the event loop.

    Args:
        scheme: its ladders are put on the figure.
        figure: which one; None for the one of the scheme's archetype.

    Returns:
        A PNG, 640 x 888 px, without any text.
    """
    page = preview_page(scheme)
    size = SIZES["alone"]
    page.miniatures.append(Miniature(Box(20, 30, size.width, size.height), "full"))
    return encode(draw(page, scheme, figure))
