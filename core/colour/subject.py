"""Finding the colours of a photo's subject: which pixels belong to it, and which few colours say what it looks like.

No model is behind this. A miniature is photographed in front of something: a backdrop, a desk, a hand. What reaches
the picture's border without crossing an edge is taken for background; what remains, and what lies nearer the middle,
counts more. Where that finds no subject (a landscape, a close-up that fills the frame), the whole picture counts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import Bytes, Floats, hex_from_rgb8, lab_from_linear, linear, oklab_from_linear
from core.colour.difference import ciede2000

MIN_COLOURS, USUAL_COLOURS, MAX_COLOURS = 3, 6, 8
_SEGMENT_SIDE = 128
_LIGHTNESS_WEIGHT = 0.55
"""One painted surface spans a wide range of lightness under a lamp, and hardly any of hue: lightness counts less."""
_MERGE_BELOW = 9.0
"""CIEDE2000 below which two clusters are one colour of the answer; schemes keep 8 apart."""


class SubjectColour(NamedTuple):
    """One colour of the subject.

    Attributes:
        hex: `#RRGGBB`.
        share: of the subject's area, 0 to 1; the shares of an answer add up to 1.
        low: how much of it lies in the lowest fifth of the subject, 0 to 1: near 1 for what it stands on.
    """

    hex: str
    share: float
    low: float = 0.0


class SubjectPalette(NamedTuple):
    """The colours of a photo's subject, largest first.

    Attributes:
        colours: 3 to 8 colours (fewer only when the picture has fewer; none when all of it is see-through).
        subject: the part of the picture that was taken for the subject, 0 to 1.
        floor: what the subject stands before, low in the picture, where that is another colour than above; else None.
    """

    colours: tuple[SubjectColour, ...]
    subject: float
    floor: str | None = None


def subject_palette(rgb: Bytes, alpha: Floats, colours: int | None = None) -> SubjectPalette:
    """The few colours that say what a photo's subject looks like.

    Args:
        rgb: (height, width, 3) sRGB bytes.
        alpha: (height, width) from 0 to 1; see-through pixels count as background.
        colours: how many colours are wanted, 3 to 8; None lets the picture decide.

    Returns:
        The palette. The same picture gives the same palette.
    """
    lab = lab_from_linear(linear(rgb))
    weight, subject = _subject_weight(lab, alpha)
    flat_rgb, flat_lab, flat_weight = rgb.reshape(-1, 3), lab.reshape(-1, 3), weight.reshape(-1)
    keep = flat_weight > 0
    if not keep.any():
        return SubjectPalette((), 0.0)
    centres = _clusters(flat_lab[keep], flat_weight[keep])
    found = _choose(flat_rgb[keep], flat_lab[keep], flat_weight[keep], _at_the_foot(weight)[keep], centres, colours)
    return SubjectPalette(found, subject, _floor(rgb, lab, weight, alpha))


def _at_the_foot(weight: Floats) -> NDArray[np.bool_]:
    """Which pixels (flat) lie in the lowest fifth of the subject's height."""
    rows = np.flatnonzero((weight > 0).any(axis=1))
    edge = rows[0] + 0.8 * (rows[-1] - rows[0])
    return np.repeat(np.arange(weight.shape[0]) >= edge, weight.shape[1])


