"""Whole schemes from varied texts: the engine, the repair and the paints together, as the desk runs them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from core.colour.rules import REQUIRED
from core.generation import vocabulary
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.generation.worker import compose
from core.paints import Catalogue
from core.paintschemes.scheme import Role
from core.wordlists import is_clean

_BRIEFS = Path(__file__).parents[2] / "benchmarks" / "data" / "briefs.txt"
_WHO = (
    "orc raiders",
    "necrons",
    "space marines",
    "bone knights",
    "swamp witches",
    "clockwork spiders",
    "pirates",
    "elves",
)
_HOW = (
    "in teal and rust",
    "all black",
    "no red",
    "with gold trim",
    "pale and sickly",
    "bright",
    "grimdark",
    "over white",
)
_COLOURS = ("red", "teal", "ivory", "purple", "rust", "sky blue", "black", "lime", "pink", "gold", "mud", "white")


def _texts(count: int, rng: random.Random) -> list[str]:
    lines = [line for line in _BRIEFS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    own = [line.rpartition(" : ")[0] for line in lines]
    assert all(own)
    who = [*_WHO, *vocabulary.faction_words()]
    how = [*_HOW, *vocabulary.mood_words(), *vocabulary.style_words()]
    how += [f"{colour} {part}" for colour in _COLOURS for part in ("armour", "robes", "and bone", "accents", "metal")]
    made = [f"{rng.choice(who)} {rng.choice(how)}, {rng.choice(how)}" for _ in range(count)]
    return rng.sample(own, min(len(own), count // 2)) + made


def _check(count: int, seed: int) -> None:
    rng = random.Random(seed)
    engine, catalogue = EmbeddedEngine(), Catalogue.load()
    for text in _texts(count, rng)[:count]:
        brief = Brief(text=text, seed=rng.randrange(1000), colours=rng.choice((None, None, 3, 4, 5, 6, 7, 8)))
        _, scheme = compose(brief, engine.propose_now(brief), catalogue)
        where = f"seed {seed}: {brief!r}"
        assert all(r.holds or r.waived_by for r in scheme.rules if r.rule in REQUIRED), where
        assert is_clean(scheme.title), where
        for area in scheme.areas:
            ladder = area.ladder
            paints = [s.paint for s in (ladder.shade, ladder.base, ladder.layer, ladder.highlight) if s.paint]
            paints += [c.paint for c in area.choices] + ([area.wash] if area.wash else [])
            for ref in paints:
                assert catalogue.paint(ref.id).name == ref.name, where
            if area.role is Role.METAL:
                assert ladder.base.paint is None or ladder.base.paint.kind == "metallic", where


def test_schemes_from_varied_texts_hold_what_is_promised() -> None:
    _check(60, seed=7)


@pytest.mark.soak
def test_schemes_from_varied_texts_hold_what_is_promised_in_full() -> None:
    _check(10_000, seed=8)
