"""Every slash command: what it answers, and who sees that."""

from __future__ import annotations

from typing import Any

import pytest
from discord import app_commands

from bot import routes
from bot.discord import commands
from core.shelf import service as shelf
from tests.discord.play import WORDS, House, code_in, labels, title

PRIVATE: dict[str, tuple[dict[str, Any], str]] = {
    "schemes recent": ({}, "Your schemes"),
    "schemes favourites": ({}, ""),
    "schemes show": ({"scheme": "{code}"}, "{title}"),
    "schemes change": ({"scheme": "{code}"}, "What shall be different?"),
    "schemes lock": ({"scheme": "{code}"}, "Which colours stay?"),
    "schemes rename": ({"scheme": "{code}", "name": "Tidewrack"}, "Tidewrack"),
    "schemes delete": ({"scheme": "{code}"}, "Delete it?"),
    "paints match": ({"colour": "#2F6F73"}, "Near #2F6F73"),
    "paints convert": ({"paint": "Abaddon Black", "brand": "Vallejo"}, "Abaddon Black in Vallejo"),
    "paints shade": ({"colour": "rusty orange"}, ""),
    "paints shelf": ({}, "Your shelf"),
    "paints sets": ({}, "Boxed sets"),
    "paints shopping": ({}, ""),
    "collection army": ({"name": "Bone Legion"}, "Bone Legion"),
    "collection add": ({"text": "lich", "army": "Bone Legion"}, "Added: Lich"),
    "collection show": ({"name": "lich"}, "Lich"),
    "collection status": ({"name": "lich", "status": "primed"}, "Lich"),
    "collection note": ({"name": "lich", "text": "two thin coats"}, "Lich"),
    "collection move": ({"name": "lich", "army": "-"}, "Lich"),
    "collection rename": ({"name": "lich", "to": "Old Lich"}, "Old Lich"),
    "collection apply": ({"scheme": "{code}", "name": "Bone Legion"}, "Bone Legion"),
    "collection shopping": ({"army": "Bone Legion"}, ""),
    "collection paste": ({"army": "Bone Legion"}, "What is in Bone Legion?"),
    "collection find": ({"text": "lich"}, "Found for"),
    "collection export": ({}, "Your whole collection"),
    "collection remove": ({"name": "lich"}, "Removed"),
    "collection undo": ({}, "Taken back"),
    "likes": ({}, "What you like"),
    "preferences": ({}, "Your preferences"),
    "balance": ({}, "You have "),
    "daily": ({}, ""),
    "history": ({}, ""),
    "usage": ({}, "Your last 30 days"),
    "costs": ({}, "What things cost"),
    "help": ({}, "What you can do here"),
    "about": ({}, "About Wetpalette"),
}
"""Every command whose answer is for its owner: the options to give, and how the title of the answer begins."""


def leaves() -> set[str]:
    found = set()
    for command in commands.ALL:
        below = command.commands if isinstance(command, app_commands.Group) else [command]
        found |= {one.qualified_name for one in below}
    return found


def test_no_command_is_left_out_here():
    assert leaves() == {"paintscheme", "nickname", "collection merge", *PRIVATE}


async def test_every_command_answers_its_owner_alone_in_a_server(house: House):
    card = await house.painted()
    facts = {"code": code_in(card), "title": title(card)}
    for command, (options, begins) in PRIVATE.items():
        given = {name: value.format(**facts) for name, value in options.items()}
        done = await house.slash(command, **given)
        assert done.acknowledged, command
        assert [m.ephemeral for m in done.messages] == [True], command
        assert title(done.message).startswith(begins.format(**facts)), (command, title(done.message))
        assert title(done.message) not in {"Not this time", "That did not work"}, command
    assert [m.id for m in house.in_channel()] == [card.id]
    names = {command.split()[0] for command in PRIVATE}
    assert {what for what, how in house.figures.counted if how == "done"} >= names
    assert all(how == "done" for _what, how in house.figures.counted)


async def test_every_command_is_plain_in_the_direct_message(house: House):
    card = await house.painted(house.ann, house.ann)
    facts = {"code": code_in(card), "title": title(card)}
    for command, (options, _begins) in PRIVATE.items():
        given = {name: value.format(**facts) for name, value in options.items()}
        done = await house.slash(command, house.ann, house.ann, **given)
        assert [m.ephemeral for m in done.messages] == [False], command


async def test_a_result_can_be_kept_renamed_and_deleted(house: House):
    code = code_in(await house.painted())
    shown = await house.slash("schemes show", scheme=code.lower())
    assert "Post it here" in labels(shown.message)
    renamed = await house.slash("schemes rename", scheme=code, name="Tidewrack")
    assert "That is its name now" in renamed.message.text()
    asked = await house.slash("schemes delete", scheme=code)
    kept = await house.sim.click(house.ann, asked.message, label="Keep it")
    assert "Nothing was taken." in kept.message.text()
    asked = await house.slash("schemes delete", scheme=code)
    gone = await house.sim.click(house.ann, asked.message, label="Delete")
    assert "is gone" in gone.message.text()
    assert await house.codes() == []
    missing = await house.slash("schemes show", scheme=code)
    assert title(missing.message) == "Not this time"
    assert labels(missing.message) == ["Your schemes"]


