"""The local Telegram of the tests refuses what Telegram refuses: parameters, limits, markup."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.specs import FOLDER_VARIABLE
from tests.fakes.telegram_server import TelegramServer, report_line
from tests.fakes.telegram_server import text as words
from tests.fakes.telegram_server.spec import Spec


async def ask(server: TelegramServer, method: str, **params: Any) -> tuple[int, Any]:
    """Status and result (or the whole error) of a method."""
    async with aiohttp.ClientSession() as session:
        form = {k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()}
        async with session.post(f"{server.url}/bot{server.token}/{method}", data=form) as response:
            told = await response.json()
            return response.status, told.get("result", told)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(check_own_answers=True) as started:
        yield started
        assert not started.own_mistakes, "\n".join(map(str, started.own_mistakes))


async def test_what_the_description_does_not_have_is_a_violation(server: TelegramServer):
    if not server.checked_against_spec:
        pytest.skip(report_line())
    ann = server.user("Ann", started=True)
    for method, params, status, code in (
        ("sendMessage", {"text": "x"}, 400, "REQUIRED"),
        ("sendMessage", {"chat_id": ann.id, "text": "x", "colour": "red"}, 200, "UNKNOWN_PARAMETER"),
        ("sendMessage", {"chat_id": ann.id, "text": "x", "disable_notification": "maybe"}, 400, "TYPE"),
        ("sendMessage", {"chat_id": ann.id, "text": "x", "reply_markup": "{"}, 400, "TYPE"),
        ("sendMessage", {"chat_id": ann.id, "text": "x", "reply_markup": {"inline_keyboard": [{}]}}, 400, "TYPE"),
        ("sendPhoto", {"chat_id": ann.id, "photo": "attach://nothing"}, 400, "REQUIRED"),
        ("setMyCommands", {"commands": [], "scope": {"type": "nowhere"}}, 400, "TYPE"),
        ("paintMiniature", {}, 404, "UNKNOWN_METHOD"),
        ("sendInvoice", {"chat_id": ann.id}, 501, "NOT_PLAYED"),
    ):
        before = len(server.violations)
        got, _ = await ask(server, method, **params)
        assert (got, server.violations[before].problem.code) == (status, code), (method, params, server.violations)
    with pytest.raises(AssertionError, match="violations of Telegram's API"):
        server.assert_clean()


BUTTON = {"text": "b", "callback_data": "x"}
MANY = [
    {"type": "article", "id": str(n), "title": "t", "input_message_content": {"message_text": "m"}} for n in range(51)
]


FROM_THE_DESCRIPTION = {
    ("answerCallbackQuery", "too long"),
    ("sendMessage", "too long"),
    ("sendMediaGroup", "media"),
    ("setMyCommands", "description"),
    ("setMessageReaction", "REACTION_INVALID"),
}
"""Limits that are read from Telegram's description and not written down in the local server."""


@pytest.mark.parametrize(
    ("method", "params", "code", "said"),
    [
        ("sendMessage", {"text": "🎨" * 2049}, "LENGTH", "message is too long"),
        ("sendMessage", {"text": " \n"}, "LENGTH", "message text is empty"),
        ("sendMessage", {"text": "<b>x", "parse_mode": "HTML"}, "ENTITIES", "can't parse entities: Can't find end tag"),
        ("sendMessage", {"text": "a < b", "parse_mode": "HTML"}, "ENTITIES", "can't parse entities"),
        ("sendMessage", {"text": "<p>x</p>", "parse_mode": "HTML"}, "ENTITIES", 'Unsupported start tag "p"'),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [[{**BUTTON, "callback_data": "é" * 33}]]}},
         "LENGTH", "too long"),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "b"}]]}}, "BUTTON", "unallowed"),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [[BUTTON] * 8] * 13}}, "TOO_MANY", "long"),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [[
            {"text": "b", "url": "https://t.me/wetpalette_bot?start=a.b"}]]}}, "DEEP_LINK", "BUTTON_URL_INVALID"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "LENGTH", "too long"),
        ("answerCallbackQuery", {"callback_query_id": "1", "url": "t.me/wetpalette_bot?start=a.b"}, "DEEP_LINK", "URL"),
        ("answerInlineQuery", {"inline_query_id": "1", "results": MANY}, "TOO_MANY", "RESULTS_TOO_MUCH"),
        ("answerInlineQuery", {"inline_query_id": "1", "results": MANY[:1] * 2}, "DUPLICATE", "RESULT_ID_DUPLICATE"),
        ("sendMediaGroup", {"media": [{"type": "photo", "media": "x"}]}, "LENGTH", "media"),
        ("setMyCommands", {"commands": [{"command": "Paint", "description": "x"}]}, "COMMAND", "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "p", "description": ""}]}, "LENGTH", "description"),
        ("setMyCommands", {"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]}, "TOO_MANY",
         "TOO_MUCH"),
        ("sendChatAction", {"action": "painting"}, "ACTION", "action"),
        ("setMessageReaction", {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🎨"}]}, "REACTION",
         "REACTION_INVALID"),
    ],
)  # fmt: skip
async def test_limits(server: TelegramServer, method: str, params: dict[str, Any], code: str, said: str):
    if not server.checked_against_spec and (method, said) in FROM_THE_DESCRIPTION:
        pytest.skip(report_line())
    ann = server.user("Ann")
    await server.say(ann, ann, "hello")
    if method.startswith("send") or "message_id" in params:
        params = {**params, "chat_id": ann.id}
    status, told = await ask(server, method, **params)
    assert status == 400
    assert said in told["description"], told
    assert server.violations[0].problem.code == code, server.violations


# --- text ---


def test_html_is_read_as_telegram_reads_it():
    text, entities = words.parse_html(
        ' <b>🎨 <i>Mint</i></b> &amp; &lt;bone&gt; <a href="https://x.org/?a=1&amp;b=2">here</a> &#39;1 > 0\n'
    )
    assert text == "🎨 Mint & <bone> here '1 > 0"
    assert entities == [
        {"type": "bold", "offset": 0, "length": 7},
        {"type": "italic", "offset": 3, "length": 4},
        {"type": "text_link", "url": "https://x.org/?a=1&b=2", "offset": 17, "length": 4},
    ]
    assert words.parse_html('<pre><code class="language-py">x</code></pre>')[1] == [
        {"type": "pre", "offset": 0, "length": 1}
    ]
    for wrong, said in (
        ("<b><i>x</b></i>", "Unmatched end tag at byte offset 7"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<br>", "Unsupported start tag"),
        ("1 < 2", "Unclosed start tag"),
    ):
        with pytest.raises(words.CannotParse, match=said):
            words.parse_html(wrong)


def test_what_people_write_is_recognised():
    found = words.entities_of("🎨 /scheme@wetpalette_bot see https://x.org #mini @ann_painter a/b")
    assert [(e["type"], e["offset"], e["length"]) for e in found] == [
        ("bot_command", 3, 22), ("url", 30, 13), ("hashtag", 44, 5), ("mention", 50, 12),
    ]  # fmt: skip


async def test_without_the_description_it_plays_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(FOLDER_VARIABLE, "/nowhere")
    Spec.load.cache_clear()
    try:
        assert report_line().startswith("WARNING")
        async with TelegramServer() as server:
            assert not server.checked_against_spec
            assert (await ask(server, "getMe"))[0] == 200
            status, _ = await ask(server, "answerCallbackQuery", callback_query_id="1", text="x" * 201)
            assert (status, server.violations[0].problem.code) == (400, "LENGTH")
    finally:
        Spec.load.cache_clear()
