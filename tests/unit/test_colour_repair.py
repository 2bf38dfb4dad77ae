"""Palette rules and their repair: what an engine proposes comes out allowed, and as it was where it could be."""

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.colour.convert import hexes, lab
from core.colour.difference import ciede2000, difference
from core.colour.families import family, metal_family
from core.colour.repair import LOCKED, repair
from core.colour.rules import REQUIRED, SCORED, check, failures, harmony_of, score
from core.colour.vision import DEFICIENCIES, simulate
from core.generation.proposal import Proposal, ProposedColour
from core.paintschemes.scheme import Role, RuleResult

P, S, A, M, L, G = Role.PRIMARY, Role.SECONDARY, Role.ACCENT, Role.METAL, Role.LEATHER, Role.GROUND
SIX = (P, S, A, M, L, G)
EIGHT = (*SIX, Role.SKIN, Role.ACCENT2)
WARDENS = dict(zip(SIX, ("#1B3A86", "#E8E4D8", "#B01E22", "#C4954A", "#4A2C1B", "#8A7B5E"), strict=True))
GHOSTS = dict(zip(SIX, ("#9FD0C8", "#26424F", "#E8D98A", "#7F8A90", "#39323F", "#55525A"), strict=True))

# Centroids of the XKCD colour survey (CC0): words that briefs use.
WORDS = {
    "red": "#E50000", "blood red": "#980002", "crimson": "#8C000F", "orange": "#F97306", "rust": "#A83C09",
    "yellow": "#FFFF14", "gold": "#DBB40C", "mustard": "#CEB301", "olive": "#6E750E", "green": "#15B01A",
    "dark green": "#033500", "lime": "#AAFF32", "mint": "#9FFEB0", "teal": "#029386", "turquoise": "#06C2AC",
    "blue": "#0343DF", "navy": "#01153E", "sky blue": "#75BBFD", "purple": "#7E1E9C", "lavender": "#C79FEF",
    "pink": "#FF81C0", "magenta": "#C20078", "brown": "#653700", "tan": "#D1B26F", "cream": "#FFFFC2",
    "ivory": "#FFFFCB", "white": "#FFFFFF", "grey": "#929591", "dark grey": "#363737", "charcoal": "#343837",
    "black": "#000000", "slate": "#516572", "maroon": "#650021", "plum": "#580F41", "bone": "#E3DAC9",
}  # fmt: skip


def proposal(colours: list[ProposedColour] | dict[Role, str], **more: object) -> Proposal:
    if isinstance(colours, dict):
        colours = [ProposedColour(role=r, hex=h) for r, h in colours.items()]
    return Proposal(
        title="", mood_line="", colours=tuple(colours), confidence=0.5, engine="t", engine_version="1", **more
    )


def asked(role: Role, word: str) -> ProposedColour:
    return ProposedColour(role=role, hex=WORDS[word], name=word, named=True, asked_hex=WORDS[word])


def with_named(*words: str, **more: object) -> Proposal:
    named = [asked(r, w) for r, w in zip(SIX, words, strict=False)]
    return proposal([*named, *(ProposedColour(role=r, hex=WARDENS[r]) for r in SIX[len(words) :])], **more)


def palette(p: Proposal) -> dict[Role, str]:
    return {c.role: c.hex for c in p.colours}


def assert_kept(before: Proposal, after: Proposal) -> None:
    """The required rules, measured here a second time without the code under test, and the bounds of named colours."""
    colours = palette(after)
    assert [c.role for c in after.colours] == [c.role for c in before.colours]
    points = dict(zip(colours, lab(colours.values()), strict=True))
    waived = set(after.waivers)
    unlike = {"distinct": 0.0}
    if "distinct" not in waived:
        unlike["distinct"] = min(float(ciede2000(points[a], points[b])) for a, b in combinations(colours, 2))
        assert unlike["distinct"] >= 8
    main = [r for r in (P, S, A) if r in colours]
    for a, b in combinations(main, 2):
        assert "contrast_roles" in waived or ciede2000(points[a], points[b]) >= 20
        for eyes in DEFICIENCIES:
            # The simulated colour rounded to bytes, as a picture would show it.
            assert "colour_blind" in waived or difference(*simulate((colours[a], colours[b]), eyes)) >= 9.9
    stars = [p[0] for p in points.values()]
    assert "value" in waived or max(stars) - min(stars) >= 40
    if {P, S} <= set(colours):
        assert "value" in waived or abs(points[P][0] - points[S][0]) >= 12
    if {P, G} <= set(colours):
        assert "ground" in waived or ciede2000(points[P], points[G]) >= 12
    for colour in after.colours:
        if colour.named and colour.asked_hex:
            assert difference(colour.hex, colour.asked_hex) <= 20
    assert not failures(check(colours, after.waivers))


