"""Texts: languages, plurals, numbers and dates, and the parts that a card's text is made of."""

from __future__ import annotations

import asyncio
import gettext
from datetime import UTC, datetime

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.numbers import format_decimal, format_percent

from bot import i18n
from bot.card import Button, Command, Moment, Text, phrase, plain
from bot.routes import Again
from core.errors import InsufficientTokens, UnknownWord

NOON = int(datetime(2026, 3, 4, 12, 30, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def german(monkeypatch, tmp_path):
    """A catalogue as a translator would make it."""
    catalogue = Catalog(locale="de")
    catalogue.add("{label} ({cost})", "{label}: {cost}")
    catalogue.add(("{n} token", "{n} tokens"), ("{n} Marke", "{n} Marken"))
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "wetpalette.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)


def test_english_needs_no_catalogue():
    assert i18n._("Nothing was taken.") == "Nothing was taken."
    assert i18n._("") == ""
    assert i18n.ngettext("{n} token", "{n} tokens", 1) == "{n} token"
    assert i18n.ngettext("{n} token", "{n} tokens", 2) == "{n} tokens"


def test_a_catalogue_answers_with_its_plurals_and_falls_back_where_it_is_silent(german):
    with i18n.speaking("de_AT"):
        assert i18n.ngettext("{n} token", "{n} tokens", 2) == "{n} Marken"
        assert i18n._("Balance") == "Balance"
        assert Button("Noch einmal", Again("7KQ2M4XR", 2), price=1).caption == "Noch einmal: 1 Marke"
    assert Button("Again", Again("7KQ2M4XR", 2), price=2).caption == "Again (2 tokens)"
    assert Button("Again", Again("7KQ2M4XR", 2), price=0).caption == "Again (0 tokens)"


def test_we_speak_only_what_we_have(german):
    assert i18n.spoken("de-AT") == "de_AT"
    assert i18n.spoken("de_DE.UTF-8") == "de_DE"
    assert i18n.spoken("fr_FR.UTF-8") == "en"
    assert i18n.spoken("C") == "en"
    assert i18n.spoken("../../etc") == "en"


async def test_each_request_has_its_own_language(german):
    async def ask(locale: str) -> str:
        with i18n.speaking(locale):
            await asyncio.sleep(0)
            return await asyncio.to_thread(i18n.ngettext, "{n} token", "{n} tokens", 2)

    answers = await asyncio.gather(ask("de"), ask("en"), ask("de"))
    assert answers == ["{n} Marken", "{n} tokens", "{n} Marken"]


def test_the_quick_way_to_write_numbers_says_what_babel_says():
    for n in range(1000):
        assert i18n.number(n) == format_decimal(n, locale="en")
        assert i18n.percent(n) == format_percent(n / 100, locale="en")
    assert i18n.number(1_234_567) == "1,234,567"
    assert i18n.number(-3) == "-3"
    with i18n.speaking("de"):
        assert i18n.number(1234) == "1.234"


def test_times_are_written_for_the_locale_and_say_that_they_are_utc():
    assert i18n.moment(NOON) == "4 Mar 2026, 12:30 UTC"
    assert i18n.day(NOON) == "4 Mar 2026"
    assert i18n.span(7 * 3_600_000) == "7 hours"
    with i18n.speaking("fr"):
        assert i18n.day(NOON) == "4 mars 2026"


def test_a_phrase_keeps_times_and_commands_as_values():
    text = phrase("{n} at {when}, or {do}.", n=1500, when=Moment(NOON), do=Command("daily"))
    assert text == Text(("1,500", " at ", Moment(NOON), ", or ", Command("daily"), "."))
    assert str(text) == "1,500 at 4 Mar 2026, 12:30 UTC, or /daily."
    assert text.render(lambda p: "*" if isinstance(p, Moment) else plain(p)) == "1,500 at *, or /daily."


def test_a_phrase_takes_in_phrases_and_datetimes_and_leaves_braces_of_people_alone():
    inner = phrase("{n}", n=2)
    text = phrase("{a} {b} {c}", a=inner, b=datetime(2026, 3, 4, 12, 30, tzinfo=UTC), c="{n} {0} %s")
    assert str(text) == "2 4 Mar 2026, 12:30 UTC {n} {0} %s"


def test_refusals_fill_their_places():
    refusal = InsufficientTokens(3, 1)
    assert str(phrase(i18n._(refusal.message), **refusal.values)) == str(refusal)
    unknown = UnknownWord("brand", "Vallejjo", ("Vallejo",))
    assert "Did you mean Vallejo?" in str(phrase(unknown.message, **unknown.values))


def test_the_module_is_gettext_all_the_way():
    assert type(i18n._catalogue("en", i18n.LOCALES)) is gettext.NullTranslations
