"""Whole schemes as a painter would look at them: what an army is known by, straps of leather, truthful words."""

from __future__ import annotations

import numpy as np
import pytest

from core.colour.convert import lab
from core.colour.families import family
from core.colour.names import name_colour
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.generation.worker import compose
from core.paints.catalogue import Catalogue
from core.paintschemes.advice import ground_tint
from core.paintschemes.pots import pots
from core.paintschemes.scheme import Paintscheme, Role, Tier
from core.paintschemes.steps import model_steps
from core.paintschemes.subjects import covers

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
