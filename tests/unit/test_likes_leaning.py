"""Leaning on likes: gentle, in few places, only where the words leave a choice; and what a taste is made of."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import numpy as np
import pytest

from core.colour.convert import lab, rgb8
from core.colour.difference import ciede2000
from core.colour.moves import bans_for
from core.generation.brief import MAX_LIKED, Brief, LikedColour
from core.generation.embedded import EmbeddedEngine
from core.generation.embedded.leaning import lean
from core.generation.embedded.reader import read
from core.generation.embedded.space import space
from core.generation.proposal import Proposal
from core.likes.taste import Rated, taste
from core.likes.weights import STARRED, THUMB_DOWN, THUMB_UP
from core.paintschemes.scheme import Role

ENGINE = EmbeddedEngine()
TEAL = "#1FA39A"
VAGUE = (
    "heroic knights",
    "a guard of the old road",
    "brave adventurers",
    "wandering monks",
    "a band of mercenaries",
    "space soldiers",
    "haunted castle",
    "desert riders",
)
EXPLICIT = (
    "drowned sailors, ghostly teal and rusted brass, purple sashes",
    "royal guard, purple and gold, white cloaks",
    "acid green and hazard yellow with black",
    "all black",
    "bone white skeletons in purple robes, rusty iron",
)
SEEDS = (0, 3, 11)


def likes(*pairs: tuple[str, int]) -> tuple[LikedColour, ...]:
    return tuple(LikedColour(hex=hex_, weight=weight) for hex_, weight in pairs)


def propose(text: str, seed: int = 0, liked: tuple[LikedColour, ...] = (), **more: object) -> Proposal:
    return ENGINE.propose_now(Brief(text=text, seed=seed, liked=liked, **more))  # type: ignore[arg-type]


def points(proposal: Proposal):
    return lab([colour.hex for colour in proposal.colours])


def nearest(proposal: Proposal, hex_: str) -> float:
    return float(ciede2000(points(proposal), lab([hex_])).min())


def test_vague_briefs_come_nearer_to_what_is_liked_by_a_few_steps_in_few_colours():
    nearer, moved, leaned = [], [], 0
    for text in VAGUE:
        for seed in SEEDS:
            before, after = propose(text, seed), propose(text, seed, likes((TEAL, 100)))
            nearer.append(nearest(before, TEAL) - nearest(after, TEAL))
            moved.append(sum(a.hex != b.hex for a, b in zip(before.colours, after.colours, strict=True)))
            leaned += after.leaned == (TEAL,)
            assert after.leaned or after.colours == before.colours
    assert 2 <= np.mean(nearer) <= 12
    assert max(moved) <= 2
    assert np.mean(moved) <= 1
    assert leaned >= len(nearer) // 2


def test_a_stronger_liking_draws_more():
    def gain(weight: int) -> float:
        found = [propose(text, seed, likes((TEAL, weight))) for text in VAGUE for seed in SEEDS]
        return float(np.mean([nearest(one, TEAL) for one in found]))

    assert gain(100) < gain(50) < gain(0)


@pytest.mark.parametrize("text", EXPLICIT)
def test_explicit_briefs_do_not_move(text: str):
    for seed in SEEDS:
        before = propose(text, seed)
        after = propose(text, seed, likes(("#A82CA8", 100), ("#F2CF6B", 100), (before.colours[0].hex, -100)))
        assert after == before


def test_what_is_named_locked_or_ruled_out_is_never_touched():
    rng = random.Random(20)
    texts = ("knights in red", "monks, no blue", "sailors without any green", "goblins with a teal banner", *VAGUE)
    for round_ in range(24):
        text = rng.choice(texts)
        locks = {Role.SECONDARY: "#C9A227"} if rng.random() < 0.4 else {}
        liked = likes(*((f"#{rng.randrange(1 << 24):06X}", rng.choice((100, 60, -50))) for _ in range(6)))
        before = propose(text, round_, locks=locks)
        after = propose(text, round_, liked, locks=locks)
        where = (round_, text, liked)
        bans = bans_for(tuple(after.forbidden)) if after.forbidden else None
        for a, b in zip(before.colours, after.colours, strict=True):
            assert a.role is b.role, where
            if a.named or a.role in locks or a.role in (Role.METAL, Role.LEATHER, Role.SKIN, Role.GROUND):
                assert a == b, where
            if bans is not None:
                assert not bans.hit(rgb8((b.hex,)), b.role)[0], where


def test_a_disliked_colour_is_made_way_for():
    shown = 0
    for text in VAGUE:
        before = propose(text)
        hex_ = next(c.hex for c in before.colours if c.role is Role.PRIMARY)
        after = propose(text, liked=likes((hex_, -100)))
        if after.avoided:
            shown += 1
            assert nearest(after, hex_) >= 2
    assert shown >= len(VAGUE) // 3


def test_without_likes_nothing_is_looked_at_and_the_palette_is_the_very_same():
    """The door is shut before anything is computed, so a palette without likes is what it was before there were any."""
    rng = np.random.default_rng(5)
    given = rng.random((6, 3)) * 50
    none = np.zeros(6, dtype=np.bool_)
    roles = tuple(Role)[:6]
    reading = read("heroic knights")
    out = lean(given, (), reading, space(), space().average, roles, ~none, np.zeros((6, len(space().lab))))
    assert out[0] is given
    assert out[1:] == ((), ())


def test_without_likes_the_measured_briefs_read_as_ever():
    """No likes, likes of no weight and likes that reach nothing: one and the same proposal, whatever the seed."""
    file = Path(__file__).parents[2] / "benchmarks" / "data" / "briefs.txt"
    texts = [line.split(" : ")[0] for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for at, text in enumerate(filter(None, texts)):
        if at % 9:
            continue
        for seed in (0, 7):
            plain = propose(text, seed)
            assert plain.leaned == plain.avoided == ()
            weightless = propose(text, seed, likes((TEAL, 0)))
            assert hashlib.sha256(plain.model_dump_json().encode()).digest() == (
                hashlib.sha256(weightless.model_dump_json().encode()).digest()
            ), (text, seed)


def test_a_price_is_not_bound_to_likes():
    brief = Brief(text="heroic knights")
    assert brief.digest() == brief.model_copy(update={"liked": likes((TEAL, 100))}).digest()


# --- what a taste is made of ---


def scheme(weight: int, primary: str, secondary: str = "#808080", accent: str = "#808080") -> Rated:
    return Rated(((Role.PRIMARY, primary), (Role.SECONDARY, secondary), (Role.ACCENT, accent)), weight)


def test_named_colours_come_first_whatever_else_happened_to_them():
    found = taste(["#101010", TEAL], [scheme(THUMB_DOWN, TEAL), scheme(STARRED, "#A82CA8")])
    assert [(one.hex, one.weight) for one in found] == [("#101010", 100), (TEAL, 100), ("#A82CA8", 51)]


def test_colours_alike_are_one_taste_and_ups_and_downs_meet():
    up = taste([], [scheme(STARRED, TEAL), scheme(THUMB_UP, "#21A098")])
    assert [one.hex for one in up] == [TEAL]
    assert up[0].weight == min(100, round(STARRED + 0.85 * THUMB_UP))
    assert taste([], [scheme(THUMB_UP, TEAL), scheme(THUMB_DOWN, TEAL)]) == ()


def test_greys_metals_and_grounds_say_nothing_and_the_list_stays_short():
    assert taste([], [scheme(STARRED, "#1C1D1F")]) == ()
    assert taste([], [Rated(((Role.METAL, "#B08A45"), (Role.GROUND, "#6A5A20")), STARRED)]) == ()
    rng = random.Random(3)
    many = [scheme(STARRED, *(f"#{rng.randrange(1 << 24):06X}" for _ in range(3))) for _ in range(12)]
    found = taste(["#FF0000", "#00FF00"], many)
    assert len(found) == MAX_LIKED
    assert sorted((abs(one.weight) for one in found), reverse=True) == [abs(one.weight) for one in found]


def test_newer_schemes_weigh_more():
    new, old = taste([], [scheme(THUMB_UP, TEAL), scheme(THUMB_UP, "#A82CA8")])
    assert (new.hex, old.hex) == (TEAL, "#A82CA8")
    assert new.weight > old.weight
