"""What a message offers in its own menu."""

from __future__ import annotations

import pytest

from tests.discord.play import House, code_in, photo, showpiece, title
from tests.fakes.discord_server import Upload

SCHEME, MATCH = "Scheme from this picture", "Match these colours"


async def test_a_scheme_from_somebody_elses_picture(house: House):
    posted = await house.sim.post(house.bob, house.club, "my mini", photo())
    asked = await house.sim.message_command(house.ann, house.club, SCHEME, posted)
    assert asked.message.ephemeral
    assert "It costs 3 tokens" in asked.message.text()
    done = await house.sim.click(house.ann, asked.message, label="Paint it (3 tokens)")
    card = showpiece(done)
    assert not card.ephemeral
    assert "Painted for Ann" in card.text()
    assert "From your photo" in card.text()
    again = await house.sim.message_command(house.ann, house.club, SCHEME, posted)
    assert code_in(showpiece(again)) != code_in(card)
    assert await house.tokens() == 6


@pytest.mark.parametrize(
    ("content", "uploads", "said"),
    [
        ("no picture at all", (), "no picture on that message"),
        ("rules", (Upload(b"%PDF", "rules.pdf"),), "no picture on that message"),
        ("broken", (Upload(b"\x89PNG\r\n\x1a\n", "mini.png"),), "cannot read that file"),
    ],
)
async def test_a_message_without_a_picture_is_refused(house: House, content, uploads, said):
    posted = await house.sim.post(house.bob, house.club, content, *uploads)
    done = await house.sim.message_command(house.ann, house.club, SCHEME, posted)
    assert done.message.ephemeral
    assert said in done.message.text()
    assert house.in_channel()[-1].id == posted.id
    assert await house.tokens() == 12


async def test_hex_codes_of_a_message_are_matched_in_private_and_for_free(house: House):
    posted = await house.sim.post(house.bob, house.club, "try #2F6F73, #a8562b and #2f6f73 with <#123456789012345678>")
    done = await house.sim.message_command(house.ann, house.club, MATCH, posted)
    assert done.message.ephemeral
    assert done.message.text().count("#2F6F73") >= 1
    assert "#A8562B" in done.message.text()
    assert "#123456" not in done.message.text()
    assert await house.tokens() == 12


async def test_the_colours_of_a_picture_are_matched(house: House):
    posted = await house.sim.post(house.bob, house.club, "look", photo())
    done = await house.sim.message_command(house.ann, house.club, MATCH, posted)
    assert title(done.message) not in {"Not this time", "That did not work"}
    assert "#" in done.message.text()


async def test_the_bots_own_card_can_be_matched(house: House):
    card = await house.painted()
    done = await house.sim.message_command(house.bob, house.club, MATCH, card)
    assert done.message.ephemeral
    assert title(done.message) not in {"Not this time", "That did not work"}


@pytest.mark.parametrize("content", ["@everyone nothing here", "#GGGGGG #12345 ##123456 x#123456", "-"])
async def test_a_message_without_colours_is_told(house: House, content):
    posted = await house.sim.post(house.bob, house.club, content)
    done = await house.sim.message_command(house.ann, house.club, MATCH, posted)
    assert done.message.ephemeral
    assert title(done.message) == "Not this time"
    assert "@everyone" not in done.message.text()


async def test_a_hundred_codes_fit_into_one_answer(house: House):
    posted = await house.sim.post(house.bob, house.club, " ".join(f"#{n:02X}80{n:02X}" for n in range(0, 250, 2)))
    done = await house.sim.message_command(house.ann, house.club, MATCH, posted)
    assert "#008000" in done.message.text()
