"""Names for models, units and armies, made here without any outside help."""

from core.nicknames.ask import NameAsk, NameColour, Reason, Suggestion, colours_of, tone
from core.nicknames.catalogue import KINDS, TONES, TRADITIONS, TRAITS
from core.nicknames.engine import different, more_like, sillier, suggest

__all__ = [
    "KINDS",
    "TONES",
    "TRADITIONS",
    "TRAITS",
    "NameAsk",
    "NameColour",
    "Reason",
    "Suggestion",
    "colours_of",
    "different",
    "more_like",
    "sillier",
    "suggest",
    "tone",
]
