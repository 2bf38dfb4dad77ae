"""What the embedded engine's reader makes of briefs."""

from __future__ import annotations

import pytest

from core.colour.convert import lab
from core.colour.difference import ciede2000
from core.generation.embedded import lexicon
from core.generation.embedded.reader import read
from core.generation.embedded.tokens import stem, tokenise
from core.paintschemes.scheme import Role


def named(text: str) -> list[str]:
    return [one.word for one in read(text).named]


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("drowned sailors, ghostly teal and rusted brass, grimdark", ["teal", "rust", "brass"]),
        ("abyssal horrors, midnight blue and salmon pink tentacles", ["midnight blue", "salmon pink"]),
        ("sea serpents in navy, aqua and coral", ["navy", "aqua", "coral"]),
        ("BLOOD-RED cloaks", ["blood red"]),
        ("golden lions", ["gold"]),
        ("greys and blues", ["grey", "blue"]),
        ("forest elves, moss green, bark brown, silver leaf", ["moss green", "brown", "silver"]),
        ("very dark purple robes", ["very dark purple"]),
        ("#1b3a86 armour and #E8E4D8 cloth", ["#1B3A86", "#E8E4D8"]),
        ("a dark forest at dusk", []),
        ("red, red and more red", ["red"]),
        ("gray steel-grey", ["grey", "steel grey"]),
    ],
)
def test_named_colours(text: str, colours: list[str]) -> None:
    assert named(text) == colours


@pytest.mark.parametrize(
    ("text", "wanted", "forbidden"),
    [
        ("blue knights, no red", ["blue"], ["red"]),
        ("no red or gold, only blue", ["blue"], ["red", "gold"]),
        ("without gold but with silver trim", ["silver"], ["gold"]),
        ("anything but green", [], ["green"]),
        ("white instead of cream", ["white"], ["cream"]),
        ("a red-free army in teal", ["teal"], ["red"]),
        ("no red, gold or pink, purple robes", ["purple"], ["red", "gold", "pink"]),
        ("not blue, not green: orange", ["orange"], ["blue", "green"]),
        ("don't use purple", [], ["purple"]),
        ("dark green, avoid bright red", ["dark green"], ["bright red"]),
    ],
)
def test_negation(text: str, wanted: list[str], forbidden: list[str]) -> None:
    reading = read(text)
    assert [one.word for one in reading.named] == wanted
    assert list(reading.forbidden) == forbidden


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("bone white robes, eyes of teal", {"bone white": Role.PRIMARY, "teal": Role.ACCENT}),
        ("gold over black", {"gold": None, "black": Role.PRIMARY}),
        ("grey with red accents", {"grey": None, "red": Role.ACCENT}),
        ("silver trim, brown leather, green skin", {"silver": Role.METAL, "brown": Role.LEATHER, "green": Role.SKIN}),
        ("purple cloaks on a sand base", {"purple": Role.SECONDARY, "sand": Role.GROUND}),
        ("red and black armour", {"red": Role.PRIMARY, "black": Role.SECONDARY}),
        ("white armour, red robes", {"white": Role.PRIMARY, "red": Role.SECONDARY}),
        ("green dragon with a yellow belly", {"green": None, "yellow": Role.SECONDARY}),
        ("brass and rotten wood", {"brass": None}),
        ("rusted armour, bone and red", {"rust": Role.PRIMARY, "bone": None, "red": None}),
        ("rusted and worn, bone and red", {"rust": Role.LEATHER, "bone": None, "red": None}),
        ("white ground", {"white": Role.GROUND}),
    ],
)
def test_what_a_colour_is_for(text: str, roles: dict[str, Role | None]) -> None:
    assert {one.word: one.role for one in read(text).named} == roles


@pytest.mark.parametrize(
    ("text", "count"),
    [("in three colours", 3), ("5 colors please", 5), ("two colours", 3), ("12 colours", 8), ("seven knights", None)],
)
def test_number_of_colours(text: str, count: int | None) -> None:
    assert read(text).count == count


def test_all_black_waives_the_rules_about_light_and_dark() -> None:
    reading = read("all black riders")
    assert reading.only == "black"
    assert reading.waivers["value"] == "all black"


def test_not_too_bright_dulls_and_not_too_dark_lightens() -> None:
    assert read("a parade, not too bright").louder < 1
    assert read("vampires, but not too dark").lighter > 0
    assert read("not too pale").lighter < 0
    assert "not too bright" in read("not too bright").understood


def test_a_modifier_bends_a_colour_but_never_far() -> None:
    plain, bent = read("teal").named[0], read("sickly ghostly teal").named[0]
    moved = float(ciede2000(plain.lab, bent.lab))
    assert 3 < moved <= 11.5
    assert bent.lab[0] > plain.lab[0]
    assert bent.asked == plain.asked


def test_armies_lead_to_archetypes_and_are_not_said_back() -> None:
    reading = read("my ultramarines fight the tyranids")
    assert reading.archetype in {"paladin order", "hive swarm"}
    assert "ultramarines" not in " ".join(reading.understood).casefold()


def test_mood_and_style() -> None:
    reading = read("grimdark, weathered siege legion")
    assert (reading.mood, reading.style, reading.archetype) == ("grimdark", "weathered", "siege legion")
    assert read("spectral host").mood == "spectral"


def test_emoji_are_read_by_name_and_other_scripts_are_reported() -> None:
    assert {"fire", "skull"} <= set(read("🔥💀").understood)
    reading = read("воины хаоса with blue")
    assert reading.foreign == ["воины", "хаоса"]
    assert [one.word for one in reading.named] == ["blue"]


def test_markup_links_mentions_and_control_characters_go() -> None:
    tokens = tokenise("<b>red</b>\x00\u202e @everyone https://x.example/blue [green](http://y.example) caf\u00e9")
    assert tokens.words == ("red", "green", "cafe")


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("wolves", "wolf"),
        ("cherries", "cherry"),
        ("glass", "glass"),
        ("foxes", "fox"),
        ("sea", "sea"),
        ("elves", "elf"),
    ],
)
def test_stem(word: str, plain: str) -> None:
    assert stem(word) == plain


def test_every_colour_word_means_a_colour_in_srgb() -> None:
    words = lexicon.colour_words()
    assert len(words) > 900
    assert lab(words.values()).shape == (len(words), 3)


def test_lexicons_name_known_archetypes_moods_and_roles_only() -> None:
    concepts = lexicon.concepts().values()
    assert {c.archetype for c in concepts} - {""} <= set(lexicon.archetypes())
    assert {c.mood for c in concepts} - {""} <= set(lexicon.moods())
    assert all(abs(float(c.weights.sum()) - 1) < 1e-9 for c in concepts)
    assert set(lexicon.parts().values()) <= set(Role)
