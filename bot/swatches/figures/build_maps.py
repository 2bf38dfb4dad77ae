"""Prepare the figures: from drawings in `source/` to maps that are coloured by one lookup.

    python -m bot.swatches.figures.build_maps

A drawing is a list of closed paths, back to front, each with a role ("metal") and a level of light ("edge"). A map says
for every pixel which mixture of roles and lights it shows; the mixtures, a few dozen a map, are found by clustering
what the pixels show under many palettes, so that any palette can be put on by one product of two small matrices.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from bot.swatches.figures import ABOVE, BELOW, CLASSES, FIGURES, LEVELS, ROLES, SIZES, Size
from bot.swatches.figures.light import lights
from core.colour.convert import hex_from_rgb8, lab_from_linear, linear
from core.colour.ladders import ladder
from core.paintschemes.scheme import Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

HERE = Path(__file__).parent
FINER = 4
"""A map is drawn so many times too large and then gathered."""
PALETTES = 24

SPOTS = {
    "knight": ("shield_star", "head_gem", "eyes"),
    "mage": ("flame", "spark", "crystal", "eye", "buckle_gem", "book_gem"),
    "beast": ("paint",),
    "machine": ("lens", "sensor", "apron_gem"),
}
"""Parts that take the second accent when there is one."""

_TOKEN = re.compile(r"[MLCQZ]|-?\d*\.?\d+")


def flatten(path: str, steps: int = 8) -> list[list[tuple[float, float]]]:
    """The closed outlines of a path, curves as `steps` straight pieces."""
    tokens = _TOKEN.findall(path)
    outlines: list[list[tuple[float, float]]] = []
    at, command = 0, ""

    def points(count: int) -> list[tuple[float, float]]:
        nonlocal at
        numbers = [float(t) for t in tokens[at : at + 2 * count]]
        at += 2 * count
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    while at < len(tokens):
        if tokens[at] in "MLCQZ":
            command = tokens[at]
            at += 1
        if command == "M":
            outlines.append(points(1))
            command = "L"
        elif command == "L":
            outlines[-1] += points(1)
        elif command in "CQ" and command:
            controls = [outlines[-1][-1], *points(3 if command == "C" else 2)]
            outlines[-1] += [_on_curve(controls, step / steps) for step in range(1, steps + 1)]
    return [o for o in outlines if len(o) > 2]


def _on_curve(controls: list[tuple[float, float]], t: float) -> tuple[float, float]:
    """A point of a Bézier curve of any degree, by De Casteljau."""
    while len(controls) > 1:
        controls = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(controls)]
    return controls[0]


def classify(name: str, drawing: dict[str, Any], size: Size) -> NDArray[np.uint8]:
    """The class of every fine pixel of a figure that stands on the lower edge of its box."""
    regions = [(_class(name, r["role"], r["part"], r["level"]), flatten(r["path"])) for r in drawing["regions"]]
    xs = [x for _, outlines in regions for o in outlines for x, _ in o]
    ys = [y for _, outlines in regions for o in outlines for _, y in o]
    scale = min(size.width / (max(xs) - min(xs)), size.height / (max(ys) - min(ys)))
    left = (size.width - (max(xs) - min(xs)) * scale) / 2 - min(xs) * scale
    top = size.height - max(ys) * scale
    image = Image.new("L", (size.width * FINER, size.height * FINER), ABOVE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size.floor * FINER, image.width, image.height), fill=BELOW)
    for number, outlines in regions:
        placed = [[((x * scale + left) * FINER, (y * scale + top) * FINER) for x, y in o] for o in outlines]
        if len(placed) == 1:
            draw.polygon(placed[0], fill=number)
        elif placed:  # even-odd: holes stay open
            mask = Image.new("L", image.size, 0)
            for outline in placed:
                one = Image.new("L", image.size, 0)
                ImageDraw.Draw(one).polygon(outline, fill=255)
                mask = ImageChops.difference(mask, one)
            image.paste(number, (0, 0), mask)
            draw = ImageDraw.Draw(image)
    return np.asarray(image)


def _class(name: str, role: str, part: str, level: str) -> int:
    spot = role == "accent" and any(part.startswith(s) for s in SPOTS[name])
    return ROLES.index(Role.ACCENT2 if spot else Role(role)) * len(LEVELS) + LEVELS.index(level)


def gather(fine: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float64]]:
    """For every pixel the number of its mixture, the mixtures over all classes, and how often each occurs."""
    height, width = fine.shape[0] // FINER, fine.shape[1] // FINER
    samples = fine.reshape(height, FINER, width, FINER).transpose(0, 2, 1, 3).reshape(-1, FINER * FINER)
    unique, which, counts = np.unique(np.sort(samples, axis=1), axis=0, return_inverse=True, return_counts=True)
    mixtures = np.zeros((len(unique), CLASSES), np.float32)
    for column in unique.T:
        mixtures[np.arange(len(unique)), column] += 1 / FINER**2
    return which.reshape(height, width).astype(np.int32), mixtures, counts.astype(np.float64)


def looks(mixtures: NDArray[np.float32]) -> NDArray[np.float64]:
    """CIELAB of every mixture under many made-up palettes, side by side."""
    rng = np.random.default_rng(20)
    out = []
    for _ in range(PALETTES):
        hexes = hex_from_rgb8(rng.integers(10, 246, (len(ROLES), 3)).astype(np.uint8))
        colours = lights({role: ladder(h, role) for role, h in zip(ROLES, hexes, strict=True)}, "#B9BEC0", "#A5ABAE")
        rgb = np.clip(np.round(mixtures @ colours), 0, 255).astype(np.uint8)
        out.append(lab_from_linear(linear(rgb)))
    return np.concatenate(out, axis=1)


def cluster(features: NDArray[np.float64], weights: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Weighted k-means; the first centres are those that leave the largest error when they are left out."""
    error = np.full(len(features), np.inf)
    centres = [int(np.argmax(weights))]
    for _ in range(min(count, len(features)) - 1):
        error = np.minimum(error, ((features - features[centres[-1]]) ** 2).sum(1))
        centres.append(int(np.argmax(error * weights)))
    middle = features[centres]
    label = np.zeros(len(features), np.intp)
    for _ in range(12):
        distance = (middle**2).sum(1)[None] - 2 * features @ middle.T
        label = distance.argmin(1)
        for number in range(len(middle)):
            mine = label == number
            if mine.any():
                middle[number] = np.average(features[mine], axis=0, weights=weights[mine])
    return label


