"""Edits: what they do to a palette, that locks never move, and that the rules hold afterwards."""

from __future__ import annotations

import contextlib
import random
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.colour.convert import oklch
from core.colour.difference import difference
from core.colour.families import metal_family
from core.colour.repair import LOCKED, repair
from core.colour.rules import REQUIRED, check, failures
from core.errors import BadInput
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.generation.proposal import Proposal
from core.paintschemes.edited import NOTHING_NEW, edited, outcome, palette
from core.paintschemes.edits import (
    OPPOSITE,
    Edit,
    EditStep,
    Move,
    apply_edits,
    chained,
    temperature,
    written,
)
from core.paintschemes.scheme import Role

TEXTS = (
    "paladin knights, blue armour, bone white cloaks, crimson plume, gold trim",
    "drowned sailors, ghostly teal and rusted brass, grimdark",
    "orc raiders, green skin, black leather, yellow checks",
    "all black assassins",
    "bright pink fairies with silver wings",
    "snow wolves, white fur, pale blue steel",
    "no red, dwarves of the deep forge",
    "",
)
SHADES = tuple(move for move in Move if move not in (Move.SWAP, Move.SET, Move.TOWARDS))


@cache
def proposal(text: str, seed: int, colours: int) -> Proposal:
    brief = Brief(text=text, seed=seed, colours=colours, mood="" if text else "spectral")
    return repair(EmbeddedEngine().propose_now(brief))


proposals = st.builds(proposal, st.sampled_from(TEXTS), st.integers(0, 3), st.integers(3, 8))
hexes = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")
strengths = st.sampled_from([0.5, 1.0, 1.8])


@st.composite
def steps(draw: st.DrawFn, roles: tuple[Role, ...]) -> EditStep:
    locked = draw(st.sets(st.sampled_from(roles), max_size=len(roles) - 2))
    free = [role for role in roles if role not in locked]
    edits = []
    for _ in range(draw(st.integers(1, 2))):
        kind = draw(st.sampled_from(["shade", "shade", "role", "set", "swap", "towards"]))
        some = draw(st.lists(st.sampled_from(free), min_size=1, max_size=2, unique=True))
        swappable = [role for role in free if role is not Role.METAL]
        if kind == "swap" and len(swappable) >= 2:
            edits.append(Edit(move=Move.SWAP, roles=tuple(swappable[:2])))
        elif kind == "set":
            edits.append(Edit(move=Move.SET, roles=(some[0],), colour=draw(hexes)))
        elif kind == "towards":
            edits.append(Edit(move=Move.TOWARDS, roles=tuple(some), colour=draw(hexes), strength=draw(strengths)))
        else:
            whom = tuple(some) if kind == "role" else ()
            edits.append(Edit(move=draw(st.sampled_from(SHADES)), roles=whom, strength=draw(strengths)))
    return EditStep(edits=tuple(edits), locked=tuple(locked))


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_locks_never_move_and_the_rules_hold_or_are_said(data):
    before = data.draw(proposals)
    step = data.draw(steps(tuple(palette(before))))
    try:
        after = edited(before, step, TEXTS[3])
    except BadInput as found:
        refusal: BadInput | None = found
    else:
        refusal = None
    if refusal is not None:
        assert refusal.message == NOTHING_NEW
        return
    old, new = palette(before), palette(after)
    assert tuple(new) == tuple(old)
    assert {role: new[role] for role in step.locked} == {role: old[role] for role in step.locked}
    results = check(new, after.waivers)
    assert failures(results) == ()
    told = {result.rule: result.waived_by for result in results if result.rule in REQUIRED and not result.holds}
    assert all(told.values())
    if not any(edit.roles for edit in step.edits) and not step.locked:
        assert not any(LOCKED in words for words in told.values())
    outcome(before, after, step)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(proposals, st.data())
def test_a_colour_that_was_set_is_there_or_the_card_says_that_it_is_not(before, data):
    role = data.draw(st.sampled_from(list(palette(before))))
    step = EditStep(edits=(Edit(move=Move.SET, roles=(role,), colour=data.draw(hexes)),))
    with contextlib.suppress(BadInput):
        after = edited(before, step)
        away = difference(palette(after)[role], step.edits[0].colour or "")
        assert away <= 20.5, "never further than a named colour goes"
        assert away <= 6 or role in outcome(before, after, step).short


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    proposals,
    st.sampled_from([Move.COLDER, Move.WARMER, Move.LIGHTER, Move.DARKER, Move.MUTED]),
    strengths,
    st.data(),
)
def test_colder_is_colder_and_darker_is_darker(before, move, strength, data):
    """For one role: unless a rule forbids it, and then the outcome says so."""
    role = data.draw(st.sampled_from([r for r in palette(before) if r is not Role.METAL]))
    step = EditStep(edits=(Edit(move=move, roles=(role,), strength=strength),))
    try:
        after = edited(before, step)
    except BadInput:
        return
    was, now = oklch((palette(before)[role], palette(after)[role]))
    went = {
        Move.COLDER: temperature(was) - temperature(now),
        Move.WARMER: temperature(now) - temperature(was),
        Move.LIGHTER: now[0] - was[0],
        Move.DARKER: was[0] - now[0],
        Move.MUTED: was[1] - now[1],
    }[move]
    assert went > -2e-3 or role in outcome(before, after, step).short, (move, was, now)


