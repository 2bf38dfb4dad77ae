"""The methods of the Bot API that are played."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram_server import limits
from tests.fakes.telegram_server.faults import Refused, misformed
from tests.fakes.telegram_server.handles import Answer
from tests.fakes.telegram_server.model import CHANNEL, PRIVATE, Member, Message
from tests.fakes.telegram_server.rest import BIGGEST_DOWNLOAD, Request
from tests.fakes.telegram_server.sending import (
    changed,
    create,
    editable,
    file_of,
    new_album,
    place,
    reach,
    replied,
    words_of,
)

if TYPE_CHECKING:
    from tests.fakes.telegram_server.server import TelegramServer

Handler = Callable[["TelegramServer", Request], Awaitable[Any]]
METHODS: dict[str, Handler] = {}
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
DELETABLE_FOR = 48 * 3600


def method(function: Handler) -> Handler:
    """A function of this name is the method of the API."""
    METHODS[function.__name__] = function
    return function


# --- itself ---


@method
async def getMe(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    return server.me.payload() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not server.privacy,
        "supports_inline_queries": server.inline_mode,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method
async def logOut(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    return True


@method
async def close(server: TelegramServer, request: Request) -> Any:
    return True


def _scope_key(params: dict[str, Any]) -> tuple[Any, ...]:
    scope = params.get("scope") or {"type": "default"}
    language = str(params.get("language_code") or "")
    return (scope.get("type"), scope.get("chat_id"), scope.get("user_id"), language)


@method
async def setMyCommands(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    scope = request.params.get("scope") or {}
    if "chat_id" in scope:
        place(server, scope["chat_id"])
    server.commands[_scope_key(request.params)] = list(request.params["commands"])
    return True


@method
async def getMyCommands(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    return server.commands.get(_scope_key(request.params), [])


@method
async def deleteMyCommands(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    server.commands.pop(_scope_key(request.params), None)
    return True


def _about(field: str) -> None:
    async def put(server: TelegramServer, request: Request) -> Any:
        server.about[field, str(request.params.get("language_code") or "")] = str(request.params.get(field) or "")
        return True

    async def get(server: TelegramServer, request: Request) -> Any:
        language = str(request.params.get("language_code") or "")
        told = server.about.get((field, language)) or server.about.get((field, "")) or ""
        return {field: told or (server.me.name if field == "name" else "")}

    name = "".join(part.title() for part in field.split("_"))
    METHODS[f"setMy{name}"], METHODS[f"getMy{name}"] = put, get


for _field in ("name", "description", "short_description"):
    _about(_field)


# --- updates ---


@method
async def getUpdates(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    return await server.updates.poll(request)


@method
async def setWebhook(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    params = request.params
    server.updates.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        server.updates.drop()
    if not params.get("url"):
        server.updates.remove_webhook()
        return True
    most = int(params.get("max_connections") or 40)
    server.updates.set_webhook(str(params["url"]), params.get("secret_token"), most)
    return True


@method
async def deleteWebhook(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    if request.params.get("drop_pending_updates"):
        server.updates.drop()
    server.updates.remove_webhook()
    return True


@method
async def getWebhookInfo(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    return server.updates.info()


# --- messages ---


@method
async def sendMessage(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = reach(server, request.params)
    words = words_of(request.params, "text", limits.MOST_TEXT, required=True)
    return create(server, chat, request.params, words, source=str(request.params["text"])).payload()


async def _send_file(server: TelegramServer, request: Request, kind: str) -> Any:
    params = request.params
    chat = reach(server, params)
    words = words_of(params, "caption", limits.MOST_CAPTION)
    replied(chat, params)
    file, reused = await file_of(server, request, kind, params.get(kind), kind)
    source = str(params.get("caption") or "")
    return create(server, chat, params, words, file, source=source, reused=reused).payload()


@method
async def sendPhoto(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    return await _send_file(server, request, "photo")


@method
async def sendDocument(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    return await _send_file(server, request, "document")


@method
async def sendMediaGroup(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = reach(server, request.params)
    replied(chat, request.params)
    items = []
    for item in request.params["media"]:
        words = words_of(item, "caption", limits.MOST_CAPTION)
        items.append((item, words, await file_of(server, request, "media", item["media"], item["type"])))
    album = new_album()
    return [
        create(
            server, chat, request.params, words, file,
            source=str(item.get("caption") or ""), reused=reused, album=album,
        ).payload()
        for item, words, (file, reused) in items
    ]  # fmt: skip


@method
async def editMessageText(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    message = editable(server, request.params)
    if message.file is not None:
        raise Refused("there is no text in the message to edit")
    words = words_of(request.params, "text", limits.MOST_TEXT, required=True)
    return changed(server, message, request.params, words, None, str(request.params["text"]))


@method
async def editMessageCaption(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    message = editable(server, request.params)
    if message.file is None:
        raise Refused("there is no caption in the message to edit")
    words = words_of(request.params, "caption", limits.MOST_CAPTION)
    return changed(server, message, request.params, words, message.file, str(request.params.get("caption") or ""))


@method
async def editMessageMedia(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    message = editable(server, request.params)
    media = request.params["media"]
    if request.params.get("inline_message_id") is not None and str(media.get("media")).startswith("attach://"):
        said = "inline messages take no upload"
        raise misformed("media", said, "UPLOAD", "new file can't be uploaded for an inline message")
    if message.album is not None and media["type"] not in ("photo", "video"):
        raise Refused("message can't be edited")
    words = words_of(media, "caption", limits.MOST_CAPTION)
    file, reused = await file_of(server, request, "media", media["media"], media["type"])
    result = changed(server, message, request.params, words, file, str(media.get("caption") or ""))
    message.reused_file = reused
    return result


@method
async def editMessageReplyMarkup(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    message = editable(server, request.params)
    return changed(
        server, message, request.params, (message.words, message.entities), message.file, message.source
    )  # fmt: skip


def _deletable(server: TelegramServer, chat_id: Any, number: Any) -> Message:
    chat = reach(server, {"chat_id": chat_id})
    message = chat.messages.get(int(number))
    if message is None or message.deleted:
        raise Refused("message to delete not found")
    member = chat.members.get(server.me.id)
    may = message.author is server.me or chat.kind == PRIVATE
    may = may or bool(member and member.role == "administrator" and member.rights.get("can_delete_messages"))
    if not may or (server.now() - message.date > DELETABLE_FOR and chat.kind != CHANNEL):
        raise Refused("message can't be deleted for everyone")
    return message


@method
async def deleteMessage(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    server.remove(_deletable(server, request.params["chat_id"], request.params["message_id"]))
    return True


@method
async def deleteMessages(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = reach(server, request.params)
    for number in request.params["message_ids"]:
        if number in chat.messages and not chat.messages[number].deleted:
            server.remove(_deletable(server, chat.id, number))
    return True


@method
async def sendChatAction(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = reach(server, request.params)
    if chat.kind == CHANNEL:
        raise Refused("chat actions can't be sent to channels")
    chat.actions.append((server.monotonic(), str(request.params["action"])))
    return True


@method
async def setMessageReaction(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = reach(server, request.params)
    message = chat.messages.get(int(request.params["message_id"]))
    if message is None or message.deleted:
        raise Refused("message to react not found")
    wanted = request.params.get("reaction") or []
    allowed = server.reactions
    for one in wanted:
        if one.get("type") == "emoji" and allowed is not None and one.get("emoji") not in allowed:
            raise misformed("reaction", f"{one.get('emoji')!r} is no reaction", "REACTION", "REACTION_INVALID")
    if len(wanted) > 1:
        raise misformed("reaction", "a bot gives at most one", "REACTION", "REACTIONS_TOO_MANY")
    if wanted and not chat.reactions_allowed:
        raise Refused("REACTION_INVALID")
    message.reactions = [str(one.get("emoji")) for one in wanted]
    return True


# --- queries ---


@method
async def answerCallbackQuery(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    params = request.params
    handle = server.queries.get(str(params["callback_query_id"]))
    if handle is None or handle.source is None or server.now() - handle.sent_at > server.callback_lives:
        raise Refused(TOO_OLD)
    url = params.get("url")
    if url and not str(url).startswith((f"https://t.me/{server.me.username}?", f"t.me/{server.me.username}?")):
        raise misformed("url", f"{url!r} does not open this bot", "URL", "URL_INVALID")
    handle.answers.append(
        Answer(
            after=server.monotonic() - handle.at, text=str(params.get("text") or ""),
            alert=bool(params.get("show_alert")), url=url, cache_time=int(params.get("cache_time") or 0),
        )
    )  # fmt: skip
    return True


@method
async def answerInlineQuery(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    params = request.params
    handle = server.queries.get(str(params["inline_query_id"]))
    if handle is None or handle.source is not None or server.now() - handle.sent_at > server.inline_lives:
        raise Refused(TOO_OLD)
    for result in params["results"]:
        _check_result(server, result)
    handle.answers.append(
        Answer(
            after=server.monotonic() - handle.at,
            results=tuple(params["results"]), button=params.get("button"),
            cache_time=int(params.get("cache_time", 300)), personal=bool(params.get("is_personal")),
            next_offset=str(params.get("next_offset") or ""),
        )
    )  # fmt: skip
    return True


def _check_result(server: TelegramServer, result: dict[str, Any]) -> None:
    """Words that can be read, files that are there."""
    words_of(result, "caption", limits.MOST_CAPTION)
    content = result.get("input_message_content")
    if isinstance(content, dict) and "message_text" in content:
        words_of({**content, "text": content["message_text"]}, "text", limits.MOST_TEXT, required=True)
    for kind in ("photo", "document"):
        file_id = result.get(f"{kind}_file_id")
        if file_id is not None:
            file = server.files.get(str(file_id))
            if file is None or file.kind != kind:
                raise misformed(f"{kind}_file_id", f"no {kind} has this id", "FILE", f"{kind.upper()}_INVALID")


# --- files and chats ---


@method
async def getFile(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    file = server.files.get(str(request.params["file_id"]))
    if file is None:
        raise Refused("invalid file_id")
    if file.size > BIGGEST_DOWNLOAD:
        raise Refused("file is too big")
    size = len(file.content)
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": size, "file_path": file.path}


@method
async def getChat(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = place(server, request.params["chat_id"])
    if chat.user is not None and not chat.user.started:
        raise Refused("chat not found")
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return chat.payload() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


@method
async def getChatMember(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = place(server, request.params["chat_id"])
    user = server.users.get(request.params["user_id"])
    if user is None:
        raise Refused("PARTICIPANT_ID_INVALID")
    if chat.kind != PRIVATE and chat.role_of(server.me) in ("left", "kicked"):
        raise Refused("bot is not a member of the chat", status=403)
    return (chat.members.get(user.id) or Member(user, "left")).payload()


@method
async def getChatAdministrators(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = place(server, request.params["chat_id"])
    if chat.kind == PRIVATE:
        raise Refused("there are no administrators in the private chat")
    ranks = ("creator", "administrator")
    return [m.payload() for m in chat.members.values() if m.role in ranks]


@method
async def getChatMemberCount(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = place(server, request.params["chat_id"])
    return sum(m.role not in ("left", "kicked") for m in chat.members.values())


@method
async def leaveChat(server: TelegramServer, request: Request) -> Any:  # noqa: N802
    chat = reach(server, request.params)
    if chat.kind == PRIVATE:
        raise Refused("chat member status can't be changed in private chats")
    chat.members[server.me.id] = Member(server.me, "left")
    return True
