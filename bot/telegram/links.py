"""Deep links: `t.me/bot?start=s_7KQ2M4XR` opens a scheme. A kind is a letter, what it opens follows.

Telegram takes up to 64 letters, digits, `_` and `-`. Further kinds are further entries of `KINDS`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Final

from bot import routes
from bot.screens.commands import code_of

MOST: Final = 64
_ALLOWED: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


LEAD_TO: Final = (
    routes.About, routes.AskBearer, routes.AskBrief, routes.AskChange, routes.AskColour, routes.AskDelete,
    routes.AskDraft, routes.AskForget, routes.AskLike, routes.AskName, routes.AskNames, routes.AskNickname,
    routes.AskedBack, routes.Balance, routes.BothPages, routes.BoxedSets, routes.ChooseBrand, routes.ConvertPaint,
    routes.Costs, routes.Daily, routes.Export, routes.Exports, routes.Help, routes.History, routes.HistoryFile,
    routes.Likes, routes.Locks, routes.MatchPaint, routes.Miniature, routes.NameHistory, routes.Names,
    routes.Original, routes.Paints, routes.PasteList, routes.PickColours, routes.Recipe, routes.Schemes,
    routes.Shelf, routes.ShelfFile, routes.Shopping, routes.ShoppingFor, routes.ShowScheme, routes.Usage,
    routes.AllModels, routes.ArmyMore, routes.ArmyPage, routes.ArmyShopping, routes.AskAdd, routes.AskApply,
    routes.AskArmy, routes.AskDisband, routes.AskDropRow, routes.AskEdit, routes.AskMerge, routes.AskMove,
    routes.AskSplit, routes.Collection, routes.CollectionFile, routes.PasteModels, routes.Proposed, routes.PutOn,
    routes.ShowModel,
)  # fmt: skip
"""What a link may open. Anybody can write one and have somebody else follow it, so it shows and asks, and no more:
nothing is spent, changed or deleted by it."""


def _route(text: str) -> routes.Route | None:
    """A route, as `to` wrote it; None for one that no link may open."""
    try:
        route = routes.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except (binascii.Error, UnicodeDecodeError, routes.StaleRouteError):
        return None
    return route if isinstance(route, LEAD_TO) else None


KINDS: Final[dict[str, Callable[[str], routes.Route | None]]] = {
    "s": lambda code: routes.ShowScheme(code_of(code)),
    "r": _route,
}
"""What a payload opens, by the letter before its underscore."""

WORDS: Final[dict[str, routes.Route]] = {"new": routes.AskBrief(), "help": routes.Help()}
"""Payloads that are a word."""


def read(payload: str) -> routes.Route | None:
    """What a payload opens; None for none of ours."""
    if not _ALLOWED.fullmatch(payload):
        return None
    kind, _underscore, rest = payload.partition("_")
    if payload in WORDS:
        return WORDS[payload]
    return KINDS[kind](rest) if rest and kind in KINDS else None


def to(route: routes.Route) -> str:
    """The payload for a route; empty when it would be too long, or no link may open it."""
    if isinstance(route, routes.ShowScheme):
        return f"s_{route.code}"
    if not isinstance(route, LEAD_TO):
        return ""
    said = "r_" + base64.urlsafe_b64encode(routes.encode(route).encode()).decode().rstrip("=")
    return said if len(said) <= MOST else ""


def address(username: str, payload: str = "") -> str:
    """The link to the bot's own chat."""
    return f"https://t.me/{username}?start={payload}" if payload else f"https://t.me/{username}"
