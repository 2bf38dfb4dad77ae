"""What Telegram refuses beyond the shape of parameters: keyboards, commands, results of inline queries, answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram_server.spec import Problem

MOST_TEXT, MOST_CAPTION, MOST_CALLBACK_DATA, MOST_CALLBACK_TEXT = 4096, 1024, 64, 200
MOST_BUTTONS, MOST_IN_A_ROW, MOST_RESULTS, MOST_COMMANDS = 100, 8, 50, 100
BIGGEST_PHOTO, BIGGEST_DOCUMENT = 10 * 2**20, 50 * 2**20
COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")
DEEP_LINK = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
SECRET = re.compile(r"^[A-Za-z0-9_-]{1,256}$")
WHAT_A_BUTTON_DOES = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
STYLES = ("danger", "success", "primary")
At = tuple[str | int, ...]


def check(method: str, params: Mapping[str, Any]) -> list[Problem]:
    """Problems of a request that can be told from its parameters alone."""
    problems = list(markup(params.get("reply_markup"), ("reply_markup",)))
    special = _SPECIAL.get(method)
    return problems + (list(special(params)) if special else [])


# --- keyboards ---


def markup(value: Any, at: At) -> Iterator[Problem]:
    """Problems of a keyboard, or of what else may be under a message."""
    if not isinstance(value, dict):
        return
    placeholder = value.get("input_field_placeholder")
    if isinstance(placeholder, str) and not 1 <= len(placeholder) <= 64:
        yield Problem((*at, "input_field_placeholder"), "1 to 64 characters", "LENGTH", "placeholder is too long")
    rows = value.get("inline_keyboard")
    if not isinstance(rows, list):
        return
    if sum(len(row) for row in rows if isinstance(row, list)) > MOST_BUTTONS:
        yield Problem(at, f"more than {MOST_BUTTONS} buttons", "TOO_MANY", "reply markup is too long")
    for n, row in enumerate(rows):
        here = (*at, "inline_keyboard", n)
        if not isinstance(row, list):
            continue
        if not 1 <= len(row) <= MOST_IN_A_ROW:
            yield Problem(here, f"1 to {MOST_IN_A_ROW} buttons in a row, not {len(row)}", "TOO_MANY")
        for k, button in enumerate(row):
            if isinstance(button, dict):
                yield from _button(button, (*here, k))


def _button(button: Mapping[str, Any], at: At) -> Iterator[Problem]:
    if not str(button.get("text") or "").strip():
        yield Problem((*at, "text"), "is empty", "LENGTH", "text buttons are unallowed in the inline keyboard")
    does = [what for what in WHAT_A_BUTTON_DOES if what in button]
    if len(does) != 1:
        said = "Text buttons are unallowed in the inline keyboard"
        yield Problem(at, f"a button does exactly one thing, not {does}", "BUTTON", said)
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MOST_CALLBACK_DATA:
        said = f"1 to {MOST_CALLBACK_DATA} bytes, not {len(str(data).encode())}"
        yield Problem((*at, "callback_data"), said, "LENGTH", "BUTTON_DATA_INVALID")
    if "style" in button and button["style"] not in STYLES:
        yield Problem((*at, "style"), f"{button['style']!r} is none of {STYLES}", "BUTTON", "invalid button style")
    if "url" in button:
        yield from _url(str(button["url"]), (*at, "url"))
    for kind in ("switch_inline_query", "switch_inline_query_current_chat"):
        if kind in button and len(str(button[kind])) > 256:
            yield Problem((*at, kind), "at most 256 characters", "LENGTH", "BUTTON_DATA_INVALID")


def _url(url: str, at: At) -> Iterator[Problem]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "tg", "mailto", "tel") or not (parts.netloc or parts.path):
        yield Problem(at, f"{url!r} is no address for a button", "BUTTON", "BUTTON_URL_INVALID")
    if parts.netloc in ("t.me", "telegram.me"):
        for name in ("start", "startgroup"):
            found = re.search(rf"(?:^|&){name}=([^&]*)", parts.query)
            if found and not DEEP_LINK.match(found[1]):
                yield Problem(at, f"{found[1]!r} is no payload of a deep link", "DEEP_LINK", "BUTTON_URL_INVALID")


# --- single methods ---


def _callback_answer(params: Mapping[str, Any]) -> Iterator[Problem]:
    text = str(params.get("text") or "")
    if len(text) > MOST_CALLBACK_TEXT:
        said = f"at most {MOST_CALLBACK_TEXT} characters, not {len(text)}"
        yield Problem(("text",), said, "LENGTH", "MESSAGE_TOO_LONG")
    if params.get("url"):
        url = str(params["url"])
        yield from _url(url if "://" in url else f"https://{url}", ("url",))


def _inline_answer(params: Mapping[str, Any]) -> Iterator[Problem]:
    results = [r for r in params.get("results") or () if isinstance(r, dict)]
    if len(results) > MOST_RESULTS:
        yield Problem(("results",), f"at most {MOST_RESULTS}, not {len(results)}", "TOO_MANY", "RESULTS_TOO_MUCH")
    for number, times in Counter(str(r.get("id")) for r in results).items():
        if times > 1:
            said = "RESULT_ID_DUPLICATE"
            yield Problem(("results",), f"the id {number!r} is there {times} times", "DUPLICATE", said)
    for n, result in enumerate(results):
        at = ("results", n)
        if not 1 <= len(str(result.get("id") or "").encode()) <= 64:
            yield Problem((*at, "id"), "1 to 64 bytes", "LENGTH", "RESULT_ID_INVALID")
        yield from markup(result.get("reply_markup"), (*at, "reply_markup"))
        if result.get("type") == "article" and not result.get("input_message_content"):
            said = "message content is not specified"
            yield Problem((*at, "input_message_content"), "an article needs it", "REQUIRED", said)
    if len(str(params.get("next_offset") or "").encode()) > 64:
        yield Problem(("next_offset",), "at most 64 bytes", "LENGTH", "NEXT_OFFSET_INVALID")
    button = params.get("button")
    payload = button.get("start_parameter") if isinstance(button, dict) else None
    if payload is not None and not DEEP_LINK.match(str(payload)):
        said = f"{payload!r} is no payload of a deep link"
        yield Problem(("button", "start_parameter"), said, "DEEP_LINK", "START_PARAM_INVALID")


def _commands(params: Mapping[str, Any]) -> Iterator[Problem]:
    commands = [c for c in params.get("commands") or () if isinstance(c, dict)]
    if len(commands) > MOST_COMMANDS:
        said = "BOT_COMMANDS_TOO_MUCH"
        yield Problem(("commands",), f"at most {MOST_COMMANDS}, not {len(commands)}", "TOO_MANY", said)
    for name, times in Counter(c.get("command") for c in commands).items():
        if times > 1:
            yield Problem(("commands",), f"{name!r} is there {times} times", "DUPLICATE")
    for n, command in enumerate(commands):
        name, description = str(command.get("command") or ""), str(command.get("description") or "")
        if not COMMAND.match(name):
            yield Problem(("commands", n, "command"), f"{name!r} is no command", "COMMAND", "BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            said = "BOT_COMMAND_DESCRIPTION_INVALID"
            yield Problem(("commands", n, "description"), "1 to 256 characters", "LENGTH", said)
    language = params.get("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", str(language)):
        yield Problem(("language_code",), f"{language!r} is no two-letter code", "LANGUAGE", "LANG_CODE_INVALID")


def _webhook(params: Mapping[str, Any]) -> Iterator[Problem]:
    secret = params.get("secret_token")
    if secret is not None and not SECRET.match(str(secret)):
        said = "secret token contains unallowed characters"
        yield Problem(("secret_token",), "1 to 256 of A-Z a-z 0-9 _ -", "SECRET", said)
    url = urlsplit(str(params.get("url") or ""))
    if url.scheme != "https" and url.hostname not in (None, "127.0.0.1", "localhost"):
        said = "bad webhook: An HTTPS URL must be provided for webhook"
        yield Problem(("url",), "only https", "URL", said)


def _action(params: Mapping[str, Any]) -> Iterator[Problem]:
    if params.get("action") not in ACTIONS:
        said = "wrong parameter action in request"
        yield Problem(("action",), f"{params.get('action')!r} is no action", "ACTION", said)


def _album(params: Mapping[str, Any]) -> Iterator[Problem]:
    media = params.get("media")
    if not isinstance(media, list):
        return
    if not 2 <= len(media) <= 10:
        said = "wrong number of messages specified; must include 2-10 items"
        yield Problem(("media",), f"2 to 10 items, not {len(media)}", "LENGTH", said)
    kinds = {m.get("type") for m in media if isinstance(m, dict)}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        said = "documents and audio can't be mixed with other media types"
        yield Problem(("media",), said, "ALBUM", said)


_SPECIAL = {
    "answerCallbackQuery": _callback_answer, "answerInlineQuery": _inline_answer, "setMyCommands": _commands,
    "setWebhook": _webhook, "sendChatAction": _action, "sendMediaGroup": _album,
}  # fmt: skip