def random_proposal(rng: random.Random, *, most_named: int) -> Proposal:
    roles = list(EIGHT[: rng.randint(3, 8)]) if rng.random() < 0.7 else sorted(rng.sample(EIGHT, rng.randint(3, 8)))
    named = set(rng.sample(range(len(roles)), min(len(roles), rng.randint(0, most_named))))
    base = rng.choice((WARDENS, GHOSTS))
    return proposal(
        [
            asked(role, rng.choice(list(WORDS)))
            if i in named
            else ProposedColour(role=role, hex=base[role] if role in base and rng.random() < 0.5 else _any(rng))
            for i, role in enumerate(roles)
        ]
    )


def _any(rng: random.Random) -> str:
    return f"#{rng.randrange(1 << 24):06X}"


# --- rules ---


def test_the_archetypes_pass_every_required_rule():
    for colours in (WARDENS, GHOSTS):
        results = check(colours, {})
        assert [r.rule for r in results] == ["value", *REQUIRED[1:], *SCORED]
        assert not failures(results)
        assert 0 <= score(results) <= 1


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({S: "#2F4E9A"}, {"value", "contrast_roles", "colour_blind", "distinct"}),
        ({G: "#20408C"}, {"ground", "distinct"}),
        ({A: "#B8860B"}, {"distinct"}),
        ({A: "#1E5A3A"}, set()),
        ({L: "#4A2C1C"}, set()),
    ],
)
def test_a_broken_rule_is_named(change: dict[Role, str], broken: set[str]):
    assert {r.rule for r in failures(check(WARDENS | change, {}))} == broken


def test_red_and_green_of_one_lightness_fail_colour_blind_eyes():
    results = {r.rule: r for r in check({P: "#A05A2C", S: "#5E7A1E", A: "#F0E0C0"}, {})}
    assert not results["colour_blind"].holds
    assert results["contrast_roles"].holds


def test_a_waiver_shows_only_where_the_rule_fails():
    waivers = {"value": "all black", "ground": "same as the base"}
    results = {r.rule: r for r in check(dict.fromkeys((P, S), "#101010") | {G: "#C0B090"}, waivers)}
    assert results["value"].waived_by == "all black"
    assert results["ground"] == RuleResult(
        rule="ground", holds=True, measured=results["ground"].measured, wanted=12, waived_by=""
    )


def test_named_colours_are_reported_beside_the_rules():
    result = check(WARDENS, {}, asked={P: "#0343DF"})[-1]
    assert result.rule == "named"
    assert result.measured == pytest.approx(difference("#1B3A86", "#0343DF"), abs=0.01)
    assert not result.holds


def test_scored_rules_know_a_good_spot_and_a_christmas_tree():
    results = {r.rule: r.holds for r in check({P: "#1E5A9C", S: "#E8E4D8", A: "#E07818"}, {})}
    assert results["spot"]
    assert results["warm_cool"]
    results = {r.rule: r.holds for r in check({P: "#B01818", S: "#1F8A35", A: "#F0E6D0"}, {})}
    assert not results["saturation"]
    assert harmony_of(["#1E5A9C", "#E07818"])[0] in {"complementary", "split"}
    assert harmony_of(["#808080", "#E07818"]) == ("mono", 0.0)
    assert {r.rule: r.holds for r in check(WARDENS, {}, shares={P: 90, S: 5, A: 5})}["60_30_10"] is False


# --- repair ---


def test_a_sound_palette_is_left_alone():
    for colours in (WARDENS, GHOSTS):
        before = proposal(colours)
        assert repair(before) is before


@pytest.mark.parametrize("seed_", range(60))
def test_random_palettes_come_out_allowed(seed_: int):
    before = random_proposal(random.Random(seed_), most_named=0)
    after = repair(before)
    assert_kept(before, after)
    assert after.waivers == {}
    assert repair(before) == after  # the same answer every time
    assert repair(after) == after  # and no second repair


@pytest.mark.parametrize("seed_", range(60))
def test_random_palettes_with_named_colours_keep_near_the_words(seed_: int):
    before = random_proposal(random.Random(1000 + seed_), most_named=4)
    after = repair(before)
    assert_kept(before, after)
    assert repair(after) == after


@pytest.mark.soak
def test_many_random_palettes_come_out_allowed(rng: random.Random):
    far = near = 0
    for n in range(6000):
        before = random_proposal(rng, most_named=n % 5)
        after = repair(before)
        assert_kept(before, after)
        distances = [difference(c.hex, c.asked_hex) for c in after.colours if c.asked_hex]
        far += sum(d > 12 for d in distances)
        near += sum(d <= 12 for d in distances)
    assert near / (near + far) >= 0.95


@given(st.lists(st.integers(0, 0xFFFFFF), min_size=3, max_size=8), st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=40)
def test_whatever_is_proposed_is_repaired(numbers: list[int], rng: random.Random):
    roles = rng.sample(EIGHT, len(numbers))
    before = proposal({r: f"#{n:06X}" for r, n in zip(roles, numbers, strict=True)})
    assert_kept(before, repair(before))