def build(name: str, size: Size) -> dict[str, NDArray[Any]]:
    """One figure at one size: `map`, the number of each pixel's mixture, and `mix`, the mixtures."""
    drawing = json.loads((HERE / "source" / f"{name}.json").read_text())
    which, mixtures, counts = gather(classify(name, drawing, size))
    # What is nothing but ground stays exactly that; everything else is clustered.
    bare = mixtures[:, ABOVE] + mixtures[:, BELOW] > 0.999
    label = np.zeros(len(mixtures), np.intp)
    grouped = cluster(looks(mixtures[~bare]), counts[~bare], size.mixtures)
    label[~bare] = 2 + grouped
    label[bare] = (mixtures[bare, BELOW] > 0.5).astype(np.intp)
    mix = np.zeros((label.max() + 1, CLASSES))
    np.add.at(mix, label, mixtures * counts[:, None])
    total = mix.sum(1, keepdims=True)
    mix = np.divide(mix, total, out=np.zeros_like(mix), where=total > 0)
    mix[0], mix[1] = np.eye(CLASSES)[ABOVE], np.eye(CLASSES)[BELOW]
    return {"map": label[which].astype(np.uint8), "mix": mix.astype(np.float32)}


def main() -> None:
    """Write `<figure>.npz` for every figure, all sizes in one."""
    for name in FIGURES:
        arrays: dict[str, Any] = {
            f"{key}.{part}": a for key, size in SIZES.items() for part, a in build(name, size).items()
        }
        np.savez_compressed(HERE / f"{name}.npz", **arrays)
        sys.stdout.write(f"{name} {(HERE / f'{name}.npz').stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
