"""The pictures of a stored scheme, drawn when they are asked for, each under a key that says what it shows."""

# ruff: noqa: PLC0415  Pillow only where a picture is made
from __future__ import annotations

from typing import TYPE_CHECKING

from bot import i18n
from bot.card import Picture
from bot.i18n import _
from bot.swatches import DRAWING
from core.paintschemes.pots import pots
from core.paintschemes.scheme import Paintscheme
from core.paintschemes.stored import StoredScheme

if TYPE_CHECKING:
    from bot.swatches.figures import Figure


def named(stored: StoredScheme) -> Paintscheme:
    """The scheme under the name its owner gave it."""
    return stored.scheme.model_copy(update={"title": stored.title})


def sheet(stored: StoredScheme) -> Picture:
    """The swatch sheet, the first page."""
    from bot.swatches.alt import alt_text
    from bot.swatches.sheet import draw_sheet

    scheme = named(stored)
    return Picture(
        filename=f"wetpalette-{stored.code}.png",
        alt=alt_text(scheme, translate=_),
        draw=lambda: draw_sheet(scheme, translate=_, number=stored.code),
        key=_key("sheet", stored),
    )


def recipe(stored: StoredScheme, owned: frozenset[str] = frozenset()) -> Picture:
    """The recipe, the second page.

    Args:
        stored: the scheme.
        owned: ids of paints that are there already; those of the recipe are marked in the picture, which then is of
            today and of nobody else.
    """
    from bot.swatches.recipe import draw_recipe
    from bot.swatches.recipe_alt import recipe_text

    scheme = named(stored)
    # a paint on the shelf changes the page in more than one way: only a page that no shelf touched shows the same again
    untouched = not owned or pots(scheme, owned) == pots(scheme)
    return Picture(
        filename=f"wetpalette-{stored.code}-recipe.png",
        alt=recipe_text(scheme, translate=_, owned=owned),
        draw=lambda: draw_recipe(scheme, translate=_, number=stored.code, owned=owned),
        key=_key("recipe", stored) if untouched else "",
    )


def miniature(stored: StoredScheme, figure: Figure) -> Picture:
    """A figure that wears the scheme."""
    from bot.swatches.recipe_alt import miniature_text
    from bot.swatches.sheet import draw_preview

    scheme = named(stored)
    return Picture(
        filename=f"wetpalette-{stored.code}-{figure}.png",
        alt=miniature_text(scheme, translate=_),
        draw=lambda: draw_preview(scheme, figure=figure),
        key=_key(figure, stored),
    )


def _key(what: str, stored: StoredScheme) -> str:
    """What a picture shows: how we draw, the page, the scheme and its name, in the language of the moment.

    The colours and paints of a code never change; its name does. The name stands last, because it may hold anything.
    """
    return f"{DRAWING}:{what}:{stored.code}:{i18n.locale()}:{stored.title}"
