"""How far a liked colour draws the palettes of the measured briefs, by how much their words leave open.

    python -m benchmarks.bench_likes

The floor is the same engine without likes, in the same run: what changes, and the processor time of a leaned brief.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from time import process_time

import numpy as np

from core.colour.convert import lab
from core.colour.difference import ciede2000
from core.colour.repair import repair
from core.generation.brief import Brief, LikedColour
from core.generation.embedded import EmbeddedEngine
from core.generation.embedded.reader import read
from core.generation.proposal import Proposal

BRIEFS = Path(__file__).parent / "data" / "briefs.txt"
VAGUE = ("heroic knights", "a guard of the old road", "brave adventurers", "wandering monks", "space soldiers")
LIKED = ("#1FA39A", "#A82CA8", "#7E231C", "#F2CF6B")
"""Half of them with each seed."""
SEEDS = (0, 7)


def main() -> None:
    """Measure and print."""
    texts = [line.split(" : ")[0] for line in BRIEFS.read_text(encoding="utf-8").splitlines()]
    groups = defaultdict(list, {"no colour, no thing": list(VAGUE)})
    for text in texts[2::4]:
        groups[_kind(text)].append(text)
    print("briefs               colours liked   leaned   nearer by   colours changed   palette shift   CPU ms")
    for kind in sorted(groups):
        for weight in (100, 60, 0):
            _row(kind, groups[kind], weight)


def _kind(text: str) -> str:
    named = len([one for one in read(text).named if not one.metal])
    return {0: "no colour named", 1: "one colour named"}.get(named, "several named")


def _row(kind: str, texts: list[str], weight: int) -> None:
    engine = EmbeddedEngine()
    leaned, nearer, changed, shift, spent = [], [], [], [], 0.0
    for text in texts:
        for n, seed in enumerate(SEEDS):
            for hex_ in LIKED[n::2]:
                before = engine.propose_now(Brief(text=text, seed=seed))
                began = process_time()
                after = engine.propose_now(Brief(text=text, seed=seed, liked=(LikedColour(hex=hex_, weight=weight),)))
                spent += process_time() - began
                first, second = _points(before), _points(after)
                aim = lab([hex_])
                apart = ciede2000(first, second)
                leaned.append(bool(after.leaned))
                nearer.append(float(ciede2000(first, aim).min() - ciede2000(second, aim).min()))
                changed.append(float((apart > 1).mean()))
                shift.append(float(apart.mean()))
    print(
        f"{kind:20} weight {weight:3} {np.mean(leaned):13.0%} {np.mean(nearer):11.1f}"
        f" {np.mean(changed):17.0%} {np.mean(shift):15.2f} {1000 * spent / len(leaned):6.1f}"
    )


def _points(proposal: Proposal) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Lab (n, 3) of what people get: after the repair."""
    return lab([colour.hex for colour in repair(proposal, locks={}).colours])


if __name__ == "__main__":
    main()
