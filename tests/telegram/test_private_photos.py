"""Pictures and everything else that people send into their own chat."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.telegram_server import Handle
from tests.telegram.play import Talk, picture, showpiece, title, words

FROM_PHOTO = "A paint scheme from the colours of your photo."


async def test_a_photo_is_asked_about_and_painted_from(talk: Talk) -> None:
    offered = await talk.photo(talk.ann, talk.ann)
    assert offered.reactions == ["👀"]
    assert title(offered.message) == "Shall I paint that?"
    assert FROM_PHOTO in words(offered)
    assert "#2F6F6B" in words(offered)
    card = showpiece(await talk.press(talk.ann, offered.message, "Paint it"))
    assert "From your photo" in "\n".join(m.words for m in card.chat.from_bot(talk.server.me))
    assert await talk.tokens() == 9


async def test_a_picture_may_be_a_file_and_may_have_words(talk: Talk) -> None:
    offered = await talk.done(await talk.server.document(talk.ann, talk.ann, picture(), "mini.png", "rusty dwarfs"))
    assert "A paint scheme from the colours of your photo and your words: “rusty dwarfs”." in words(offered)

    captioned = await talk.photo(talk.ann, talk.ann, caption="rusty dwarfs")
    assert "your photo and your words: “rusty dwarfs”." in words(captioned)


async def test_a_photo_with_the_command_under_it_or_answered_with_it(talk: Talk) -> None:
    under = await talk.photo(talk.ann, talk.ann, caption="/paintscheme rusty dwarfs")
    assert title(under.message) == "Shall I paint that?"
    painted = await talk.press(talk.ann, under.message, "Paint it (3 tokens)")
    assert showpiece(painted).caption
    assert await talk.tokens() == 9

    sent = await talk.photo(talk.ann, talk.ann)
    assert title(sent.message) == "Shall I paint that?"
    # its price was agreed to: a command is carried out
    answered = await talk.say(talk.ann, talk.ann, "/paintscheme", reply_to=sent.said)
    assert showpiece(answered).caption
    assert await talk.tokens() == 6


async def test_a_photo_answers_the_question(talk: Talk) -> None:
    asked = await talk.say(talk.ann, talk.ann, "/paintscheme")
    offered = await talk.photo(talk.ann, talk.ann, reply_to=asked.message)
    assert title(offered.message) == "Shall I paint that?"
    assert showpiece(await talk.press(talk.ann, offered.message, "Paint it")).caption

    await talk.say(talk.ann, talk.ann, "/paintscheme")
    at_once = await talk.photo(talk.ann, talk.ann)
    assert showpiece(at_once).caption
    assert await talk.tokens() == 6


async def test_an_album_is_answered_once(talk: Talk) -> None:
    sent = [await talk.server.photo(talk.ann, talk.ann, picture(), album="77", caption=c) for c in ("bone", "", "")]
    for one in sent:
        await talk.done(one)
    assert len(sent[0].messages) == 1
    assert "bone" in words(sent[0])
    another = await talk.photo(talk.ann, talk.ann, album="78")
    assert len(another.messages) == 1


async def test_a_command_under_an_album_answers_all_of_it(talk: Talk) -> None:
    said = ("/paintscheme bone", "", "")
    sent = [await talk.server.photo(talk.ann, talk.ann, picture(), album="79", caption=c) for c in said]
    for one in sent:
        await talk.done(one)
    (question,) = sent[0].messages
    assert title(question) == "Shall I paint that?"


@pytest.mark.parametrize(
    ("data", "claimed", "mime", "told"),
    [
        (picture(), 20 * 2**20 + 1, "image/png", "That picture is larger than 20 MB."),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 400, None, "image/png", "I cannot read that file as a picture."),
        (b"GIF89a" + b"\x00" * 40, None, "image/gif", "I cannot read that kind of picture."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None, "image/svg+xml", "I cannot read that kind of picture."),
    ],
    ids=["large", "broken", "gif", "svg"],
)
async def test_pictures_that_cannot_be_read(talk: Talk, data: bytes, claimed: int | None, mime: str, told: str) -> None:
    sent = await talk.done(
        await talk.server.document(talk.ann, talk.ann, data, "mini", mime=mime, claimed_size=claimed)
    )
    assert len(sent.messages) == 1
    assert title(sent.message) == "Not this time"
    assert told in words(sent)
    assert await talk.tokens() == 12
    if claimed:
        assert talk.server.sent("download") == [], "what is too large is not even fetched"


async def test_telegram_does_not_give_the_photo(talk: Talk) -> None:
    talk.server.fail("getFile", status=400, description="file is too big")
    assert "larger than 20 MB" in words(await talk.photo(talk.ann, talk.ann))
    talk.server.fail("getFile", status=400, description="wrong file_id or the file is temporarily unavailable")
    refused = await talk.photo(talk.ann, talk.ann)
    assert "Telegram did not give me that picture. Nothing was taken; please try again." in words(refused)
    talk.server.fail("download", status=404, times=5)
    refused = await talk.photo(talk.ann, talk.ann)
    assert "Telegram did not give me that picture." in words(refused)
    assert await talk.tokens() == 12


async def _pushed(talk: Talk, **content: Any) -> Handle:
    """A message of a kind that people send, as Telegram tells of it."""
    chat = talk.server.private_of(talk.ann)
    talk.ann.started = True
    told = {"message_id": chat.next_id(), "from": talk.ann.payload(), "chat": chat.payload(), "date": 1_790_000_000}
    return await talk.done(await talk.server.push({"message": {**told, **content}}, user=talk.ann))


FILE = {"file_id": "BAADAgAD", "file_unique_id": "AgAD", "file_size": 1000}
PLACE = {"latitude": 50.1, "longitude": 8.7}
QUESTION: dict[str, Any] = {
    "id": "1", "question": "Which?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
    "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
}  # fmt: skip
OTHER: list[tuple[dict[str, Any], str]] = [
    ({"voice": {**FILE, "duration": 3, "mime_type": "audio/ogg"}}, "I cannot listen yet"),
    ({"audio": {**FILE, "duration": 3, "title": "Song"}}, "I cannot listen yet"),
    ({"video_note": {**FILE, "length": 240, "duration": 3}}, "I cannot listen yet"),
    ({"video": {**FILE, "width": 640, "height": 480, "duration": 3}}, "I read words and pictures"),
    ({"location": PLACE}, "I read words and pictures"),
    ({"venue": {"location": PLACE, "title": "Shop", "address": "Street 1"}, "location": PLACE},
     "I read words and pictures"),
    ({"contact": {"phone_number": "+1", "first_name": "Bob"}}, "I read words and pictures"),
    ({"dice": {"emoji": "🎲", "value": 6}}, "I read words and pictures"),
    ({"poll": QUESTION}, "I read words and pictures"),
    ({"document": {**FILE, "file_name": "army.pdf", "mime_type": "application/pdf"}}, "That file is no picture"),
    ({"document": {**FILE, "file_name": "army"}}, "That file is no picture"),
    ({"animation": {**FILE, "width": 320, "height": 240, "duration": 3},
      "document": {**FILE, "file_name": "a.mp4", "mime_type": "video/mp4"}}, "I read words and pictures"),
]  # fmt: skip


SERVICE: list[dict[str, Any]] = [
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    {"new_kind_of_2027": {"glitter": True}},
]


async def test_what_cannot_be_read_is_answered_kindly(talk: Talk) -> None:
    for content, told in OTHER:
        answer = await _pushed(talk, **content)
        assert len(answer.messages) == 1, content
        assert title(answer.message) == told, content
        assert "Nothing was taken." in words(answer)
    assert await talk.tokens() == 12


async def test_stickers_and_voices_are_not_briefs(talk: Talk) -> None:
    sticker = await talk.done(await talk.server.sticker(talk.ann, talk.ann))
    assert title(sticker.message) == "I read words and pictures"
    voice = await talk.done(await talk.server.voice(talk.ann, talk.ann))
    assert title(voice.message) == "I cannot listen yet"
    assert talk.server.sent("download") == []


async def test_what_telegram_says_itself_needs_no_answer(talk: Talk) -> None:
    for content in SERVICE:
        assert (await _pushed(talk, **content)).messages == [], content