@given(hexes, st.sampled_from([Move.COLDER, Move.WARMER]), strengths)
def test_colder_turns_towards_blue_and_warmer_towards_orange(hex_, move, strength):
    new = apply_edits({Role.PRIMARY: hex_}, (Edit(move=move, strength=strength),))[Role.PRIMARY]
    was, now = oklch((hex_, new))
    goal = 245.0 if move is Move.COLDER else 60.0

    def off(hue: float) -> float:
        return abs((hue - goal + 180) % 360 - 180)

    # nearer in hue, or less of what lies across the wheel, or as cold as a screen can show
    across = off(was[2]) > 90 and now[1] <= was[1] + 1e-3
    assert off(now[2]) <= off(was[2]) + 1.5 or across or off(now[2]) < 35 or now[1] < 0.04


@given(hexes, st.sampled_from(SHADES), strengths)
def test_a_move_is_never_further_than_a_painter_means(hex_, move, strength):
    new = apply_edits({Role.PRIMARY: hex_}, (Edit(move=move, strength=strength),))[Role.PRIMARY]
    assert difference(hex_, new) < 15 + 25 * strength


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(proposals)
def test_a_second_swap_leads_back(before):
    step = EditStep(edits=(Edit(move=Move.SWAP, roles=(Role.PRIMARY, Role.SECONDARY)),))
    assert chained(chained((), step), step) == ()
    once = edited(before, step)
    old, new = palette(before), palette(once)
    swapped = {**old, Role.PRIMARY: old[Role.SECONDARY], Role.SECONDARY: old[Role.PRIMARY]}
    if not failures(check(swapped, {})):  # where the rules allow it, nothing else moves
        assert new == swapped
        assert palette(edited(once, step)) == old
    assert {c.role: c.covers for c in once.colours} == {c.role: c.covers for c in before.colours}


@given(st.sampled_from(sorted(OPPOSITE)), strengths, st.sets(st.sampled_from(list(Role)), max_size=2))
def test_a_step_back_is_no_step(move, strength, locked):
    there = EditStep(edits=(Edit(move=move, strength=strength),), locked=tuple(locked))
    back = EditStep(edits=(Edit(move=OPPOSITE[move], strength=strength),), locked=tuple(locked))
    other = EditStep(edits=(Edit(move=Move.SWAP, roles=(Role.SECONDARY, Role.PRIMARY)),))
    assert chained(chained((), there), back) == ()
    assert chained(chained(chained((), other), there), back) == chained((), other)
    assert len(chained(chained((), there), other)) == 2
    unlocked = EditStep(edits=back.edits, locked=(*locked, Role.SKIN) if Role.SKIN not in locked else ())
    assert len(chained(chained((), there), unlocked)) == 2  # other locks, another way


def test_a_chain_is_written_the_same_for_the_same_chain():
    one = EditStep(
        edits=(
            Edit(move=Move.DARKER, roles=(Role.GROUND, Role.PRIMARY), strength=1.8),
            Edit(move=Move.SET, roles=(Role.ACCENT,), colour="#1f6e78"),
        ),
        locked=(Role.METAL, Role.LEATHER),
    )
    text = written(chained((), one))
    assert text == "darker@primary+ground*1.8&set@accent=#1F6E78!metal+leather"
    turned = one.model_copy(update={"locked": (Role.LEATHER, Role.METAL)})
    assert written(chained((), turned)) == text


