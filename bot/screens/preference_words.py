"""What can be typed after `/preferences`, read into a route or into settings for a screen."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final

from bot import routes
from core.errors import UnknownWord
from core.words import N_

KINDS: Final = {
    "style": "style",
    "brand": "brands",
    "brands": "brands",
    "theme": "themes",
    "themes": "themes",
    "tone": "tone",
    "ask": "ask",
    "confirm": "ask",
    "language": "language",
    "daily": "daily",
    "finished": "finished",
}
"""Words for a setting -> the setting."""

MOST: Final = 400
"""Characters of a setting; all brands together have fewer."""


@dataclass(frozen=True, slots=True)
class PreferenceWords:
    """Settings as typed: which, and to what."""

    settings: tuple[tuple[str, str], ...]


def read_preferences(text: str) -> routes.Route | PreferenceWords:
    """`/preferences`, `/preferences style grimdark`, `/preferences brands Vallejo, P3`, `/preferences daily on`.

    Raises:
        UnknownWord: a setting there is not.
    """
    word, _space, rest = text.partition(" ")
    rest = rest.strip()
    if not word:
        return routes.Preferences()
    kind = KINDS.get(word.casefold())
    if kind is None:
        near = difflib.get_close_matches(word.casefold(), KINDS, n=2)
        raise UnknownWord(N_("setting"), word[:40], tuple(near) or tuple(KINDS)[:3])
    if rest:
        return PreferenceWords(((kind, rest[:MOST]),))
    if kind == "brands":
        return routes.PickBrands()
    if kind in ("themes", "tone"):
        return routes.PickThemes()
    if kind == "language":
        return routes.PickLanguage()
    return routes.Preferences()  # it has the buttons of all others
