"""Whole schemes as a painter would look at them: what an army is known by, straps of leather, truthful words."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from bot.swatches.figures.choose import figure_for
from bot.swatches.hero import fields
from bot.swatches.page import Page
from bot.swatches.setting import Words
from core.colour.convert import lab
from core.colour.families import family
from core.colour.ladders import ladder
from core.colour.names import name_colour
from core.colour.vocabulary import DARKER, DULLER, LIGHTER, RICHER, WORDS
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.generation.worker import compose
from core.paints.catalogue import Catalogue
from core.paints.paint import Paint
from core.paintschemes.advice import ground_tint
from core.paintschemes.pots import pots
from core.paintschemes.recipe import Bench, Wanted
from core.paintschemes.scheme import Paintscheme, Role, Tier
from core.paintschemes.steps import model_steps
from core.paintschemes.subjects import covers
from core.paintschemes.washes import wanted

ENGINE = EmbeddedEngine()


def painted(text: str, **more: object) -> Paintscheme:
    brief = Brief(text=text, **more)
    return compose(brief, ENGINE.propose_now(brief), Catalogue.load())[1]


def hex_of(scheme: Paintscheme, role: Role) -> str:
    area = scheme.area(role)
    assert area is not None
    return area.hex


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("orks", {"green", "olive"}),
        ("necrons", {"grey", "black"}),
        ("khorne berserkers", {"red", "crimson"}),
        ("spooky ghosts in a graveyard", {"teal", "green", "white", "grey"}),
        ("skaven", {"brown"}),
    ],
)
def test_an_army_without_a_colour_is_the_colour_it_is_known_by(text: str, families: set[str]) -> None:
    for seed in range(3):
        assert family(hex_of(painted(text, seed=seed), Role.PRIMARY)) in families


@pytest.mark.parametrize(
    "text",
    [
        "stormcast eternals",
        "dwarfs, regal purple and gold",
        "old wizard in a night blue robe with stars",
        "black knights",
    ],
)
def test_no_strap_is_blue_or_purple(text: str) -> None:
    for seed in range(3):
        _, a, b = lab([hex_of(painted(text, seed=seed), Role.LEATHER)])[0]
        assert b > -8 or np.hypot(a, b) < 9


def test_slapchop_says_which_grey_and_white_and_buys_them() -> None:
    scheme = painted("goblins with yellow hoods", style="slapchop", tier=Tier.FAST)
    grey, white = scheme.undercoat
    stars = lab([grey.hex, white.hex])[:, 0]
    assert 40 < stars[0] < 75
    assert stars[1] > 85
    assert {grey.id, white.id} <= {p.id for brand in pots(scheme).buy for p in brand.paints}
    assert {grey, white} <= set(model_steps(scheme)[0].paints)
    assert painted("goblins with yellow hoods").undercoat == ()


def test_no_grass_is_blue_and_no_stone_is_snow() -> None:
    assert ground_tint("#2B5A66") in {"stone", "ash"}
    assert ground_tint("#3A4A7A") in {"stone", "ash"}
    assert ground_tint("#DADADA") == "stone"
    assert ground_tint("#DCE8EE") == "snow"
    assert ground_tint("#5E7A3A") == "grass"


def test_bone_and_orc_skin_have_colours_that_bone_and_skin_have() -> None:
    assert covers(Role.PRIMARY, "risen dead", "#D2C8A6") == "Bone"
    assert covers(Role.PRIMARY, "risen dead", "#7A1218") == "Armour or robes"
    assert covers(Role.PRIMARY, "orc raiders", "#4E7A2E") == "Skin"
    assert covers(Role.PRIMARY, "orc raiders", "#2A56B0") == "Armour or robes"


def test_no_dark_colour_is_called_pale_and_no_light_one_deep() -> None:
    rng = np.random.default_rng(5)
    for rgb in rng.integers(0, 256, (400, 3)):
        hex_ = "#{:02X}{:02X}{:02X}".format(*rgb.tolist())
        name, star = name_colour(hex_), float(lab([hex_])[0, 0])
        assert not (name.startswith("Pale ") and star < 66), (hex_, name)
        assert not (name.startswith("Deep ") and star > 55), (hex_, name)


def _climbed(hex_: str, brand: str, role: Role = Role.SECONDARY) -> list[Paint]:
    catalogue = Catalogue.load()
    want = Wanted(role, hex_, ladder(hex_, role))
    rungs = Bench(catalogue, [want], (catalogue.brand(brand),)).opaque(want)
    return [p for p in (rungs.shade, rungs.layer, rungs.highlight) if p is not None]


@pytest.mark.parametrize("brand", ["Citadel", "Vallejo", "Army Painter", "AK", "Pro Acryl", "Scale75"])
@pytest.mark.parametrize("hex_", ["#495563", "#657586", "#3E444A", "#824839", "#735545", "#DFDFD8"])
def test_no_dull_colour_has_a_loud_step(hex_: str, brand: str) -> None:
    ladder_ = lab(ladder(hex_, Role.SECONDARY))
    most = float(np.hypot(ladder_[:, 1], ladder_[:, 2]).max())
    for paint in _climbed(hex_, brand):
        _, a, b = lab([paint.hex])[0]
        assert np.hypot(a, b) <= 1.2 * most + 12, paint.title


def test_white_is_not_laid_over_with_flesh_and_fire_not_lit_with_it() -> None:
    for hex_, brand in (("#DFDFD8", "Scale75"), ("#DE5227", "Army Painter")):
        assert not [p.title for p in _climbed(hex_, brand) if re.search(r"flesh|skin", p.name, re.IGNORECASE)]


def test_a_pale_tint_is_shaded_with_its_clear_colour() -> None:
    for hex_ in ("#9FBFE2", "#ABDBD4", "#A7E9B9", "#D6C0E6"):
        shade, base = lab(ladder(hex_, Role.PRIMARY)[:2])
        assert np.hypot(*shade[1:]) > 0.8 * np.hypot(*base[1:])
        assert shade[0] > 0.5 * base[0]


def test_no_white_ink_shades_and_no_wash_goes_all_over_a_pale_colour() -> None:
    white = painted("bright high elves, white robes with gold", brands=("Scale75",), tier=Tier.DISPLAY)
    assert white.wash.paint is not None
    assert lab([white.wash.paint.hex])[0, 0] < 84
    ghosts = painted("spooky ghosts in a graveyard", brands=("Pro Acryl",))
    primary = ghosts.area(Role.PRIMARY)
    assert primary is not None
    assert primary.wash is not None
    assert "Black" not in primary.wash.name
    assert "recess_wash" in primary.techniques


def test_only_black_is_called_black_in_the_advice_for_the_wash() -> None:
    assert wanted("#261F56", Role.PRIMARY)  # a night blue
    assert wanted("#1B1E22", Role.PRIMARY) == ()


def test_a_dragon_is_shown_as_a_beast() -> None:
    assert figure_for(painted("ancient green dragon with green scales and a yellow belly")) == "beast"


def test_neon_is_not_dusty_and_not_pale() -> None:
    assert name_colour("#6BE2E2").startswith("Pale")
    assert name_colour("#39FF14").startswith("Bright")


def test_every_name_of_a_colour_has_room_in_the_smallest_field() -> None:
    scheme = painted("khorne berserkers")
    for front in (max(some, key=len) for some in (LIGHTER, DARKER, DULLER, RICHER)):
        for word, _ in WORDS:
            areas = tuple(
                a.model_copy(update={"name": f"{front} {word}".capitalize()}) if a.role is Role.LEATHER else a
                for a in scheme.areas
            )
            page = Page(1200)
            fields(page, scheme.model_copy(update={"areas": areas}), Words(str))
            assert not [line.text for line in page.lines if "…" in line.text]


def test_a_scheme_stored_before_the_undercoat_still_loads() -> None:
    scheme = painted("necrons")
    before = scheme.model_dump(mode="json")
    del before["undercoat"]
    assert Paintscheme.model_validate_json(json.dumps(before)) == scheme


def test_a_place_that_names_a_colour_has_that_colour() -> None:
    assert covers(Role.SECONDARY, "orc raiders", "#1B1E22") == "Black leather, armour"
    assert covers(Role.SECONDARY, "orc raiders", "#DFCB77") == "Leather, armour"
    assert covers(Role.ACCENT, "forest host", "#7A1D22") == "Leaves, feathers"


def test_a_black_with_a_trace_of_purple_is_not_highlighted_with_mauve() -> None:
    _, a, b = lab(ladder("#1C171B", Role.PRIMARY))[3]
    assert np.hypot(a, b) < 5


def test_fire_climbs_to_orange_and_not_to_salmon() -> None:
    _, a, b = lab(ladder("#DE5227", Role.ACCENT))[3]
    assert b > 1.2 * a
