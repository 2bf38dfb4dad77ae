"""From a photo's palette to roles, and to a proposal that keeps the rules."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.colour.convert import rgb8
from core.colour.difference import difference
from core.colour.families import metal_family
from core.colour.moves import bans_for
from core.colour.repair import repair
from core.colour.rules import check, failures
from core.errors import BadInput
from core.generation.brief import Brief, PhotoColour, PhotoPalette
from core.generation.embedded import EmbeddedEngine
from core.generation.photo import as_asked, for_engine, read_palette, turned
from core.generation.proposal import Proposal
from core.paintschemes.scheme import Role

KNIGHT = PhotoPalette(
    colours=(
        PhotoColour(hex="#5B442B", share=309, low=443),
        PhotoColour(hex="#D3CDBE", share=263, low=99),
        PhotoColour(hex="#192C6C", share=217, low=54),
        PhotoColour(hex="#B78841", share=110, low=103),
        PhotoColour(hex="#95191F", share=60, low=64),
        PhotoColour(hex="#406FB3", share=41, low=4),
    )
)


def roles(palette: PhotoPalette, **more) -> dict[Role, str]:
    return for_engine(Brief(text=more.pop("text", ""), photo=palette, **more)).locks


def painted(brief: Brief) -> Proposal:
    return repair(as_asked(brief, EmbeddedEngine().propose_now(for_engine(brief))), locks=brief.locks)


def test_a_painted_knight_is_read_as_a_painter_would():
    found = roles(KNIGHT)
    assert found[Role.PRIMARY] == "#192C6C"
    assert found[Role.SECONDARY] == "#D3CDBE"
    assert found[Role.ACCENT] == "#95191F"
    assert found[Role.GROUND] == "#5B442B"
    assert metal_family(found[Role.METAL]) == "gold"
    assert difference(found[Role.METAL], "#B78841") < 10


def test_words_go_before_the_photo():
    assert Role.SECONDARY not in roles(KNIGHT, text="with a teal cloak")
    assert Role.METAL not in roles(KNIGHT, text="rusted brass weapons")
    assert "#95191F" not in roles(KNIGHT, text="no red").values()
    made = painted(Brief(text="with a teal cloak, no red", photo=KNIGHT))
    cloak = next(c for c in made.colours if c.role is Role.SECONDARY)
    assert difference(cloak.hex, "#029386") <= 20
    ban = bans_for(("red",))
    assert ban is not None
    assert not any(ban.hit(rgb8((c.hex,)), c.role)[0] for c in made.colours)


def test_locks_go_before_the_photo():
    found = roles(KNIGHT, locks={Role.PRIMARY: "#95191F"})
    assert found[Role.PRIMARY] == "#95191F"
    assert list(found.values()).count("#95191F") == 1


def test_another_turn_gives_another_main_colour():
    palettes = [KNIGHT]
    for _ in range(2):
        palettes.append(turned(palettes[-1]))
    assert len({roles(palette)[Role.PRIMARY] for palette in palettes}) > 1
    assert palettes[-1].colours == KNIGHT.colours


def test_what_the_model_stands_before_is_the_ground_where_it_looks_like_one():
    plain = KNIGHT.model_copy(update={"colours": KNIGHT.colours[1:]})
    assert Role.GROUND not in roles(plain)
    assert roles(plain.model_copy(update={"floor": "#7E8A48"}))[Role.GROUND] == "#7E8A48"
    assert Role.GROUND not in roles(plain.model_copy(update={"floor": "#E02080"}))


colours = st.builds(
    PhotoColour,
    hex=st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}"),
    share=st.integers(1, 1000),
    low=st.integers(0, 1000),
)
palettes = st.builds(
    PhotoPalette,
    colours=st.lists(colours, min_size=1, max_size=8).map(tuple),
    floor=st.sampled_from([None, "#7E8A48", "#F4F4F1"]),
    turn=st.integers(0, 5),
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(palettes, st.one_of(st.none(), st.integers(3, 8)), st.sampled_from(["", "grimdark dwarves", "no red, teal"]))
def test_any_palette_becomes_a_scheme_that_keeps_the_rules(palette, count, text):
    brief = Brief(text=text, photo=palette, colours=count, seed=3)
    given_out = for_engine(brief).locks
    assert len(given_out) <= (count or 6) or count is None
    made = painted(brief)
    assert failures(check({c.role: c.hex for c in made.colours}, made.waivers)) == ()
    assert len(made.colours) == len({c.role for c in made.colours})
    for colour in made.colours:
        if colour.role in given_out and colour.role is not Role.METAL:
            assert colour.named
            assert difference(colour.hex, given_out[colour.role]) <= 20.1


def test_a_brief_without_a_photo_keeps_the_digest_it_had():
    brief = Brief(text="drowned sailors")
    assert "photo" not in brief.model_dump_json(exclude={"photo"})
    assert brief.digest() == brief.model_copy(update={"seed": 5}).digest()
    assert brief.digest() != Brief(text="drowned sailors", photo=KNIGHT).digest()
    assert for_engine(brief) is brief


def png(**more) -> bytes:
    """A green figure with a red eye, on a sandy base, before a grey wall."""
    image = Image.new("RGB", (300, 400), "#B8BCC0")
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 80, 200, 300), fill="#2F6B3A")
    draw.rectangle((120, 120, 180, 200), fill="#E8E0C8")
    draw.ellipse((140, 92, 165, 117), fill="#C3181C")
    draw.rectangle((80, 300, 220, 345), fill="#A07A48")
    out = io.BytesIO()
    image.save(out, "PNG", **more)
    return out.getvalue()


def test_from_a_picture_to_roles():
    palette = read_palette(png())
    found = roles(palette)
    for role, wanted in ((Role.PRIMARY, "#2F6B3A"), (Role.ACCENT, "#C3181C"), (Role.GROUND, "#A07A48")):
        assert difference(found[role], wanted) < 6, (role, found)
    assert sum(c.share for c in palette.colours) in range(990, 1011)
    three = roles(read_palette(png(), 3), colours=3)
    assert set(three) <= {Role.PRIMARY, Role.SECONDARY, Role.ACCENT}


def test_an_empty_picture_is_refused_kindly():
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(out, "PNG")
    with pytest.raises(BadInput):
        read_palette(out.getvalue())
    with pytest.raises(BadInput, match="cannot read"):
        read_palette(b"not a picture")
