"""The collection on Telegram: forced replies, keyboards, and a group in which nobody else sees it."""

from __future__ import annotations

from tests.telegram.clubs import club, said_in
from tests.telegram.play import Talk, title, words


async def test_a_pasted_list_from_the_question_to_the_army(talk: Talk) -> None:
    founded = await talk.say(talk.ann, talk.ann, "/collection add army Bone Legion")
    assert title(founded.message) == "Bone Legion"
    asked = await talk.press(talk.ann, founded.message, "Paste a list")
    assert "Paste it as it is" in words(asked)
    shown = await talk.say(talk.ann, talk.ann, "10 skeleton archers\n1 lich on dragon\n2 cooks")
    assert title(shown.message) == "Shall I add these?"
    assert "They go to Bone Legion." in words(shown)
    left = await talk.say(talk.ann, talk.ann, "drop 3")
    assert "1 row left out." in words(left)
    done = await talk.press(talk.ann, left.message, "Add them")
    assert "In your collection: 2 models and units" in words(done)
    overview = await talk.say(talk.ann, talk.ann, "/collection")
    assert "0 of 11 painted" in words(overview)
    assert ("collection", "done") in talk.figures.counted


async def test_a_list_behind_the_command_keeps_its_lines(talk: Talk) -> None:
    shown = await talk.say(talk.ann, talk.ann, "/collection paste\n10 archers\n1 lich")
    assert title(shown.message) == "Shall I add these?"
    assert "I read 2 rows, 11 miniatures." in words(shown)


async def test_an_old_button_takes_back_no_other_change(talk: Talk) -> None:
    await talk.say(talk.ann, talk.ann, "/collection add lich")
    added = await talk.say(talk.ann, talk.ann, "/collection add ghoul")
    await talk.press(talk.ann, added.message, "Take it back")
    await talk.say(talk.ann, talk.ann, "/collection remove lich")
    empty = await talk.say(talk.ann, talk.ann, "/collection")
    button = str(empty.message.button("Take the last change back")["callback_data"])
    assert title((await talk.press(talk.ann, empty.message, button)).edited[0]) == "Taken back"
    again = await talk.forged(talk.ann, empty.message, button)
    assert title(again.message) == "Not this time"
    assert "0 of 1 painted" in words(await talk.say(talk.ann, talk.ann, "/collection"))


async def test_names_are_no_markup(talk: Talk) -> None:
    shown = await talk.say(talk.ann, talk.ann, "/collection add <b>Lich</b> & *co")
    assert title(shown.message) == "Added: <b>Lich</b> & *co"


async def test_in_a_group_only_the_owner_sees_it(talk: Talk) -> None:
    await talk.say(talk.ann, talk.ann, "/start")
    await talk.say(talk.ann, talk.ann, "/collection add lich on dragon")
    group = club(talk)
    for line in (
        "/collection",
        "/collection show lich on dragon",
        "/collection show lihc",
        "/collection status lich done",
    ):
        await talk.say(talk.ann, group, line)
    assert not any("Lich" in said or "painted" in said for said in said_in(talk, group)), said_in(talk, group)
    assert (await talk.core.collection.page(await talk.person())).models[0].status == "done"