def _floor(rgb: Bytes, lab: Floats, weight: Floats, alpha: Floats) -> str | None:
    """The background's colour in the lowest quarter of the picture, if it is not just the backdrop going on."""
    height = weight.shape[0]
    around = (weight <= 0) & (alpha >= 0.5)
    low, high = around.copy(), around.copy()
    low[: height * 3 // 4] = False
    high[height // 2 :] = False
    if min(low.mean(), high.mean()) < 0.03:
        return None
    here, there = np.median(lab[low], axis=0), np.median(lab[high], axis=0)
    if float(ciede2000(here, there)) < 12:
        return None
    return _typical(rgb[low], np.ones(int(low.sum())))


def _subject_weight(lab: Floats, alpha: Floats) -> tuple[Floats, float]:
    """How much each pixel counts, and the share of the picture that is subject."""
    height, width = alpha.shape
    if (alpha < 0.5).mean() > 0.02:  # cut out by its maker: nothing to guess
        return np.where(alpha >= 0.5, alpha, 0.0), float((alpha >= 0.5).mean())
    step = max(1, -(-max(height, width) // _SEGMENT_SIDE))
    small = lab[::step, ::step]
    background = _background(small)
    share = float(1 - background.mean())
    y, x = np.mgrid[-1 : 1 : complex(0, height), -1 : 1 : complex(0, width)]
    centre = np.exp(-1.2 * (x * x + y * y))
    if not 0.04 <= share <= 0.9:  # no subject stands out: the frame is the subject
        return 0.4 + 0.6 * centre, 1.0
    full = np.repeat(np.repeat(background, step, 0), step, 1)[:height, :width]
    return np.where(full, 0.0, 0.25 + 0.75 * centre), share


def _background(lab: Floats) -> NDArray[np.bool_]:
    """Pixels that reach the border without crossing an edge and look like what the border looks like."""
    height, width = lab.shape[:2]
    rim = max(1, min(height, width) // 24)
    border = np.zeros((height, width), bool)
    border[:rim] = border[-rim:] = True
    border[:, :rim] = border[:, -rim:] = True
    samples = lab[border]
    # The border's own few colours (backdrop, desk); one that fills little of it is a limb of the subject.
    centres = _farthest(samples, np.ones(len(samples)), 5, 12.0)
    nearest = np.argmin(_distance2(samples, centres), axis=1)
    filled = np.bincount(nearest, minlength=len(centres)) / len(samples)
    centres = centres[filled >= 0.12] if (filled >= 0.12).any() else centres
    near = np.sqrt(_distance2(lab.reshape(-1, 3), centres).min(axis=1)).reshape(height, width)
    spread = float(np.median(near[border]))
    alike = near < np.clip(3.0 * spread + 6.0, 10.0, 26.0)
    edge = np.zeros((height, width))
    across = np.sqrt(((lab[:, 1:] - lab[:, :-1]) ** 2).sum(-1))
    down = np.sqrt(((lab[1:] - lab[:-1]) ** 2).sum(-1))
    edge[:, 1:] = np.maximum(edge[:, 1:], across)
    edge[1:] = np.maximum(edge[1:], down)
    smooth = edge < max(6.0, 2.5 * float(np.median(edge[border])))
    passable = alike & (smooth | (near < 8.0))
    return _reach(border & passable, passable)


def _reach(seed: NDArray[np.bool_], passable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Everything passable that is connected to the seed, by four neighbours."""
    reached = seed.copy()
    while True:
        grown = reached.copy()
        grown[1:] |= reached[:-1]
        grown[:-1] |= reached[1:]
        grown[:, 1:] |= reached[:, :-1]
        grown[:, :-1] |= reached[:, 1:]
        grown &= passable
        if grown.sum() == reached.sum():
            return grown
        reached = grown


def _distance2(points: Floats, centres: Floats) -> Floats:
    scale = np.array([_LIGHTNESS_WEIGHT, 1.0, 1.0])
    difference = (points[:, None] - centres[None]) * scale
    out: Floats = (difference * difference).sum(-1)
    return out


def _farthest(points: Floats, weight: Floats, count: int, apart: float) -> Floats:
    """Up to `count` of the points, each as far from the earlier ones as can be, heavy ones first."""
    first = points[np.argmin((np.abs(points - np.average(points, axis=0, weights=weight))).sum(1))]
    centres = [first]
    gap = _distance2(points, np.array(centres))[:, 0]
    while len(centres) < count and gap.max() > apart * apart:
        centres.append(points[np.argmax(gap * np.sqrt(weight))])
        gap = np.minimum(gap, _distance2(points, np.array(centres[-1:]))[:, 0])
    return np.array(centres)


def _clusters(lab: Floats, weight: Floats) -> Floats:
    """Cluster centres in CIELAB, (k, 3), k up to 16: a colour histogram, then weighted k-means on its cells."""
    cells = np.floor(lab / np.array([6.0, 5.0, 5.0])).astype(np.int64)
    key = (cells[:, 0] + 64) * 4096 * 64 + (cells[:, 1] + 64) * 4096 + (cells[:, 2] + 64)
    _, inverse = np.unique(key, return_inverse=True)
    mass = np.bincount(inverse, weights=weight)
    mean = np.stack([np.bincount(inverse, weights=weight * lab[:, i]) for i in range(3)], axis=1) / mass[:, None]
    solid = mass >= 2e-4 * mass.sum()  # single stray pixels are noise and JPEG fringes
    mean, mass = mean[solid], mass[solid]
    centres = _farthest(mean, mass, 16, 7.0)
    for _ in range(12):
        nearest = np.argmin(_distance2(mean, centres), axis=1)
        total = np.bincount(nearest, weights=mass, minlength=len(centres))
        moved = np.stack([np.bincount(nearest, weights=mass * mean[:, i], minlength=len(centres)) for i in range(3)], 1)
        filled = total > 0
        updated = moved[filled] / total[filled, None]
        if len(updated) == len(centres) and np.allclose(updated, centres, atol=0.05):
            break
        centres = updated
    return centres


def _choose(
    rgb: Bytes, lab: Floats, weight: Floats, foot: NDArray[np.bool_], centres: Floats, wanted: int | None
) -> tuple[SubjectColour, ...]:
    """Merge clusters until as many are left as wanted, and name each by the colour most of it shows."""
    label = np.argmin(_distance2(lab, centres), axis=1)
    mass = np.bincount(label, weights=weight, minlength=len(centres))
    groups = [[i] for i in range(len(centres)) if mass[i] > 0]
    total = float(weight.sum())

    def middle(group: list[int]) -> Floats:
        out: Floats = np.average(centres[group], axis=0, weights=mass[group])
        return out

    limit = wanted or USUAL_COLOURS
    while len(groups) > 1:
        points = np.array([middle(g) for g in groups])
        share = np.array([mass[g].sum() for g in groups]) / total
        chroma = np.hypot(points[:, 1], points[:, 2])
        apart = ciede2000(points[:, None], points[None], (1.6, 1.0, 1.0))
        # What it costs to lose a colour: small ones are cheap, saturated ones (a gem, a lens) dear.
        worth = np.minimum(share, 0.1) * (1 + chroma / 25)
        cost = apart * np.sqrt(np.minimum(worth[:, None], worth[None]))
        np.fill_diagonal(cost, np.inf)
        np.fill_diagonal(apart, np.inf)
        close = apart < _MERGE_BELOW
        tiny = share < 0.006
        if close.any():
            a, b = np.unravel_index(np.argmin(np.where(close, apart, np.inf)), apart.shape)
        elif len(groups) > limit or (wanted is None and len(groups) > MIN_COLOURS and (cost.min() < 1.6 or tiny.any())):
            a, b = np.unravel_index(np.argmin(cost), cost.shape)
        else:
            break
        groups[int(a)] += groups[int(b)]
        del groups[int(b)]
    answers = []
    for group in groups:
        member = np.isin(label, group)
        whole = float(weight[member].sum())
        low = float(weight[member & foot].sum()) / whole
        answers.append(SubjectColour(_typical(rgb[member], weight[member]), whole / total, low))
    return tuple(sorted(answers, key=lambda c: (-c.share, c.hex)))


def _typical(rgb: Bytes, weight: Floats) -> str:
    """The colour that says "this paint": the weighted mean of the cluster's middle half by lightness.

    A plain mean over shadows and glints is muddy; the middle half is the painted surface itself. The mean is taken in
    OKLab, where mixing does not shift the hue.
    """
    oklab = oklab_from_linear(linear(rgb))
    order = np.argsort(oklab[:, 0], kind="stable")
    rank = np.cumsum(weight[order]) / weight.sum()
    middle = order[(rank >= 0.25) & (rank <= 0.8)]
    if not len(middle):
        middle = order[len(order) // 2 : len(order) // 2 + 1]
    mean = np.average(oklab[middle], axis=0, weights=weight[middle])
    nearest = middle[np.argmin(((oklab[middle] - mean) ** 2).sum(1))]
    return hex_from_rgb8(rgb[nearest][None])[0]
