"""The sheet's measures: nothing touches, nothing leaves its place, everything can be read."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.swatches import areas as fields_of
from bot.swatches.areas import GAP, HEIGHT, LEAST_HEIGHT, LEAST_WIDTH, WIDTH, Box
from bot.swatches.layout import measure
from bot.swatches.page import MUTE, PAPER, Line, Page
from bot.swatches.typeface import set_line
from core.colour.contrast import contrast
from core.paintschemes.scheme import Role
from tests.fakes import schemes as finished
from tests.fakes.random_schemes import random_scheme

some = settings(max_examples=30)


contrast_ = lru_cache(contrast)


def ink_box(line: Line) -> Box | None:
    """Where the pixels of a line really are."""
    whole = int(line.x // 1)
    mask = set_line(line.text, line.style, int((line.x - whole) * 2))
    rows, columns = mask.alpha.shape
    return Box(whole + mask.left, line.baseline + mask.top, columns, rows) if rows else None


def under(page: Page, box: Box) -> str:
    """The colour a box lies on, which it may not leave."""
    colour, top, bottom, left, right = PAPER, box.y, box.bottom, box.x, box.right
    for rect in page.rects:
        place = rect.box
        if place.y < bottom and top < place.y + place.h and place.x < right and left < place.x + place.w:
            assert rect.box.holds(box), (rect, box)
            colour = rect.colour
    return colour


def check(page: Page) -> None:
    sheet = Box(0, 0, page.width, page.height)
    for rect in page.rects:
        assert rect.box.w > 0, rect
        assert rect.box.h > 0, rect
        assert sheet.holds(rect.box), rect
    for miniature in page.miniatures:
        assert sheet.holds(miniature.box)
    for line in page.lines:
        # black and white meet at 4.58:1 on a middle grey; on every other ground one of them is better
        assert contrast_(line.ink, line.ground) >= 4.58, line
        assert line.ink != MUTE or line.ground == PAPER
        box = ink_box(line)
        if box is None:
            continue
        assert sheet.holds(box), line
        assert line.clip.holds(box), line
        assert under(page, box) == line.ground, line
        assert not any(m.box.meets(box) for m in page.miniatures), line
    downwards = sorted(((line.box, line) for line in page.lines), key=lambda pair: pair[0].y)
    for number, (box, line) in enumerate(downwards):
        for other, below in downwards[number + 1 :]:
            if other.y >= box.bottom:
                break
            assert not box.meets(other), (line, below)


@some
@given(st.integers(0, 2**32), st.sampled_from(["", "WP-7Q2K", "a very long number that nobody would give a scheme"]))
def test_nothing_touches_or_leaves_its_place(which: int, number: str) -> None:
    check(measure(random_scheme(which), str, number=number))


@pytest.mark.soak
@settings(max_examples=1500)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_nothing_touches_in_many_schemes(which: int, times: int) -> None:
    check(measure(random_scheme(which), lambda text: " ".join([text] * times)))


@some
@given(st.integers(0, 2**32), st.integers(2, 4))
def test_a_wordier_language_still_fits(which: int, times: int) -> None:
    check(measure(random_scheme(which), lambda text: " ".join([text] * times)))


@some
@given(st.integers(0, 2**32), st.integers(220, 330))
def test_fields_fill_the_top_with_gaps_of_four(which: int, first: int) -> None:
    scheme = random_scheme(which)
    boxes = fields_of.fields(scheme.areas, first=first)
    assert set(boxes) == set(range(len(scheme.areas)))
    rows: dict[int, list[Box]] = {}
    for box in boxes.values():
        rows.setdefault(box.y, []).append(box)
        assert box.h >= LEAST_HEIGHT
        assert box.w >= LEAST_WIDTH
    for row in rows.values():
        row.sort(key=lambda b: b.x)
        assert row[0].x == 0
        assert row[-1].right == WIDTH
        assert all(right.x - left.right == GAP for left, right in pairwise(row))
        assert len({b.h for b in row}) == 1
    ordered = [rows[y][0] for y in sorted(rows)]
    assert ordered[0].y == 0
    assert ordered[-1].bottom == HEIGHT
    assert all(below.y - above.bottom == GAP for above, below in pairwise(ordered))
    assert boxes[0].h >= first


@given(st.integers(0, 2**32))
def test_printed_shares_add_up_to_a_hundred(which: int) -> None:
    scheme = random_scheme(which)
    printed = fields_of.shares(scheme.areas)
    total = sum(a.share for a in scheme.areas)
    assert sum(printed) == 100
    assert all(abs(p - a.share * 100 / total) < 1 for p, a in zip(printed, scheme.areas, strict=True))


@pytest.mark.parametrize(
    ("name", "height"),
    [("paladin", 1697), ("orcs", 1697), ("plague", 1697), ("spectral", 1697), ("three", 1400), ("eight", 1895)],
)
def test_height_follows_the_number_of_colours(name: str, height: int) -> None:
    page = measure(finished.ALL[name](), str)
    check(page)
    assert (page.width, page.height) == (1200, height)


def test_long_words_make_rows_grow_and_break_no_line() -> None:
    page = measure(finished.long_names(), str)
    check(page)
    assert page.height > 1697
    texts = [line.text for line in page.lines]
    assert "Waffen Gold Highlight" in texts
    assert "Metallic" in texts
    assert "AK11193" in texts
    # beside a base coat of another brand a paint says whose it is
    assert texts.count("Army Painter") == 5


def test_rows_of_six_colours_are_ninety_nine_high_and_tabs_touch() -> None:
    page = measure(finished.paladin(), str)
    tabs = [r.box for r in page.rects if r.box.x == 0 and r.box.w == 18]
    assert [(b.y, b.h) for b in tabs] == [(748 + 99 * i, 99) for i in range(6)]


def test_columns_share_their_edges() -> None:
    page = measure(finished.spectral(), str)
    chips = {(r.box.x, r.box.w) for r in page.rects if r.box.h == 34 and r.box.y >= 748 and r.box.w > 100}
    assert chips == {(234, 180), (418, 380), (802, 182), (988, 182)}
    starts = {line.x for line in page.lines if line.baseline > 748}
    assert {30, 234, 418, 802, 988} <= starts


def test_a_missing_step_leaves_its_place_empty_with_a_dash() -> None:
    page = measure(finished.spectral(), str)
    dashes = [(line.x, line.ink) for line in page.lines if line.text == "–"]
    assert dashes == [(802, MUTE), (988, MUTE)]


def test_match_is_bars_and_words_and_metals_have_no_bars() -> None:
    page = measure(finished.spectral(), str)
    words = {line.text: line for line in page.lines}
    assert abs(words["very close"].right - 778) <= 1
    assert abs(words["by metal type"].right - 778) <= 1

    def bars(line: Line) -> int:
        boxes = {r.box for r in page.rects if r.box.w == 8 and r.box.h == 16 and r.box.bottom == line.baseline}
        return len(boxes)

    assert bars(words["very close"]) == 3
    assert bars(words["by metal type"]) == 0


def test_ink_on_finished_schemes_is_clearly_above_the_bar() -> None:
    for make in finished.ALL.values():
        assert min(contrast(line.ink, line.ground) for line in measure(make(), str).lines) >= 4.6


def test_title_is_larger_than_the_name_below_it() -> None:
    for make in finished.ALL.values():
        scheme = make()
        lines = [line for line in measure(scheme, str).lines if line.ground == scheme.areas[0].hex]
        title = next(line for line in lines if scheme.title.startswith(line.text))
        name = next(line for line in lines if line.text == scheme.areas[0].name)
        assert title.style.size > name.style.size


def test_a_title_that_would_be_cut_takes_height_from_the_other_rows() -> None:
    title = "The Very Long and Winding Company of the Forgotten Lantern Bearers of the Drowned Parish by the Sea"
    scheme = finished.eight().model_copy(update={"title": title})
    page = measure(scheme, str)
    check(page)
    drawn = [line.text for line in page.lines if line.style.face.name.endswith("ExtraBold")]
    assert " ".join(drawn) == title


def test_an_unreadable_title_falls_back_to_the_colours() -> None:
    for title in ("龍の騎士 🐉", "مرحبا", "🎨"):
        page = measure(finished.three().model_copy(update={"title": title}), str)
        check(page)
        drawn = [line.text for line in page.lines if line.style.face.name.endswith("ExtraBold")]
        assert " ".join(drawn) == "Leaf green and soot black"


def test_pale_fields_keep_their_edge_on_paper() -> None:
    whole = finished.paladin()
    pale = whole.areas[5].model_copy(update={"hex": "#FFFFFF"})
    page = measure(whole.model_copy(update={"areas": (*whole.areas[:5], pale)}), str)
    check(page)
    field = fields_of.fields((*whole.areas[:5], pale))[5]
    assert any(r.box == field and r.colour == "#BFC2C3" for r in page.rects)
    vivid = whole.areas[5].model_copy(update={"hex": "#CDF894"})  # as light as paper, and yet not like it
    page = measure(whole.model_copy(update={"areas": (*whole.areas[:5], vivid)}), str)
    assert any(r.box == field and r.colour == "#CDF894" for r in page.rects)


def test_without_figures_the_checks_take_the_whole_width() -> None:
    page = measure(finished.orcs(), str, miniature=False)
    check(page)
    assert not page.miniatures
    stripes = [r.box for r in page.rects if r.box.h == 44 and r.box.y > 1400]
    assert min(b.x for b in stripes) == 30
    assert max(b.right for b in stripes) == 1170


def test_a_paint_in_the_advice_is_not_torn_apart() -> None:
    whole = finished.paladin()
    tone = whole.wash.paint
    assert tone is not None
    wash = whole.wash.model_copy(update={"paint": tone.model_copy(update={"range": "Warpaints Fanatic"})})
    texts = [line.text for line in measure(whole.model_copy(update={"wash": wash}), str).lines]
    assert "Dark Blue Tone" in texts
    assert "Army Painter Warpaints Fanatic WP3211P" in texts


def test_tags_follow_the_mood_where_there_is_room_and_say_nothing_twice() -> None:
    scheme = finished.orcs().model_copy(update={"tags": ("feral", "wet mud")})
    texts = [line.text for line in measure(scheme, str).lines]
    assert "Loud, feral, sun-baked · wet mud" in texts


def test_translations_are_used_and_an_empty_key_is_never_translated() -> None:
    def translate(text: str) -> str:
        assert text, "gettext answers an empty key with the header of the catalogue"
        return {"Primary": "Hauptfarbe", "close": "nah"}.get(text, text)

    texts = [line.text for line in measure(finished.three(), translate).lines]
    assert "Hauptfarbe" in texts
    assert "Hauptfarbe 60%" in texts
    assert "nah" in texts


def test_four_neutrals_take_two_rows() -> None:
    rows = fields_of.rows(finished.eight().areas)
    assert [[a.role for a in row] for row in rows] == [
        [Role.PRIMARY],
        [Role.SECONDARY, Role.ACCENT, Role.ACCENT2],
        [Role.METAL, Role.LEATHER],
        [Role.SKIN, Role.GROUND],
    ]
