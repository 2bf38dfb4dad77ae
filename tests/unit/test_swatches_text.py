"""Type and words: what the faces can set, how lines are measured, broken and cleaned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import features

from bot.swatches.typeface import ASCENT, DESCENT, FACES, MEDIUM, TITLE, Style, set_line
from bot.swatches.words import LONGEST, balance, clean, crowded, drawable, shorten, wrap

TEXT = Style(MEDIUM, 22, 23)

ALPHABETS = {
    "western": "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœŸẞ",
    "central": "ĄąĆćČčĎďĐđĘęĚěĹĺĽľŁłŃńŇňŐőŔŕŘřŚśŠšŤťŮůŰűŹźŻżŽž",
    "baltic and nordic": "ĀāĒēĢģĪīĶķĻļŅņŪūĖėĮįŲųŊŋŦŧ",
    "turkic and romanian": "ĞğİıŞşĂăȘșȚț",
    "maltese, welsh, esperanto": "ĊċĠġĦħŴŵŶŷẀẁẂẃẄẅỲỳĈĉĜĝĤĥĴĵŜŝŬŭ",
    "greek": "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωΆΈΉΊΌΎΏάέήίόύώΪΫϊϋΐΰ",
    "cyrillic": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюяЂђЃѓЄєЅѕІіЇїЈјЉљЊњЋћЌќЎўЏџҐґ",
    "signs": "“”‘’„‚«»‹›–—…·×≥≤•°±%‰&@#§©®™€£½¼¾!?¡¿()[]{}*/\\|+=<>~^_",
}


@pytest.mark.parametrize("name", ALPHABETS)
def test_every_face_has_the_letters_of_europe(name: str) -> None:
    for face in FACES:
        missing = [c for c in ALPHABETS[name] if not face.has(c) and c != "‰"]
        assert not missing, (face, missing)


def test_all_faces_have_the_same_characters() -> None:
    letters = [chr(c) for c in range(0x20, 0x3000)]
    assert len({tuple(map(face.has, letters)) for face in FACES}) == 1


@pytest.mark.skipif(not features.check("raqm"), reason="compares with Pillow's own shaping")
def test_advances_and_kerning_agree_with_a_shaper() -> None:
    from io import BytesIO

    from PIL import ImageFont

    from bot.swatches.typeface import _font_bytes

    for face in FACES:
        font = ImageFont.truetype(BytesIO(_font_bytes(face.name)), 1000, layout_engine=ImageFont.Layout.RAQM)
        for text in ("AVATAR To Wo. Ye, LT", "Тарас Угу, Гусь", "Τα Υψ", "Flat Green 70.968", "“Why”"):
            assert face.positions(text)[-1] == pytest.approx(font.getlength(text), abs=1), (face, text)


def test_kerning_moves_letters_together() -> None:
    assert TITLE.positions("AV")[-1] < TITLE.positions("A")[-1] + TITLE.positions("V")[-1]


def test_no_glyph_is_higher_or_deeper_than_a_line_allows_for() -> None:
    for face in FACES:
        style = Style(face, 40, 40)
        for text in ALPHABETS.values():
            mask = set_line("".join(c for c in text if face.has(c)), style)
            assert -mask.top <= ASCENT * 40 + 1
            assert mask.top + mask.alpha.shape[0] <= DESCENT * 40 + 1


def test_half_a_pixel_moves_the_letters() -> None:
    here, there = set_line("illi", TEXT), set_line("illi", TEXT, 1)
    assert not np.array_equal(here.alpha[:, :20], there.alpha[:, :20])


def test_a_blank_line_has_no_pixels() -> None:
    assert set_line("   ", TEXT).alpha.size == 0


@pytest.mark.parametrize(
    ("raw", "drawn"),
    [
        ("Dragon 🐉 Guard", "Dragon Guard"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("e\u0301clair", "éclair"),
        ("a\u202eb\u200bc", "abc"),
        ("龍の騎士", "?"),
        ("Order of 龍の 騎士, first", "Order of ?, first"),
        ("−3 → 4", "−3 - 4"),
        ("ﬁn ½", "fin ½"),
        ("ǧünéş", "günéş"),
        ("\x00\x07", ""),
        ("", ""),
        ("what? no", "what? no"),
    ],
)
def test_clean_leaves_only_what_can_be_set(raw: str, drawn: str) -> None:
    assert clean(raw) == drawn


@given(st.text(max_size=80))
def test_clean_text_can_always_be_set_and_stays_clean(raw: str) -> None:
    drawn = clean(raw)
    assert all(map(MEDIUM.has, drawn))
    assert clean(drawn) == drawn
    set_line(drawn, TEXT)


def test_clean_looks_at_no_more_than_a_page() -> None:
    assert len(clean("x" * 100_000)) == LONGEST


@pytest.mark.parametrize(
    ("text", "yes"), [("Grüße", True), ("龍 Guard", True), ("龍の騎士 A", False), ("", False), ("🐉", False)]
)
def test_drawable_is_most_of_the_letters(text: str, yes: bool) -> None:
    assert drawable(text) is yes


@given(st.text(alphabet="abcdefgh -/Äжω1234", max_size=120), st.integers(40, 400), st.integers(0, 39))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int, indent: int) -> None:
    text = clean(text)
    lines = wrap(text, TEXT, width, indent=indent)
    assert all(TEXT.width(line) <= width for line in lines)
    assert not lines or TEXT.width(lines[0]) <= width - indent
    kept = "".join(lines).replace(" ", "").replace("-", "")
    assert kept == text.replace(" ", "").replace("-", "")


def test_wrap_breaks_a_long_word_at_its_hyphen_and_a_code_nowhere_by_hyphen() -> None:
    assert wrap("Knight-Questor", TEXT, 90) == ["Knight-", "Questor"]
    assert "".join(wrap("WP3020P1234567890", TEXT, 60)) == "WP3020P1234567890"
    assert wrap("Unverwechselbarkeit", TEXT, 100)[0].endswith("-")


def test_wrap_ends_with_an_ellipsis_after_the_last_line_it_may_use() -> None:
    lines = wrap("one two three four five six seven eight nine ten", TEXT, 100, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(TEXT.width(line) <= 100 for line in lines)


def test_shorten_keeps_what_fits() -> None:
    assert shorten("short", TEXT, 200) == "short"
    assert TEXT.width(shorten("much too long for this", TEXT, 90)) <= 90


def test_balanced_lines_are_as_even_as_they_can_be() -> None:
    text = "The Forty-Third Penitent Lance of the Weeping Orchard, Called the Unforgiven"
    two = balance(text, TEXT, 2)
    assert " ".join(two) == text
    words = text.split()
    widest = min(max(TEXT.width(" ".join(words[:i])), TEXT.width(" ".join(words[i:]))) for i in range(1, len(words)))
    assert max(map(TEXT.width, two)) == widest
    assert balance("one two", TEXT, 3) == ("one", "two")
    assert balance("", TEXT, 3) == ()


def test_lines_are_set_apart_where_a_tail_would_meet_an_accent() -> None:
    assert crowded(("Fog", "Übel"))
    assert not crowded(("Fog", "Ubel"))
    assert not crowded(("Raum", "Übel"))
