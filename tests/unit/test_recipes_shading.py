"""How to shade and highlight one colour, or a paint one has."""

from __future__ import annotations

from itertools import pairwise

import pytest

from core.colour.convert import lab
from core.colour.families import FAMILIES, METAL_FAMILIES, SKIN_FAMILIES
from core.errors import BadInput, UnknownWord
from core.paints import Catalogue
from core.paints.paint import MetalFamily
from core.paintschemes.scheme import Closeness
from core.paintschemes.shading import RULES, shading


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


def test_every_family_has_a_rule_of_thumb():
    assert set(RULES) == set(FAMILIES) | {f.value for f in MetalFamily}
    assert not set(RULES) & set(SKIN_FAMILIES)
    assert set(METAL_FAMILIES) - set(RULES) == {"bright silver"}  # the catalogue calls it silver


@pytest.mark.parametrize(
    "hex_", ["#8A1C1C", "#1B3A86", "#EDBE3A", "#4E7A2E", "#6E1229", "#777777", "#D8C69E", "#84563A"]
)
def test_a_colour_gets_a_rising_ladder_of_one_brand(catalogue, hex_):
    answer = shading(hex_.lower(), catalogue)
    assert answer.hex == hex_
    assert answer.name
    assert answer.closeness in set(Closeness) - {Closeness.BY_METAL_TYPE}
    paints = [p for p in answer.paints if p is not None]
    assert len(paints) >= 3
    assert len({p.brand for p in paints}) == 1
    stars = lab([p.hex for p in paints])[:, 0]
    assert all(a < b for a, b in pairwise(stars))
    assert answer.wash is not None


@pytest.mark.parametrize(
    "text", ["Mephiston Red", "mephiston  red", "citadel mephiston red", "Citadel Base Mephiston Red"]
)
def test_a_paint_is_its_own_base(catalogue, text):
    answer = shading(text, catalogue)
    base = answer.paints[1]
    assert (base.brand, base.name) == ("Citadel", "Mephiston Red")
    assert answer.closeness is None
    assert {p.brand for p in answer.paints if p} == {"Citadel"}
    assert "orange" in answer.rule


def test_a_maker_s_number_is_understood(catalogue):
    assert shading("70.950", catalogue).paints[1].code == "70.950"


def test_another_brand_s_colour_is_painted_with_the_brand_asked_for(catalogue):
    answer = shading("Mephiston Red in Vallejo", catalogue)
    assert {p.brand for p in answer.paints if p} == {"Vallejo"}
    assert answer.closeness is not None


def test_metals_climb_by_metal(catalogue):
    answer = shading("Retributor Armour", catalogue)
    assert [p.kind for p in answer.paints if p] == ["metallic"] * 4
    assert answer.rule == RULES["gold"]
    worded = shading("gold in Citadel", catalogue)
    assert worded.paints[1].kind == "metallic"
    assert worded.closeness is Closeness.BY_METAL_TYPE


def test_words_name_colours_and_unknown_ones_are_not_guessed_at(catalogue):
    assert shading("dark teal", catalogue).rule == RULES["teal"]
    with pytest.raises(UnknownWord) as refused:
        shading("Mephistn Red", catalogue)
    assert "Citadel Mephiston Red" in refused.value.near
    with pytest.raises(UnknownWord):
        shading("asdfgh", catalogue)


@pytest.mark.parametrize("text", ["", "   ", "x" * 500, "Nuln Oil", "Astrogranite"])
def test_what_cannot_be_shaded_is_said_kindly(catalogue, text):
    with pytest.raises(BadInput) as refused:
        shading(text, catalogue)
    assert str(refused.value)


def test_nothing_is_darker_than_black_and_nothing_lighter_than_white(catalogue):
    assert shading("#000000", catalogue).paints[0] is None
    assert shading("#000", catalogue).wash is None
    assert shading("#FFFFFF", catalogue).paints[1] is not None
