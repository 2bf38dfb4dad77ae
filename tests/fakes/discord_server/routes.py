"""What each operation does. Bodies have been compared with the description; limits are checked here."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.discord_server import limits
from tests.fakes.discord_server.faults import Refused
from tests.fakes.discord_server.interactions import (
    ANSWER,
    CHOICES,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    UPDATE,
    Interaction,
    Modal,
)
from tests.fakes.discord_server.messages import refuse_if
from tests.fakes.discord_server.model import EPHEMERAL, VIEW_CHANNEL, Channel, Message, copied

if TYPE_CHECKING:
    from tests.fakes.discord_server.rest import Request
    from tests.fakes.discord_server.server import DiscordServer

Handler = Callable[["DiscordServer", "Request"], tuple[int, Any]]
ROUTES: dict[tuple[str, str], Handler] = {}
MOST_FOLLOWUPS_OF_A_PERSONS_APP = 5


def route(method: str, template: str) -> Callable[[Handler], Handler]:
    def keep(handler: Handler) -> Handler:
        ROUTES[method, template] = handler
        return handler

    return keep


# --- the application ---


@route("GET", "/users/@me")
def me(server: DiscordServer, request: Request) -> tuple[int, Any]:
    told = {**server.me.payload(), "mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}
    return 200, told


@route("GET", "/applications/@me")
@route("GET", "/oauth2/applications/@me")
def application(server: DiscordServer, request: Request) -> tuple[int, Any]:
    return 200, {
        "id": str(server.application_id), "name": server.me.name, "icon": None, "description": "", "type": None,
        "verify_key": "0" * 64, "flags": 0, "flags_new": "0", "redirect_uris": [], "interactions_endpoint_url": None,
        "role_connections_verification_url": None, "owner": server.owner.payload(), "bot": server.me.payload(),
        "approximate_guild_count": len(server.guilds), "approximate_user_install_count": 0, "team": None,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "eligible_oauth2_scopes": [],
        "bot_public": True, "bot_require_code_grant": False, "rpc_origins": [], "tags": [],
        "integration_types_config": {"0": {}, "1": {}},
    }  # fmt: skip


@route("GET", "/gateway")
def gateway(server: DiscordServer, request: Request) -> tuple[int, Any]:
    return 200, {"url": server.gateway_url}


@route("GET", "/gateway/bot")
def gateway_bot(server: DiscordServer, request: Request) -> tuple[int, Any]:
    limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": server.shards}
    return 200, {"url": server.gateway_url, "shards": server.shards, "session_start_limit": limit}


# --- commands ---


def _mine(server: DiscordServer, request: Request) -> dict[int, dict[str, Any]]:
    if int(request.values["application_id"]) != server.application_id:
        raise Refused(20012, "You are not authorized to perform this action on this application", status=403)
    guild_id = request.values.get("guild_id")
    if guild_id is not None and int(guild_id) not in server.guilds:
        raise Refused(50001)
    return server.commands.setdefault(int(guild_id) if guild_id else None, {})


@route("GET", "/applications/{application_id}/commands")
@route("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
def list_commands(server: DiscordServer, request: Request) -> tuple[int, Any]:
    hidden = ("name_localizations", "description_localizations")
    if request.query.get("with_localizations", "").lower() in ("true", "1"):
        return 200, list(_mine(server, request).values())
    return 200, [{k: v for k, v in c.items() if k not in hidden} for c in _mine(server, request).values()]


@route("PUT", "/applications/{application_id}/commands")
@route("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
def put_commands(server: DiscordServer, request: Request) -> tuple[int, Any]:
    refuse_if(list(limits.commands(request.body or [])))
    return 200, server.register(_mine(server, request), request.body or [], request.values.get("guild_id"))


@route("GET", "/applications/{application_id}/commands/{command_id}")
def get_command(server: DiscordServer, request: Request) -> tuple[int, Any]:
    command = _mine(server, request).get(int(request.values["command_id"]))
    if command is None:
        raise Refused(10063)
    return 200, command


@route("GET", "/users/@me/applications/{application_id}/entitlements")
@route("GET", "/applications/{application_id}/entitlements")
def entitlements(server: DiscordServer, request: Request) -> tuple[int, Any]:
    return 200, []


# --- people and places ---


@route("GET", "/users/{user_id}")
def get_user(server: DiscordServer, request: Request) -> tuple[int, Any]:
    user = server.users.get(int(request.values["user_id"]))
    if user is None:
        raise Refused(10013)
    return 200, user.payload()


@route("POST", "/users/@me/channels")
def open_dm(server: DiscordServer, request: Request) -> tuple[int, Any]:
    user = server.users.get(int(request.body.get("recipient_id") or 0))
    if user is None or user.bot:
        raise Refused(50033, "Invalid Recipient(s)")
    return 200, server.dm(user).payload()


@route("GET", "/guilds/{guild_id}")
def get_guild(server: DiscordServer, request: Request) -> tuple[int, Any]:
    guild = server.guilds.get(int(request.values["guild_id"]))
    if guild is None or guild.deleted or not guild.bot_is_member:
        raise Refused(10004)
    return 200, guild.payload(server.me)


def _channel(server: DiscordServer, request: Request) -> Channel:
    channel = server.channels.get(int(request.values["channel_id"]))
    if channel is None or channel.deleted or (channel.guild is not None and channel.guild.deleted):
        raise Refused(10003)
    outside = channel.kind == 3 or (channel.guild is not None and not channel.guild.bot_is_member)
    if outside or not channel.permissions & VIEW_CHANNEL:
        raise Refused(50001)
    return channel


@route("GET", "/channels/{channel_id}")
def get_channel(server: DiscordServer, request: Request) -> tuple[int, Any]:
    return 200, _channel(server, request).payload()


@route("POST", "/channels/{channel_id}/typing")
def typing(server: DiscordServer, request: Request) -> tuple[int, Any]:
    server.messages_of.may_send(_channel(server, request), ())
    return 204, None


# --- messages by the bot itself ---


def _message(server: DiscordServer, request: Request) -> Message:
    channel = _channel(server, request)
    message = server.messages.get(int(request.values["message_id"]))
    if message is None or message.channel is not channel or message.deleted or message.ephemeral:
        raise Refused(10008)
    return message


@route("POST", "/channels/{channel_id}/messages")
def send_message(server: DiscordServer, request: Request) -> tuple[int, Any]:
    channel = _channel(server, request)
    server.messages_of.may_send(channel, request.parts)
    message = server.messages_of.create(channel, request.body or {}, request.parts)
    reference = (request.body or {}).get("message_reference")
    if reference:
        message.reply_to = server.messages.get(int(reference["message_id"]))
    return 200, message.payload()


@route("GET", "/channels/{channel_id}/messages")
def list_messages(server: DiscordServer, request: Request) -> tuple[int, Any]:
    most = int(request.query.get("limit", 50))
    found = _channel(server, request).messages[::-1][:most]
    return 200, [m.payload(open_content=server.may_read(m)) for m in found]


@route("GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(server: DiscordServer, request: Request) -> tuple[int, Any]:
    message = _message(server, request)
    return 200, message.payload(open_content=server.may_read(message))


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit_message(server: DiscordServer, request: Request) -> tuple[int, Any]:
    message = _message(server, request)
    if message.author is not server.me:
        raise Refused(50005)
    return 200, server.messages_of.edit(message, request.body or {}, request.parts).payload()


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete_message(server: DiscordServer, request: Request) -> tuple[int, Any]:
    message = _message(server, request)
    if message.author is not server.me:
        raise Refused(50003 if message.channel.kind == 1 else 50013, status=403)
    server.messages_of.delete(message)
    return 204, None


# --- answers to interactions ---


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def callback(server: DiscordServer, request: Request) -> tuple[int, Any]:
    interaction = server.interactions.get(request.values["interaction_token"])
    if interaction is None or interaction.id != int(request.values["interaction_id"]):
        raise Refused(10062)
    interaction.requests.append(request)
    kind, data = request.body["type"], request.body.get("data") or {}
    arrived = server.now() - (time.monotonic() - request.arrived)
    interaction.may_respond(kind, arrived)
    if interaction.channel.deleted:
        raise Refused(10003)
    _respond(server, interaction, kind, data, request)
    interaction.response_kind = kind
    interaction.acknowledged_after = arrived - interaction.sent_at
    interaction.signal.changed()
    server.signal.changed()
    if request.query.get("with_response", "").lower() not in ("1", "true"):
        return 204, None
    return 200, _callback_told(interaction, kind)


def _respond(
    server: DiscordServer, interaction: Interaction, kind: int, data: dict[str, Any], request: Request
) -> None:
    limit = interaction.how.attachment_size_limit
    if kind == ANSWER:
        interaction.original = server.messages_of.create(
            interaction.channel, data, request.parts, interaction=interaction, limit=limit, under=("data",)
        )
        interaction.ephemeral = interaction.original.ephemeral
    elif kind == DEFER:
        interaction.ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        interaction.original = server.messages_of.thinking(interaction, data.get("flags") or 0)
    elif kind == UPDATE:
        assert interaction.source is not None
        server.messages_of.edit(interaction.source, data, request.parts, limit=limit, under=("data",))
        interaction.updated = True
    elif kind == CHOICES:
        refuse_if(list(limits.choices(data)), under=("data",))
        interaction.choices = copied(data.get("choices") or [])
    elif kind == MODAL:
        refuse_if(list(limits.modal(data)), under=("data",))
        shown = copied(data)
        interaction.modal = Modal(shown["title"], shown["custom_id"], shown["components"], interaction)


def _callback_told(interaction: Interaction, kind: int) -> dict[str, Any]:
    told: dict[str, Any] = {"interaction": {"id": str(interaction.id), "type": interaction.kind}}
    message = interaction.original if kind in (ANSWER, DEFER) else interaction.source
    if kind in (ANSWER, DEFER, UPDATE, DEFER_UPDATE) and message is not None:
        told["interaction"].update(
            response_message_id=str(message.id),
            response_message_loading=message.loading,
            response_message_ephemeral=message.ephemeral,
        )
        if kind in (ANSWER, DEFER, UPDATE):
            told["resource"] = {"type": kind if kind != DEFER else ANSWER, "message": message.payload()}
    return told


def _by_token(server: DiscordServer, request: Request) -> Interaction:
    interaction = server.interactions.get(request.values["webhook_token"])
    if interaction is None or int(request.values["webhook_id"]) != server.application_id:
        raise Refused(10015)
    interaction.requests.append(request)
    interaction.may_follow_up(server.now())
    if interaction.channel.deleted:
        raise Refused(10003)
    return interaction


def _settled(server: DiscordServer, interaction: Interaction) -> None:
    interaction.signal.changed()
    server.signal.changed()


@route("POST", "/webhooks/{webhook_id}/{webhook_token}")
def follow_up(server: DiscordServer, request: Request) -> tuple[int, Any]:
    interaction = _by_token(server, request)
    data, limit = request.body or {}, interaction.how.attachment_size_limit
    original = interaction.original
    if original is not None and original.loading and not original.deleted:
        # The first follow-up of a deferred answer is that answer: as private as it was promised.
        server.messages_of.edit(original, {k: v for k, v in data.items() if v is not None}, request.parts, limit=limit)
        _settled(server, interaction)
        return 200, original.payload()
    if interaction.only_by_user and len(interaction.followups) >= MOST_FOLLOWUPS_OF_A_PERSONS_APP:
        raise Refused(40094)
    message = server.messages_of.create(interaction.channel, data, request.parts, interaction=interaction, limit=limit)
    interaction.followups.append(message)
    _settled(server, interaction)
    return 200, message.payload()


def _answer(server: DiscordServer, request: Request) -> tuple[Interaction, Message]:
    """The message a token and a path mean."""
    interaction = _by_token(server, request)
    wanted = request.values.get("message_id")
    if wanted is None:
        message = interaction.target()
    else:
        message = next((m for m in interaction.every_message() if str(m.id) == wanted), None)
    if message is None or message.deleted:
        raise Refused(10008)
    return interaction, message


@route("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
@route("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def get_answer(server: DiscordServer, request: Request) -> tuple[int, Any]:
    return 200, _answer(server, request)[1].payload()


@route("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
@route("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def edit_answer(server: DiscordServer, request: Request) -> tuple[int, Any]:
    interaction, message = _answer(server, request)
    limit = interaction.how.attachment_size_limit
    server.messages_of.edit(message, request.body or {}, request.parts, limit=limit)
    if message is interaction.source:
        interaction.updated = True
    _settled(server, interaction)
    return 200, message.payload()


@route("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
@route("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def delete_answer(server: DiscordServer, request: Request) -> tuple[int, Any]:
    interaction, message = _answer(server, request)
    server.messages_of.delete(message)
    _settled(server, interaction)
    return 204, None
