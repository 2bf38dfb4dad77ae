"""The shelf as its owner meets it: typed, pasted, pressed, and painted with."""

from __future__ import annotations

import re

import pytest

from bot import routes
from bot.card import Card, Tone
from bot.screens import dispatch
from bot.terminal.chat import Conversation
from core.paintschemes.from_shelf import paints_of
from core.shelf import service as shelf
from tests.integration.test_surfaces_screens import (  # noqa: F401  fixtures
    Guest,
    buttons,
    clock,
    code_of,
    core,
    guest,
)

LIST = """\
Citadel:
- Abaddon Black, Corax White, Macragge Blue, Mephiston Red
- Rhinox Hide x2
Zandri Dust; Retributor Armour; Leadbelcher
Agrax Earthshade, Nuln Oil, Drakenhof Nightshade
Caliban Grn
black
flurble
"""


def text_of(card: Card) -> str:
    parts = [card.title, *card.lines, *(f"{f.label}: {f.value}" for f in card.fields), *card.aside]
    return "\n".join(str(part) for part in parts)


async def paste(guest: Guest) -> Card:  # noqa: F811
    asked = await guest.say("/paints shelf paste")
    assert isinstance(asked.asks, routes.PasteList)
    return await guest.say(LIST, asked=asked.asks)


async def test_a_pasted_list_is_added_asked_about_and_nothing_lost(guest):  # noqa: F811
    card = await paste(guest)
    assert card.title == "11 paints added"
    assert "Caliban Grn" in text_of(card)
    assert "flurble" in text_of(card)
    question = await guest.press(card, "Ask me")
    assert question.tone is Tone.QUESTION
    assert "Caliban Grn" in question.title
    question = await guest.press(question, "Citadel Base Caliban Green")
    assert "black" in question.title
    done = await guest.press(question, "None of these")
    assert "12 paints" in text_of(done)
    listed = text_of(await guest.say("/paints shelf"))
    assert "Caliban Green" in listed
    assert "Rhinox Hide" in listed


async def test_an_answer_pressed_twice_is_one_answer(guest):  # noqa: F811
    question = await guest.press(await paste(guest), "Ask me")
    button = next(b for b in buttons(question) if b.label == "Citadel Base Caliban Green")
    for _ in range(2):
        await dispatch.press(guest.core, guest.visit(), routes.encode(button.route))
    assert await guest.core.db.read(shelf.count, person_id=guest.person_id) == 12


async def test_lines_that_wait_are_sealed(guest):  # noqa: F811
    await paste(guest)
    question, _waiting = await guest.core.db.read(shelf.next_question, person_id=guest.person_id)
    assert "Caliban" not in question.line
    assert "Caliban" in guest.core.vault.open(question.line)


async def test_a_list_that_cannot_be_read_is_asked_for_again(guest):  # noqa: F811
    card = await guest.say("***", asked=routes.PasteList())
    assert card.tone is Tone.REFUSAL
    assert isinstance(card.asks, routes.PasteList)


class Typed:
    """What somebody types, a line at a time."""

    def __init__(self, text: str) -> None:
        self.lines = iter(text.splitlines())

    def read(self) -> str | None:
        return next(self.lines, None)


@pytest.mark.parametrize(
    ("asked", "typed", "line"),
    [
        (routes.PasteList(), "Citadel:\nNuln Oil\n- Wraithbone\n\nblue knights", "Citadel:\nNuln Oil\n- Wraithbone"),
        (routes.PasteList(), "Nuln Oil", "Nuln Oil"),
        (routes.PasteList(), "1\nblue knights", "1"),
        (routes.PasteList(), "/help\nblue knights", "/help"),
        (None, "blue knights\nred ones", "blue knights"),
    ],
)
def test_a_terminal_takes_a_pasted_list_as_one(asked, typed, line):
    """No line of a list may be taken for a description, which would be painted and paid for."""
    conversation = Conversation(None, "p", None, None)
    conversation._asked = asked
    assert conversation._read(Typed(typed)) == line


async def test_a_command_leaves_the_pasting(guest):  # noqa: F811
    card = await guest.say("/balance", asked=routes.PasteList())
    assert "tokens" in card.title


async def test_removing_and_putting_back(guest):  # noqa: F811
    await paste(guest)
    gone = await guest.say("/paints shelf remove nuln oil")
    assert "Nuln Oil" in text_of(gone)
    await guest.press(gone, "Put it back")
    assert "Nuln Oil" in text_of(await guest.say("/paints shelf"))
    many = await guest.say("/paints shelf remove a")
    assert many.tone is Tone.QUESTION
    assert (await guest.say("/paints shelf remove xyzzy")).tone is Tone.REFUSAL


