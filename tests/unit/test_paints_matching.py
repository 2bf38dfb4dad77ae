"""Which paint comes close: the same answers as ColorAide, kinds apart, honest words."""

import random

import numpy as np
import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from core.colour.convert import lab
from core.paints import Catalogue
from core.paints.brands import BRANDS
from core.paints.matching import CLOSE, VERY_CLOSE, closeness, nearest_to
from core.paints.metals import sort_colour
from core.paints.paint import MetalFamily, PaintKind
from core.paintschemes.scheme import Closeness

hexes = st.integers(0, 2**24 - 1).map(lambda n: f"#{n:06X}")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


def test_the_nearest_paint_is_the_one_coloraide_finds(catalogue, seed):
    rng = random.Random(seed)
    sample = sorted(rng.sample(range(len(catalogue)), 400))
    peers = [Color(catalogue.paints[i].hex).convert("lab-d65") for i in sample]
    targets = [f"#{rng.randrange(2**24):06X}" for _ in range(8)]
    ours = catalogue.nearest(targets, count=3, within=np.array(sample))
    for target, found in zip(targets, ours, strict=True):
        theirs = sorted(Color(target).delta_e(p, method="2000", space="lab-d65") for p in peers)[:3]
        assert [d for _, d in found] == pytest.approx(theirs, abs=1e-9), target


@given(st.lists(hexes, min_size=1, max_size=4), st.integers(1, 12))
def test_leaving_out_what_cannot_be_nearer_loses_nothing(targets, count):
    from core.colour.difference import ciede2000

    catalogue = Catalogue.load()
    points = catalogue.lab[::17]
    where, how_far = nearest_to(lab(targets), points, count)
    everything = np.sort(ciede2000(lab(targets)[:, None], points[None]), axis=1)[:, :count]
    assert how_far == pytest.approx(everything, abs=1e-9)
    assert where.shape == (len(targets), count)


def test_more_paints_than_there_are_is_all_of_them(catalogue):
    found = catalogue.nearest(["#102030"], count=99, within=np.array([5, 9, 700]))
    assert len(found[0]) == 3


@given(hexes, st.sampled_from([PaintKind.OPAQUE, PaintKind.CONTRAST, PaintKind.INK, PaintKind.METALLIC]))
def test_kinds_are_never_mixed(hex_, kind):
    matches = Catalogue.load().closest(hex_, kind=kind, limit=8)
    assert matches
    assert all(m.paint.kind is kind for m in matches)
    assert [m.cost for m in matches] == sorted(m.cost for m in matches)
    if kind is PaintKind.METALLIC:
        assert {m.closeness for m in matches} == {Closeness.BY_METAL_TYPE}


@pytest.mark.parametrize("kind", [PaintKind.WASH, PaintKind.TEXTURE, PaintKind.VARNISH, PaintKind.COLOUR_SHIFT])
def test_what_is_not_matched_by_colour_is_refused(catalogue, kind):
    with pytest.raises(ValueError, match="not matched by colour"):
        catalogue.closest("#336699", kind=kind)


@pytest.mark.parametrize("brand", BRANDS)
def test_a_brand_filter_is_kept(catalogue, brand):
    for kind in (PaintKind.OPAQUE, PaintKind.METALLIC, PaintKind.CONTRAST):
        assert all(m.paint.brand == brand for m in catalogue.closest("#7A3B22", kind=kind, brands=(brand,)))


def test_golds_are_matched_with_golds_whatever_their_photographs_show(catalogue):
    for hex_ in ("#C4954A", "#B98A4A", "#D3A64C"):
        assert sort_colour(hex_)[0] is MetalFamily.GOLD
        matches = catalogue.closest(
            hex_, kind=PaintKind.METALLIC, brands=("Citadel", "Vallejo", "Army Painter"), limit=5
        )
        assert {m.paint.metal for m in matches} <= {MetalFamily.GOLD, MetalFamily.BRASS}
    assert not any(
        m.paint.metal in {MetalFamily.GOLD, MetalFamily.COPPER}
        for m in catalogue.closest("#8E979F", kind=PaintKind.METALLIC, limit=40)
    )


def test_the_words_are_honest(catalogue):
    sure = next(p for p in catalogue.paints if p.kind is PaintKind.OPAQUE and p.spread < 2)
    unsure = next(p for p in catalogue.paints if p.kind is PaintKind.OPAQUE and p.spread > 12)
    contrast = next(p for p in catalogue.paints if p.kind is PaintKind.CONTRAST)
    assert closeness(sure, VERY_CLOSE) is Closeness.VERY_CLOSE
    assert closeness(sure, VERY_CLOSE + 0.1) is Closeness.CLOSE
    assert closeness(sure, CLOSE + 0.1) is Closeness.SIMILAR
    assert closeness(unsure, 0.0) is Closeness.CLOSE
    assert closeness(contrast, 0.0) is Closeness.CLOSE


@pytest.mark.parametrize(
    ("name", "brand", "expected"),
    [
        ("Mephiston Red", "Two Thin Coats", "Sanguine Scarlet"),
        ("Abaddon Black", "Army Painter", "Matt Black"),
        ("Leadbelcher", "Vallejo", "Gunmetal"),
        ("Agrax Earthshade", "Army Painter", "Strong Tone"),
        ("Nuln Oil", "Vallejo", "Black Wash"),
        ("Retributor Armour", "Army Painter", "Greedy Gold"),
    ],
)
def test_conversions_that_painters_know(catalogue, name, brand, expected):
    paint = next(p for p in catalogue.paints if p.brand == "Citadel" and p.name == name)
    assert expected in {m.paint.name for m in catalogue.convert(paint, brand)}


def test_a_conversion_keeps_the_kind(catalogue, seed):
    rng = random.Random(seed)
    for paint in rng.sample(catalogue.paints, 60):
        for match in catalogue.convert(paint, "Vallejo"):
            assert match.paint.kind is paint.kind
            assert match.paint.brand == "Vallejo"