@pytest.mark.parametrize(
    ("edit", "locked"),
    [
        (Edit(move=Move.DARKER, roles=(Role.SKIN,)), ()),
        (Edit(move=Move.DARKER, roles=(Role.GROUND,)), (Role.GROUND,)),
        (Edit(move=Move.SWAP, roles=(Role.PRIMARY,)), ()),
        (Edit(move=Move.SWAP, roles=(Role.PRIMARY, Role.METAL)), ()),
        (Edit(move=Move.SWAP, roles=(Role.PRIMARY, Role.SECONDARY)), (Role.SECONDARY,)),
        (Edit(move=Move.COLDER), tuple(Role)),
    ],
)
def test_what_cannot_be_done_is_said(edit, locked):
    before = proposal(TEXTS[0], 0, 6)
    assert Role.SKIN not in palette(before)
    with pytest.raises(BadInput) as refused:
        edited(before, EditStep(edits=(edit,), locked=locked))
    assert "{" not in str(refused.value)


def test_two_locked_colours_that_are_alike_stay_and_are_said():
    before = proposal(TEXTS[0], 0, 6)
    alike = before.model_copy(
        update={
            "colours": tuple(
                c.model_copy(update={"hex": "#3A48AA" if c.role is Role.PRIMARY else "#3C4AAE"})
                if c.role in (Role.PRIMARY, Role.SECONDARY)
                else c
                for c in before.colours
            )
        }
    )
    step = EditStep(edits=(Edit(move=Move.DARKER, roles=(Role.GROUND,)),), locked=(Role.PRIMARY, Role.SECONDARY))
    after = edited(alike, step)
    assert palette(after)[Role.PRIMARY] == "#3A48AA"
    assert palette(after)[Role.SECONDARY] == "#3C4AAE"
    broken = [result for result in check(palette(after), after.waivers) if result.rule in REQUIRED and not result.holds]
    assert broken
    assert all(LOCKED in result.waived_by for result in broken)
    # and once they are free again, the rules hold again
    free = edited(after, EditStep(edits=(Edit(move=Move.LIGHTER, roles=(Role.GROUND,)),)))
    assert failures(check(palette(free), {})) == ()


METALS = {"gold": "#C4954A", "steel": "#8E979F", "gunmetal": "#2E3236", "copper": "#B86B45"}


@pytest.mark.parametrize("metal", METALS)
@pytest.mark.parametrize("move", SHADES)
def test_a_metal_that_nobody_speaks_of_stays_the_metal_it_is(metal, move):
    colours = {Role.PRIMARY: "#1B3A86", Role.SECONDARY: "#E8E4D8", Role.METAL: METALS[metal]}
    for strength in (0.5, 1.0, 1.8):
        new = apply_edits(colours, (Edit(move=move, strength=strength),))[Role.METAL]
        assert metal_family(new) == metal_family(METALS[metal])


@pytest.mark.parametrize(
    ("old", "move", "new"),
    [
        ("gold", Move.COLDER, {"steel", "bright silver"}),
        ("gold", Move.WARMER, {"bronze"}),
        ("steel", Move.WARMER, {"gold", "brass"}),
        ("copper", Move.COLDER, {"bronze"}),
        ("gunmetal", Move.WARMER, {"brass", "bronze"}),
    ],
)
def test_a_warmer_metal_is_the_next_metal(old, move, new):
    made = apply_edits({Role.METAL: METALS[old]}, (Edit(move=move, roles=(Role.METAL,)),))[Role.METAL]
    assert metal_family(made) in new


def chains(count: int, seed: int) -> tuple[int, int]:
    """Random walks of edits; how many steps were made and how many could not be."""
    rng = random.Random(seed)
    made = refused = 0
    for _ in range(count):
        here = proposal(rng.choice(TEXTS), rng.randrange(4), rng.randint(3, 8))
        for _ in range(8):
            all_roles = list(palette(here))
            locked = tuple(role for role in all_roles if rng.random() < 0.2)
            free = [role for role in all_roles if role not in locked] or all_roles[:1]
            move = rng.choice([*SHADES, Move.SET, Move.TOWARDS])
            colour = f"#{rng.randrange(0x1000000):06X}"
            some = (rng.choice(free),) if move is Move.SET or rng.random() < 0.5 else ()
            edit = Edit(move=move, roles=some, strength=rng.choice([0.5, 1.0, 1.8]), colour=colour)
            step = EditStep(edits=(edit,), locked=tuple(role for role in locked if role not in some))
            try:
                after = edited(here, step)
            except BadInput:
                refused += 1
                continue
            assert failures(check(palette(after), after.waivers)) == (), (seed, here, step)
            for role in step.locked:
                assert palette(after)[role] == palette(here)[role], (seed, here, step)
            made += 1
            here = after
    return made, refused


def test_long_walks_keep_the_rules():
    made, refused = chains(12, 20)
    assert made > 5 * refused


@pytest.mark.soak
def test_long_walks_keep_the_rules_in_full():
    made, _refused = chains(1250, 21)
    assert made > 8000