@pytest.mark.parametrize(
    "words",
    [
        ("white", "ivory"), ("navy", "black"), ("red", "green"), ("black", "charcoal", "dark grey"),
        ("white", "cream", "ivory"), ("crimson", "blood red", "maroon"), ("teal", "turquoise"), ("gold", "mustard"),
        ("sky blue", "lavender", "mint"), ("dark green", "black", "navy"),
    ],
)  # fmt: skip
def test_colours_that_crowd_each_other_all_stay_recognisable(words: tuple[str, ...]):
    before = with_named(*words)
    after = repair(before)
    assert_kept(before, after)
    assert after.waivers == {}
    assert all(c.name == b.name for c, b in zip(after.colours, before.colours, strict=True) if b.named)


def test_the_smaller_claim_yields():
    after = palette(repair(with_named("white", "ivory")))
    assert after[P] == "#FFFFFF"
    assert 0 < difference(after[S], WORDS["ivory"]) <= 12


def test_three_times_the_same_word_is_waived_in_that_word():
    after = repair(with_named("black", "black", "black"))
    assert_kept(with_named("black", "black", "black"), after)
    assert after.waivers
    assert set(after.waivers.values()) == {"black"}


def test_a_waived_rule_is_left_alone():
    dark = dict(zip(SIX, ("#000000", "#1C2A36", "#3A1014", "#4A4D52", "#2E2418", "#304018"), strict=True))
    waivers = {"value": "everything dark", "contrast_roles": "everything dark", "colour_blind": "everything dark"}
    after = repair(proposal(dark, waivers=waivers))
    assert max(lab(palette(after).values())[:, 0]) < 50
    assert after.waivers == waivers


def test_locked_colours_never_move():
    before = proposal(WARDENS | {S: "#1F3F8C", G: "#1B3A80"})
    after = repair(before, locks={P: "#1B3A86", S: "#1F3F8C"})
    assert palette(after)[P] == "#1B3A86"
    assert palette(after)[S] == "#1F3F8C"
    assert difference(palette(after)[G], "#1B3A86") >= 12
    assert set(after.waivers) == {"value", "distinct", "contrast_roles", "colour_blind"}
    assert set(after.waivers.values()) == {LOCKED}


def test_a_lock_replaces_what_the_engine_proposed():
    assert palette(repair(proposal(WARDENS), locks={P: "#123456"}))[P] == "#123456"


@pytest.mark.parametrize(
    ("word", "families"),
    [("red", {"red", "crimson"}), ("blue", {"blue"}), ("green", {"green", "olive"}), ("brown", {"brown"}),
     ("purple", {"purple"}), ("black", {"black"}), ("white", {"white"}), ("greens", {"green", "olive"})],
)  # fmt: skip
def test_what_the_brief_ruled_out_stays_out(word: str, families: set[str]):
    for n in range(12):
        rng = random.Random(n)
        before = proposal({r: _any(rng) for r in SIX}, forbidden=(word,))
        after = repair(before)
        assert_kept(before, after)
        assert not {family(h) for r, h in palette(after).items() if r is not M} & families


def test_no_gold_turns_the_metal_to_another_and_no_neon_dulls():
    assert metal_family(palette(repair(proposal(WARDENS, forbidden=("gold",))))[M]) not in {"gold", "brass"}
    loud = WARDENS | {A: "#39FF14"}
    assert palette(repair(proposal(loud, forbidden=("neon",))))[A] != "#39FF14"
    assert repair(proposal(WARDENS, forbidden=("gremlins",))).colours == proposal(WARDENS).colours


def test_a_named_colour_wins_over_a_ban():
    before = with_named("red", forbidden=("red",))
    assert difference(palette(repair(before))[P], WORDS["red"]) <= 12


def test_metals_stay_the_metal_they_are():
    for n in range(30):
        rng = random.Random(n)
        before = proposal({r: _any(rng) for r in SIX} | {M: "#C4954A"})
        assert metal_family(palette(repair(before))[M]) in {"gold", "brass"}


def test_a_colour_that_moved_far_is_named_afresh():
    colours = [ProposedColour(role=r, hex=h, name="Some name") for r, h in (WARDENS | {G: "#1B3A88"}).items()]
    after = repair(proposal(colours))
    ground = next(c for c in after.colours if c.role is G)
    assert ground.name == ""
    assert {c.name for c in after.colours if c.role is not G} == {"Some name"}


def test_moves_are_small():
    moved = []
    for n in range(80):
        rng = random.Random(n)
        base = lab(WARDENS.values()) + np.array([[rng.gauss(0, 7) for _ in range(3)] for _ in SIX])
        before = proposal(dict(zip(SIX, hexes(base), strict=True)))
        after = repair(before)
        moved += [
            difference(a.hex, b.hex) for a, b in zip(before.colours, after.colours, strict=True) if a.hex != b.hex
        ]
    assert np.median(moved) < 6
