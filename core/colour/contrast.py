"""Contrast of text and edges, after WCAG 2."""

from __future__ import annotations

from functools import lru_cache

from core.colour.convert import linear, rgb8

INK = "#15181B"
PAPER = "#F5F5F2"
ENOUGH = 4.6
"""A little over the 4.5:1 that WCAG 2 asks for, so that rounding never falls below it."""


def luminance(hex_: str) -> float:
    """Relative luminance, 0 (black) to 1 (white).

    WCAG 2.2, "relative luminance", with the threshold 0.04045 of IEC 61966-2-1, which gives the same bytes.
    """
    red, green, blue = linear(rgb8((hex_,)))[0].tolist()
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast ratio of two hex colours, 1 to 21, the same in both directions."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def ink_on(hex_: str) -> str:
    """The ink to print on a field of a colour.

    Args:
        hex_: the field, `#RRGGBB`.

    Returns:
        The sheet's ink or paper, whichever contrasts more; pure black or white where neither reaches 4.6:1. The
        better of those two has at least 4.58:1 (the root of 21) on every colour there is.
    """
    best = max((INK, PAPER), key=lambda c: contrast(c, hex_))
    if contrast(best, hex_) >= ENOUGH:
        return best
    return max(("#000000", "#FFFFFF"), key=lambda c: contrast(c, hex_))
