"""What the name of a paint says about it: its colour, and what it was made for."""

from __future__ import annotations

import re

COLOUR_WORDS: dict[str, str] = {
    **dict.fromkeys(("red", "scarlet", "crimson", "carmine", "vermilion", "vermillion", "ruby"), "red"),
    **dict.fromkeys(("orange",), "orange"),
    **dict.fromkeys(("yellow", "gold", "golden"), "yellow"),
    **dict.fromkeys(("green", "olive", "emerald", "jade"), "green"),
    **dict.fromkeys(("turquoise", "teal", "aqua", "aquamarine"), "teal"),
    **dict.fromkeys(("blue", "navy", "azure", "cobalt", "ultramarine"), "blue"),
    **dict.fromkeys(("purple", "violet", "lilac", "lavender", "amethyst"), "purple"),
    **dict.fromkeys(("pink", "magenta", "rose", "fuchsia"), "pink"),
    **dict.fromkeys(("brown", "leather", "fur", "hide", "bark", "umber", "sienna", "mahogany"), "brown"),
    **dict.fromkeys(("tan", "sand", "khaki", "buff"), "tan"),
    **dict.fromkeys(("ochre",), "ochre"),
    **dict.fromkeys(("bone", "ivory", "skull", "skeleton", "parchment", "linen"), "bone"),
    **dict.fromkeys(("flesh", "skin", "fleshtone", "skintone"), "flesh"),
    **dict.fromkeys(("white",), "white"),
    **dict.fromkeys(("black",), "black"),
    **dict.fromkeys(("grey", "gray", "stone"), "grey"),
}
_FLESHY = re.compile(r"\b(flesh|skin|fleshtone|skintone|dermis|nipple|cheeks)\b", re.IGNORECASE)
_NARROW = re.compile(
    r"^(AFV|AIR|FIG|Pc\d+|3b Au)\b|\b(RAL|RLM|FS|BS|WWI|WWII|USN?|USAF|USMC|IJA|IJN|RAF)\b|tank crew|interior"
    r"|tail light|wood grain"
    r"|splinter|blotches|periscope|rubber|stencil|tracks?\b|engine soot|gloss|stains|spills|washable|primer|uniform"
    r"|chasseur|hussar|dragoon|afrikakorps|luftwaffe|german|russian|british|japanese|camo(uflage)?\b.*\b(brown|green)",
    re.IGNORECASE,
)


def colour_word(name: str) -> str:
    """The colour that a paint's name says last ("Heavy Black Green" is green); empty when it says none."""
    said = [COLOUR_WORDS[w] for w in re.findall(r"[a-z]+", name.lower()) if w in COLOUR_WORDS]
    return said[-1] if said else ""


def traits(name: str) -> str:
    """Letters for what a paint was made for: f for flesh, n for one narrow use (a tank, a uniform, a gloss)."""
    return ("f" if _FLESHY.search(name) else "") + ("n" if _NARROW.search(name) else "")