async def test_export_and_undo(guest):  # noqa: F811
    await paste(guest)
    table, text = (await guest.say("/paints shelf export")).attachments
    assert table.content.decode().count("\n") == 12
    assert "Citadel Base:\n- Abaddon Black\n" in text.content.decode()
    gone = await guest.say("/paints shelf undo")
    assert gone.title == "11 paints taken back"
    assert "Your shelf is empty" in text_of(await guest.say("/paints shelf"))
    assert (await guest.say("/paints shelf export")).tone is Tone.REFUSAL


async def test_match_and_convert_cost_nothing(guest):  # noqa: F811
    before = await guest.available()
    for line in (
        "/paints match #2f6f73",
        "/paints match Mephiston Red --brand Vallejo",
        "/paints match rusty orange",
        "/paints convert Nuln Oil to army painter",
        "/paints convert Leadbelcher",
    ):
        card = await guest.say(line)
        assert card.tone is Tone.ANSWER, text_of(card)
        said = text_of(card)
        assert not re.search(r"\d\.\d(?!\d)", said), "no decimals as proof"
        assert re.search("very close|close|similar|by metal type|used for", said)
    assert await guest.available() == before


@pytest.mark.parametrize(
    "line",
    [
        "/paints match",
        "/paints match qzxv wkjq",
        "/paints match #12345",
        "/paints convert",
        "/paints convert Nuln Oil to nobody",
        "/paints convert Stormshield to Turbo Dork",
        "/paints shelf frobnicate",
        "/paints shelf set xyzzy",
        "/paints shelf remove",
        "/paints shopping 00000000",
        "/paints frobnicate",
        "/paintscheme blue knights --new-paints many",
        "/paintscheme blue knights --new-paints 61",
        "/paintscheme blue knights --only-my-paints",
    ],
)
async def test_bad_input_gets_a_kind_sentence(guest, line):  # noqa: F811
    before = await guest.available()
    card = await guest.say(line)
    assert card.tone is Tone.REFUSAL
    assert text_of(card).strip()
    assert await guest.available() == before


async def test_painting_with_the_shelf_only(guest):  # noqa: F811
    await paste(guest)
    question = await guest.say("/paintscheme blue knights with red accents and gold --only-my-paints")
    card = await guest.press(question, "Paint it")
    stored = await guest.core.schemes.by_code(guest.person_id, code_of(card))
    owned = await guest.core.db.read(shelf.owned_ids, person_id=guest.person_id)
    assert stored.brief.from_shelf
    assert {r.id for r in paints_of(stored.scheme)} <= owned
    assert any(f.label == "To buy" for f in card.fields)
    assert card.picture is not None
    assert card.picture.draw().startswith(b"\x89PNG")
    missing = [str(f.value) for f in card.fields if f.label == "Missing"]
    assert any(value.startswith("Primer; nearest to buy:") for value in missing)


async def test_a_stored_scheme_from_the_shelf_and_back_is_free(guest):  # noqa: F811
    card = await guest.scheme()
    assert (await guest.press(card, "My paints")).tone is Tone.REFUSAL
    await paste(guest)
    left = await guest.available()
    mine = await guest.press(card, "My paints")
    more = await guest.press(mine, "3 new ones")
    stored = await guest.core.schemes.by_code(guest.person_id, code_of(more))
    assert len(stored.scheme.to_buy) <= 3
    back = await guest.press(more, "From the shops")
    assert code_of(back) == code_of(card)
    again = await guest.press(card, "My paints")
    assert code_of(again) == code_of(mine)
    await guest.say("/paints shelf add Citadel Base Caliban Green, Citadel Thunderhawk Blue")
    assert code_of(await guest.press(card, "My paints")) != code_of(mine)
    assert await guest.available() == left


async def test_one_shopping_list_for_several_schemes(guest):  # noqa: F811
    one = await guest.scheme()
    assert "paints to buy" in (await guest.say(f"/paints shopping {code_of(one)}")).title
    await paste(guest)
    two = await guest.press(one, "Harder")
    card = await guest.say(f"/paints shopping {code_of(one)} {code_of(two)} --brand Vallejo")
    assert card.attachments[0].content.decode().count("[ ]") >= 5
    assert len({f.label for f in card.fields}) == len(card.fields)
