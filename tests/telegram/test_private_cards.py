"""Every button of a scheme's card, and what people answer to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot import routes
from tests.fakes.telegram_server import Handle, Message
from tests.fakes.telegram_server.text import units
from tests.telegram.play import Talk, code_of, showpiece, title, words

Check = Callable[[Talk, Message, Handle], Awaitable[None]]


async def _new_picture(talk: Talk, card: Message, pressed: Handle) -> None:
    shown = showpiece(pressed)
    assert shown is not card
    assert shown.reply_to is card


async def _in_place(talk: Talk, card: Message, pressed: Handle) -> None:
    assert card in pressed.edited
    assert not [m for m in pressed.messages if m.photo]
    assert "Free." in card.caption


async def _keyboard(talk: Talk, card: Message, pressed: Handle) -> None:
    assert pressed.edited == [card]
    assert pressed.messages == []
    assert "Take the thumb back" in card.labels
    await talk.press(talk.ann, card, "Take the thumb back")
    assert {"Thumb up", "Thumb down"} <= set(card.labels)


async def _panel(talk: Talk, card: Message, pressed: Handle) -> None:
    assert len(pressed.messages) == 1
    assert pressed.message.reply_to is card
    assert pressed.message.labels


async def _file(talk: Talk, card: Message, pressed: Handle) -> None:
    assert [m.document for m in pressed.messages if m.document] == [card.photo], "the picture, as it was drawn"
    sent = next(m for m in pressed.messages if m.document)
    assert sent.file is not None
    assert sent.file.name == f"wetpalette-{code_of(card)}.png"
    again = await talk.press(talk.ann, card, "Original PNG")
    assert [m.reused_file for m in again.messages if m.document] == [True]


async def _refusal(talk: Talk, card: Message, pressed: Handle) -> None:
    assert title(pressed.message) == "Not this time"


BUTTONS: dict[str, tuple[Check, int]] = {
    "Again": (_new_picture, 2),
    "Easier": (_in_place, 0),
    "Harder": (_in_place, 0),
    "Other brand": (_panel, 0),
    "Recipe": (_new_picture, 0),
    "Miniature": (_new_picture, 0),
    "Export": (_panel, 0),
    "Like a colour": (_panel, 0),
    "Change colours": (_panel, 0),
    "Lock colours": (_panel, 0),
    "My paints": (_refusal, 0),
    "Put it on a model": (_panel, 0),
    "Favourite": (_panel, 0),
    "Thumb up": (_keyboard, 0),
    "Thumb down": (_keyboard, 0),
    "Original PNG": (_file, 0),
}


@pytest.mark.parametrize("label", BUTTONS)
async def test_every_button_of_a_card_does_what_it_says(talk: Talk, label: str) -> None:
    card = await talk.painted()
    before, first = await talk.tokens(), title(card)
    pressed = await talk.press(talk.ann, card, label)
    assert pressed.answers
    check, price = BUTTONS[label]
    await check(talk, card, pressed)
    assert await talk.tokens() == before - price
    assert label == "Again" or title(card) == first


async def test_no_button_of_a_card_is_forgotten(talk: Talk) -> None:
    card = await talk.painted()
    untested = {b["text"] for b in card.buttons() if "callback_data" in b}
    assert {one for one in untested if not any(one.startswith(label) for label in BUTTONS)} == set()
    assert card.button("Send to a chat")["switch_inline_query"] == code_of(card)


async def test_all_that_a_card_leads_to_answers(talk: Talk) -> None:
    """Whatever can be reached from a card in three presses: an answer, no fault, nothing spent unasked."""
    await talk.give(50)
    card = await talk.painted()
    shown = [card]
    seen: set[tuple[str, str]] = set()
    for _round in range(3):
        led: list[Message] = []
        for message in shown:
            for route in routes_on_message(message):
                kind = (type(route).__name__, str(getattr(route, "what", "")) + str(getattr(route, "figure", "")))
                if kind in seen or message.deleted or isinstance(route, routes.Delete | routes.Forget):
                    continue
                seen.add(kind)
                before = await talk.tokens()
                pressed = await talk.forged(talk.ann, message, route)
                assert pressed.answers
                assert pressed.messages or pressed.edited, pressed.story()
                assert "That did not work" not in words(pressed), pressed.story()
                spent = before - await talk.tokens()
                assert spent == (2 if isinstance(route, routes.Again) else 0) or isinstance(route, routes.Daily)
                led += [m for m in (*pressed.messages, *pressed.edited) if m.keyboard]
        shown = led
    reached = {name for name, _ in seen}
    assert {
        "Again", "AskChange", "BothPages", "ChangeColours", "ChooseBrand", "Export", "Exports", "Lock", "Locks",
        "Miniature", "Original", "PickColours", "AddColour", "Rebrand", "Recipe", "Retier", "Star", "Thumb",
        "ShowScheme", "Schemes", "AskName", "AskDelete", "Decline",
    } <= reached  # fmt: skip


def routes_on_message(message: Message) -> list[routes.Route]:
    """The routes behind a message's buttons."""
    return [routes.decode(b["callback_data"]) for b in message.buttons() if "callback_data" in b]


async def test_both_pages_are_an_album_with_the_buttons_below(talk: Talk) -> None:
    card = await talk.painted()
    recipe = showpiece(await talk.press(talk.ann, card, "Recipe"))
    both = await talk.press(talk.ann, recipe, "Both pages")
    pages = [m for m in both.messages if m.photo]
    assert [m.photo for m in pages] == [card.photo, recipe.photo]
    assert len({m.album for m in pages}) == 1
    assert all(m.album for m in pages)
    assert all(m.reused_file for m in pages), "both were uploaded before"
    assert all(m.keyboard == [] for m in pages)
    below = next(m for m in both.messages if m.keyboard)
    assert below.reply_to is pages[0]


