"""Conversions, CIEDE2000, simulated vision and contrast against ColorAide and published data."""

import re

import numpy as np
import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from core.colour.contrast import contrast, ink_on, luminance
from core.colour.convert import from_oklch, gamut_map, hexes, lab, oklch, rgb8
from core.colour.difference import ciede2000, difference, pairwise
from core.colour.vision import DEFICIENCIES, MACHADO, greyscale, simulate

HEXES = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")

# G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes, Supplementary Test
# Data, and Mathematical Observations", Color Research and Application 30 (2005), table 1: L*1 a*1 b*1 L*2 a*2 b*2 dE00.
SHARMA = np.array(
    [
        [50.0, 2.6772, -79.7751, 50.0, 0.0, -82.7485, 2.0425],
        [50.0, 3.1571, -77.2803, 50.0, 0.0, -82.7485, 2.8615],
        [50.0, 2.8361, -74.0200, 50.0, 0.0, -82.7485, 3.4412],
        [50.0, -1.3802, -84.2814, 50.0, 0.0, -82.7485, 1.0000],
        [50.0, -1.1848, -84.8006, 50.0, 0.0, -82.7485, 1.0000],
        [50.0, -0.9009, -85.5211, 50.0, 0.0, -82.7485, 1.0000],
        [50.0, 0.0, 0.0, 50.0, -1.0, 2.0, 2.3669],
        [50.0, -1.0, 2.0, 50.0, 0.0, 0.0, 2.3669],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0009, 7.1792],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0010, 7.1792],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0011, 7.2195],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0012, 7.2195],
        [50.0, -0.0010, 2.4900, 50.0, 0.0009, -2.4900, 4.8045],
        [50.0, -0.0010, 2.4900, 50.0, 0.0010, -2.4900, 4.8045],
        [50.0, -0.0010, 2.4900, 50.0, 0.0011, -2.4900, 4.7461],
        [50.0, 2.5, 0.0, 50.0, 0.0, -2.5, 4.3065],
        [50.0, 2.5, 0.0, 73.0, 25.0, -18.0, 27.1492],
        [50.0, 2.5, 0.0, 61.0, -5.0, 29.0, 22.8977],
        [50.0, 2.5, 0.0, 56.0, -27.0, -3.0, 31.9030],
        [50.0, 2.5, 0.0, 58.0, 24.0, 15.0, 19.4535],
        [50.0, 2.5, 0.0, 50.0, 3.1736, 0.5854, 1.0000],
        [50.0, 2.5, 0.0, 50.0, 3.2972, 0.0, 1.0000],
        [50.0, 2.5, 0.0, 50.0, 1.8634, 0.5757, 1.0000],
        [50.0, 2.5, 0.0, 50.0, 3.2592, 0.3350, 1.0000],
        [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
        [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630],
        [61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731],
        [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
        [22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373],
        [36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
        [90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441],
        [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
        [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
        [2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082],
    ]
)


def test_ciede2000_gives_the_published_results_to_their_last_digit():
    got = ciede2000(SHARMA[:, :3], SHARMA[:, 3:6])
    assert np.array_equal(np.round(got, 4), SHARMA[:, 6])
    assert np.allclose(ciede2000(SHARMA[:, 3:6], SHARMA[:, :3]), got, atol=1e-12)


def test_ciede2000_agrees_with_coloraide_over_the_whole_space():
    rng = np.random.default_rng(20260)
    points = rng.uniform([0, -110, -110], [100, 110, 110], (400, 2, 3))
    points[:20, 0, 1:] = 0  # greys against colours
    points[20:30, :, 1:] = 0  # greys against greys
    points[30:40, 1, 1:] = -points[30:40, 0, 1:]  # exactly opposite hues
    ours = ciede2000(points[:, 0], points[:, 1])
    theirs = [
        Color("lab-d65", a).delta_e(Color("lab-d65", b), method="2000", space="lab-d65") for a, b in points.tolist()
    ]
    assert np.abs(ours - theirs).max() < 1e-9


def test_ciede2000_in_blocks_is_the_same_as_in_one():
    rng = np.random.default_rng(7)
    few, many = (rng.uniform([0, -50, -50], [100, 50, 50], shape) for shape in ((6, 1, 3), (1, 4000, 3)))
    whole = ciede2000(few, many)
    assert whole.shape == (6, 4000)
    assert np.array_equal(whole, np.stack([ciede2000(f, many[0]) for f in few]))


@given(st.lists(HEXES, min_size=1, max_size=20))
def test_conversions_agree_with_coloraide(colours: list[str]):
    ours, polar = lab(colours), oklch(colours)
    theirs = np.array([Color(c).convert("lab-d65").coords() for c in colours])
    assert np.abs(ours - theirs).max() < 1e-4
    for (lightness, chroma, hue), c in zip(polar.tolist(), colours, strict=True):
        other = Color(c).convert("oklch").coords(nans=False)
        assert abs(lightness - other[0]) < 1e-4
        assert abs(chroma - other[1]) < 1e-4
        if chroma > 0.002:
            assert abs((hue - other[2] + 180) % 360 - 180) < 0.5


@given(st.lists(HEXES, min_size=1, max_size=20))
def test_a_colour_survives_the_round_trip(colours: list[str]):
    assert hexes(lab(colours)) == tuple(colours)
    assert from_oklch(oklch(colours)) == tuple(colours)


def test_colours_beyond_srgb_keep_lightness_and_hue():
    wanted = np.array([[0.7, 0.4, hue] for hue in range(0, 360, 15)])
    got = oklch(from_oklch(wanted))
    assert np.abs(got[:, 0] - 0.7).max() < 0.006
    assert np.abs((got[:, 2] - wanted[:, 2] + 180) % 360 - 180).max() < 2
    assert gamut_map(np.array([1.4, 0.0, 0.0])).tolist() == [255, 255, 255]


@pytest.mark.parametrize("bad", ["red", "#12345", "#GGGGGG", ""])
def test_what_is_no_colour_is_refused(bad: str):
    with pytest.raises(ValueError):
        rgb8([bad])


def test_pairwise_is_a_distance():
    table = pairwise(["#000000", "#FFFFFF", "#9A1115", "#1B3A86"])
    assert np.allclose(table, table.T)
    assert not table.diagonal().any()
    assert table[0, 1] == pytest.approx(100)
    assert difference("#9A1115", "#1B3A86") == pytest.approx(table[2, 3])


@given(st.lists(HEXES, min_size=1, max_size=12), st.sampled_from(DEFICIENCIES))
def test_simulated_vision_agrees_with_coloraide(colours: list[str], deficiency: str):
    ours = simulate(colours, deficiency)
    theirs = [Color(c).filter(deficiency, method="machado").convert("srgb").clip().to_string(hex=True) for c in colours]
    assert np.abs(rgb8(ours).astype(int) - rgb8(theirs).astype(int)).max() <= 1


def test_greys_stay_grey_in_every_simulation():
    for deficiency in DEFICIENCIES:
        assert np.allclose(MACHADO[deficiency].sum(axis=1), 1, atol=1e-5)
        assert simulate(["#808080"], deficiency) == ("#808080",)


@given(HEXES)
def test_greyscale_keeps_lightness(colour: str):
    (grey,) = greyscale([colour])
    assert re.fullmatch(r"#(..)\1\1", grey)
    assert abs(lab([grey])[0, 0] - lab([colour])[0, 0]) < 0.3


@given(HEXES, HEXES)
def test_contrast_is_that_of_wcag(a: str, b: str):
    assert contrast(a, b) == pytest.approx(Color(a).contrast(b), rel=1e-3)
    assert contrast(a, b) == contrast(b, a)
    assert luminance("#FFFFFF") == pytest.approx(1)


def test_ink_is_legible_on_every_field():
    for colour in (
        f"#{r:02X}{g:02X}{b:02X}" for r in range(0, 256, 17) for g in range(0, 256, 17) for b in range(0, 256, 17)
    ):
        assert contrast(ink_on(colour), colour) >= 4.58
    assert ink_on("#F5F5F2") == "#15181B"
    assert ink_on("#1B3A86") == "#F5F5F2"
