"""Names: time for loading and for six suggestions, beside a plain random choice of parts.

python -m benchmarks.bench_nicknames

Time is processor time of this process. The floor draws a first syllable, an ending and a compound from the same lists
and checks nothing. The engine's asks carry colours, traits, words and two hundred names to avoid.
"""

from __future__ import annotations

import random
import time

from core.nicknames import TRADITIONS, NameAsk, NameColour, suggest
from core.nicknames.data import tradition

ROUNDS = 10
COLOURS = (NameColour("Pale mint teal", "primary", "teal"), NameColour("Rusted brass", "metal", "brass"))


def floor_names(key: str, chance: random.Random) -> list[str]:
    lists = tradition(key).lists
    ends = lists.get("given.ends") or lists["given.ends.m"]
    tails = tradition(key).tails
    return [
        f"{(chance.choice(lists['given.starts']) + chance.choice(ends)).capitalize()} "
        f"{chance.choice(lists['heads']).capitalize()}{chance.choice(tails)[1]}"
        for _ in range(6)
    ]


def asked(key: str, seed: int, avoid: frozenset[str]) -> NameAsk:
    text = "an old captain who lost a wager to a raven"
    return NameAsk(
        tradition=key, traits=("brave", "grim"), colours=COLOURS, text=text, seed=seed, avoid=avoid, tone=0.5
    )


def main() -> None:
    start = time.process_time()
    suggest(NameAsk(tradition="gothic"))
    print(f"loading and the first six     {1000 * (time.process_time() - start):8.2f} ms   goal 50 ms")
    start = time.process_time()
    for key in TRADITIONS:
        tradition(key)
    print(f"loading the other traditions  {1000 * (time.process_time() - start):8.2f} ms   each when first wanted")
    known = frozenset(s.full for seed in range(34) for s in suggest(NameAsk(tradition="norse", seed=seed)))
    engine, floor = [], []
    for seed in range(ROUNDS):
        for key in TRADITIONS:
            ask = asked(key, 1_000 + seed, known)
            start = time.process_time()
            suggest(ask)
            engine.append(time.process_time() - start)
            chance = random.Random(seed)
            start = time.process_time()
            floor_names(key, chance)
            floor.append(time.process_time() - start)
    for name, taken, goal in (("six suggestions", engine, "goal 10 ms"), ("plain choice of parts", floor, "floor")):
        taken.sort()
        middle, most = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
        print(f"{name:<29} {1000 * middle:8.2f} ms   p95 {1000 * most:.2f} ms   {goal}")


if __name__ == "__main__":
    main()
