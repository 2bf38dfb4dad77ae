"""Text for Telegram: what people wrote is data, lengths are as Telegram counts them, nothing gets lost."""

from __future__ import annotations

import random

import pytest

from bot import routes
from bot.card import Button, Card, Field, Picture, Swatch
from bot.telegram.present import IN_A_ROW, present
from bot.telegram.words import CAPTION, MESSAGE, Html, cut, data, pages, stripped, tagged, units
from tests.fakes.telegram_server.text import parse_html

HARD = [
    "<b>", "</b>", "<", ">", "&", "&amp;", "&lt;", "\"'", "@durov", "https://x.org", "t.me/x", "/start", "#tag",
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "𝕲", "e\u0301\u0323", "שלום", "مرحبا", "\u202b", "ﷺ", "塗料", "rust", "bone", "<a href='x'>",
    "tg://user?id=1", "\u200d", "<tg-spoiler>", "&#60;", "*_`[",
]  # fmt: skip


def some(rng: random.Random, most: int) -> str:
    """Words as people and their keyboards make them."""
    return " ".join(rng.choice(HARD) for _ in range(rng.randint(1, most)))


@pytest.mark.parametrize("said", HARD)
def test_what_somebody_wrote_comes_out_as_they_wrote_it(said: str) -> None:
    read, entities = parse_html(tagged("b", data(f"x{said}x")).markup)
    assert read.replace("\u200b", "") == f"x{said}x"
    assert [e["type"] for e in entities] == ["bold"]
    assert not [e for e in parse_html(data(said).markup)[1] if e["type"] in ("mention", "url", "text_link")]


def test_lengths_are_those_that_telegram_counts(rng: random.Random) -> None:
    for _ in range(300):
        piece = tagged("b", data(some(rng, 6))) + data(" · ") + tagged("code", data(some(rng, 3)))
        assert piece.length == units(stripped(piece.markup))
        assert units(parse_html(piece.markup)[0]) <= piece.length


def test_pages_hold_everything_and_fit(rng: random.Random) -> None:
    for _ in range(60):
        blocks = [tagged(rng.choice(["b", "i"]), data(some(rng, 120))) for _ in range(rng.randint(1, 30))]
        first, rest = rng.choice([200, 1022, 4096]), rng.choice([300, 4096])
        found = pages(blocks, first, rest)
        for n, page in enumerate(found):
            read, _ = parse_html(page.markup)  # every page can be read by itself
            assert units(read) <= (rest if n else first)
        joined = "".join("".join(stripped(page.markup).split()) for page in found)
        assert joined == "".join("".join(stripped(block.markup).split()) for block in blocks)


def test_one_word_longer_than_a_message_is_cut_between_characters() -> None:
    found = pages([Html("𝕲" * 3000, 6000)], CAPTION, CAPTION)
    assert "".join(stripped(page.markup) for page in found) == "𝕲" * 3000
    assert max(units(page.markup) for page in found) <= CAPTION


def test_cut_says_that_something_is_missing() -> None:
    assert cut("rust and bone", 100) == "rust and bone"
    assert cut("rust and bone", 6) == "rust…"


def test_cards_of_any_size_fit(rng: random.Random) -> None:
    for _ in range(60):
        swatches = tuple(
            Swatch("#2F6F6B", some(rng, 2), rng.randint(0, 60), some(rng, 3), some(rng, 4), some(rng, 8), "close",
                   "#2F6F6B", wash=some(rng, 4))
            for _ in range(rng.randint(0, 8))
        )  # fmt: skip
        card = Card(
            title=some(rng, 4),
            lines=tuple(some(rng, 60) for _ in range(rng.randint(0, 6))),
            fields=tuple(Field(some(rng, 2), some(rng, 150)) for _ in range(rng.randint(0, 15))),
            swatches=swatches,
            footnote=some(rng, 40),
            aside=(some(rng, 20),),
            picture=Picture("x.png", some(rng, 300), bytes),
            buttons=tuple(
                tuple(Button(some(rng, 5), routes.ShowScheme(f"C{row}{n}")) for n in range(rng.randint(1, 8)))
                for row in range(rng.randint(0, 40))
            ),
        )
        pictured = rng.random() < 0.5
        written = present(card, pictured=pictured, private=True)
        assert units(parse_html(written.first)[0]) <= (CAPTION if pictured else MESSAGE)
        for page in written.rest:
            assert 1 <= units(parse_html(page)[0]) <= MESSAGE
        said = "".join("".join(stripped(page).split()) for page in (written.first, *written.rest))
        for one in swatches:
            assert "".join(stripped(data(one.paint).markup).split()) in said
        if written.keyboard is not None:
            rows = written.keyboard.inline_keyboard
            assert len(rows) <= 100
            assert all(1 <= len(row) <= IN_A_ROW for row in rows)
            assert sum(len(row) for row in rows) <= 100
            assert all(0 < len(b.text) <= 64 for row in rows for b in row)


def test_what_is_for_the_owner_alone_is_not_said_where_others_read() -> None:
    card = Card(title="Scheme", aside=("You have 9 tokens.",))
    assert "9 tokens" in present(card, pictured=True, private=True).first
    assert "9 tokens" not in present(card, pictured=True, private=False).first


def test_a_row_that_is_too_long_breaks_evenly():
    def shown(*labels: str) -> list[list[str]]:
        buttons = tuple(Button(label, routes.ShowScheme(f"C{n}")) for n, label in enumerate(labels))
        written = present(Card(title="t", buttons=(buttons,)), pictured=False, private=True)
        assert written.keyboard is not None
        return [[button.text for button in row] for row in written.keyboard.inline_keyboard]

    assert shown("Gothic", "Latin", "Norse", "Celtic") == [["Gothic", "Latin"], ["Norse", "Celtic"]]
    assert shown("a", "b", "c") == [["a", "b", "c"]]
    assert shown("a", "b", "c", "d", "e") == [["a", "b", "c"], ["d", "e"]]
    # Where like lengths would not fit, as many as fit.
    assert shown("a", "b", "c" * 34, "d") == [["a", "b"], ["c" * 34], ["d"]]
