"""More of a scheme: its recipe, its miniature, its palette as a file. All of it free."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Attachment, Button, Card, Field, Picture, Visibility, phrase
from bot.i18n import _
from bot.screens import pictures
from bot.screens.help import FOOTNOTE
from bot.screens.result import TIERS, paint_name
from bot.screens.visit import Visit
from core.paintschemes.exports import WRITERS
from core.paintschemes.pots import BrandPots, Pots, pots
from core.paintschemes.scheme import ROLE_NAMES, PaintRef
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
    scheme = pictures.named(stored)
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
        picture=pictures.recipe(stored, owned),
        original=routes.Original(stored.code, "recipe"),
        fields=(*steps, *lists),
        buttons=(
            (
                Button(_("Back to the scheme"), routes.ShowScheme(stored.code)),
                Button(_("Both pages"), routes.BothPages(stored.code)),
                Button(_("Miniature"), routes.Miniature(stored.code)),
                Button(_("Export"), routes.Exports(stored.code)),
            ),
        ),
        visibility=_visibility(needs),
        footnote=_(FOOTNOTE),
    )


def _visibility(needs: Pots) -> Visibility:
    """Who may see a recipe: what somebody owns is nobody else's business."""
    return Visibility.OWNER if needs.own else Visibility.EVERYONE


async def both_pages(core: Services, visit: Visit, route: routes.BothPages) -> Card:
    """The sheet and the recipe together, to keep or to pass on."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    owned = await core.db.read(shelf.owned_ids, person_id=visit.person_id)
    return await asyncio.to_thread(_both, stored, owned)


def _both(stored: StoredScheme, owned: frozenset[str]) -> Card:
    return Card(
        title=stored.title,
        lines=(_("Both pages: the colours and the recipe."),),
        picture=pictures.sheet(stored),
        pages=(pictures.recipe(stored, owned),),
        original=routes.Original(stored.code, "both"),
        buttons=(
            (
                Button(_("Back to the scheme"), routes.ShowScheme(stored.code)),
                Button(_("Recipe"), routes.Recipe(stored.code)),
            ),
        ),
        visibility=_visibility(pots(pictures.named(stored), owned)),
        footnote=_(FOOTNOTE),
    )


async def original(core: Services, visit: Visit, route: routes.Original) -> Card:
    """A picture as a file, as it was drawn: platforms that show pictures make them smaller and blur them."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    owned = await core.db.read(shelf.owned_ids, person_id=visit.person_id)
    return await asyncio.to_thread(_original, stored, owned, route)


def _original(stored: StoredScheme, owned: frozenset[str], route: routes.Original) -> Card:
    shown: tuple[Picture, ...]
    match route.what:
        case "sheet":
            shown = (pictures.sheet(stored),)
        case "recipe":
            shown = (pictures.recipe(stored, owned),)
        case "both":
            shown = (pictures.sheet(stored), pictures.recipe(stored, owned))
        case "miniature":
            shown = (pictures.miniature(stored, route.figure or _own_figure(stored)),)
    has_recipe = route.what in {"recipe", "both"}
    return Card(
        title=_("Here is the original"),
        lines=(stored.title,),
        attachments=tuple(Attachment(one.filename, "image/png", one.draw()) for one in shown),
        buttons=((Button(_("Back to the scheme"), routes.ShowScheme(stored.code)),),),
        visibility=_visibility(pots(pictures.named(stored), owned)) if has_recipe else Visibility.EVERYONE,
    )


def _own_figure(stored: StoredScheme) -> Figure:
    """The figure of a scheme's archetype."""
    from bot.swatches.figures.choose import figure_for  # noqa: PLC0415  Pillow only where a picture is made

    return figure_for(stored.scheme)


async def miniature(core: Services, visit: Visit, route: routes.Miniature) -> Card:
    """The scheme on a figure; the others are a button away."""
    stored = await core.schemes.by_code(visit.person_id, route.code)
    return await asyncio.to_thread(miniature_card, stored, route.figure or None)


def miniature_card(stored: StoredScheme, chosen: Figure | None) -> Card:
    """The card of a miniature."""
    figure = chosen or _own_figure(stored)
    others = tuple(Button(_(name), routes.Miniature(stored.code, key)) for key, name in FIGURES if key != figure)
    return Card(
        title=stored.title,
        lines=(_("The colours on a figure, with shade and light as the recipe has them."),),
        picture=pictures.miniature(stored, figure),
        original=routes.Original(stored.code, "miniature", figure),
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
    file = Attachment(f"wetpalette-{stored.code}.{route.format}", media_type, write(pictures.named(stored), _))
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
