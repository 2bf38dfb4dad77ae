"""The swatch sheet of a scheme: what the rest of the house calls."""

from __future__ import annotations

from bot.swatches.draw import draw, encode
from bot.swatches.layout import measure
from bot.swatches.setting import Translate
from core.paintschemes.scheme import Paintscheme


def draw_sheet(scheme: Paintscheme, *, translate: Translate, number: str = "") -> bytes:
    """Draw the swatch sheet of a scheme. Takes tens of milliseconds: call it off the event loop.

    Args:
        scheme: three to eight colours with their paints.
        translate: gettext of the reader's language; the title is drawn as it is.
        number: the scheme's code, printed small under the mark; empty for none.

    Returns:
        A PNG, 1200 px wide, about 1700 high for six colours; the same scheme gives the same bytes.
    """
    return encode(draw(measure(scheme, translate, number=number)))
