"""The finished pictures: valid, repeatable, small, and in the colours they promise."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bot.swatches import areas as fields_of
from bot.swatches import typeface
from bot.swatches.alt import LONGEST, alt_text
from bot.swatches.draw import palette_for
from bot.swatches.figures import CLASSES, FIGURES, LEVELS, ROLES, SIZES
from bot.swatches.figures.choose import figure_for, ladders_for
from bot.swatches.figures.light import lights
from bot.swatches.layout import measure
from bot.swatches.miniature import _prepared, paint
from bot.swatches.palette import MOST, Palette
from bot.swatches.sheet import draw_preview, draw_sheet
from core.colour.convert import lab, rgb8
from core.generation.vocabulary import FACTIONS
from core.paintschemes.scheme import Role
from tests.fakes import schemes as finished
from tests.fakes.random_schemes import random_scheme

NAMES = sorted(finished.ALL)


def open_png(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_is_a_small_png_of_few_colours(name: str) -> None:
    scheme = finished.ALL[name]()
    data = draw_sheet(scheme, translate=str, number="WP-7Q2K")
    image = open_png(data)
    page = measure(scheme, str)
    assert (image.format, image.mode) == ("PNG", "P")
    assert image.size == (page.width, page.height)
    assert len(data) <= 130_000
    assert len(draw_sheet(scheme, translate=str, miniature=False)) <= 90_000


@pytest.mark.parametrize("name", sorted(finished.FINISHED))
def test_six_colours_without_a_miniature_stay_under_eighty_kilobytes(name: str) -> None:
    assert len(draw_sheet(finished.ALL[name](), translate=str, miniature=False)) <= 80_000


def test_the_same_scheme_gives_the_same_bytes() -> None:
    first = draw_sheet(finished.plague(), translate=str)
    typeface.set_line.cache_clear()
    typeface._glyphs.clear()
    draw_sheet(finished.orcs(), translate=str)  # other glyphs first, in another order
    assert draw_sheet(finished.plague(), translate=str) == first


@pytest.mark.parametrize("name", NAMES)
def test_fields_tabs_and_chips_have_exactly_their_colours(name: str) -> None:
    scheme = finished.ALL[name]()
    pixels = np.asarray(open_png(draw_sheet(scheme, translate=str)).convert("RGB"))
    boxes = fields_of.fields(scheme.areas)
    tabs = [r.box for r in measure(scheme, str).rects if r.box.x == 0 and r.box.w == 18]
    for index, area in enumerate(scheme.areas):
        box, want = boxes[index], rgb8((area.hex,))[0].tolist()
        assert pixels[box.y + 3, box.right - 4].tolist() == want
        assert pixels[tabs[index].y + 3, 8].tolist() == want
        ladder = area.ladder
        for x, step in ((240, ladder.shade), (424, ladder.base), (808, ladder.layer), (994, ladder.highlight)):
            if step.paint:
                assert pixels[tabs[index].y + 10, x].tolist() == rgb8((step.paint.hex,))[0].tolist()


def test_gaps_between_fields_are_four_pixels_of_paper() -> None:
    pixels = np.asarray(open_png(draw_sheet(finished.orcs(), translate=str)).convert("RGB"))
    paper = (pixels == (0xF5, 0xF5, 0xF2)).all(axis=2)
    down = np.flatnonzero(paper[:704, 5])
    assert len(down) == 8
    assert np.flatnonzero(paper[4, :810]).tolist() == [798, 799, 800, 801]


@pytest.mark.parametrize("seed_", range(12))
def test_any_scheme_can_be_drawn(seed_: int) -> None:
    scheme = random_scheme(seed_)
    page = measure(scheme, str)
    assert len(palette_for(page)) <= MOST
    image = open_png(draw_sheet(scheme, translate=str))
    assert image.size == (1200, page.height)
    open_png(draw_preview(scheme))


def test_the_largest_scheme_leaves_numbers_for_the_figures() -> None:
    assert len(palette_for(measure(finished.eight(), str))) <= MOST - 96


def test_a_palette_gives_new_numbers_where_they_matter_and_the_nearest_elsewhere() -> None:
    palette = Palette()
    palette.number("#FF0000")
    wanted = rgb8(("#FE0000", "#00FF00", "#0000FF", "#0000F8"))
    numbers = palette.place(wanted, np.array([5, 900, 800, 10]), keep=MOST - 3)
    assert numbers[0] == 0  # near enough to share
    assert len(set(numbers[1:3].tolist())) == 2
    assert numbers[3] == numbers[2]
    assert len(palette) == 3
    for shade in range(MOST - len(palette)):
        palette.number(f"#{shade:06X}")
    with pytest.raises(ValueError, match="256"):
        palette.number("#123456")


# --- figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("size", SIZES)
def test_prepared_figures_fit_their_boxes(figure: str, size: str) -> None:
    numbers, mix, counts = _prepared(figure, size)  # type: ignore[arg-type]
    wanted = SIZES[size]
    assert numbers.shape == (wanted.height, wanted.width)
    assert mix.shape[1] == CLASSES
    assert len(mix) <= wanted.mixtures + 2
    np.testing.assert_allclose(mix.sum(axis=1)[counts > 0], 1, atol=1e-3)
    assert counts.sum() == numbers.size
    assert 0.2 < (numbers > 1).mean() < 0.9


def test_lights_rise_from_line_to_edge_in_every_role() -> None:
    scheme = finished.eight()
    colours = lights(ladders_for(scheme, "knight"), "#B9BEC0", "#A5ABAE")
    hexes = [f"#{r:02X}{g:02X}{b:02X}" for r, g, b in colours.astype(int).tolist()]
    for number, role in enumerate(ROLES):
        steps = lab(hexes[number * len(LEVELS) : (number + 1) * len(LEVELS)])[:, 0]
        assert (np.diff(steps) > 0).all(), (role, steps)


def test_the_figure_wears_the_ladder_of_the_scheme() -> None:
    scheme = finished.paladin()
    painted = paint(scheme, "alone", "knight")
    want = rgb8([getattr(scheme.areas[0].ladder, s).target for s in ("shade", "base", "layer")]).astype(int)
    shown = painted.rgb[painted.counts > 200].astype(int)
    for colour in want:
        assert np.abs(shown - colour).sum(axis=1).min() <= 12


def test_every_archetype_has_a_figure_and_each_figure_stands_for_some() -> None:
    scheme = finished.paladin()
    chosen = {figure_for(scheme.model_copy(update={"archetype": key})) for key in FACTIONS}
    assert chosen == set(FIGURES)
    assert figure_for(scheme.model_copy(update={"archetype": "", "mood": "mechanical"})) == "machine"
    assert figure_for(scheme.model_copy(update={"archetype": "", "mood": ""})) == "knight"


def test_roles_a_scheme_lacks_fall_back() -> None:
    scheme = finished.three()
    ladders = ladders_for(scheme, "knight")
    assert set(ladders) == set(Role)
    assert ladders[Role.LEATHER] == ladders[Role.PRIMARY]
    assert ladders[Role.METAL] == ladders[Role.SECONDARY]
    assert ladders[Role.ACCENT2] == ladders[Role.ACCENT]
    assert ladders[Role.GROUND] != ladders[Role.PRIMARY]


def test_a_preview_stands_over_a_band_of_the_scheme() -> None:
    scheme = finished.orcs()
    image = open_png(draw_preview(scheme, figure="beast"))
    pixels = np.asarray(image.convert("RGB"))
    band = pixels[-20]
    assert band[5].tolist() == rgb8((scheme.areas[0].hex,))[0].tolist()
    assert band[-5].tolist() == rgb8((scheme.areas[-1].hex,))[0].tolist()
    assert draw_preview(scheme) == draw_preview(scheme, figure="beast")
    assert draw_preview(scheme, figure="machine") != draw_preview(scheme)


# --- in words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_alt_text_says_names_shares_paints_and_how_close(name: str) -> None:
    scheme = finished.ALL[name]()
    said = alt_text(scheme, translate=str)
    assert len(said) <= LONGEST
    assert scheme.title in said
    for area, share in zip(scheme.areas, fields_of.shares(scheme.areas), strict=True):
        assert area.name in said
        assert f"{share}%" in said
        assert area.ladder.base.paint is None or area.ladder.base.paint.name in said
    assert "#" not in said


@pytest.mark.parametrize("seed_", range(60))
def test_alt_text_of_anything_is_one_short_line(seed_: int) -> None:
    said = alt_text(random_scheme(seed_), translate=str)
    assert 0 < len(said) <= LONGEST
    assert said.isprintable()


def test_alt_text_is_translated() -> None:
    said = alt_text(finished.three(), translate=lambda text: {"close": "nah"}.get(text, text))
    assert ", nah." in said