async def test_what_does_not_fit_under_a_picture_answers_it(talk: Talk) -> None:
    card = await talk.painted()
    answers = [m for m in card.chat.from_bot(talk.server.me) if m.reply_to is card]
    assert card.caption.endswith("⤵")
    assert units(card.caption) <= 1024
    assert len(answers) == 1
    rest = answers[0]
    assert rest.silent
    assert rest.keyboard == []
    assert f"Code {code_of(card)}" in rest.text
    assert [e["type"] for e in rest.entities if e["type"] == "expandable_blockquote"]
    for role in ("Primary", "Secondary", "Accent", "Metal", "Ground"):
        assert role in card.caption
        assert f"{role} · " in rest.text


async def test_words_in_answer_to_a_card_change_it(talk: Talk) -> None:
    card = await talk.painted()
    changed = await talk.say(talk.ann, talk.ann, "darker ground, accent to teal", reply_to=card)
    assert showpiece(changed) is not card
    assert await talk.tokens() == 9
    assert len(await talk.codes()) == 2

    puzzled = await talk.say(talk.ann, talk.ann, "blorb the fnord", reply_to=card)
    assert title(puzzled.message) == "Not this time"
    assert await talk.tokens() == 9

    # the same words in answer to a message without a scheme are a description
    other = (await talk.say(talk.ann, talk.ann, "/balance")).message
    asked = await talk.say(talk.ann, talk.ann, "darker ground", reply_to=other)
    assert title(asked.message) == "Shall I paint that?"


async def test_the_panel_of_changes_takes_words_too(talk: Talk) -> None:
    card = await talk.painted()
    panel = (await talk.press(talk.ann, card, "Change colours")).message
    changed = await talk.say(talk.ann, talk.ann, "darker ground", reply_to=panel)
    assert showpiece(changed).caption
    assert await talk.tokens() == 9


async def test_locks_are_told_in_the_same_message(talk: Talk) -> None:
    card = await talk.painted()
    panel = (await talk.press(talk.ann, card, "Lock colours")).message
    lock = panel.button("Lock primary")["callback_data"]
    pressed = await talk.press(talk.ann, panel, "Lock primary")
    assert pressed.messages == []
    assert "Locked: Primary." in panel.text
    assert "Unlock primary" in panel.labels

    same = await talk.forged(talk.ann, panel, lock)  # nothing to change: Telegram says so, and nobody else does
    assert same.messages == []
    assert any("not modified" in str(r.description) for r in talk.server.refused("editMessageText"))


async def test_a_name_is_asked_for_and_kept(talk: Talk) -> None:
    code = code_of(await talk.painted())
    card = showpiece(await talk.say(talk.ann, talk.ann, f"/schemes show {code}"))
    asked = await talk.press(talk.ann, card, "Rename")
    named = await talk.say(talk.ann, talk.ann, "Rust & Bone", reply_to=asked.message)
    assert "Rust & Bone" in words(named)
    shown = showpiece(await talk.say(talk.ann, talk.ann, f"/schemes show {code}"))
    assert title(shown) == "Rust & Bone"
    assert not shown.reused_file, "the name stands in the picture"


NAMES = [
    "R&B &amp; <3",
    "@durov t.me/durov https://example.org",
    "👩‍👩‍👧‍👦" * 6,
    "שלום עולם" * 3,
    "e\u0301\u0323" * 15,
    "𝕲𝖗𝖎𝖒 " * 8,
]


async def test_names_are_data(talk: Talk) -> None:
    """Whatever somebody calls a scheme: no tag, no mention, no link, no caption that is too long."""
    code = code_of(await talk.painted())
    for name in NAMES:
        await talk.say(talk.ann, talk.ann, f"/schemes rename {code} {name}")
        shown = showpiece(await talk.say(talk.ann, talk.ann, f"/schemes show {code}"))
        stored = await talk.core.schemes.by_code(await talk.person(), code)
        assert title(shown).replace("\u200b", "") == stored.title
        assert units(shown.caption) <= 1024
        assert not {"mention", "url", "text_link"} & {e["type"] for e in shown.entities}
        listed = await talk.say(talk.ann, talk.ann, "/schemes")
        assert stored.title in words(listed).replace("\u200b", "") or stored.title in str(listed.message.labels)


async def test_a_picture_is_uploaded_once(talk: Talk) -> None:
    card = await talk.painted()
    code = code_of(card)
    assert not card.reused_file
    await talk.restart()
    again = await talk.say(talk.ann, talk.ann, f"/schemes show {code}")
    assert showpiece(again).reused_file
    assert showpiece(again).photo == card.photo

    # Telegram has forgotten it: it is sent once more, and known again
    fault = talk.server.fail("sendPhoto", status=400, description="wrong file identifier/HTTP URL specified")
    anew = showpiece(await talk.say(talk.ann, talk.ann, f"/schemes show {code}"))
    assert fault.hit == 1
    assert not anew.reused_file
    assert showpiece(await talk.say(talk.ann, talk.ann, f"/schemes show {code}")).reused_file


async def test_a_deleted_scheme_is_gone_and_its_buttons_say_so(talk: Talk) -> None:
    card = await talk.painted()
    shown = showpiece(await talk.say(talk.ann, talk.ann, f"/schemes show {code_of(card)}"))
    asked = await talk.press(talk.ann, shown, "Delete")
    question = asked.message
    gone = await talk.press(talk.ann, question, next(b for b in question.labels if "elete" in b))
    assert gone.messages == []
    assert await talk.codes() == []
    later = await talk.press(talk.ann, card, "Recipe")
    assert "I cannot find that scheme among yours." in words(later)
