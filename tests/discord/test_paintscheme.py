"""`/paintscheme`: from the words to the card, and everything that can be wrong with the words."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.discord.play import WORDS, House, code_in, labels, photo, picture, showpiece, title
from tests.fakes.discord_server import Upload


async def test_the_price_is_asked_in_private_and_the_scheme_is_for_all(house: House):
    asked = await house.slash("paintscheme", description=WORDS)
    question = asked.message
    assert question.ephemeral
    assert title(question) == "Shall I paint that?"
    assert "It costs 3 tokens; you have 12." in question.text()
    assert labels(question) == ["Paint it (3 tokens)", "Not now"]
    assert house.in_channel() == []  # the placeholder went

    done = await house.sim.click(house.ann, question, label="Paint it (3 tokens)")
    card = showpiece(done)
    assert not card.ephemeral
    assert "Painted for Ann" in card.text()
    assert "Unofficial" in card.text()
    ((_address, alt),) = card.images()
    assert title(card).replace("\\", "") in alt
    assert 200 < len(alt) <= 1024
    assert [m.id for m in house.in_channel()] == [card.id]
    receipts = [m for m in done.messages if m.ephemeral]
    assert [m.text() for m in receipts] == ["3 tokens spent.\nYou have 9 tokens."]
    assert question.id not in [m.id for m in house.sim.history(house.club, house.ann)]
    assert await house.tokens() == 9
    assert await house.codes() == [code_in(card)]


async def test_the_second_time_paints_at_once(house: House):
    await house.agree()
    done = await house.slash("paintscheme", description="bone white skeletons in purple robes")
    card = showpiece(done)
    assert not card.ephemeral
    assert [m.text() for m in done.messages if m.ephemeral] == ["3 tokens spent.\nYou have 6 tokens."]
    assert ("paintscheme", "done") in house.figures.counted
    # what was said while it was at work is not there any more
    assert len(house.in_channel()) == 2


async def test_not_now_costs_nothing(house: House):
    asked = await house.slash("paintscheme", description=WORDS)
    done = await house.sim.click(house.ann, asked.message, label="Not now")
    assert "Nothing was taken." in done.message.text()
    assert done.message.id == asked.message.id
    assert await house.tokens() == 12
    assert await house.codes() == []


async def test_a_direct_message_has_no_secrets(house: House):
    asked = await house.slash("paintscheme", house.ann, house.ann, description=WORDS)
    assert not asked.message.ephemeral
    done = await house.sim.click(house.ann, asked.message, label="Paint it (3 tokens)")
    card = showpiece(done)
    assert card.id == asked.message.id  # the question becomes the answer
    assert "3 tokens spent." in card.text()
    assert "Painted for" not in card.text()
    assert not any(m.ephemeral for m in done.messages)


@pytest.mark.parametrize(
    ("options", "seen"),
    [
        ({"faction": "risen dead"}, "**Read as** "),
        ({"mood": "grimdark", "style": "clean"}, "grimdark"),
        ({"description": "imps", "colours": 3}, "**Primary**"),
        ({"description": "imps", "brands": "Vallejo, Citadel"}, "**Primary**"),
        ({"description": "imps", "tier": "fast"}, ", fast"),
        ({"description": "imps", "tier": "display", "colours": 8}, ", display"),
    ],
)
async def test_every_option_reaches_the_scheme(house: House, options, seen):
    card = await house.painted(house.ann, house.club, **options)
    stored = await house.core.schemes.by_code(await house.person(), code_in(card))
    brief = stored.brief
    assert seen in card.text()
    if "colours" in options:
        assert len(stored.scheme.areas) == options["colours"]
    assert brief.faction == options.get("faction", "")
    assert brief.mood == options.get("mood", "")
    assert brief.style == options.get("style", "")
    assert brief.brands == (("Vallejo", "Citadel") if "brands" in options else ())
    assert brief.tier == options.get("tier", "tabletop")
    if "brands" in options:
        assert {choice.paint.brand for area in stored.scheme.areas for choice in area.choices} == {"Vallejo", "Citadel"}


async def test_only_my_paints_and_a_few_new_ones(house: House):
    nothing = await house.slash("paintscheme", description="imps", only_my_paints=True)
    assert nothing.message.ephemeral
    assert "Your shelf is empty" in nothing.message.text()
    await house.slash("paints shelf", add="Abaddon Black, Mephiston Red, Corax White, Leadbelcher, Rhinox Hide")
    card = await house.painted(house.ann, house.club, description="imps", only_my_paints=True, new_paints="3")
    stored = await house.core.schemes.by_code(await house.person(), code_in(card))
    assert stored.brief.from_shelf
    assert stored.brief.new_paints == 0  # the narrower of the two wishes
    card = await house.painted(house.ann, house.club, description="imps", new_paints="3")
    stored = await house.core.schemes.by_code(await house.person(), code_in(card))
    assert stored.brief.new_paints == 3


async def test_a_photo_alone_is_enough(house: House):
    asked = await house.slash("paintscheme", photo=photo())
    assert "It costs 3 tokens" in asked.message.text()
    done = await house.sim.click(house.ann, asked.message, label="Paint it (3 tokens)")
    assert "From your photo" in showpiece(done).text()


def animated() -> bytes:
    frames = [Image.open(io.BytesIO(picture((40, 30), [colour]))) for colour in ("#FF0000", "#00FF00")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


NO_PHOTOS = [
    (Upload(b"%PDF-1.7 and so on", "rules.pdf"), "no picture"),
    (Upload(b"\x00" * 300, "mini.png"), "cannot read"),
    (Upload(picture()[:200], "mini.png"), "cannot read"),
    (Upload(animated(), "mini.webp"), "moves"),
    (Upload(b"", "mini.png"), "cannot read"),
]


async def test_a_photo_that_is_none_is_refused_in_private(house: House):
    for upload, said in NO_PHOTOS:
        done = await house.slash("paintscheme", photo=upload)
        assert done.message.ephemeral
        assert said in done.message.text()
    assert house.in_channel() == []
    assert await house.tokens() == 12
    assert set(house.figures.counted) == {("paintscheme", "refused")}


async def test_a_photo_too_large_is_not_even_loaded(house: House, monkeypatch):
    monkeypatch.setattr("bot.discord.pictures.LARGEST", 100)
    done = await house.slash("paintscheme", photo=photo())
    assert "larger than 20 MB" in done.message.text()


async def test_contradictory_words_are_painted_and_told(house: House):
    card = await house.painted(house.ann, house.club, description="red devils, no red anywhere, red skin")
    assert "You asked for red and for no red" in card.text()


async def test_without_tokens_the_way_to_more_is_shown_in_private(house: House):
    await house.spend_all()
    done = await house.slash("paintscheme", description=WORDS)
    assert done.message.ephemeral
    assert "Claim today’s tokens" in labels(done.message)
    assert house.in_channel() == []
    claimed = await house.sim.click(house.ann, done.message, label="Claim today’s tokens")
    assert claimed.message.id == done.message.id
    assert await house.tokens() > 0


NASTY = {
    "everyone": "@everyone teal imps @here",
    "mention": "teal imps <@123456789012345678>",
    "role": "teal imps <@&123456789012345678>",
    "channel": "teal imps <#123456789012345678>",
    "markdown": "**teal** _imps_ ~~rust~~ `brass` ||bone|| # heading\n> quote\n- list",
    "masked": "teal imps [free](https://example.com)",
    "invite": "teal imps discord.gg/abcdef",
    "link": "teal imps https://example.com/x",
    "emoji": "teal imps <:brush:123456789012345678> 🎨",
    "time": "teal imps <t:1700000000:R>",
    "command": "teal imps </balance:123456789012345678>",
    "control": "teal\x07 imps \x1b[31m",
    "turning": "teal \u202eimps",
    "code": "```teal imps```",
    "nothing": "   ",
    "punctuation": "?!?!",
    "longest": ("teal imps " * 101)[:1000],
    "one word": "x" * 1000,
    "zalgo": "te" + "\u0301" * 300 + "al imps",
}


async def test_no_description_pings_or_breaks_the_card(house: House):
    await house.agree()
    await house.give(3 * len(NASTY))
    for name, words in NASTY.items():
        tokens, seen = await house.tokens(), len(house.in_channel())
        done = await house.slash("paintscheme", description=words)
        if any(m.images() for m in done.messages):
            card = showpiece(done)
            for raw in RAW:
                assert raw not in card.text(), name
            assert await house.tokens() == tokens - 3
        else:
            assert done.message.ephemeral, name
            assert title(done.message) == "Not this time", name
            assert await house.tokens() == tokens
            assert len(house.in_channel()) == seen
    assert house.sim.errors == []


RAW = ("@everyone", "@here", "<@1", "<@&", "<#1", "](http", "discord.gg/abc", "<:brush", "<t:17", "</b")
"""What Discord would make something of."""


async def test_discord_lets_nobody_write_more_than_that(house: House):
    with pytest.raises(Exception, match=r"1000|length|long"):
        await house.slash("paintscheme", description="x" * 1001)


async def test_a_word_of_no_list_is_answered_with_those_there_are(house: House):
    for options in (
        {"mood": "cheesy"},
        {"faction": "my mate Dave"},
        {"style": "?"},
        {"description": "imps", "brands": "Dulux"},
    ):
        done = await house.slash("paintscheme", **options)
        assert done.message.ephemeral
        assert title(done.message) == "Not this time"
    assert house.in_channel() == []


async def test_nine_brands_are_too_many(house: House):
    done = await house.slash("paintscheme", description="imps", brands=",".join(["Vallejo"] * 9))
    assert "at most 8 brands" in done.message.text()
