"""What `/paints` costs: matching, converting, reading a list, painting from a shelf.

Run `python -m benchmarks.bench_shelf`. Beside each figure stands its goal, or the same scheme painted from the shops.
Best and median of several rounds, milliseconds.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from core.colour.repair import repair
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.paints import Catalogue
from core.paintschemes.build import build_scheme
from core.shelf.listing import read_list
from core.shelf.wishes import at_hand, near, read_wish


def timed(work: Callable[[], object], rounds: int = 15) -> tuple[float, float]:
    """Best and median of some rounds, milliseconds."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return min(took), statistics.median(took)


def line(what: str, work: Callable[[], object], beside: str, rounds: int = 15) -> None:
    best, median = timed(work, rounds)
    print(f"{what:<44} {best:8.1f} {median:8.1f} ms   {beside}")


def main() -> None:
    catalogue = Catalogue.load()
    began = time.perf_counter()
    catalogue.names.called("")
    print(f"{'index of names, once a process':<44} {(time.perf_counter() - began) * 1000:8.1f}")
    chance = random.Random(1)
    everyday = [p for p in catalogue.paints if p.brand in {"Citadel", "Vallejo"} and not p.traits]
    shelf = chance.sample(everyday, 60)
    for text in ("#2F6F73", "Mephiston Red", "rusty orange", "Leadbelcher", "mephistn red"):

        def match(text: str = text) -> object:
            wish = read_wish(text, catalogue)
            return wish.candidates or (near(wish, catalogue), at_hand(wish, shelf))

        match()
        line(f"/paints match {text}", match, "goal 50 ms")
    wish = read_wish("Mephiston Red", catalogue)
    line("/paints convert … to Vallejo", lambda: near(wish, catalogue, ("Vallejo",), 5), "goal 50 ms")
    listed = "\n".join(f"{p.brand} {p.name}" for p in chance.sample(everyday, 300))
    line("read a list of 300 paints", lambda: read_list(listed, catalogue), "")
    brief = Brief(text="drowned sailors, ghostly teal and rusted brass, grimdark")
    proposal = repair(EmbeddedEngine().propose_now(brief), locks={})
    line("a scheme from the shops", lambda: build_scheme(brief, proposal, catalogue), "the floor of the next")
    for owned, count in (({p.id for p in shelf}, 60), ({p.id for p in catalogue.paints[:3000]}, 3000)):
        for new in (0, 3, 6, None):
            mine = brief.model_copy(update={"from_shelf": True, "new_paints": new})
            name = f"from {count} own paints, new at most {'any' if new is None else new}"
            line(name, lambda mine=mine, owned=owned: build_scheme(mine, proposal, catalogue, owned), "", 7)


if __name__ == "__main__":
    main()
