"""Photo to palette: a 12-megapixel JPEG to the colours of its subject, beside decoding alone.

    python -m benchmarks.bench_photo

The photo is made here: a painted figure before a backdrop, with noise and blur as a phone leaves them, 4000 by 3000
pixels. The floor is what everybody pays who looks at such a file at all: Pillow decoding it, in full and at the eighth
of its size that a JPEG offers.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from core.colour.photo import read_photo
from core.colour.subject import subject_palette
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.generation.photo import as_asked, for_engine, read_palette

ROUNDS = 9
SIZE = (3000, 4000)
GOAL_MS = 400


def photo() -> bytes:
    """A 12-megapixel JPEG of something painted."""
    rng = np.random.default_rng(7)
    small = np.full((400, 300, 3), (176, 182, 190), dtype=np.float64)
    for colour, (top, bottom, left, right) in (
        ((58, 98, 97), (70, 240, 90, 210)),
        ((152, 201, 193), (110, 200, 60, 120)),
        ((196, 149, 74), (60, 90, 120, 180)),
        ((163, 22, 28), (150, 175, 140, 165)),
        ((91, 68, 43), (240, 300, 80, 220)),
    ):
        small[top:bottom, left:right] = colour
    light = np.linspace(1.15, 0.75, 400)[:, None, None]
    image = Image.fromarray(np.clip(small * light, 0, 255).astype(np.uint8)).resize(SIZE, Image.Resampling.BICUBIC)
    image = image.filter(ImageFilter.GaussianBlur(3))
    noisy = np.asarray(image, dtype=np.int16) + rng.integers(-9, 10, (SIZE[1], SIZE[0], 1), dtype=np.int16)
    out = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=90)
    return out.getvalue()


def decode(data: bytes, side: int | None) -> None:
    with Image.open(io.BytesIO(data)) as image:
        if side:
            image.draft(None, (side, side))
        image.load()


def milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """Median and worst of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), max(taken)


def main() -> None:
    data = photo()
    seen = read_photo(data)
    palette = read_palette(data)
    engine = EmbeddedEngine()

    def propose() -> None:
        brief = Brief(text="", photo=palette)
        as_asked(brief, engine.propose_now(for_engine(brief)))

    propose()
    print(f"{SIZE[0] * SIZE[1] / 1e6:.0f} megapixels, {len(data) / 1e6:.1f} MB of JPEG; {ROUNDS} rounds")
    for name, work in (
        (f"photo to palette (goal {GOAL_MS})", lambda: read_palette(data)),
        ("  of it: reading, upright, sRGB, small", lambda: read_photo(data)),
        ("  of it: the subject and its colours", lambda: subject_palette(seen.rgb, seen.alpha)),
        ("palette to proposal", propose),
        ("floor: Pillow decodes all of it", lambda: decode(data, None)),
        ("floor: Pillow decodes an eighth of it", lambda: decode(data, 500)),
    ):
        median, worst = milliseconds(work)
        print(f"{name:42} {median:7.1f} ms  (worst {worst:7.1f})")
    print("palette:", ", ".join(f"{c.hex} {c.share / 10:.0f} %" for c in palette.colours))


if __name__ == "__main__":
    main()
