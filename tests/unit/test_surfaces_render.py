"""Cards in a terminal: never wider than the window, never an escape code where none belongs, nothing obeyed."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot import routes
from bot.card import Button, Card, Chip, Command, Field, Link, Moment, Swatch, phrase
from bot.terminal.render import Screen, safe, wrap

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")

HOSTILE = "\x1b[31mred\x1b[0m \x07bell \u202egnp.exe\u202c \x9b2J tab\there [bold]not markup[/bold] :smile:"


def card(**more) -> Card:
    swatches = (
        Swatch(
            hex="#9FD0C8",
            role="Primary",
            share=60,
            name="Pale mint teal",
            covers="Robes, ghost flesh",
            paint="Vallejo Model Color Verdigris Glaze 70.832",
            closeness="very close",
            paint_hex="#93D3C5",
            ladder=(
                Chip("Shade", "#7B978F", "Light Green Blue 70.972"),
                Chip("Layer", "#C5D0D0", "Wolf Grey 72.047"),
                Chip("Highlight", "#E6E6E6", "White Grey 70.993"),
            ),
            wash="Game Color Blue Wash 73.207",
        ),
        Swatch("#26424F", "Secondary", 40, "Deep sea slate", "", "no paint of these brands comes near", "", ""),
    )
    body = {
        "title": "Lanterns of the Drowned Parish",
        "lines": (
            "Spectral, cold, quietly mournful",
            phrase("Next claim {when}: {do}.", when=Moment(0), do=Command("daily")),
        ),
        "swatches": swatches,
        "fields": (Field("Primer", "White. " + "Grey first, then white from above. " * 4), Field("Code", "7KQ2M4XR")),
        "buttons": ((Button("Again", routes.Again("7KQ2M4XR", 2), price=2), Button("Help", routes.Help())),),
        "footnote": "Unofficial. " * 12,
    }
    return Card(**(body | more))


def printed(the_card: Card, *, width: int = 80, colour: str | None = None, **more) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        color_system=colour,
        force_terminal=colour is not None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        legacy_windows=False,
        **more,
    )
    Screen(console=console).card(the_card, numbers=True)
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 96, 200])
@pytest.mark.parametrize("colour", [None, "truecolor", "256", "standard"])
def test_no_line_is_wider_than_the_window(width, colour):
    for line in ESCAPE.sub("", printed(card(), width=width, colour=colour)).splitlines():
        assert cell_len(line) <= min(width, 96), line


@given(st.text(max_size=300), st.integers(40, 96))
def test_no_text_whatever_breaks_the_width_or_is_lost(text, width):
    rows = wrap(safe(text), width)
    assert all(cell_len(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(safe(text).split())


@given(st.text(max_size=200))
def test_nothing_in_a_text_is_obeyed(text):
    out = printed(Card(title=text, lines=(text,), fields=(Field(text, text),)))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)


def test_escape_codes_markup_and_emoji_names_of_a_text_are_shown_not_done():
    out = printed(card(title=HOSTILE, lines=(HOSTILE,)), colour="truecolor")
    assert "[bold]not markup[/bold] :smile:" in out
    assert "\x1b[31m" not in out
    assert "\x07" not in out
    assert "\u202e" not in out


def test_a_link_is_written_out():
    out = printed(Card(title="Elsewhere", links=(Link("Go there", "https://example.org/a"),)))
    assert re.search(r"Go there +https://example\.org/a\n", out)


def test_a_pipe_gets_words_only():
    out = printed(card())
    assert "\x1b" not in out
    assert "Primary 60%  Pale mint teal  #9FD0C8" in out
    assert "Vallejo Model Color Verdigris Glaze 70.832, very close" in out
    assert "Shade Light Green Blue 70.972   Layer Wolf Grey 72.047" in out
    assert "1 Again (2 tokens)    2 Help" in out
    assert "1 Jan 1970, 00:00 UTC: /daily." in out
    assert all(line == line.rstrip() for line in out.splitlines())


def test_a_terminal_gets_fields_of_colour_at_their_share():
    out = printed(card(), colour="truecolor")
    assert "\x1b[48;2;159;208;200m" in out
    band = next(line for line in out.splitlines() if "48;2;159;208;200" in line and "48;2;38;66;79" in line)
    widths = [len(run) for run in re.findall(r"m( +)\x1b", band)]
    assert widths == [48, 32]
    assert "\x1b[48;2;147;211;197m  \x1b[0m Vallejo" in out  # the chip shows the paint, the tab the aim


def test_a_terminal_of_256_colours_gets_the_nearest_ones():
    # colours of its own: Rich remembers how it wrote a style, whatever the terminal
    swatches = (Swatch("#1A7B5C", "Primary", 100, "Sea green", "", "", "", ""),)
    assert re.search(r"\x1b\[48;5;\d+m", printed(card(swatches=swatches), colour="256"))


def test_no_color_leaves_weight_and_takes_colour(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    Screen(console=Console(file=out, force_terminal=True, color_system="truecolor", width=80, soft_wrap=True)).card(
        card()
    )
    assert "48;2" not in out.getvalue()
    assert "Primary 60%" in ESCAPE.sub("", out.getvalue())


def test_progress_changes_one_line_in_a_terminal_and_is_lines_in_a_pipe():
    out = io.StringIO()
    screen = Screen(console=Console(file=out, force_terminal=True, color_system=None, width=80))
    screen.progress(Card("Choosing colours"))
    screen.progress(Card("Drawing"))
    screen.progress_done()
    assert out.getvalue().split("\r")[1:3] == ["Choosing colours …", "Drawing …         "]
    assert "\n" not in out.getvalue()

    piped = io.StringIO()
    screen = Screen(file=piped)
    screen.progress(Card("Choosing colours"))
    screen.progress_done()
    assert piped.getvalue() == "Choosing colours …\n"


def test_columns_and_indents_hold():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("one  two", 80) == ["one  two"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("a bcdefgh", 5, 0, 2) == ["a", "  bcd", "  efg", "  h"]
    assert wrap("日本語", 4) == ["日本", "語"]
    assert wrap("", 10) == [""]
