"""Colour: CIEDE2000 beside ColorAide, and what checking, repairing, naming and reading a title take.

python -m benchmarks.bench_colour

Times are processor time of this process, so that a busy machine does not change them; the goals are 1 ms for a check,
5 ms for a repair of six colours and 1 ms for a title.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from coloraide import Color

from core.colour.convert import hexes, lab
from core.colour.difference import ciede2000
from core.colour.ladders import ladder
from core.colour.names import name_colours
from core.colour.repair import repair
from core.colour.rules import check
from core.generation.proposal import Proposal, ProposedColour
from core.paintschemes.scheme import Role
from core.wordlists import is_clean

ROLES = (Role.PRIMARY, Role.SECONDARY, Role.ACCENT, Role.METAL, Role.LEATHER, Role.GROUND)
ARCHETYPES = (
    ("#1B3A86", "#E8E4D8", "#B01E22", "#C4954A", "#4A2C1B", "#8A7B5E"),
    ("#20232A", "#DDD3BC", "#A3161C", "#8E979F", "#5A3C28", "#8C8C84"),
    ("#9FD0C8", "#26424F", "#E8D98A", "#7F8A90", "#39323F", "#55525A"),
    ("#7E7E42", "#4E2F3C", "#F0D060", "#8A6A3E", "#3E3020", "#4C5236"),
)
NAMED = ("#E50000", "#01153E", "#029386", "#FFFFFF", "#000000", "#15B01A", "#DBB40C", "#7E1E9C", "#363737", "#FFFFCB")


def timed(work: Callable[[], object], rounds: int = 1) -> float:
    """Milliseconds of processor time a round."""
    start = time.process_time()
    for _ in range(rounds):
        work()
    return (time.process_time() - start) / rounds * 1000


def line(what: str, values: Sequence[float], goal: str) -> None:
    ordered = sorted(values)
    at95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{what:44}{median(ordered):9.3f}{at95:9.3f}{ordered[-1]:9.3f}   {goal}")


def proposal(rng: random.Random, shake: float, named: int) -> Proposal:
    base = lab(rng.choice(ARCHETYPES)) + np.array([[rng.gauss(0, shake) for _ in range(3)] for _ in ROLES])
    words = dict(zip(range(named), rng.sample(NAMED, named), strict=True))
    colours = tuple(
        ProposedColour(role=role, hex=words.get(i, h), named=i in words, asked_hex=words.get(i))
        for i, (role, h) in enumerate(zip(ROLES, hexes(base), strict=True))
    )
    return Proposal(title="", mood_line="", colours=colours, confidence=1, engine="bench", engine_version="1")


def main() -> None:
    rng = np.random.default_rng(1)
    few, many = (rng.uniform([0, -60, -60], [100, 60, 60], (n, 3)) for n in (6, 6850))
    sample = many[:200]
    ours = min(timed(lambda: ciede2000(few[:, None], many[None])) for _ in range(20))
    ours_small = min(timed(lambda: ciede2000(few[:, None], sample[None]), 20) for _ in range(10))
    pairs = [(Color("lab-d65", a), Color("lab-d65", b)) for a in few.tolist() for b in sample.tolist()]
    peer = min(timed(lambda: [a.delta_e(b, method="2000", space="lab-d65") for a, b in pairs]) for _ in range(3))
    apart = np.array([a.delta_e(b, method="2000", space="lab-d65") for a, b in pairs]).reshape(6, 200)
    worst = np.abs(apart - ciede2000(few[:, None], sample[None])).max()
    print("CIEDE2000, nanoseconds a pair")
    print(f"  ours, 6 x 6850 {ours * 1e6 / (6 * 6850):8.0f}    ours, 6 x 200 {ours_small * 1e6 / 1200:8.0f}")
    print(f"  ColorAide, 6 x 200 {peer * 1e6 / 1200:8.0f}    {peer / ours_small:.0f} times ours; gap {worst:.0e}\n")

    print(f"{'milliseconds of processor time':44}{'median':>9}{'95 %':>9}{'most':>9}   goal")
    palettes = [dict(zip(ROLES, a, strict=True)) for a in ARCHETYPES]
    line("check, six colours", [timed(lambda p=p: check(p, {}), 20) for p in palettes * 5], "1")
    draw = random.Random(2)
    for what, shake, named in (
        ("repair, sound palettes", 0.0, 0),
        ("repair, palettes a little off", 8.0, 0),
        ("repair, palettes far off", 25.0, 0),
        ("repair, two named colours", 8.0, 2),
        ("repair, four named colours", 8.0, 4),
    ):
        work = [proposal(draw, shake, named) for _ in range(200)]
        line(what, [timed(lambda p=p: repair(p)) for p in work], "5")
    fresh = random.Random(3)
    sets = [[(f"#{fresh.randrange(1 << 24):06X}", r) for r in ROLES] for _ in range(200)]
    line("names of six colours", [timed(lambda s=s: name_colours(s)) for s in sets], "")
    line("ladders of six colours", [timed(lambda s=s: [ladder(h, r) for h, r in s]) for s in sets], "")
    is_clean("load the lists")
    titles = [f"{a} {b} of {c}" for a, b, c in (fresh.sample(_WORDS, 3) for _ in range(300))]
    line("a title against both word lists", [timed(lambda t=t: is_clean(t)) for t in titles], "1")


_WORDS = [
    "Drowned", "Gilded", "Ashen", "Cr1mson", "Wardens", "Reliquary", "Vigil", "Salt", "Thorns", "Ember", "Tide",
    "Frost", "Crowns", "Ravens", "Barrow", "Lanterns", "Marsh", "Iron", "Hollow", "Sunken", "Élan", "Procession",
    "Keel", "Moss",
]  # fmt: skip

if __name__ == "__main__":
    main()
