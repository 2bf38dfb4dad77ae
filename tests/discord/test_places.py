"""Where the bot can be used: a server, a private channel between others; brought by a server or by a person."""

from __future__ import annotations

from typing import Any

import pytest

from tests.discord.play import WORDS, House, code_in, labels, picture, showpiece


@pytest.fixture
def pictures() -> None:
    """The real ones: what is sent here is what people see."""


def in_a_private_channel(payload: dict[str, Any]) -> None:
    """A channel between people, used through an installation for the person alone."""
    payload["context"] = 2
    payload["authorizing_integration_owners"] = {"1": payload["user"]["id"]}


def installed_by_the_person(payload: dict[str, Any]) -> None:
    payload["authorizing_integration_owners"] = {"1": payload["member"]["user"]["id"]}
    payload["app_permissions"] = "0"


async def test_a_sheet_is_a_picture_with_its_words_beside_it(house: House):
    card = await house.painted()
    ((_, alt),) = card.images()
    (attached,) = card.raw.attachments
    assert attached.filename == f"wetpalette-{code_in(card)}.png"
    data = await attached.read()
    assert data.startswith(b"\x89PNG")
    assert len(data) > len(picture())
    assert attached.description == alt
    for line in card.text().split("\n"):
        if line.startswith("**") and "`#" in line:
            assert line.split("· ")[1].split(" `")[0] in alt


async def test_in_a_private_channel_what_is_the_owners_stays_theirs(house: House):
    with house.sim.changed(in_a_private_channel):
        asked = await house.slash("paintscheme", house.ann, house.ann, description=WORDS)
        assert asked.message.ephemeral
        done = await house.sim.click(house.ann, asked.message, label="Paint it (3 tokens)")
        card = showpiece(done)
        assert not card.ephemeral
        assert "Painted for Ann" in card.text()
        assert "tokens spent" not in card.text()
        assert [m.text() for m in done.messages if m.ephemeral] == ["3 tokens spent.\nYou have 9 tokens."]
        assert (await house.slash("balance", house.ann, house.ann)).message.ephemeral


async def test_a_person_who_brought_the_bot_along_has_all_of_it_in_a_server(house: House):
    with house.sim.changed(installed_by_the_person):
        asked = await house.slash("paintscheme", description=WORDS)
        card = showpiece(await house.sim.click(house.ann, asked.message, label="Paint it (3 tokens)"))
        assert "Again (2 tokens)" in labels(card)
        again = await house.sim.click(house.ann, card, label="Again (2 tokens)")
        assert not showpiece(again).ephemeral
        assert (await house.slash("schemes recent")).message.ephemeral
