"""Whole schemes: real paints only, metals for metal, washes without a score, ladders that rise, brands kept."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.colour.convert import lab
from core.errors import UnknownWord
from core.generation.brief import Brief
from core.generation.proposal import Proposal, ProposedColour
from core.generation.vocabulary import FACTIONS, MOODS, STYLES
from core.paints import Catalogue
from core.paints.brands import BRANDS
from core.paints.paint import PaintKind
from core.paintschemes.build import ORDER, build_scheme
from core.paintschemes.difficulty import difficulty
from core.paintschemes.metal_ladder import class_lightness
from core.paintschemes.scheme import Closeness, PaintRef, Paintscheme, Role, Tier
from core.paintschemes.shares import shares
from core.paintschemes.subjects import covers, surface
from core.paintschemes.techniques import HARDEST, TECHNIQUES, finishes, in_order, known
from core.paintschemes.washes import wanted

NATURAL_METALS = ("#C4954A", "#8E979F", "#A9854C", "#B86B45", "#5A6169", "#C2C8CC", "#8A6A3E")
STEPS = ("shade", "base", "layer", "highlight")


def proposal(colours: dict[Role, str], **more: object) -> Proposal:
    fields: dict[str, object] = {
        "title": "Test",
        "mood_line": "",
        "confidence": 0.5,
        "engine": "t",
        "engine_version": "1",
    }
    return Proposal(
        colours=tuple(ProposedColour(role=role, hex=hex_) for role, hex_ in colours.items()), **{**fields, **more}
    )


def random_case(rng: random.Random) -> tuple[Brief, Proposal]:
    roles = [Role.PRIMARY, *rng.sample([r for r in ORDER if r is not Role.PRIMARY], rng.randint(2, 7))]
    colours = {r: f"#{rng.randrange(2**24):06X}" for r in roles}
    if Role.METAL in colours and rng.random() < 0.7:
        colours[Role.METAL] = rng.choice(NATURAL_METALS)
    brands = tuple(rng.sample(BRANDS, rng.choice((0, 0, 1, 1, 2, 3))))
    brief = Brief(text="x", brands=brands, tier=rng.choice(list(Tier)), seed=rng.randrange(1000))
    archetype = rng.choice(["", *FACTIONS])
    return brief, proposal(
        colours,
        archetype=archetype,
        mood=rng.choice(["", *MOODS]),
        style=rng.choice(["", *STYLES]),
        techniques=tuple(rng.sample(["osl", "drybrush", "nonsense", "Edge highlighting", "nmm"], 2)),
    )


def paints_of(scheme: Paintscheme) -> list[PaintRef]:
    found = [c.paint for a in scheme.areas for c in a.choices]
    found += [p for a in scheme.areas for s in STEPS if (p := getattr(a.ladder, s).paint) is not None]
    found += [a.wash for a in scheme.areas if a.wash is not None]
    return found + [a.paint for a in (scheme.primer, scheme.wash, scheme.ground) if a.paint is not None]


def check_scheme(brief: Brief, scheme: Paintscheme) -> None:
    catalogue = Catalogue.load()
    for ref in paints_of(scheme):  # no unknown paint, and every snapshot is true
        paint = catalogue.paint(ref.id)
        assert (ref.brand, ref.range, ref.name, ref.code, ref.hex, ref.kind) == (
            *(paint.brand, paint.range, paint.name, paint.code, paint.hex, paint.kind.value),
        )
    assert sum(a.share for a in scheme.areas) == 100
    assert scheme.primer.paint is not None
    assert catalogue.paint(scheme.primer.paint.id).kind is PaintKind.PRIMER
    assert scheme.ground.paint is not None
    assert catalogue.paint(scheme.ground.paint.id).kind is PaintKind.TEXTURE
    assert set(scheme.techniques) <= set(TECHNIQUES)
    assert max(TECHNIQUES[t].difficulty for t in scheme.techniques) <= HARDEST[brief.tier]
    assert 15 <= scheme.minutes[0] < scheme.minutes[1] <= 300
    for area in scheme.areas:
        rungs = [getattr(area.ladder, s) for s in STEPS]
        used = [catalogue.paint(r.paint.id) for r in rungs if r.paint is not None]
        assert area.ladder.base.paint is not None
        assert area.choices[0].paint == area.ladder.base.paint
        assert area.choices[0].closeness is area.closeness
        assert len({c.paint.id for c in area.choices}) == len(area.choices)
        count: dict[str, int] = {}
        for choice in area.choices:
            count[choice.paint.brand] = count.get(choice.paint.brand, 0) + 1
        assert max(count.values()) <= 3
        assert len({p.brand for p in used}) == 1
        if area.role is Role.METAL:
            assert all(p.kind is PaintKind.METALLIC for p in used)
            assert all(c.paint.kind == "metallic" for c in area.choices)
            assert {c.closeness for c in area.choices} == {Closeness.BY_METAL_TYPE}
            stars = [class_lightness(p) for p in used]
        else:
            base = catalogue.paint(area.ladder.base.paint.id)
            assert all(p.kind in {PaintKind.OPAQUE, PaintKind.CONTRAST} for p in used)
            assert all(p.kind is PaintKind.OPAQUE for p in used if p is not base)
            assert all(p.comparable for p in used)
            assert Closeness.BY_METAL_TYPE not in {c.closeness for c in area.choices}
            stars = lab([p.hex for p in used])[:, 0].tolist()
        assert all(a < b for a, b in pairwise(stars)), (area.role, [p.name for p in used])
        if area.wash is not None:
            assert catalogue.paint(area.wash.id).kind is PaintKind.WASH
            assert not hasattr(area.wash, "closeness")
        if brief.brands and not area.ladder.base.note:
            assert {c.paint.brand for c in area.choices} <= set(brief.brands)
            assert {p.brand for p in used} <= set(brief.brands)
        if area.ladder.base.note:
            assert brief.brands
            assert not {p.brand for p in used} & set(brief.brands)


def test_random_schemes_keep_every_promise(seed):
    rng = random.Random(seed)
    catalogue = Catalogue.load()
    for _ in range(90):
        brief, proposed = random_case(rng)
        check_scheme(brief, build_scheme(brief, proposed, catalogue))


@pytest.mark.soak
def test_very_many_random_schemes_keep_every_promise(seed):
    rng = random.Random(seed)
    catalogue = Catalogue.load()
    for _ in range(10_000):
        brief, proposed = random_case(rng)
        check_scheme(brief, build_scheme(brief, proposed, catalogue))


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize("tier", list(Tier))
def test_every_brand_can_paint_a_scheme(brand, tier):
    colours = dict(
        zip(
            (Role.PRIMARY, Role.SECONDARY, Role.ACCENT, Role.METAL, Role.LEATHER, Role.GROUND),
            ("#1B3A86", "#E8E4D8", "#B01E22", "#C4954A", "#4A2C1B", "#8A7B5E"),
            strict=True,
        )
    )
    brief = Brief(text="x", brands=(brand,), tier=tier)
    scheme = build_scheme(brief, proposal(colours), Catalogue.load())
    check_scheme(brief, scheme)
    assert scheme.brands == (brand,)


def test_a_brand_without_opaque_paints_says_that_others_are_used():
    colours = {Role.PRIMARY: "#1B3A86", Role.SECONDARY: "#E8E4D8", Role.METAL: "#C4954A"}
    scheme = build_scheme(Brief(text="x", brands=("Turbo Dork",)), proposal(colours), Catalogue.load())
    primary, metal = scheme.area(Role.PRIMARY), scheme.area(Role.METAL)
    assert primary is not None
    assert primary.ladder.base.note
    assert metal is not None
    assert metal.ladder.base.paint is not None
    assert metal.ladder.base.paint.brand == "Turbo Dork"
    assert not metal.ladder.base.note


def test_brands_are_taken_as_people_write_them_and_unknown_ones_refused():
    colours = {Role.PRIMARY: "#1B3A86", Role.SECONDARY: "#E8E4D8", Role.ACCENT: "#B01E22"}
    scheme = build_scheme(Brief(text="x", brands=("vmc",)), proposal(colours), Catalogue.load())
    assert scheme.brands == ("Vallejo Model Color",)
    assert {c.paint.range for a in scheme.areas for c in a.choices} == {"Model Color"}
    with pytest.raises(UnknownWord):
        build_scheme(Brief(text="x", brands=("Valejo",)), proposal(colours), Catalogue.load())


def test_the_same_request_gives_the_same_scheme(seed):
    rng = random.Random(seed)
    for _ in range(10):
        brief, proposed = random_case(rng)
        fresh = Catalogue(Catalogue.load().paints)
        assert build_scheme(brief, proposed, fresh) == build_scheme(brief, proposed, Catalogue.load())


def test_a_quick_recipe_is_quicker_and_easier_than_a_display_piece():
    colours = {Role.PRIMARY: "#1B3A86", Role.SECONDARY: "#8A4A22", Role.ACCENT: "#B01E22", Role.METAL: "#8E979F"}
    fast, usual, display = (
        build_scheme(Brief(text="x", tier=tier), proposal(colours, archetype="paladin order"), Catalogue.load())
        for tier in (Tier.FAST, Tier.TABLETOP, Tier.DISPLAY)
    )
    assert fast.minutes < usual.minutes < display.minutes
    assert fast.difficulty < usual.difficulty < display.difficulty
    assert fast.area(Role.PRIMARY).ladder.base.paint.kind == "contrast"
    assert "contrast" in fast.techniques
    assert usual.area(Role.PRIMARY).ladder.base.paint.kind == "opaque"


def test_the_engines_own_words_stay_and_missing_ones_are_found():
    proposed = Proposal(
        title="T",
        mood_line="",
        archetype="spectral host",
        confidence=1,
        engine="t",
        engine_version="1",
        colours=(
            ProposedColour(role=Role.PRIMARY, hex="#9FD0C8", name="Drowned mint", covers="Sails"),
            ProposedColour(role=Role.SECONDARY, hex="#26424F"),
            ProposedColour(role=Role.ACCENT, hex="#E8D98A"),
        ),
    )
    first, second, _ = build_scheme(Brief(text="x"), proposed, Catalogue.load()).areas
    assert (first.name, first.covers) == ("Drowned mint", "Sails")
    assert second.name
    assert second.covers == "Hoods, chains, shadow"


@given(st.sets(st.sampled_from(ORDER), min_size=3, max_size=8))
def test_shares_are_whole_percents_of_the_model(roles):
    ordered = [r for r in ORDER if r in roles]
    parts = dict(zip(ordered, shares(ordered), strict=True))
    assert sum(parts.values()) == 100
    assert min(parts.values()) >= 1
    if {Role.PRIMARY, Role.SECONDARY} <= roles:
        assert parts[Role.PRIMARY] > parts[Role.SECONDARY]


def test_three_colours_are_sixty_thirty_ten():
    assert shares((Role.PRIMARY, Role.SECONDARY, Role.ACCENT)) == (60, 30, 10)
    assert shares((Role.PRIMARY, Role.SECONDARY, Role.ACCENT, Role.METAL, Role.LEATHER, Role.GROUND)) == (
        46,
        23,
        7,
        9,
        7,
        8,
    )


@pytest.mark.parametrize(
    ("hex_", "role", "tint"),
    [
        ("#B01E22", Role.PRIMARY, "crimson"),
        ("#E2B33A", Role.PRIMARY, "sepia"),
        ("#D2C8A6", Role.PRIMARY, "sepia"),
        ("#5A3C28", Role.LEATHER, "earth"),
        ("#1B4D30", Role.PRIMARY, "green"),
        ("#1B3A86", Role.PRIMARY, "blue"),
        ("#7A3FA0", Role.SECONDARY, "violet"),
        ("#8C8C84", Role.SECONDARY, "dark"),
        ("#E2AD8C", Role.SKIN, "flesh"),
        ("#8E979F", Role.METAL, "dark"),
        ("#C4954A", Role.METAL, "sepia"),
    ],
)
def test_the_wash_goes_by_family(hex_, role, tint):
    assert wanted(hex_, role)[0] == tint


def test_snow_is_not_washed_black():
    assert wanted("#F2F5F6", Role.GROUND)[0] == "blue"
    assert "dark" not in wanted("#F2F5F6", Role.SECONDARY)


@pytest.mark.parametrize(("primary", "tier"), [("#16181A", Tier.TABLETOP), ("#2F66B5", Tier.FAST)])
def test_the_wash_advice_says_why_the_primary_has_none(primary, tier):
    colours = {Role.PRIMARY: primary, Role.SECONDARY: "#D8C08A", Role.METAL: "#8E979F"}
    scheme = build_scheme(Brief(text="x", tier=tier, brands=("Citadel",)), proposal(colours), Catalogue.load())
    assert scheme.area(Role.PRIMARY).wash is None
    assert scheme.wash.paint.name == "Nuln Oil"
    assert ("Contrast" in scheme.wash.text) is (tier is Tier.FAST)


def test_black_is_not_washed():
    assert wanted("#16181A", Role.PRIMARY) == ()


def test_techniques_are_named_in_the_order_they_are_done():
    assert in_order(["varnish", "base_coat", "priming", "base_coat"]) == ("priming", "base_coat", "varnish")
    assert known("Edge highlighting") == "edge_highlight"
    assert known("juggling") == ""
    assert finishes("martial, drab", Tier.FAST) == ("stippling",)
    assert "osl" not in finishes("eldritch", Tier.TABLETOP)
    assert finishes("eldritch", Tier.DISPLAY)[0] == "osl"


def test_difficulty_follows_the_rules():
    colours = {Role.PRIMARY: "#2B3F8A", Role.SECONDARY: "#8A4A22", Role.ACCENT: "#B01E22"}
    areas = build_scheme(Brief(text="x"), proposal(colours), Catalogue.load()).areas
    assert difficulty(["base_coat"], areas, 3) == 1
    assert difficulty(["base_coat", "edge_highlight"], areas, 3) == 3
    assert difficulty(["edge_highlight"], areas, 20) == 4
    yellow = build_scheme(Brief(text="x"), proposal({**colours, Role.PRIMARY: "#F0C020"}), Catalogue.load()).areas
    assert difficulty(["edge_highlight"], yellow, 3) == 4
    assert difficulty(["nmm"], yellow, 30) == 5


def test_what_a_colour_covers_decides_how_light_goes_on():
    assert covers(Role.PRIMARY, "paladin order") == "Plate armour"
    assert covers(Role.PRIMARY, "") == "Armour or robes"
    assert surface(Role.PRIMARY, "spectral host", "") == "cloth"
    assert surface(Role.PRIMARY, "spectral host", "Plate armour") == "plate"
    assert surface(Role.GROUND, "", "") == "ground"
