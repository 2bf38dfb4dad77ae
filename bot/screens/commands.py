"""The commands, the same words everywhere, and how a line of text becomes a route or a filled-in form.

Discord fills the forms from typed options; Telegram and the terminal read them from text with `parse`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot import routes
from bot.card import Visibility
from bot.screens import paint_words
from bot.screens.briefs import BriefForm
from bot.screens.collection_words import CollectionWords, ModelEdit, read_collection
from bot.screens.like_words import LikeWords, read_likes
from bot.screens.name_words import NameWords, read_nickname
from bot.screens.paint_words import PaintWords
from bot.screens.preference_words import PreferenceWords, read_preferences
from bot.screens.typed import options
from bot.screens.usage_words import read_usage
from core.errors import BadInput, UnknownWord
from core.words import N_


@dataclass(frozen=True, slots=True)
class CommandInfo:
    """One command: what it is for, who sees its answer, and how it is typed.

    `about` tells how to type it, for those who see no options while they do; `short` is for those who do.
    """

    name: str
    usage: str
    about: str
    visibility: Visibility
    read: Callable[[str], Asked]
    short: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Words or a photo that somebody sent without saying what for: perhaps a brief."""

    form: BriefForm


@dataclass(frozen=True, slots=True)
class Rename:
    """A scheme and the name its owner wants for it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class AskShading:
    """A colour or a paint that somebody wants to shade and highlight."""

    text: str


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A scheme and what its owner wants changed about its colours, in words."""

    code: str
    text: str


Asked = (
    routes.Route
    | BriefForm
    | Offer
    | Rename
    | ChangeWords
    | AskShading
    | PaintWords
    | LikeWords
    | NameWords
    | PreferenceWords
    | CollectionWords
    | ModelEdit
)
"""What a line of text asks for."""


def parse(line: str) -> Asked:
    """What a typed line asks for: a command when it begins with a slash, a description otherwise.

    Raises:
        BadInput: a command there is not, or words it does not understand.
    """
    line = line.strip()
    if not line.startswith("/"):
        return BriefForm(text=line)
    word, _space, rest = line[1:].partition(" ")
    command = COMMANDS.get(word.casefold())
    if command is None:
        near = difflib.get_close_matches(word.casefold(), COMMANDS, n=2, cutoff=0.5)
        raise UnknownWord(N_("command"), f"/{word[:40]}", tuple(f"/{name}" for name in near))
    return command.read(rest.strip())


def read_brief(text: str) -> Asked:
    """A description with options, `drowned sailors --mood grimdark --brand Vallejo`; without words, the question."""
    if not text:
        return routes.AskBrief()
    words, values = options(text, _OPTION_NAMES, _FLAGS)
    return BriefForm(
        text=words,
        faction=values.get("faction", ""),
        mood=values.get("mood", ""),
        style=values.get("style", ""),
        colours=_number("colours", values["colours"]) if "colours" in values else None,
        brands=(values["brand"],) if "brand" in values else (),
        tier=values.get("tier", ""),
        seed=_number("seed", values["seed"]) if "seed" in values else None,
        only_my_paints="only" in values,
        new_paints=values.get("new", ""),
    )


def read_schemes(text: str) -> Asked:
    """`/schemes`, `/schemes favourites`, `/schemes show CODE`, `/schemes rename CODE NAME`, `/schemes delete CODE`.

    Also `/schemes change CODE WORDS` and `/schemes lock CODE`.
    """
    word, _space, rest = text.partition(" ")
    code, _space, name = rest.strip().partition(" ")
    match word.casefold():
        case "" | "recent":
            return routes.Schemes("recent")
        case "favourites" | "favorites" | "favourite" | "favorite":
            return routes.Schemes("favourites")
        case "show" if code:
            return routes.ShowScheme(code_of(code))
        case "delete" if code:
            return routes.AskDelete(code_of(code))
        case "rename" if code:
            return Rename(code_of(code), name.strip()) if name.strip() else routes.AskName(code_of(code))
        case "change" if code:
            return ChangeWords(code_of(code), name.strip()) if name.strip() else routes.AskChange(code_of(code))
        case "lock" if code:
            return routes.Locks(code_of(code))
        case "show" | "rename" | "delete" | "change" | "lock":
            raise BadInput(N_("Say which one: its code stands under every scheme, for instance 7KQ2M4XR."))
        case _ if not rest:
            return routes.ShowScheme(code_of(word))
    raise UnknownWord(N_("word"), word[:40], tuple(difflib.get_close_matches(word.casefold(), _SCHEME_WORDS, n=2)))


def read_paints(text: str) -> Asked:
    """`/paints shade COLOUR` or `/paints highlight COLOUR` (the same answer), and what `paint_words` reads."""
    word, _space, rest = text.partition(" ")
    if word.casefold() in {"shade", "highlight"}:
        return AskShading(rest.strip())
    return paint_words.read(word, rest)