@pytest.mark.parametrize("name", ["what a shit scheme", "Space Marines forever"])
async def test_a_name_that_must_not_stand_on_a_card_is_refused(house: House, name):
    card = await house.painted()
    done = await house.slash("schemes rename", scheme=code_in(card), name=name)
    shown = await house.slash("schemes show", scheme=code_in(card))
    if title(done.message) == "Not this time":
        assert title(shown.message) == title(card)
    else:
        assert name.split()[-2] not in title(shown.message)


async def test_a_title_is_never_markup(house: House):
    code = code_in(await house.painted())
    name = "# **@everyone** <@1> [x](http://e.x) `"
    done = await house.slash("schemes rename", scheme=code, name=name)
    shown = await house.slash("schemes show", scheme=code)
    listed = await house.slash("schemes recent")
    for message in (done.message, shown.message, listed.message):
        assert "@everyone" not in message.text()
        assert "<@1>" not in message.text()
        assert "](http:" not in message.text().replace("\\[x](http:/\u200b/e.x)", "")


async def test_the_shelf_is_filled_searched_and_emptied(house: House):
    added = await house.slash("paints shelf", add="Abaddon Black, Mephiston Red")
    assert title(added.message).startswith("2 paints")
    found = await house.slash("paints shelf", search="mephiston")
    assert "Mephiston Red" in found.message.text()
    removed = await house.slash("paints shelf", remove="Abaddon Black")
    assert "Abaddon Black" in removed.message.text()
    owned = await house.core.db.read(shelf.owned_ids, person_id=await house.person())
    assert len(owned) == 1


async def test_shopping_knows_lists_single_schemes_and_another_brand(house: House):
    code = code_in(await house.painted())
    await house.press(routes.Star(code, on=True))
    for options in (
        {"schemes": "favourites"},
        {"scheme": code},
        {"brand": "Vallejo"},
        {"scheme": code, "brand": "Vallejo"},
    ):
        done = await house.slash("paints shopping", **options)
        assert title(done.message).endswith("paints to buy"), options
        assert ("Vallejo" in done.message.text()) or "brand" not in options


async def test_favourites_in_another_brand_are_the_favourites_alone(house: House):
    code = code_in(await house.painted())
    await house.press(routes.Star(code, on=True))
    await house.painted()
    both = await house.slash("paints shopping", schemes="recent", brand="Vallejo")
    starred = await house.slash("paints shopping", schemes="favourites", brand="Vallejo")
    assert both.message.text().count("“") == 2 * starred.message.text().count("“") > 0


MISSING: list[tuple[str, dict[str, Any]]] = [
    ("schemes show", {"scheme": "ZZZZZZZZ"}),
    ("schemes show", {"scheme": "../../etc"}),
    ("schemes rename", {"scheme": "|||", "name": "x"}),
    ("schemes delete", {"scheme": "🎨"}),
    ("schemes lock", {"scheme": "x" * 100}),
    ("schemes change", {"scheme": "<@1>"}),
    ("paints match", {"colour": "#GGGGGG"}),
    ("paints match", {"colour": "teal", "brand": "Dulux"}),
    ("paints convert", {"paint": "qqqqqqq", "brand": "Vallejo"}),
    ("paints shade", {"colour": "?"}),
    ("paints shelf", {"add": "?"}),
    ("paints shelf", {"remove": "Abaddon Black"}),
    ("paints shelf", {"search": "@everyone"}),
    ("paints shopping", {"scheme": "ZZZZZZZZ"}),
    ("paints shopping", {"brand": "Dulux"}),
]


async def test_what_is_not_there_gets_a_sentence(house: House):
    for command, options in MISSING:
        done = await house.slash(command, **options)
        (answer,) = done.messages
        assert answer.ephemeral, options
        assert len(answer.text()) > 30, options
        assert "incident" not in answer.text(), options
        assert "@everyone" not in answer.text()
    assert "failed" not in {how for _what, how in house.figures.counted}


async def test_a_foreign_scheme_is_nobody_elses(house: House):
    code = code_in(await house.painted())
    done = await house.slash("schemes show", house.bob, house.club, scheme=code)
    assert title(done.message) == "Not this time"


async def test_daily_is_claimed_once(house: House):
    first = await house.slash("daily")
    tokens = await house.tokens()
    again = await house.slash("daily")
    assert await house.tokens() == tokens
    assert tokens > 12
    assert "<t:" in again.message.text()  # the reader's own clock counts down
    assert title(first.message) != title(again.message)


async def test_the_form_opens_where_nothing_was_said(house: House):
    done = await house.slash("paintscheme")
    assert done.modal is not None
    assert done.modal.title == "What do you want to paint?"
    assert done.messages == []
    sent = await house.sim.submit(house.ann, done, {"words": WORDS})
    assert "It costs 3 tokens" in sent.message.text()
