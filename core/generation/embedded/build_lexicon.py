"""Make `lexicon.npz`: learn how words go with colours from open lists of named colours and palettes.

    python -m core.generation.embedded.build_lexicon --palettes train.jsonl --names colour-names.csv --paints paints.csv

Every text (a palette's title, a colour's name, a paint's name) becomes features, every colour set a smooth
distribution over a codebook; ridge regression finds what each feature adds to the average. What is written are the
codebook with its distances, the average and those additions in a few principal directions, rounded to bytes. No
palette and no name can be read back from it.

Formats: palettes are JSON lines with `text` and `palette`; the two tables are CSV with columns `name` and `hex`.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import hexes, lab
from core.colour.difference import ciede2000
from core.generation.embedded.features import features
from core.generation.embedded.lexicon import Floats
from core.generation.embedded.space import HUNDREDTHS, blind_apart, views_of
from core.generation.embedded.tokens import stem, tokenise

CODES, DIRECTIONS, RIDGE = 320, 64, 2.0
NAME_WEIGHT, PAINT_WEIGHT, WIDTH, SEEN = 0.2, 0.2, 8.0, 2
_CHUNK = 2000
_ARTEFACT = Path(__file__).with_name("lexicon.npz")

Sample = tuple[str, list[str]]


def words_of(text: str) -> list[str]:
    """The stemmed words of a text, as the features want them."""
    return [stem(word) for word in tokenise(text).words]


def _even(points: Floats) -> Floats:
    """Lab with chroma compressed as CIEDE2000 does it, so that plain distances are nearly even."""
    chroma = np.hypot(points[:, 1], points[:, 2])
    shrink = np.where(chroma > 0, np.log1p(0.045 * chroma) / 0.045 / np.maximum(chroma, 1e-9), 1.0) * 1.3
    return np.column_stack([points[:, 0], points[:, 1] * shrink, points[:, 2] * shrink])


def codebook(points: Floats, size: int, chance: np.random.Generator) -> Floats:
    """`size` colours (Lab) that stand for `points` (n, 3): k-means, 25 rounds."""
    flat = _even(points)
    centres = flat[chance.choice(len(flat), size, replace=False)]
    nearest = np.zeros(len(flat), dtype=np.intp)
    for _ in range(25):
        away = (flat**2).sum(1)[:, None] - 2 * flat @ centres.T + (centres**2).sum(1)[None]
        nearest = away.argmin(1)
        for k in range(size):
            mine = nearest == k
            centres[k] = flat[mine].mean(0) if mine.any() else flat[chance.integers(len(flat))]
    found = np.array([points[nearest == k].mean(0) for k in range(size) if (nearest == k).any()])
    return lab(hexes(found))


def spread(samples: Sequence[Sample], book: Floats) -> Floats:
    """Each sample's colours as a smooth distribution over the codebook (n, k)."""
    out = np.empty((len(samples), len(book)), dtype=np.float64)
    for start in range(0, len(samples), _CHUNK):
        part = samples[start : start + _CHUNK]
        points = lab([colour for _, colours in part for colour in colours])
        near = np.exp(-0.5 * (ciede2000(points[:, None], book[None]) / WIDTH) ** 2) + 1e-9
        near /= near.sum(axis=1, keepdims=True)
        edges = np.cumsum([0] + [len(colours) for _, colours in part])
        out[start : start + len(part)] = np.add.reduceat(near, edges[:-1], axis=0) / np.diff(edges)[:, None]
    return out


class Rows:
    """A sparse matrix by rows (n, m) that multiplies from the left."""

    def __init__(self, rows: NDArray[np.intp], columns: NDArray[np.intp], values: Floats, n: int) -> None:
        order = np.argsort(rows, kind="stable")
        self.columns, self.values, self.n = columns[order], values[order].astype(np.float32), n
        self.edges = np.searchsorted(rows[order], np.arange(n + 1))

    def times(self, dense: NDArray[np.float32]) -> NDArray[np.float32]:
        """This matrix (n, m) by `dense` (m, d)."""
        out = np.zeros((self.n, dense.shape[1]), dtype=np.float32)
        for start in range(0, self.n, _CHUNK):
            edges = self.edges[start : start + _CHUNK + 1]
            filled = np.flatnonzero(np.diff(edges)) if len(edges) > 1 else np.zeros(0, dtype=np.intp)
            if not len(filled):
                continue
            low, high = edges[0], edges[-1]
            part = dense[self.columns[low:high]] * self.values[low:high, None]
            out[start + filled] = np.add.reduceat(part, edges[filled] - low, axis=0)
        return out


