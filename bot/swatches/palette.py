"""The colours of a picture as numbers of a palette, at most 256.

Text is blended by counting: for every ink on every ground there is a run of neighbouring numbers from ground to ink,
so that the grey of a glyph only has to be added to the number below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.colour.convert import hex_from_rgb8, linear, oklab_from_linear, rgb8

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 256
_SAME = 4e-6
"""Squared distance in OKLab below which two colours are one: a fifth of a just noticeable difference."""

_COVERED = np.clip((np.arange(256) - 16) / (255 - 32), 0, 1)
"""How much of a pixel each of 256 greys of a glyph covers; the faintest and the fullest are nothing and all, which
makes small text a little crisper and its pictures a little smaller."""
_COVERED_OF_FEW = np.clip((np.arange(256) - 48) / (255 - 96), 0, 1)
"""The same where a letter has few greys: what is nearly nothing or nearly all is not worth one of them."""
_FEW = 4


class Palette:
    """Hands out palette numbers; the same colour asked for twice is one number."""

    def __init__(self) -> None:
        self._colours: list[str] = []
        self._solid: dict[str, int] = {}
        self._ramps: dict[tuple[str, str], NDArray[np.uint8]] = {}

    def __len__(self) -> int:
        return len(self._colours)

    def ramp(self, ground: str, inks: tuple[str, ...], steps: int) -> None:
        """Reserve a run from a ground to one or more inks, each darker or lighter than the one before.

        Args:
            ground: colour the text stands on; its number becomes the ground's own.
            inks: colours of text on that ground, nearest to the ground first.
            steps: numbers in the run, ground and last ink included.
        """
        stops = rgb8((ground, *inks)).astype(np.float64)
        # where on the way an ink lies, by its green, which carries most of the lightness
        way = np.abs(stops[:, 1] - stops[0, 1])
        places = np.round(way / max(way[-1], 1.0) * (steps - 1)).astype(int)
        places = np.maximum.accumulate(np.maximum(places, np.arange(len(stops))))
        at = np.arange(steps)
        covered = _COVERED_OF_FEW if steps <= _FEW else _COVERED
        run = np.stack([np.interp(at, places, stops[:, c]) for c in range(3)], axis=1)
        first = len(self._colours)
        self._colours += hex_from_rgb8(np.round(run).astype(np.uint8))
        self._solid.setdefault(ground, first)
        for ink, place in zip(inks, places[1:].tolist(), strict=True):
            # nearest number for each of 256 greys of a glyph
            self._ramps[ground, ink] = (first + np.round(covered * place)).astype(np.uint8)
            self._solid.setdefault(ink, first + place)

    def blend(self, ground: str, ink: str) -> NDArray[np.uint8]:
        """(256,) palette numbers for the greys of text in an ink on a ground, both given to `ramp` before."""
        return self._ramps[ground, ink]

    def number(self, colour: str) -> int:
        """The number of a flat colour.

        Raises:
            ValueError: the palette is full.
        """
        found = self._solid.get(colour)
        if found is None:
            if len(self._colours) >= MOST:
                raise ValueError("more than 256 colours")
            found = self._solid[colour] = len(self._colours)
            self._colours.append(colour)
        return found

    def place(self, rgb: NDArray[np.uint8], counts: NDArray[np.int64], *, keep: int = 0) -> NDArray[np.uint8]:
        """Numbers for the colours of a picture, new ones as long as there are any, the nearest for the rest.

        New numbers go where they take away most error, so that a colour of many pixels is exact and a rare one may
        share.

        Args:
            rgb: (n, 3) sRGB bytes.
            counts: (n,) pixels of each.
            keep: numbers to leave free.

        Returns:
            (n,) palette numbers.
        """
        have = oklab_from_linear(linear(self.rgb()))
        want = oklab_from_linear(linear(rgb))
        apart = (want**2).sum(1)[:, None] + (have**2).sum(1)[None] - 2 * want @ have.T
        numbers = apart.argmin(axis=1)
        error = np.maximum(apart[np.arange(len(want)), numbers], 0.0)
        free = MOST - keep - len(self._colours)
        new: list[int] = []
        while len(new) < free:
            worst = int(np.argmax(error * counts))
            if error[worst] < _SAME:
                break
            here = ((want - want[worst]) ** 2).sum(1)
            closer = here < error
            numbers[closer] = len(self._colours) + len(new)
            error[closer] = here[closer]
            new.append(worst)
        self._colours += hex_from_rgb8(rgb[new]) if new else ()
        placed: NDArray[np.uint8] = numbers.astype(np.uint8)
        return placed

    def rgb(self) -> NDArray[np.uint8]:
        """All colours so far, (n, 3)."""
        return rgb8(self._colours)
