"""The picture of the usage: nothing touches, every token is on it, and every eye can tell its colours apart."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot import i18n
from bot.screens.usage import COLOURS as FAMILY_COLOURS
from bot.swatches.alt import LONGEST
from bot.swatches.draw import palette_for
from bot.swatches.page import Page
from bot.swatches.palette import MOST
from bot.swatches.usage_alt import usage_text
from bot.swatches.usage_chart import (
    BARS,
    COLOURS,
    HERO,
    TALLEST,
    WAYS,
    Often,
    Told,
    Voice,
    draw_usage,
    measure_usage,
)
from bot.swatches.usage_slots import CAME, LEAST, WENT, slots
from core.colour.convert import lab
from core.colour.difference import ciede2000
from core.colour.families import FAMILIES, family
from core.colour.vision import greyscale, simulate
from core.usage.service import Day, Usage
from tests.unit.test_swatches_layout import check

LAST = date(2026, 11, 22)
VOICE = Voice(
    translate=str,
    number=i18n.number,
    compact=i18n.compact,
    short_day=i18n.short_day,
    day=lambda day: f"{i18n.short_day(day)} {day.year}",
    month=i18n.month,
)
OFTEN = tuple(Often(name, hex_, 9 - n) for n, (name, hex_) in enumerate(list(FAMILY_COLOURS.values())[:8]))

some = settings(max_examples=40)


def told(days: list[Day], *, since: date | None = None, often: tuple[Often, ...] = OFTEN) -> Told:
    sums = {way: sum(getattr(day, way) for day in days) for way in (*CAME, *WENT)}
    usage = Usage(since=0, requests=(), days=tuple(days), schemes=14, **sums)
    first = since or min((day.day for day in days), default=LAST)
    return Told(usage, "The last 30 days", first, LAST, often)


def every(n: int, times: int = 1, **amounts: int) -> list[Day]:
    """The last n days, each alike."""
    flow = {"earned": 0, "bought": 0, "spent": 0} | {way: amount * times for way, amount in amounts.items()}
    return [Day(LAST - timedelta(at), **flow) for at in range(n - 1, -1, -1)]


AMOUNTS = st.one_of(st.just(0), st.integers(0, 40), st.integers(0, 2**62))
DAYS = st.dictionaries(st.integers(0, 500), st.tuples(*[AMOUNTS] * 6), max_size=25).map(
    lambda found: [Day(LAST - timedelta(at), *flow) for at, flow in sorted(found.items(), reverse=True) if any(flow)]
)


@some
@given(DAYS, st.sampled_from([None, 6, 29]), st.integers(0, 8))
def test_nothing_touches_or_leaves_its_place(days: list[Day], back: int | None, colours: int) -> None:
    if back is not None:
        days = [day for day in days if (LAST - day.day).days <= back]
    since = None if back is None else LAST - timedelta(back)
    page = measure_usage(told(days, since=since, often=OFTEN[:colours]), VOICE)
    check(page)
    assert len(palette_for(page)) <= MOST


@some
@given(DAYS, st.integers(2, 4))
def test_a_wordier_language_still_fits(days: list[Day], times: int) -> None:
    wordy = replace(
        VOICE,
        translate=lambda text: " ".join([text] * times),
        number=lambda n: f"{n:,}".replace(",", "\u202f"),
        compact=lambda n: f"{i18n.compact(n)} Mio",
        short_day=lambda day: f"{day.day}. September",
    )
    check(measure_usage(told(days), wordy))


CASES = {
    "nothing": [],
    "one day": every(1, earned=12),
    "a week": every(7, earned=2, spent=3),
    "a month": every(30, earned=2, bought=100, spent=3, gifts=5, expired=1, taken_back=4),
    "400 days": every(400, earned=2, bought=10, spent=3),
    "ten years": every(3700, earned=2, spent=3),
    "big numbers": every(30, 10**15, earned=2, bought=100, spent=3),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_a_small_png_of_few_colours(name: str) -> None:
    facts = told(CASES[name])
    page = measure_usage(facts, VOICE)
    check(page)
    data = draw_usage(facts, VOICE)
    image = Image.open(BytesIO(data))
    image.load()
    assert (image.format, image.mode, image.size) == ("PNG", "P", (1200, page.height))
    assert page.height < 1300
    assert len(data) <= 60_000
    assert draw_usage(facts, VOICE) == data


@pytest.mark.parametrize(
    ("days", "unit", "count"),
    [(1, "day", LEAST), (7, "day", 7), (62, "day", 62), (63, "week", 9), (400, "week", 58), (900, "month", 31)],
)
def test_days_are_put_together_as_far_as_needed(days: int, unit: str, count: int) -> None:
    since = LAST - timedelta(days - 1)
    found, bars = slots(every(days, earned=2, spent=1), since, LAST)
    assert (found, abs(len(bars) - count) <= 1) == (unit, True)
    assert sum(sum(bar.came) for bar in bars) == 2 * days
    assert sum(sum(bar.went) for bar in bars) == days
    assert bars[0].first <= since
    assert bars[-1].first <= LAST
    assert all(a.first < b.first for a, b in itertools.pairwise(bars))


@some
@given(DAYS)
def test_no_token_is_lost_between_days_and_bars(days: list[Day]) -> None:
    _unit, bars = slots(days, min((day.day for day in days), default=LAST), LAST)
    for at, way in enumerate(CAME):
        assert sum(bar.came[at] for bar in bars) == sum(getattr(day, way) for day in days)
    for at, way in enumerate(WENT):
        assert sum(bar.went[at] for bar in bars) == sum(getattr(day, way) for day in days)


def test_years_follow_when_there_are_too_many_months() -> None:
    unit, bars = slots(every(3700, earned=1), LAST - timedelta(3699), LAST)
    assert unit == "year"
    assert [bar.first.year for bar in bars] == list(range(2016, 2027))


def bars_of(page: Page, way: str) -> list[int]:
    """Heights of the bars of a way, left to right."""
    found = [rect.box for rect in page.rects if rect.colour == COLOURS[way] and rect.box.y >= HERO]
    return [box.h for box in sorted(found, key=lambda box: box.x)]


def test_bars_are_as_high_as_their_days_and_few_tokens_make_low_ones() -> None:
    days = [Day(LAST - timedelta(1), 4, 0, 0), Day(LAST, 8, 0, 2)]
    page = measure_usage(told(days), VOICE)
    assert bars_of(page, "earned") == [4 * TALLEST, 8 * TALLEST]
    assert bars_of(page, "spent") == [2 * TALLEST]
    many = measure_usage(told([replace(day, earned=day.earned * 100) for day in days]), VOICE)
    low, high = bars_of(many, "earned")
    assert (abs(2 * low - high) <= 1, high <= BARS) == (True, True)


def test_what_came_is_above_the_line_and_what_went_below() -> None:
    page = measure_usage(told(CASES["a month"]), VOICE)
    above, below = (
        [r.box for r in page.rects if r.box.y >= HERO and r.colour in {COLOURS[way] for way in side}]
        for side in (CAME, WENT)
    )
    assert len(above) == len(below) == 90
    assert max(box.bottom for box in above) < min(box.y for box in below)


def test_one_token_beside_a_million_can_still_be_seen() -> None:
    days = [Day(LAST - timedelta(1), 1, 0, 1), Day(LAST, 0, 1_000_000, 0)]
    page = measure_usage(told(days), VOICE)
    assert bars_of(page, "earned") == bars_of(page, "spent") == [2]


def test_the_fields_name_every_way_with_its_number_and_their_areas_follow_it() -> None:
    days = every(1, earned=300, bought=100, spent=240)
    page = measure_usage(told(days), VOICE)
    words = {line.text for line in page.lines}
    assert {"300", "100", "240", WAYS["earned"], WAYS["bought"], WAYS["spent"], "14", "Schemes painted"} <= words
    assert WAYS["expired"] not in words
    fields = {r.colour: r.box for r in page.rects if r.box.y < HERO}
    area = {way: fields[COLOURS[way]].w * fields[COLOURS[way]].h for way in ("earned", "bought", "spent")}
    assert abs(area["earned"] / area["bought"] - 3) < 0.1
    assert abs((area["earned"] + area["bought"]) / area["spent"] - 400 / 240) < 0.05


def test_a_number_too_long_for_its_field_is_said_in_few_characters() -> None:
    page = measure_usage(told(every(1, earned=10**15, bought=5 * 10**17, spent=1)), VOICE)
    texts = [line.text for line in page.lines]
    assert i18n.compact(10**15) in texts
    assert f"{5 * 10**17:,}" in texts


def test_few_bars_say_their_number_and_many_have_lines_to_read_them_off() -> None:
    texts = [line.text for line in measure_usage(told(every(7, earned=23, spent=31)), VOICE).lines]
    assert (texts.count("23"), texts.count("31")) == (7, 7)
    texts = [line.text for line in measure_usage(told(every(30, earned=23, spent=31)), VOICE).lines]
    assert (texts.count("23"), texts.count("20")) == (0, 2)


@pytest.mark.parametrize("side", [CAME, WENT])
def test_colours_on_a_side_stay_apart_to_every_eye(side: tuple[str, ...]) -> None:
    colours = [COLOURS[way] for way in side]
    ways = [colours, greyscale(colours), *(simulate(colours, eye) for eye in ("protan", "deutan", "tritan"))]
    for seen in ways:
        points = lab(seen)
        for one, other in itertools.combinations(range(3), 2):
            assert float(ciede2000(points[one], points[other])) >= 10, (side, seen)


def test_every_family_has_a_colour_that_belongs_to_it() -> None:
    assert set(FAMILY_COLOURS) == set(FAMILIES)
    for key, (_name, hex_) in FAMILY_COLOURS.items():
        assert family(hex_) == key


def test_translations_are_used_and_an_empty_key_is_never_translated() -> None:
    def translate(text: str) -> str:
        assert text, "gettext answers an empty key with the header of the catalogue"
        return {"Tokens spent": "Ausgegeben", "Red": "Rot"}.get(text, text)

    voice = replace(VOICE, translate=translate)
    facts = told(CASES["a month"])
    words = {line.text for line in measure_usage(facts, voice).lines}
    assert {"Ausgegeben", "Rot"} <= words
    said = usage_text(facts, voice)
    assert "Ausgegeben: 90." in said
    assert "Rot 9" in said


def test_the_words_say_what_the_picture_shows() -> None:
    days = [Day(LAST - timedelta(2), 4, 50, 3), Day(LAST, 0, 0, 8, expired=5)]
    said = usage_text(told(days, since=LAST - timedelta(6), often=OFTEN[:1]), VOICE)
    assert said == (
        "Tokens that came and went: The last 30 days, 16 Nov 2026 – 22 Nov 2026. Tokens earned: 4. Tokens bought: 50."
        " Tokens spent: 11. Tokens expired: 5. Most came on 20 Nov: 54. Most went on 22 Nov: 13. Schemes painted: 14."
        " Colours painted most: Red 9."
    )
    assert "No tokens came or went." in usage_text(told([]), VOICE)


@some
@given(DAYS, st.integers(1, 6))
def test_the_words_are_one_short_line(days: list[Day], times: int) -> None:
    said = usage_text(told(days), replace(VOICE, translate=lambda text: " ".join([text] * times)))
    assert 0 < len(said) <= LONGEST
    assert said == " ".join(said.split())
