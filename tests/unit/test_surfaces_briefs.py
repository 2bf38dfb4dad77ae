"""What people type: taken as it is meant, or refused in one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import routes
from bot.screens.briefs import BriefForm, clean, read
from bot.screens.commands import COMMANDS, Rename, parse
from core.errors import BadInput, UnknownWord
from core.paints.catalogue import Catalogue
from core.paintschemes.scheme import Tier

WORDS = "drowned sailors, ghostly teal and rusted brass, grimdark"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (WORDS, WORDS),
        ("  bone \n\t and   purple ", "bone and purple"),
        ("nai\u0308ve knights", "naïve knights"),
        ("red\u200b knights 🎨 ❤️", "red knights 🎨 ❤️"),
        ("no red & 50% grey, 'eavy (worn) [muddy] <3", "no red & 50% grey, 'eavy (worn) [muddy] <3"),
        ("Ritter aus Köln, grün", "Ritter aus Köln, grün"),
        ("زيتي olive army", "زيتي olive army"),
        ("x" * 1000, "x" * 1000),
    ],
)
def test_descriptions_are_kept_as_they_are_meant(typed, kept):
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Describe what you want"),
        ("   \n ", "Describe what you want"),
        ("\u200b\u200d", "Describe what you want"),
        ("x" * 1001, "1001 characters"),
        ("teal " * 2000, "9999 characters"),
        ("x" * 10_000_000, "10000000 characters"),
        ("🎨🖌️👻", "no words"),
        ("!!! 123 ???", "no words"),
        ("אבירים אדומים", "English"),
        ("فرسان حمر", "English"),
        ("красные рыцари", "English"),
        ("red \x00knights", "control characters"),
        ("\x1b[31mred\x1b[0m knights", "control characters"),
        ("red \u202eknights", "control characters"),
        ("red \ud800 knights", "control characters"),
        ("<b>red</b> knights", "markup"),
        ("<script>alert(1)</script>", "markup"),
        ("[red](http://example.org) knights", "markup"),
        ("[b]red[/b] knights", "markup"),
        ("red <@1234> knights", "markup"),
        ("see https://example.org/x", "markup"),
        ("discord.gg/abc red knights", "markup"),
        ("red &amp; blue", "markup"),
        ("```red```", "markup"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(typed, says):
    with pytest.raises(BadInput) as caught:
        clean(typed)
    said = str(caught.value)
    assert says in said
    assert "\n" not in said
    assert len(said) < 200


@given(st.text(max_size=1200))
def test_every_text_is_a_description_or_a_refusal(typed):
    try:
        kept = clean(typed)
    except BadInput:
        return
    assert kept == clean(kept)
    assert 0 < len(kept) <= 1000


def test_a_form_becomes_a_brief(catalogue):
    form = BriefForm(
        WORDS, faction="ghosts", mood="Spooky", style="dry brush", colours=5, brands=("vmc, GW", "citadel"), tier="Fast"
    )
    brief = read(form, catalogue)
    assert (brief.faction, brief.mood, brief.style) == ("spectral host", "spectral", "drybrush")
    assert brief.brands == ("Vallejo Model Color", "Citadel")
    assert brief.tier is Tier.FAST
    assert brief.colours == 5


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (BriefForm(WORDS, brands=("Vallejjo",)), "Did you mean Vallejo"),
        (BriefForm(WORDS, mood="grimdrak"), "Did you mean grimdark"),
        (BriefForm(WORDS, faction="risen ded"), "Did you mean risen dead"),
        (BriefForm(WORDS, style="slapchp"), "Did you mean slapchop"),
        (BriefForm(WORDS, mood="qqqqqqqqq"), "I do not know the mood"),
        (BriefForm(WORDS, tier="hero"), "Did you mean fast, tabletop, display"),
        (BriefForm(WORDS, colours=2), "3 to 8 colours, not 2"),
        (BriefForm(WORDS, colours=9), "3 to 8 colours, not 9"),
        (BriefForm(WORDS, seed=-1), "A seed is a number"),
        (BriefForm(WORDS, seed=2**40), "A seed is a number"),
        (BriefForm(WORDS, brands=tuple(f"brand {n}" for n in range(9))), "at most 8 brands"),
    ],
)
def test_fields_that_cannot_be_used_say_what_would(catalogue, form, says):
    with pytest.raises(BadInput) as caught:
        read(form, catalogue)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (WORDS, BriefForm(WORDS)),
        (f"/paintscheme {WORDS}", BriefForm(WORDS)),
        ("/PaintScheme red  knights ", BriefForm("red  knights")),
        ("/paintscheme", routes.AskBrief()),
        (
            "/paintscheme red knights --mood grim dark --brand Vallejo --brand=citadel --colours 5 --tier fast",
            BriefForm("red knights", mood="grim dark", brands=("Vallejo,citadel",), colours=5, tier="fast"),
        ),
        ("/paintscheme battle-worn -- no, half-dead", BriefForm("battle-worn -- no, half-dead")),
        ("/schemes", routes.Schemes("recent")),
        ("/schemes favorites", routes.Schemes("favourites")),
        ("/schemes show 7kq2m4xr", routes.ShowScheme("7kq2m4xr")),
        ("/schemes #7KQ2M4XR", routes.ShowScheme("7KQ2M4XR")),
        ("/schemes delete 7KQ2M4XR", routes.AskDelete("7KQ2M4XR")),
        ("/schemes rename 7KQ2M4XR  The Drowned | Watch ", Rename("7KQ2M4XR", "The Drowned | Watch")),
        ("/schemes rename 7KQ2M4XR", routes.AskName("7KQ2M4XR")),
        ("/balance please", routes.Balance()),
    ],
)
def test_lines_are_read_as_they_are_meant(line, asked):
    assert parse(line) == asked


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/blance", "Did you mean /balance"),
        ("/zzz", "I do not know the command"),
        ("/", "I do not know the command"),
        ("/paintscheme red --mod grim", "Did you mean --mood"),
        ("/paintscheme red --colours five", "--colours wants a whole number"),
        ("/schemes show", "Say which one"),
        ("/schemes renam 7KQ2M4XR x", "Did you mean rename"),
    ],
)
def test_lines_that_mean_nothing_say_what_would(line, says):
    with pytest.raises(BadInput) as caught:
        parse(line)
    assert says in str(caught.value)


@given(st.sampled_from(sorted(COMMANDS)), st.text(max_size=80))
def test_whatever_follows_a_command_is_read_or_refused(command, rest):
    try:
        asked = parse(f"/{command} {rest}")
    except BadInput:
        return
    if isinstance(asked, routes.Route):
        assert routes.decode(routes.encode(asked)) == asked


def test_unknown_words_keep_what_was_typed_short():
    with pytest.raises(UnknownWord) as caught:
        parse("/" + "a" * 500)
    assert len(str(caught.value)) < 120