def code_of(text: str) -> str:
    """A code short and plain enough for a route; whether there is such a scheme is for the screen to say."""
    return "".join(c for c in text if c.isalnum())[:16] or "-"


def _number(option: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise BadInput(N_("--{option} wants a whole number, not “{given}”."), option=option, given=text[:40])
    return int(text)


def _plain(route: routes.Route) -> Callable[[str], Asked]:
    """A command without words of its own; what is typed after it is left alone."""
    return lambda _text: route


_SCHEME_WORDS: Final = ("recent", "favourites", "show", "change", "lock", "rename", "delete")
_OPTION_NAMES: Final = {
    "faction": "faction",
    "mood": "mood",
    "style": "style",
    "colours": "colours",
    "colors": "colours",
    "brand": "brand",
    "brands": "brand",
    "tier": "tier",
    "seed": "seed",
    "only-my-paints": "only",
    "new-paints": "new",
}
_FLAGS: Final = {"only"}

COMMANDS: Final = {
    command.name: command
    for command in (
        CommandInfo(
            "paintscheme",
            "/paintscheme TEXT",
            N_(
                "Turn a description into a paint scheme. Options: --faction --mood --style --colours --brand --tier"
                " --only-my-paints --new-paints 3"
            ),
            Visibility.EVERYONE,
            read_brief,
            N_("Turn a description, a photo or both into a paint scheme"),
        ),
        CommandInfo(
            "nickname",
            "/nickname TEXT",
            N_(
                "Six names for a model, an army or your own words. Options: --for NAME --tradition --trait --tone"
                " --kind; history shows those of before"
            ),
            Visibility.EVERYONE,
            read_nickname,
            N_("Six names for a model, an army or your own words, with a reason for each"),
        ),
        CommandInfo(
            "schemes",
            "/schemes",
            N_(
                "Your schemes. Also: favourites, show CODE, change CODE WORDS, lock CODE, rename CODE NAME, delete CODE"
            ),
            Visibility.OWNER,
            read_schemes,
            N_("Your schemes: recent and favourite ones, show, change, lock, rename, delete"),
        ),
        CommandInfo(
            "paints",
            "/paints",
            N_(
                "Free: match COLOUR, convert NAME to BRAND, shade COLOUR, your shelf (shelf add, sets, paste, export),"
                " shopping CODE"
            ),
            Visibility.OWNER,
            read_paints,
            N_("Free: match a colour, convert a paint, shade a colour, your shelf, boxed sets, shopping"),
        ),
        CommandInfo(
            "collection",
            "/collection",
            N_(
                "Your armies and models: add TEXT to ARMY, add army NAME, paste, show NAME, status NAME WORD,"
                " note NAME: WORDS, move NAME to ARMY, merge A into B, rename A to B, apply SCHEME to NAME,"
                " remove NAME, find TEXT, shopping, export, undo"
            ),
            Visibility.OWNER,
            read_collection,
            N_("Your armies and models: what is painted how, progress, schemes, shopping, undo"),
        ),
        CommandInfo(
            "likes",
            "/likes",
            N_("What I know of your taste. Also: add COLOUR, remove COLOUR, on, off, reset"),
            Visibility.OWNER,
            read_likes,
            N_("What I know of your taste: favourite colours, and whether new schemes lean on it"),
        ),
        CommandInfo(
            "preferences",
            "/preferences",
            N_(
                "How you paint, name and pay. Also: style, brands, themes, tone, ask, language, daily, finished, each"
                " with what it shall be"
            ),
            Visibility.OWNER,
            read_preferences,
            N_("How you usually paint and name, when I ask before spending, language, notices"),
        ),
        CommandInfo(
            "balance", "/balance", N_("Your tokens, and which expire when"), Visibility.OWNER, _plain(routes.Balance())
        ),
        CommandInfo("daily", "/daily", N_("Claim today’s free tokens"), Visibility.OWNER, _plain(routes.Daily())),
        CommandInfo(
            "history",
            "/history",
            N_("Where your tokens came from and went"),
            Visibility.OWNER,
            _plain(routes.History()),
        ),
        CommandInfo(
            "usage",
            "/usage",
            N_("What you did here in a month, with a chart. Also: week, all"),
            Visibility.OWNER,
            read_usage,
            N_("What you did here in a week, a month or all the time, with a chart"),
        ),
        CommandInfo("costs", "/costs", N_("What things cost"), Visibility.OWNER, _plain(routes.Costs())),
        CommandInfo("help", "/help", N_("This list"), Visibility.OWNER, _plain(routes.Help())),
        CommandInfo("about", "/about", N_("What this is and what it is not"), Visibility.OWNER, _plain(routes.About())),
    )
}
"""Every command there is, by its name, the main job first."""
