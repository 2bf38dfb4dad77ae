"""Families, washes, ladders and names."""

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.colour.convert import lab, oklch
from core.colour.difference import difference
from core.colour.families import (
    FAMILIES,
    METAL_FAMILIES,
    SKIN_FAMILIES,
    WASHES,
    families,
    family,
    metal_family,
    wash_for,
)
from core.colour.ladders import ladder
from core.colour.names import name_colour, name_colours
from core.colour.vocabulary import COLOURED_METAL, METAL_WORDS, SKIN_WORDS, WORDS
from core.paints.catalogue import Catalogue
from core.paintschemes.scheme import Role
from core.wordlists import is_clean

HEXES = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")
ROLES = st.sampled_from(list(Role))

# Bases of the usual triads, with the step from base to highlight that a painter would mix.
TRIADS = {
    "red": ("#4A0D12", "#9A1115", "#C31E1E", "#E8562F"),
    "crimson": ("#2E0A17", "#6E1229", "#97213E", "#C9525F"),
    "orange": ("#7A2A0C", "#C4501A", "#E27422", "#F6A64A"),
    "yellow": ("#8A4B12", "#D39A1C", "#EDBE3A", "#FBE58A"),
    "olive": ("#2B3018", "#56602F", "#79834A", "#A9B078"),
    "green": ("#0D2A1E", "#1F5B38", "#3B8148", "#86B35A"),
    "teal": ("#06292F", "#0F5A60", "#2B8587", "#7FC0B4"),
    "blue": ("#0B1638", "#1B3A86", "#3560B0", "#7FA6D8"),
    "purple": ("#1F1038", "#4A2670", "#704497", "#A987C4"),
    "pink": ("#5E1A3C", "#A83A70", "#CB6594", "#EBA7BE"),
    "brown": ("#24140D", "#573420", "#84563A", "#B98A62"),
    "bone": ("#6B5233", "#BFA67A", "#D8C69E", "#F1E8CF"),
    "black": ("#08090B", "#1B1E22", "#3E464E", "#7C8A94"),
    "white": ("#8F98A3", "#C9CED3", "#E3E6E8", "#FBFBF8"),
    "grey": ("#2A2E33", "#5E656C", "#8B9299", "#BFC5C9"),
}
SKINS = {
    "skin light": ("#7A3B2C", "#C98A6B", "#E2AD8C", "#F6D3B8"),
    "skin tan": ("#4C2617", "#96603F", "#B88059", "#DCAB80"),
    "skin dark": ("#1F0F0B", "#54301F", "#79492F", "#A87550"),
    "skin green": ("#16280F", "#42692A", "#66903C", "#A5BF63"),
    "skin dead": ("#3B4048", "#8A9590", "#ADB5A8", "#D6DACB"),
}
METALS = {
    "steel": ("#1D2126", "#5A6169", "#8E979F", "#D3DADF"),
    "gold": ("#3E220E", "#94642A", "#C4954A", "#F0D79A"),
    "brass": ("#3A2412", "#7E5A2C", "#A9854C", "#DCC28A"),
    "copper": ("#31140C", "#8A4427", "#B86B45", "#E5A785"),
}


def test_the_base_and_layer_of_every_triad_are_in_its_family():
    for name, (_, base, layer, _) in TRIADS.items():
        assert family(base) == name
        assert family(layer) in {name, "grey"} if name == "black" else family(layer) == name
    for name, (_, base, _, _) in SKINS.items():
        assert family(base, Role.SKIN) == name
    for name, (_, _, layer, _) in METALS.items():
        assert metal_family(layer) == name


# Centroids of the XKCD colour survey (CC0).
@pytest.mark.parametrize(
    ("hex_", "expected"),
    [
        ("#E50000", "red"), ("#BE0119", "red"), ("#F97306", "orange"), ("#FFFF14", "yellow"), ("#15B01A", "green"),
        ("#029386", "teal"), ("#0343DF", "blue"), ("#7E1E9C", "purple"), ("#FF81C0", "pink"), ("#653700", "brown"),
        ("#000000", "black"), ("#FFFFFF", "white"), ("#929591", "grey"), ("#6E750E", "olive"), ("#01153E", "blue"),
        ("#06C2AC", "teal"), ("#C20078", "pink"), ("#363737", "grey"), ("#E6DAA6", "bone"), ("#FFFFCB", "bone"),
        ("#C79FEF", "purple"), ("#06470C", "green"), ("#95D0FC", "blue"), ("#FF796C", "pink"), ("#343837", "grey"),
    ],
)  # fmt: skip
def test_common_colours_are_in_the_drawer_people_expect(hex_: str, expected: str):
    assert family(hex_) == expected


@pytest.mark.parametrize(
    ("hex_", "expected"),
    [
        ("#C4954A", "gold"), ("#D3A64C", "gold"), ("#A9854C", "brass"), ("#B86B45", "copper"), ("#B87333", "bronze"),
        ("#7E6A48", "bronze"), ("#8E979F", "steel"), ("#B7BDC0", "bright silver"), ("#2E3236", "gunmetal"),
        ("#2A9A6C", "coloured"), ("#7A3FA0", "coloured"),
    ],
)  # fmt: skip
def test_metals_are_known_by_their_colour(hex_: str, expected: str):
    assert metal_family(hex_) == expected