def regress(by_row: Rows, by_column: Rows, wanted: NDArray[np.float32], ridge: float) -> NDArray[np.float32]:
    """Ridge regression by conjugate gradients, all right-hand sides at once: (X'X + ridge) W = X'Z."""
    target = by_column.times(wanted)
    solution = np.zeros_like(target)
    rest, way = target.copy(), target.copy()
    size = (rest * rest).sum(axis=0)
    enough = 1e-5 * np.maximum(size, 1e-30)
    for _ in range(40):
        image = by_column.times(by_row.times(way)) + ridge * way
        step = size / np.maximum((way * image).sum(axis=0), 1e-30)
        solution += step * way
        rest -= step * image
        new = (rest * rest).sum(axis=0)
        if (new < enough).all():
            break
        way = rest + (new / np.maximum(size, 1e-30)) * way
        size = new
    return solution


def build(palettes: list[Sample], names: list[Sample], paints: list[Sample], out: Path) -> None:
    """Learn from the samples and write the artefact."""
    chance = np.random.default_rng(7)
    pool = [lab([c for _, colours in part for c in colours]) for part in (palettes, names, paints) if part]
    sizes = (20_000, 8_000, 14_000)
    points = np.concatenate(
        [p[chance.choice(len(p), min(len(p), n), replace=False)] for p, n in zip(pool, sizes, strict=False)]
    )
    book = codebook(points, CODES, chance)

    parts, weights = [], []
    average = np.zeros(len(book))
    for samples, weight in ((palettes, 1.0), (names, NAME_WEIGHT), (paints, PAINT_WEIGHT)):
        if samples:
            part = spread(samples, book)
            average = part.mean(axis=0) if samples is palettes else average
            parts.append(part - part.mean(axis=0))
            weights.append(np.full(len(samples), weight))
    wanted, share = np.concatenate(parts), np.concatenate(weights)
    directions = np.linalg.eigh((wanted * share[:, None]).T @ wanted)[1][:, ::-1][:, :DIRECTIONS]

    found = [features(words_of(text)) for text, _ in (*palettes, *names, *paints)]
    counts = Counter(key for sample in found for key in sample)
    keys = np.array(sorted(key for key, n in counts.items() if n >= SEEN), dtype=np.uint32)
    place = {int(key): at for at, key in enumerate(keys)}
    triples = [(row, place[k], v) for row, sample in enumerate(found) for k, v in sample.items() if k in place]
    rows, columns = (np.array([t[i] for t in triples], dtype=np.intp) for i in (0, 1))
    values = np.array([t[2] for t in triples]) * np.sqrt(share)[rows]
    additions = regress(
        Rows(rows, columns, values, len(found)),
        Rows(columns, rows, values, len(keys)),
        (wanted @ directions * np.sqrt(share)[:, None]).astype(np.float32),
        RIDGE,
    )
    scale = np.maximum(np.abs(additions).max(axis=0), 1e-12) / 127
    np.savez_compressed(
        out,
        codes=np.frombuffer("".join(hexes(book)).replace("#", "").encode(), dtype=np.uint8),
        apart=_hundredths(ciede2000(book[:, None], book[None])),
        blind=_hundredths(blind_apart(views_of(book), views_of(book))),
        average=average.astype(np.float32),
        directions=directions.astype(np.float32),
        scale=scale.astype(np.float32),
        keys=keys,
        additions=np.rint(additions / scale).astype(np.int8),
        frequent=np.minimum(255, [counts[int(key)] for key in keys]).astype(np.uint8),
    )
    print(f"{len(found)} texts, {len(keys)} features, {out.stat().st_size / 1e6:.2f} MB in {out}")


def _hundredths(distances: Floats) -> NDArray[np.uint16]:
    return np.rint(distances * HUNDREDTHS).astype(np.uint16)


def _table(path: Path | None, skip: frozenset[str] = frozenset()) -> list[Sample]:
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["name"], [row["hex"]]) for row in csv.DictReader(file) if row.get("kind") not in skip]


def main() -> None:
    """Read the arguments, build, say what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--palettes", type=Path, required=True)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--paints", type=Path)
    parser.add_argument("--out", type=Path, default=_ARTEFACT)
    given = parser.parse_args()
    rows = [json.loads(line) for line in given.palettes.read_text("utf-8").splitlines() if line.strip()]
    palettes = [(row["text"], row["palette"]) for row in rows if row["palette"]]
    build(palettes, _table(given.names), _table(given.paints, frozenset({"medium_varnish"})), given.out)


if __name__ == "__main__":
    main()
