"""What can be typed after `/likes`, read into a route or into words for a screen."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final, Literal

from bot import routes
from core.errors import BadInput, UnknownWord
from core.words import N_

VERBS: Final = ("add", "remove", "on", "off", "reset")


@dataclass(frozen=True, slots=True)
class LikeWords:
    """A favourite colour to add or to take off, as typed."""

    verb: Literal["add", "remove"]
    text: str


def read_likes(text: str) -> routes.Route | LikeWords:
    """`/likes`, `/likes add COLOUR`, `/likes remove COLOUR`, `/likes on`, `/likes off`, `/likes reset`.

    Raises:
        BadInput: words it does not understand.
    """
    verb, _space, rest = text.partition(" ")
    rest = rest.strip()
    match verb.casefold():
        case "":
            return routes.Likes()
        case "add":
            return LikeWords("add", rest) if rest else routes.AskColour()
        case "remove" if rest:
            return LikeWords("remove", rest)
        case "remove":
            raise BadInput(N_("Say which colour, for instance /likes remove teal."))
        case "on" | "off":
            return routes.Lean(on=verb.casefold() == "on")
        case "reset":
            return routes.AskForget()
    raise UnknownWord(N_("word"), verb[:40], tuple(difflib.get_close_matches(verb.casefold(), VERBS, n=2)) or VERBS[:2])