@given(HEXES, ROLES)
def test_every_colour_has_a_family_with_a_wash(hex_: str, role: Role):
    assert family(hex_) in FAMILIES
    assert family(hex_, role) in (*FAMILIES, *SKIN_FAMILIES)
    assert metal_family(hex_) in METAL_FAMILIES
    assert wash_for(family(hex_, role)) in WASHES
    assert families([hex_], role) == (family(hex_, role),)


def test_washes_follow_the_painters_table():
    wanted = {"red": "crimson", "pink": "crimson", "yellow": "sepia", "bone": "sepia", "gold": "sepia",
              "green": "green", "blue": "blue", "teal": "blue", "purple": "violet", "grey": "dark",
              "black": "dark", "steel": "dark",
              "skin light": "flesh", "bronze": "earth"}  # fmt: skip
    assert {f: wash_for(f) for f in wanted} == wanted
    assert all(wash_for(m) in WASHES for m in METAL_FAMILIES)
    with pytest.raises(KeyError):
        wash_for("plaid")


@given(HEXES, ROLES)
def test_every_step_of_a_ladder_is_lighter(hex_: str, role: Role):
    steps = ladder(hex_, role)
    stars = lab(steps)[:, 0]
    assert all(b - a >= 1.5 for a, b in pairwise(stars)), (steps, stars)
    star = lab([hex_])[0, 0]
    if 7 <= star <= 89:
        assert steps[1] == hex_
    else:
        assert abs(stars[1] - min(max(star, 7), 89)) < 1


def test_ladders_come_close_to_triads_mixed_by_hand():
    roles = dict.fromkeys(TRIADS, Role.PRIMARY) | dict.fromkeys(SKINS, Role.SKIN) | dict.fromkeys(METALS, Role.METAL)
    off = []
    for name, steps in {**TRIADS, **SKINS, **METALS}.items():
        off += [difference(a, b) for a, b in zip(ladder(steps[1], roles[name]), steps, strict=True)]
    assert max(off) < 11
    assert sum(off) / len(off) < 3


def test_hues_turn_as_painters_turn_them():
    _, _, _, highlight = ladder("#9A1115", Role.PRIMARY)
    assert family(highlight) in {"red", "orange"}  # not pink
    for yellow in ("#D39A1C", "#FFFF14", "#F0D020", "#FFD012"):
        shade, _, _, _ = ladder(yellow, Role.PRIMARY)
        assert oklch([shade])[0, 2] < 95, shade  # towards brown, never green
    shade, base, _, top = ladder("#FFFFFF", Role.PRIMARY)
    assert base != "#FFFFFF"
    assert lab([top])[0, 0] > 97
    assert lab([shade])[0, 0] > 55
    shade, base, _, top = ladder("#000000", Role.PRIMARY)
    assert lab([shade])[0, 0] < lab([base])[0, 0] < 12
    assert 30 < lab([top])[0, 0] < 65


def test_each_word_of_the_vocabulary_names_its_own_colour():
    assert [name_colour(h).lower() for _, h in WORDS] == [w for w, _ in WORDS]
    assert [name_colour(h, Role.SKIN).lower() for _, h in SKIN_WORDS] == [w for w, _ in SKIN_WORDS]


@pytest.mark.parametrize(
    ("hex_", "role", "expected"),
    [
        ("#9FD0C8", Role.PRIMARY, "Mint teal"), ("#F2CF55", Role.ACCENT, "Candle yellow"),
        ("#7E5A2C", Role.METAL, "Rusted brass"), ("#94642A", Role.METAL, "Old gold"),
        ("#C0C4C8", Role.METAL, "Bright silver"), ("#2E3236", Role.METAL, "Dark gunmetal"),
        ("#57A898", Role.METAL, "Verdigris brass"),
    ],
)  # fmt: skip
def test_names_are_words_a_painter_would_use(hex_: str, role: Role, expected: str):
    assert name_colour(hex_, role) == expected


@given(st.lists(st.tuples(HEXES, ROLES), min_size=3, max_size=8))
def test_names_in_a_scheme_are_distinct_and_short(colours: list[tuple[str, Role]]):
    names = name_colours(colours)
    assert len({n.casefold() for n in names}) == len(colours)
    assert all(re.fullmatch(r"[A-Z][a-z-]*( [a-z-]+){0,3}", n) for n in names), names
    assert max(map(len, names)) <= 40


def test_even_eight_times_the_same_colour_gets_eight_names():
    for role in (Role.PRIMARY, Role.METAL, Role.SKIN):
        assert len(set(name_colours([("#808080", role)] * 8))) == 8
    assert name_colours([("#F2CF6B", Role.ACCENT)], taken=["candle yellow"]) != ["Candle yellow"]


def test_no_name_is_a_paint_or_belongs_to_somebody():
    rng = random.Random(11)
    names = {name_colour(f"#{rng.randrange(1 << 24):06X}", r) for r in (None, Role.SKIN) for _ in range(1500)}
    names |= {w.capitalize() for w, _ in (*WORDS, *SKIN_WORDS)}
    products = {re.sub(r"[\W_]+", " ", p.name).strip().casefold() for p in Catalogue.load().paints}
    assert len(products) > 3000
    assert not {n for n in names if re.sub(r"[\W_]+", " ", n).casefold() in products}
    names |= {n for steps in METAL_WORDS.values() for _, n in steps} | set(COLOURED_METAL.values())
    assert not {n for n in names if not is_clean(n)}
