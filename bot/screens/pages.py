"""More of a scheme: its recipe, its miniature, its palette as a file. All of it free."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Attachment, Button, Card, Field, Picture, Visibility, phrase
from bot.i18n import _
from bot.screens.help import FOOTNOTE
from bot.screens.result import TIERS, paint_name
from bot.screens.visit import Visit
from core.paintschemes.exports import WRITERS
from core.paintschemes.pots import BrandPots, pots
from core.paintschemes.scheme import ROLE_NAMES, PaintRef, Paintscheme
from core.paintschemes.steps import ModelStep, model_steps
from core.paintschemes.stored import StoredScheme
from core.shelf import service as shelf
from core.words import N_

if TYPE_CHECKING:
    from bot.swatches.figures import Figure
    from core.services import Services

FIGURES: Final[tuple[tuple[Figure, str], ...]] = (
    ("knight", N_("Knight")),
    ("mage", N_("Mage")),
    ("beast", N_("Beast")),
    ("machine", N_("Machine")),
)
FORMATS: Final = (
    ("gpl", N_("GIMP, Krita, Inkscape")),
    ("ase", N_("Adobe programs")),
    ("css", N_("Style sheet (CSS)")),
    ("json", N_("Everything (JSON)")),
)


async def recipe(core: Services, visit: Visit, route: routes.Recipe) -> Card:
    """The recipe, with what is on the person's shelf marked."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    owned = await core.db.read(shelf.owned_ids, person_id=visit.person_id)
    return await asyncio.to_thread(recipe_card, stored, owned)


def recipe_card(stored: StoredScheme, owned: frozenset[str]) -> Card:
    """The card of a recipe: the steps in words, the second page as its picture."""
    scheme = _named(stored)
    needs = pots(scheme, owned)
    lists = [
        Field(label, _by_brand(brands))
        for label, brands in ((_("To buy"), needs.buy), (_("You own"), needs.own))
        if brands
    ]
    steps = [Field(f"{n}. {_(step.verb)}", _told(step)) for n, step in enumerate(model_steps(scheme), 1)]
    return Card(
        title=stored.title,
        lines=(phrase(_("The recipe, {tier}"), tier=_(TIERS[scheme.tier])),),
        picture=recipe_picture(stored, owned),
        fields=(*steps, *lists),
        buttons=(
            (
                Button(_("Back to the scheme"), routes.ShowScheme(stored.code)),
                Button(_("Miniature"), routes.Miniature(stored.code)),
                Button(_("Export"), routes.Exports(stored.code)),
            ),
        ),
        # what somebody owns is nobody else's business
        visibility=Visibility.OWNER if needs.own else Visibility.EVERYONE,
        footnote=_(FOOTNOTE),
    )


def recipe_picture(stored: StoredScheme, owned: frozenset[str] = frozenset()) -> Picture:
    """The second page of a stored scheme, drawn when it is asked for."""
    from bot.swatches.recipe import draw_recipe  # noqa: PLC0415  Pillow only where a picture is made
    from bot.swatches.recipe_alt import recipe_text  # noqa: PLC0415

    scheme = _named(stored)
    return Picture(
        filename=f"wetpalette-{stored.code}-recipe.png",
        alt=recipe_text(scheme, translate=_, owned=owned),
        draw=lambda: draw_recipe(scheme, translate=_, number=stored.code, owned=owned),
    )


async def miniature(core: Services, visit: Visit, route: routes.Miniature) -> Card:
    """The scheme on a figure; the others are a button away."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    return await asyncio.to_thread(miniature_card, stored, route.figure or None)


def miniature_card(stored: StoredScheme, chosen: Figure | None) -> Card:
    """The card of a miniature."""
    from bot.swatches.figures.choose import figure_for  # noqa: PLC0415  Pillow only where a picture is made
    from bot.swatches.recipe_alt import miniature_text  # noqa: PLC0415
    from bot.swatches.sheet import draw_preview  # noqa: PLC0415

    scheme = _named(stored)
    figure = chosen or figure_for(scheme)
    others = tuple(Button(_(name), routes.Miniature(stored.code, key)) for key, name in FIGURES if key != figure)
    return Card(
        title=stored.title,
        lines=(_("The colours on a figure, with shade and light as the recipe has them."),),
        picture=Picture(
            filename=f"wetpalette-{stored.code}-{figure}.png",
            alt=miniature_text(scheme, translate=_),
            draw=lambda: draw_preview(scheme, figure=figure),
        ),
        buttons=(others, (Button(_("Back to the scheme"), routes.ShowScheme(stored.code)),)),
        visibility=Visibility.EVERYONE,
    )


async def exports(core: Services, visit: Visit, route: routes.Exports) -> Card:
    """Ask for which program."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    return Card(
        title=_("Export the palette"),
        lines=(phrase(_("The colours of “{title}” as a file. For what?"), title=stored.title),),
        buttons=(
            tuple(Button(_(name), routes.Export(stored.code, key)) for key, name in FORMATS),  # type: ignore[arg-type]
            (Button(_("Back to the scheme"), routes.ShowScheme(stored.code)),),
        ),
    )


async def export(core: Services, visit: Visit, route: routes.Export) -> Card:
    """The palette as a file."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    write, media_type = WRITERS[route.format]
    file = Attachment(f"wetpalette-{stored.code}.{route.format}", media_type, write(_named(stored), _))
    return Card(
        title=_("Here is the palette"),
        lines=(stored.title,),
        attachments=(file,),
        buttons=(
            (
                Button(_("Another format"), routes.Exports(stored.code)),
                Button(_("Back to the scheme"), routes.ShowScheme(stored.code)),
            ),
        ),
    )


def _named(stored: StoredScheme) -> Paintscheme:
    """The scheme under the name its owner gave it."""
    return stored.scheme.model_copy(update={"title": stored.title})


def _told(step: ModelStep) -> str:
    """To what or with what a step is done, and how."""
    names = ", ".join(_(ROLE_NAMES[role]) for role in step.roles)
    paints = "" if step.roles else ", ".join(paint_name(p) for p in step.paints)
    return " ".join(f"{part.rstrip('.')}." for part in (names, _(step.headline), paints, _(step.how)) if part)


def _by_brand(brands: tuple[BrandPots, ...]) -> str:
    """Pots in one text: a brand, its pots; the next brand, its pots."""
    lists = (
        phrase(_("{brand}: {paints}"), brand=brand.brand, paints=", ".join(_pot(p) for p in brand.paints))
        for brand in brands
    )
    return "; ".join(map(str, lists))


def _pot(paint: PaintRef) -> str:
    return " ".join(word for word in (paint.name, paint.code) if word.strip(" -"))
