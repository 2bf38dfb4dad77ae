"""The slash commands: typed options, read into what a screen is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot import routes
from bot.card import Visibility
from bot.discord import collection_commands, manners, pictures
from bot.discord import completions as complete
from bot.discord.preferences import preferences
from bot.screens import dispatch
from bot.screens.briefs import BriefForm
from bot.screens.commands import AskShading, Rename, code_of
from bot.screens.like_words import LikeWords
from bot.screens.name_words import NameWords
from bot.screens.paint_words import ConvertWords, MatchWords, ShelfWords, ShoppingWords
from core import nicknames
from core.generation import vocabulary
from core.generation.brief import MAX_TEXT
from core.paintschemes.scheme import MAX_COLOURS, MIN_COLOURS
from core.paintschemes.stored import MAX_NAME
from core.words import N_

if TYPE_CHECKING:
    from bot.card import Card
    from bot.discord.client import Client
    from bot.screens.commands import Asked
    from bot.screens.visit import Visit

    Interaction = discord.Interaction[Client]
else:
    Interaction = discord.Interaction

CODE: Final = 16
WORDS: Final = 100
LIST: Final = 4_000

TIERS: Final = [
    Choice(name=N_("Fast: an evening for a unit"), value="fast"),
    Choice(name=N_("Tabletop: neat from arm’s length"), value="tabletop"),
    Choice(name=N_("Display: every step there is"), value="display"),
]
NEW_PAINTS: Final = [
    Choice(name=N_("None: only what I own"), value="0"),
    Choice(name=N_("At most 3"), value="3"),
    Choice(name=N_("At most 6"), value="6"),
    Choice(name=N_("As many as it takes"), value="any"),
]
PERIODS: Final = [
    Choice(name=N_("The last 7 days"), value="week"),
    Choice(name=N_("The last 30 days"), value="month"),
    Choice(name=N_("All time"), value="all"),
]
LISTS: Final = [Choice(name=N_("Recent"), value="recent"), Choice(name=N_("Favourites"), value="favourites")]


async def _own(interaction: Interaction, name: str, asked: Asked) -> None:
    """Answer the owner alone."""
    await interaction.client.command(interaction, name, asked, manners.of_command(Visibility.OWNER, interaction))


# --- the main job ---------------------------------------------------------------------------------------------------


@app_commands.command(name="paintscheme", description=N_("Your idea in a few words becomes a paint scheme (3 tokens)"))
@app_commands.describe(
    description=N_("What you have in mind: “drowned sailors, ghostly teal and rusted brass”"),
    faction=N_("What kind of army it is"),
    mood=N_("How it should feel"),
    style=N_("How you like to paint"),
    colours=N_("How many colours, 3 to 8"),
    brands=N_("Paint brands, with commas between them"),
    tier=N_("How much work it may be"),
    only_my_paints=N_("Use nothing but the paints on your shelf"),
    new_paints=N_("Your paints first, and at most so many new ones"),
    photo=N_("A picture to take the colours from"),
)
@app_commands.choices(tier=TIERS, new_paints=NEW_PAINTS)
@app_commands.autocomplete(
    faction=complete.factions, mood=complete.moods, style=complete.styles, brands=complete.brands
)
async def paintscheme(
    interaction: Interaction,
    description: Range[str, 1, MAX_TEXT] | None = None,
    faction: Range[str, 1, WORDS] | None = None,
    mood: Range[str, 1, WORDS] | None = None,
    style: Range[str, 1, WORDS] | None = None,
    colours: Range[int, MIN_COLOURS, MAX_COLOURS] | None = None,
    brands: Range[str, 1, 200] | None = None,
    tier: Choice[str] | None = None,
    only_my_paints: bool | None = None,
    new_paints: Choice[str] | None = None,
    photo: discord.Attachment | None = None,
) -> None:
    """A scheme from words, a photo, or both; without any option the form opens."""
    words = (description, faction, mood, style, photo)
    if not any((*words, colours, brands, tier, only_my_paints, new_paints)):
        await interaction.client.open_form(interaction, routes.AskBrief())
        return

    async def ask(visit: Visit) -> Card:
        form = BriefForm(
            text=description or (_words_of(faction, mood, style) if photo is None else ""),
            faction=faction or "",
            mood=mood or "",
            style=style or "",
            colours=colours,
            brands=(brands,) if brands else (),
            tier=tier.value if tier else "",
            only_my_paints=bool(only_my_paints),
            new_paints=new_paints.value if new_paints and not only_my_paints else "",
            photo=await pictures.read(photo) if photo else None,
        )
        return await dispatch.show(interaction.client.core, visit, form)

    manner = manners.of_command(Visibility.EVERYONE, interaction)
    await interaction.client.answer(interaction, manner, ask, "paintscheme")


def _words_of(*chosen: str | None) -> str:
    """A description for those who only chose from lists."""
    labels = {**vocabulary.FACTIONS, **vocabulary.MOODS, **vocabulary.STYLES}
    return ", ".join(labels.get(word, word).lower() for word in chosen if word)


# --- names ----------------------------------------------------------------------------------------------------------

TONES: Final = [Choice(name=label, value=word) for word, (label, _place) in nicknames.TONES.items()]
KINDS: Final = [Choice(name=label, value=kind) for kind, label in nicknames.KINDS.items()]


@app_commands.command(name="nickname", description=N_("Six names for a model, an army or your own words (1 token)"))
@app_commands.describe(
    text=N_("Who or what it is: “captain of the drowned, mournful and proud”"),
    target=N_("A model or an army of your collection"),
    tradition=N_("What the names should sound like"),
    traits=N_("What it is like, with commas between: from the list or in your own words"),
    tone=N_("How serious the names are"),
    kind=N_("What your own words describe"),
    history=N_("Look at the names of before instead"),
)
@app_commands.choices(tone=TONES, kind=KINDS)
@app_commands.autocomplete(target=complete.bearers, tradition=complete.traditions, traits=complete.traits)
async def nickname(
    interaction: Interaction,
    text: Range[str, 1, MAX_TEXT] | None = None,
    target: Range[str, 1, WORDS] | None = None,
    tradition: Range[str, 1, WORDS] | None = None,
    traits: Range[str, 1, 200] | None = None,
    tone: Choice[str] | None = None,
    kind: Choice[str] | None = None,
    history: bool | None = None,
) -> None:
    """Names; without any option the form opens."""
    if history:
        await _own(interaction, "nickname", routes.NameHistory())
        return
    if not any((text, target, tradition, traits, tone, kind)):
        await interaction.client.open_form(interaction, routes.AskNickname())
        return
    asked = NameWords(
        text=text or "",
        target=target or "",
        tradition=tradition or "",
        traits=traits or "",
        tone=tone.value if tone else "",
        kind=kind.value if kind else "",
    )
    await interaction.client.command(
        interaction, "nickname", asked, manners.of_command(Visibility.EVERYONE, interaction)
    )


# --- schemes --------------------------------------------------------------------------------------------------------

schemes = app_commands.Group(name="schemes", description=N_("The schemes you keep"))


@schemes.command(name="recent", description=N_("Your schemes, newest first"))
async def schemes_recent(interaction: Interaction) -> None:
    """The newest schemes."""
    await _own(interaction, "schemes", routes.Schemes("recent"))


@schemes.command(name="favourites", description=N_("The schemes you put a star on"))
async def schemes_favourites(interaction: Interaction) -> None:
    """The starred schemes."""
    await _own(interaction, "schemes", routes.Schemes("favourites"))


_WHICH: Final = N_("Which one: choose from the list, or type its code")


def _about_scheme(name: str, description: str, route: Callable[[str], routes.Route]) -> None:
    """A command about one scheme, answered to its owner alone."""

    @schemes.command(name=name, description=description)
    @app_commands.describe(scheme=_WHICH)
    @app_commands.autocomplete(scheme=complete.schemes)
    async def answer(interaction: Interaction, scheme: Range[str, 1, WORDS]) -> None:
        await _own(interaction, "schemes", route(code_of(scheme)))


_about_scheme("show", N_("One of your schemes"), routes.ShowScheme)
_about_scheme("change", N_("Change its colours by buttons or in words; free"), routes.AskChange)
_about_scheme("lock", N_("Choose the colours that stay when you paint it again"), routes.Locks)


@schemes.command(name="rename", description=N_("Give one of your schemes a name of your own"))
@app_commands.describe(scheme=_WHICH, name=N_("Its new name"))
@app_commands.autocomplete(scheme=complete.schemes)
async def schemes_rename(interaction: Interaction, scheme: Range[str, 1, WORDS], name: Range[str, 1, MAX_NAME]) -> None:
    """Rename a scheme."""
    await _own(interaction, "schemes", Rename(code_of(scheme), name))


_about_scheme("delete", N_("Take one of your schemes out of your lists"), routes.AskDelete)

# --- paints ---------------------------------------------------------------------------------------------------------

paints = app_commands.Group(name="paints", description=N_("Paints: match, convert, your shelf, shopping. Free"))


@paints.command(name="match", description=N_("The paints that come near a colour or another paint"))
@app_commands.describe(
    colour=N_("A colour like #2F6F73, a paint’s name, or words like “rusty orange”"), brand=N_("Only this brand")
)
@app_commands.autocomplete(colour=complete.paints, brand=complete.brand)
async def paints_match(
    interaction: Interaction, colour: Range[str, 1, WORDS], brand: Range[str, 1, 60] | None = None
) -> None:
    """Match a colour."""
    await _own(interaction, "paints", MatchWords(colour, brand or ""))


@paints.command(name="convert", description=N_("What another brand has in place of a paint"))
@app_commands.describe(paint=N_("The paint you have or read of"), brand=N_("The brand you want instead"))
@app_commands.autocomplete(paint=complete.paints, brand=complete.brand)
async def paints_convert(
    interaction: Interaction, paint: Range[str, 1, WORDS], brand: Range[str, 1, 60] | None = None
) -> None:
    """Convert a paint."""
    await _own(interaction, "paints", ConvertWords(paint, brand or ""))


@paints.command(name="shade", description=N_("How to shade and highlight a colour or a paint"))
@app_commands.describe(colour=N_("A colour like #2F6F73, a paint’s name, or words like “rusty orange”"))
@app_commands.autocomplete(colour=complete.paints)
async def paints_shade(interaction: Interaction, colour: Range[str, 1, WORDS]) -> None:
    """Shade and highlight."""
    await _own(interaction, "paints", AskShading(colour))


@paints.command(name="shelf", description=N_("The paints you own: look, add, remove, export"))
@app_commands.describe(
    add=N_("Paints to put onto your shelf, with commas between them"),
    remove=N_("A paint to take off your shelf"),
    search=N_("Look for a paint in the whole list"),
)
@app_commands.autocomplete(add=complete.paint_list, remove=complete.own_paints, search=complete.paints)
async def paints_shelf(
    interaction: Interaction,
    add: Range[str, 1, LIST] | None = None,
    remove: Range[str, 1, WORDS] | None = None,
    search: Range[str, 1, WORDS] | None = None,
) -> None:
    """The shelf."""
    words = {"add": add, "remove": remove, "search": search}
    asked = next((ShelfWords(verb, text) for verb, text in words.items() if text), routes.Shelf())
    await _own(interaction, "paints", asked)


@paints.command(name="sets", description=N_("Put a whole boxed set onto your shelf"))
async def paints_sets(interaction: Interaction) -> None:
    """The boxed sets."""
    await _own(interaction, "paints", routes.BoxedSets())


@paints.command(name="shopping", description=N_("One list of what you still need for your schemes"))
@app_commands.describe(
    schemes=N_("For all recent ones or for your favourites"),
    scheme=N_("For this scheme alone"),
    brand=N_("Also name what this brand has instead"),
)
@app_commands.choices(schemes=LISTS)
@app_commands.autocomplete(scheme=complete.schemes, brand=complete.brand)
async def paints_shopping(
    interaction: Interaction,
    schemes: Choice[str] | None = None,
    scheme: Range[str, 1, WORDS] | None = None,
    brand: Range[str, 1, 60] | None = None,
) -> None:
    """The shopping list."""
    which: Any = schemes.value if schemes else "recent"
    if scheme or brand:
        await _own(interaction, "paints", ShoppingWords((code_of(scheme) if scheme else which,), brand or ""))
        return
    await _own(interaction, "paints", routes.Shopping(which))


# --- taste ----------------------------------------------------------------------------------------------------------


@app_commands.command(name="likes", description=N_("What you like, and whether new schemes lean on it. Free"))
@app_commands.describe(
    add=N_("A favourite colour to add: #2F6F73, or words like “rusty orange”"),
    remove=N_("A favourite colour to take off"),
    lean=N_("Whether new schemes lean on what you like"),
    forget=N_("Forget what was learnt from your thumbs and favourites"),
)
async def likes(
    interaction: Interaction,
    add: Range[str, 1, WORDS] | None = None,
    remove: Range[str, 1, WORDS] | None = None,
    lean: bool | None = None,
    forget: bool | None = None,
) -> None:
    """What one likes."""
    asked: Asked = routes.Likes()
    if add or remove:
        asked = LikeWords("add" if add else "remove", add or remove or "")
    elif lean is not None:
        asked = routes.Lean(on=lean)
    elif forget:
        asked = routes.AskForget()
    await _own(interaction, "likes", asked)


# --- tokens and the bot ---------------------------------------------------------------------------------------------


def _plain(name: str, description: str, route: routes.Route) -> app_commands.Command[Any, ..., None]:
    """A command without options, answered to its owner alone."""

    async def answer(interaction: Interaction) -> None:
        await _own(interaction, name, route)

    return app_commands.Command(name=name, description=description, callback=answer)


@app_commands.command(name="usage", description=N_("What you did here: requests, tokens, favourite colours, a chart"))
@app_commands.describe(period=N_("A week, a month or all the time; a month when you choose none"))
@app_commands.choices(period=PERIODS)
async def usage(interaction: Interaction, period: Choice[str] | None = None) -> None:
    """What one did here."""
    chosen: Any = period.value if period else "month"
    await _own(interaction, "usage", routes.Usage(chosen))


ALL: Final[tuple[app_commands.Command[Any, ..., None] | app_commands.Group, ...]] = (
    paintscheme,
    nickname,
    schemes,
    paints,
    collection_commands.collection,
    likes,
    preferences,
    _plain("balance", N_("Your tokens, and which of them expire when"), routes.Balance()),
    _plain("daily", N_("Claim today’s free tokens"), routes.Daily()),
    _plain("history", N_("Where your tokens came from and went"), routes.History()),
    usage,
    _plain("costs", N_("What things cost"), routes.Costs()),
    _plain("help", N_("What you can do here"), routes.Help()),
    _plain("about", N_("What this is and what it is not"), routes.About()),
)
"""Every slash command, the main job first."""
