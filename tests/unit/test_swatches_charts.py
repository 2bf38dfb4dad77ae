"""The chart of a collection: measured, drawn, and told in words."""

from __future__ import annotations

from io import BytesIO
from itertools import combinations, pairwise

import pytest
from PIL import Image

from bot.swatches.charts import COLOURS, MOST, Bar, draw_progress, measure_progress, progress_text
from core.collection.values import MAX_ARMIES, STATUSES, Status
from core.colour.contrast import contrast, ink_on
from core.colour.convert import lab, rgb8
from core.colour.difference import ciede2000
from core.colour.vision import simulate


def number(n: int) -> str:
    return f"{n:,}"


def whole(armies: list[Bar]) -> Bar:
    return Bar("", tuple(sum(bar.sizes[n] for bar in armies) for n in range(5)))


def many(n: int) -> list[Bar]:
    return [
        Bar(f"Warband number {i} of the long northern shore", (i * 7 % 31, i % 3, i, 2, i * 5 % 13)) for i in range(n)
    ]


ARMIES = {
    "one": [Bar("Bone Legion", (10, 0, 0, 0, 12))],
    "nothing in it": [Bar("Bone Legion", (0, 0, 0, 0, 0))],
    "all done": [Bar("Crimson Host", (0, 0, 0, 0, 9_999))],
    "hardly any": [Bar("Ælfric’s Guard", (9_999, 1, 1, 1, 1)), Bar("", (1, 1, 1, 1, 1))],
    "other scripts": [
        Bar("Грозный полк", (1, 2, 3, 4, 5)),
        Bar("骨の軍団", (1, 0, 0, 0, 0)),
        Bar("🎨", (0, 1, 0, 0, 0)),
    ],
    "twenty": many(20),
    "as many as there can be": many(MAX_ARMIES + 1),
}


@pytest.mark.parametrize("name", ARMIES)
def test_a_chart_is_a_small_picture_that_shows_what_it_is_given(name: str) -> None:
    armies = ARMIES[name]
    data = draw_progress(whole(armies), armies, translate=str, number=number)
    image = Image.open(BytesIO(data))
    page = measure_progress(whole(armies), armies, translate=str, number=number)
    assert (image.format, image.mode, image.size) == ("PNG", "P", (1200, page.height))
    assert len(data) < 80_000
    assert data == draw_progress(whole(armies), armies, translate=str, number=number)
    assert page.height <= 320 + MOST * 66 + 120
    seen = {colour for _, colour in image.convert("RGB").getcolors(256) or ()}
    for status, n in zip(Status, whole(armies).sizes, strict=True):
        if n:
            assert tuple(rgb8([COLOURS[status]])[0].tolist()) in seen, status


@pytest.mark.parametrize("name", ARMIES)
def test_no_line_leaves_its_place_or_meets_another(name: str) -> None:
    armies = ARMIES[name]
    page = measure_progress(whole(armies), armies, translate=str, number=number)
    for line in page.lines:
        assert line.clip.x <= line.x, line.text
        assert line.right <= line.clip.right + 1, line.text
        assert line.right <= 1200
    for one, other in combinations(page.lines, 2):
        apart = (
            one.box.right <= other.box.x
            or other.box.right <= one.box.x
            or one.box.bottom <= other.box.y
            or other.box.bottom <= one.box.y
        )
        assert apart, (one.text, other.text)


def test_the_steps_of_the_work_can_be_told_apart_by_every_eye() -> None:
    hexes = [COLOURS[status] for status in Status]
    for vision in (None, "protan", "deutan", "tritan"):
        seen = lab(hexes if vision is None else simulate(hexes, vision))
        assert all(ciede2000(a, b) >= 8 for a, b in combinations(seen, 2)), vision
        assert all(a[0] - b[0] >= 8 for a, b in pairwise(seen)), vision  # lighter to darker, in print too
    assert all(contrast(ink_on(hex_), hex_) >= 4.5 for hex_ in hexes)


def test_the_fields_say_in_words_what_their_colours_mean() -> None:
    armies = ARMIES["other scripts"]
    page = measure_progress(whole(armies), armies, translate=str, number=number)
    text = " ".join(line.text for line in page.lines)
    for label in STATUSES.values():
        assert all(word in text for word in label.split())
    assert "29%" in text
    assert "5 of 17" in text
    assert {"Грозный полк", "Army 2", "Army 3"} <= {line.text for line in page.lines}


def test_armies_without_a_bar_of_their_own_share_one() -> None:
    armies = many(50)
    page = measure_progress(whole(armies), armies, translate=str, number=number)
    texts = [line.text for line in page.lines]
    assert "31 more armies" in texts
    rest = armies[MOST - 1 :]
    assert f"{number(sum(b.painted for b in rest))} of {number(sum(b.total for b in rest))}" in texts


@pytest.mark.parametrize("name", ARMIES)
def test_the_words_for_those_who_hear_it(name: str) -> None:
    armies = ARMIES[name]
    text = progress_text(whole(armies), armies, translate=str, number=number)
    assert len(text) <= 1_000
    assert text.startswith(f"Progress of a collection: {number(whole(armies).painted)} of ")
    assert f"{armies[0].name}: {number(armies[0].painted)} of {number(armies[0].total)}." in text


def test_a_translation_is_drawn() -> None:
    armies = ARMIES["one"]
    page = measure_progress(whole(armies), armies, translate=lambda t: {"Done": "Fertig"}.get(t, t), number=number)
    assert "Fertig" in {line.text for line in page.lines}
