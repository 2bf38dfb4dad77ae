"""The recipe's measures and pictures: nothing touches, nothing is lost, and it says what the first page says."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.swatches.alt import LONGEST
from bot.swatches.draw import palette_for
from bot.swatches.layout import measure
from bot.swatches.palette import MOST
from bot.swatches.recipe import draw_recipe, measure_recipe
from bot.swatches.recipe_alt import miniature_text, recipe_text
from core.paintschemes.pots import pots
from core.paintschemes.scheme import Paintscheme, Role, Tier
from core.paintschemes.steps import model_steps, role_steps
from tests.fakes import schemes as finished
from tests.fakes.random_schemes import random_scheme
from tests.unit.test_swatches_layout import check

some = settings(max_examples=30)
NAMES = sorted(finished.ALL)
TIERS = st.sampled_from(list(Tier))


def drawn(which: int, tier: Tier) -> Paintscheme:
    return random_scheme(which).model_copy(update={"tier": tier})


@some
@given(st.integers(0, 2**32), TIERS, st.sampled_from(["", "WP-7Q2K", "a very long number that nobody would give"]))
def test_nothing_touches_or_leaves_its_place(which: int, tier: Tier, number: str) -> None:
    check(measure_recipe(drawn(which, tier), str, number=number))


@some
@given(st.integers(0, 2**32), TIERS, st.integers(2, 4))
def test_a_wordier_language_still_fits(which: int, tier: Tier, times: int) -> None:
    check(measure_recipe(drawn(which, tier), lambda text: " ".join([text] * times)))


@pytest.mark.soak
@settings(max_examples=1000)
@given(st.integers(0, 2**32), TIERS, st.integers(1, 3))
def test_nothing_touches_in_many_recipes(which: int, tier: Tier, times: int) -> None:
    check(measure_recipe(drawn(which, tier), lambda text: " ".join([text] * times)))


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_is_a_small_png_of_few_colours(name: str) -> None:
    scheme = finished.ALL[name]()
    page = measure_recipe(scheme, str, number="WP-7Q2K")
    check(page)
    data = draw_recipe(scheme, translate=str, number="WP-7Q2K")
    image = Image.open(BytesIO(data))
    image.load()
    assert (image.format, image.mode, image.size) == ("PNG", "P", (1200, page.height))
    assert len(palette_for(page)) <= MOST
    assert len(data) <= 130_000
    assert draw_recipe(scheme, translate=str, number="WP-7Q2K") == data


def test_both_pages_name_the_same_paints_in_the_same_colours() -> None:
    for make in finished.ALL.values():
        scheme = make()
        second = measure_recipe(scheme, str)
        chips = {r.colour for r in second.rects if r.box.w in {60, 56}}  # 56 inside a hairline
        for area in scheme.areas:
            rungs = area.ladder
            wanted = [s.paint for s in (rungs.shade, rungs.base, rungs.layer, rungs.highlight) if s.paint]
            assert {p.hex for p in wanted} <= chips
        words = {line.text for line in second.lines}
        first = {line.text for line in measure(scheme, str).lines}
        closeness = {a.closeness.value for a in scheme.areas if a.ladder.base.paint}
        assert closeness <= words & first


def test_tabs_touch_and_columns_share_the_edges_of_the_first_page() -> None:
    page = measure_recipe(finished.paladin(), str)
    tabs = [r.box for r in page.rects if r.box.x == 0 and r.box.w == 18]
    assert len(tabs) == 6
    assert all(above.bottom == below.y for above, below in pairwise(tabs))
    starts = {line.x for line in page.lines if line.baseline > tabs[0].y}
    assert {30, 418, 802} <= starts
    assert max(r.box.right for r in page.rects if r.box.w == 22) == 1170


def test_what_is_owned_is_ticked_and_not_bought() -> None:
    scheme = finished.paladin()
    gold = scheme.area(Role.METAL).ladder.base.paint
    page = measure_recipe(scheme, str, owned={gold.id})
    check(page)
    heads = {line.text: line.baseline for line in page.lines if line.text in {"To buy", "You own"}}
    bought = [line for line in page.lines if heads["To buy"] < line.baseline < heads["You own"]]
    own = [line for line in page.lines if line.baseline > heads["You own"]]
    assert gold.name not in {line.text for line in bought}
    assert gold.name in {line.text for line in own}
    ticks = [r.box for r in page.rects if (r.box.w, r.box.h) == (10, 10)]
    assert len(ticks) == 1
    assert "You own" not in {line.text for line in measure_recipe(scheme, str).lines}


def test_everything_owned_leaves_nothing_to_buy() -> None:
    scheme = finished.paladin()
    everything = {p.id for b in pots(scheme).buy for p in b.paints}
    page = measure_recipe(scheme, str, owned=everything)
    check(page)
    assert "To buy" not in {line.text for line in page.lines}


def test_a_missing_paint_leaves_its_place_empty_with_a_dash_and_says_how_to_mix_it() -> None:
    page = measure_recipe(finished.spectral(), str)
    dashes = [line for line in page.lines if line.text == "–"]
    assert [line.x for line in dashes] == [418]  # the metal's highlight; its layer is missing too and not worth a line
    assert "Mix: a little silver in" in {line.text for line in page.lines}


def test_numbers_run_and_every_step_says_how() -> None:
    scheme = finished.orcs()
    page = measure_recipe(scheme, str)
    steps = model_steps(scheme)
    numbers = [line.text for line in page.lines if line.style.size == 44 and line.x == 418]
    assert numbers == [str(n) for n in range(1, len(steps) + 1)]
    said = " ".join(line.text for line in page.lines)
    assert all(step.how in said for step in steps)


def test_a_role_of_a_step_is_said_in_words_beside_its_colour() -> None:
    scheme = finished.paladin()
    page = measure_recipe(scheme, str)
    squares = {r.colour for r in page.rects if (r.box.w, r.box.h) == (22, 22) and r.box.y < 700}
    assert {a.hex for a in scheme.areas} <= squares
    words = {line.text for line in page.lines}
    assert words & {"Every part", "Primary, Secondary, Accent, Leather"}


def test_a_pale_band_keeps_its_edge() -> None:
    whole = finished.paladin()
    pale = whole.areas[0].model_copy(update={"hex": "#FFFFFF"})
    page = measure_recipe(whole.model_copy(update={"areas": (pale, *whole.areas[1:])}), str)
    check(page)
    assert page.rects[0].colour == "#BFC2C3"


def test_without_the_figure_the_page_is_as_high() -> None:
    scheme = finished.orcs()
    bare = measure_recipe(scheme, str, miniature=False)
    check(bare)
    assert not bare.miniatures
    assert bare.height == measure_recipe(scheme, str).height
    assert len(draw_recipe(scheme, translate=str, miniature=False)) < len(draw_recipe(scheme, translate=str)) - 15_000


def test_translations_are_used_and_an_empty_key_is_never_translated() -> None:
    def translate(text: str) -> str:
        assert text, "gettext answers an empty key with the header of the catalogue"
        return {"Highlight": "Licht", "Varnish": "Lack", "To buy": "Kaufen"}.get(text, text)

    words = {line.text for line in measure_recipe(finished.three(), translate).lines}
    assert {"Licht", "Lack", "Kaufen"} <= words
    assert "Lack" in recipe_text(finished.three(), translate=translate)
    assert miniature_text(finished.three(), translate=translate)


@some
@given(st.integers(0, 2**32), TIERS)
def test_the_words_for_a_recipe_are_one_short_line(which: int, tier: Tier) -> None:
    scheme = drawn(which, tier)
    for text in (recipe_text(scheme, translate=str), miniature_text(scheme, translate=str)):
        assert 0 < len(text) <= LONGEST
        assert text == " ".join(text.split())
        assert "\u202e" not in text


def test_the_words_for_a_recipe_name_every_step_and_base_paint() -> None:
    for make in finished.FINISHED.values():
        scheme = make()
        text = recipe_text(scheme, translate=str)
        assert all(step.verb in text for step in model_steps(scheme))
        assert all(a.ladder.base.paint.name in text for a in scheme.areas)


def test_paints_beside_another_are_two_chips_in_the_place_of_one() -> None:
    whole = finished.paladin()
    primary = whole.areas[0].model_copy(update={"wash": whole.wash.paint})
    scheme = whole.model_copy(update={"areas": (primary, *whole.areas[1:])})
    line = next(r for r in role_steps(primary, Tier.TABLETOP) if r.instead)
    page = measure_recipe(scheme, str)
    check(page)
    boxes = [r.box for r in page.rects if r.colour in {line.paint.hex, line.instead.hex} and r.box.w == 28]
    assert [b.x for b in boxes] == [30, 62]
    image = np.asarray(Image.open(BytesIO(draw_recipe(scheme, translate=str))).convert("RGB"))
    first = image[boxes[0].y + 5, boxes[0].x + 5]
    assert "#{:02X}{:02X}{:02X}".format(*first) == line.paint.hex
