"""What somebody types about names: `/nickname captain of the drowned --tradition sea --trait brave --tone dry`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot import routes
from bot.screens.typed import options

_NAMES: Final = {
    "for": "target",
    "tradition": "tradition",
    "theme": "tradition",
    "trait": "traits",
    "traits": "traits",
    "tone": "tone",
    "kind": "kind",
}


@dataclass(frozen=True, slots=True)
class NameWords:
    """Somebody wants names.

    Attributes:
        text: own words; may be empty where there is a target.
        target: a model or an army, as it is called or by its code.
        tradition: a tradition or a theme.
        traits: with commas between.
        tone: a word of the list.
        kind: "model", "unit" or "army", for free words.
    """

    text: str = ""
    target: str = ""
    tradition: str = ""
    traits: str = ""
    tone: str = ""
    kind: str = ""


def read_nickname(text: str) -> routes.Route | NameWords:
    """The words of `/nickname`; without any, the question."""
    if not text:
        return routes.AskNickname()
    if text.casefold() == "history":
        return routes.NameHistory()
    words, values = options(text, _NAMES)
    return NameWords(words, **values)
