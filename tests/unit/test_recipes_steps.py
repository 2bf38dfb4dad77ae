"""A scheme as work: its steps, the lines of its roles, the pots it takes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.generation.brief import Brief
from core.generation.proposal import Proposal, ProposedColour
from core.paints import Catalogue
from core.paintschemes.build import build_scheme
from core.paintschemes.pots import pots
from core.paintschemes.scheme import Paintscheme, Role, Tier
from core.paintschemes.steps import is_one_coat, model_steps, role_steps
from core.paintschemes.techniques import TECHNIQUES
from tests.fakes.random_schemes import random_scheme

COLOURS = {
    Role.PRIMARY: "#1B3A86",
    Role.SECONDARY: "#C8B890",
    Role.ACCENT: "#B01E22",
    Role.METAL: "#C4954A",
    Role.LEATHER: "#4A2C1B",
    Role.GROUND: "#8A7B5E",
}


def made(
    tier: Tier, *, style: str = "", techniques: tuple[str, ...] = (), colours: dict[Role, str] | None = None
) -> Paintscheme:
    proposal = Proposal(
        title="Test",
        mood_line="",
        style=style,
        colours=tuple(ProposedColour(role=r, hex=h) for r, h in (colours or COLOURS).items()),
        techniques=techniques,
        engine="t",
        engine_version="1",
        confidence=0.5,
    )
    return build_scheme(Brief(text="x", tier=tier), proposal, Catalogue.load())


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("style", ["", "contrast", "slapchop", "weathered", "display"])
def test_every_recipe_begins_with_primer_ends_with_varnish_and_forgets_no_role(tier: Tier, style: str) -> None:
    scheme = made(tier, style=style)
    steps = model_steps(scheme)
    verbs = [s.verb for s in steps]
    assert verbs[0] == "Prime"
    assert verbs[-1] == "Varnish"
    assert len(verbs) == len(set(verbs))
    assert all(s.how for s in steps)
    based = [r for s in steps if s.verb in {"Contrast paint", "Base coats", "Metals", "Ground"} for r in s.roles]
    assert sorted(based) == sorted(a.role for a in scheme.areas)
    order = [
        v for v in ("Contrast paint", "Base coats", "Metals", "Wash", "Layers", "Highlights", "Ground") if v in verbs
    ]
    assert order == [v for v in verbs if v in order]


@pytest.mark.parametrize("tier", list(Tier))
def test_role_lines_use_the_paints_of_the_ladder_and_no_others(tier: Tier) -> None:
    for area in made(tier).areas:
        rungs = area.ladder
        known = {
            p.id
            for p in (rungs.shade.paint, rungs.base.paint, rungs.layer.paint, rungs.highlight.paint, area.wash)
            if p
        }
        lines = role_steps(area, tier)
        used = {p.id for r in lines for p in (r.paint, r.instead) if p}
        assert used == known
        assert all(r.note for r in lines)
        assert all(r.technique in TECHNIQUES for r in lines)
        names = [r.step for r in lines]
        assert len(names) == len(set(names))
        assert names[0] == "Base" or names[:2] == ["Shade", "Base"]
        assert "Highlight" not in names or names[-1] == "Highlight"


def test_one_coat_of_contrast_needs_no_shade_and_no_layer() -> None:
    scheme = made(Tier.FAST)
    coated = [a for a in scheme.areas if is_one_coat(a)]
    assert coated
    for area in coated:
        assert {r.step for r in role_steps(area, Tier.FAST)} <= {"Base", "Highlight"}


def test_a_quick_recipe_shades_with_the_wash() -> None:
    scheme = made(Tier.FAST)
    for area in scheme.areas:
        if area.wash is not None:
            shade = next(r for r in role_steps(area, Tier.FAST) if r.step == "Shade")
            assert shade.paint == area.wash


def test_the_usual_recipe_leaves_the_choice_between_wash_and_shade_and_a_display_piece_takes_both() -> None:
    usual = role_steps(made(Tier.TABLETOP).area(Role.PRIMARY), Tier.TABLETOP)
    shade = next(r for r in usual if r.step == "Shade")
    assert shade.instead is not None
    display = role_steps(made(Tier.DISPLAY).area(Role.PRIMARY), Tier.DISPLAY)
    assert {"Wash", "Shade"} <= {r.step for r in display}
    assert all(r.instead is None for r in display)


@pytest.mark.parametrize("tier", list(Tier))
def test_contrast_paint_is_listed_only_where_an_area_is_painted_with_it(tier: Tier) -> None:
    """An engine that proposes it for a scheme of opaque paints does not bring it into the recipe."""
    scheme = made(tier, techniques=("contrast", "zenithal", "glazing"))
    assert ("contrast" in scheme.techniques) == any(is_one_coat(a) for a in scheme.areas)
    assert sum(k in scheme.techniques for k in ("priming", "zenithal", "slapchop")) == 1


def test_slapchop_says_so_in_the_undercoat() -> None:
    steps = model_steps(made(Tier.TABLETOP, style="slapchop"))
    assert "drybrush" in steps[0].how
    assert steps[1].verb != "Slapchop"


def test_what_the_mood_adds_stands_before_the_varnish_and_nothing_twice() -> None:
    steps = model_steps(made(Tier.TABLETOP, style="weathered"))
    verbs = [s.verb for s in steps]
    assert {"Sponge chipping", "Pigments and mud"} <= set(verbs)
    assert verbs.index("Pigments and mud") < verbs.index("Varnish")


@pytest.mark.parametrize("tier", list(Tier))
def test_pots_are_named_once_by_brand(tier: Tier) -> None:
    scheme = made(tier)
    needs = pots(scheme)
    ids = [p.id for b in needs.buy for p in b.paints]
    assert len(ids) == len(set(ids)) == needs.count
    assert len({b.brand for b in needs.buy}) == len(needs.buy)
    assert all(p.brand == b.brand for b in needs.buy for p in b.paints)
    assert needs.own == ()
    assert {scheme.primer.paint.id} <= set(ids)
    assert all(a.ladder.base.paint.id in ids for a in scheme.areas)
    alternatives = {r.instead.id for a in scheme.areas for r in role_steps(a, tier) if r.instead}
    needed = {r.paint.id for a in scheme.areas for r in role_steps(a, tier) if r.paint}
    assert not (alternatives - needed) & set(ids)


def test_owned_pots_need_not_be_bought_and_an_owned_alternative_will_do() -> None:
    scheme = made(Tier.TABLETOP)
    primary = scheme.area(Role.PRIMARY)
    line = next(r for r in role_steps(primary, Tier.TABLETOP) if r.instead)
    others = {r.paint.id for a in scheme.areas if a is not primary for r in role_steps(a, scheme.tier) if r.paint}
    needs = pots(scheme, {line.instead.id, primary.ladder.base.paint.id})
    own = {p.id for b in needs.own for p in b.paints}
    buy = {p.id for b in needs.buy for p in b.paints}
    assert {line.instead.id, primary.ladder.base.paint.id} <= own
    assert not own & buy
    assert line.paint.id not in buy - others


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(list(Tier)))
def test_old_and_odd_schemes_still_have_steps(which: int, tier: Tier) -> None:
    scheme = random_scheme(which).model_copy(update={"tier": tier, "techniques": ("", "unheard of", "nmm", "wash")})
    steps = model_steps(scheme)
    assert steps[0].verb == "Prime"
    assert "Non-metallic metal" in {s.verb for s in steps}
    for area in scheme.areas:
        assert role_steps(area, tier)
    pots(scheme)
