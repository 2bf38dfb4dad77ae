"""What people do: commands, buttons, selects, forms, pictures in a channel. Each act returns a handle to its outcome.

What a person could not do on Discord (a command that is not there, a disabled button, somebody else's private answer)
is an AssertionError of the test, not a question for the bot.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.discord_server import components as c
from tests.fakes.discord_server.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    How,
    Interaction,
    Modal,
)
from tests.fakes.discord_server.model import ADMINISTRATOR, Channel, Message, Upload, User, copied, snowflake
from tests.fakes.discord_server.options import build_options, leaf_of

if TYPE_CHECKING:
    from tests.fakes.discord_server.server import DiscordServer

USUAL_WAY = How()
Where = Channel | User


class Acts:
    """The part of the server that plays people."""

    # --- commands ---

    async def slash(
        self: DiscordServer, user: User, where: Where, command: str, /, *, how: How = USUAL_WAY, **options: Any
    ) -> Interaction:
        """`await server.slash(user, channel, "paints match", colour="#AABBCC")`; a User as `where` is their DM.

        Options are named as registered (a hyphen as `_`); a picture is an Upload, a person a User, a channel a Channel.
        """
        channel = self._place(where)
        root = self.command(user, channel, command.split(maxsplit=1)[0], 1, how)
        path, leaf = leaf_of(root, command)
        given, resolved = build_options(self, channel, command, leaf, options, partial=False)
        data = self._command_data(root, path, given, resolved)
        return self._begin(COMMAND, user, channel, how, data, command="/" + command)

    async def autocomplete(
        self: DiscordServer,
        user: User,
        where: Where,
        command: str,
        option: str,
        typed: str,
        /,
        *,
        how: How = USUAL_WAY,
        **options: Any,
    ) -> Interaction:
        """Type into an option; `options` are those filled in before. `(await handle.finished()).choice_names`."""
        channel = self._place(where)
        root = self.command(user, channel, command.split(maxsplit=1)[0], 1, how)
        path, leaf = leaf_of(root, command)
        described = {o["name"]: o for o in leaf.get("options") or ()}
        assert option in described, f"/{command} has no option {option!r}; it has {sorted(described)}"
        assert described[option].get("autocomplete"), f"{option!r} of /{command} is not completed"
        given, _ = build_options(self, channel, command, leaf, options, partial=True)
        given.append({"name": option, "type": described[option]["type"], "value": typed, "focused": True})
        data = self._command_data(root, path, given, {})
        return self._begin(AUTOCOMPLETE, user, channel, how, data, command=f"/{command} {option}: {typed}…")

    async def message_command(
        self: DiscordServer, user: User, where: Where, name: str, message: Message, /, *, how: How = USUAL_WAY
    ) -> Interaction:
        """Choose an entry of the context menu of a message."""
        channel = self._place(where)
        self._sees(user, message)
        root = self.command(user, channel, name, 3, how)
        data = self._command_data(root, [], [], {"messages": {str(message.id): message.payload()}})
        data["target_id"] = str(message.id)
        return self._begin(COMMAND, user, channel, how, data, command=name)

    async def user_command(
        self: DiscordServer, user: User, where: Where, name: str, target: User, /, *, how: How = USUAL_WAY
    ) -> Interaction:
        """Choose an entry of the context menu of a person."""
        channel = self._place(where)
        root = self.command(user, channel, name, 2, how)
        data = self._command_data(root, [], [], {"users": {str(target.id): target.payload()}})
        data["target_id"] = str(target.id)
        return self._begin(COMMAND, user, channel, how, data, command=name)

    def command(
        self: DiscordServer, user: User, channel: Channel, name: str, kind: int, how: How = USUAL_WAY
    ) -> dict[str, Any]:
        """The registered command a person sees here under a name; AssertionError when there is none."""
        guild = channel.guild
        there = [*self.commands.get(guild.id, {}).values()] if guild and guild.bot_is_member else []
        there += self.commands[None].values()
        found = next((x for x in there if x["name"] == name and x["type"] == kind), None)
        names = sorted(x["name"] for x in there if x["type"] == kind)
        assert found is not None, f"no command {name!r} of type {kind} is registered; there are {names}"
        contexts = found.get("contexts")
        assert contexts is None or channel.context in contexts, f"{name!r} is not offered in context {channel.context}"
        ways = {int(k) for k in self.owners(user, channel, how)}
        assert ways & set(found["integration_types"]), f"{name!r} is not offered to installation {ways}"
        needed = found.get("default_member_permissions")
        if guild is not None and needed is not None and user is not guild.owner and not how.permissions & ADMINISTRATOR:
            allowed = int(needed) and how.permissions & int(needed) == int(needed)
            assert allowed, f"{name!r} needs permissions {needed}"
        return found

    def _command_data(
        self: DiscordServer,
        root: dict[str, Any],
        path: list[dict[str, Any]],
        given: list[Any],
        resolved: dict[str, Any],
    ) -> dict[str, Any]:
        for nested in reversed(path):
            given = [{"name": nested["name"], "type": nested["type"], "options": given}]
        data: dict[str, Any] = {"id": root["id"], "name": root["name"], "type": root["type"], "options": given}
        if root["type"] != 1:
            del data["options"]
        if resolved:
            data["resolved"] = resolved
        if root.get("guild_id"):
            data["guild_id"] = root["guild_id"]
        return data

    # --- components ---

    async def click(
        self: DiscordServer,
        user: User,
        message: Message,
        custom_id: str | None = None,
        /,
        *,
        label: str | None = None,
        how: How = USUAL_WAY,
    ) -> Interaction:
        """Press a button, found by its custom id or its label."""
        button = self._pressable(user, message, custom_id, label)
        assert button["type"] == c.BUTTON, f"{button} is no button"
        assert button.get("custom_id"), f"{button} leads elsewhere and tells the bot nothing"
        data = {"component_type": c.BUTTON, "custom_id": button["custom_id"], "id": button["id"]}
        name = f"[{button.get('label') or button['custom_id']}]"
        return self._begin(COMPONENT, user, message.channel, how, data, source=message, command=name)

    async def select(
        self: DiscordServer,
        user: User,
        message: Message,
        custom_id: str,
        /,
        *values: str | User | Channel,
        how: How = USUAL_WAY,
    ) -> Interaction:
        """Choose in a select: the values of its options, people or channels."""
        select = self._pressable(user, message, custom_id, None)
        assert select["type"] in c.SELECTS, f"{select} is no select"
        data = {"component_type": select["type"], "custom_id": custom_id, "id": select["id"]}
        data |= self._chosen(select, list(values))
        return self._begin(COMPONENT, user, message.channel, how, data, source=message, command=f"[{custom_id}]")

    async def forged(
        self: DiscordServer,
        user: User,
        message: Message,
        custom_id: str,
        /,
        *,
        kind: int = c.BUTTON,
        how: How = USUAL_WAY,
        **more: Any,
    ) -> Interaction:
        """Press something that is not in the message (any more), as an old client or a forger would."""
        self._sees(user, message)
        data = {"component_type": kind, "custom_id": custom_id, "id": 1, **more}
        return self._begin(COMPONENT, user, message.channel, how, data, source=message, command=f"[{custom_id}]")

    def _pressable(
        self: DiscordServer, user: User, message: Message, custom_id: str | None, label: str | None
    ) -> dict[str, Any]:
        self._sees(user, message)
        assert custom_id is not None or label is not None, "which one?"
        found = message.by_custom_id(custom_id) if custom_id is not None else message.button(str(label))
        assert not found.get("disabled"), f"{found} is disabled"
        return found

    def _sees(self: DiscordServer, user: User, message: Message) -> None:
        assert not message.deleted, "the message is deleted"
        assert message.only_for in (None, user), f"only {message.only_for and message.only_for.name} sees this message"
        guild = message.channel.guild
        assert guild is None or not guild.deleted, "the server is gone"

    def _chosen(self: DiscordServer, select: dict[str, Any], values: list[Any]) -> dict[str, Any]:
        least, most = select.get("min_values"), select.get("max_values")
        least, most = 1 if least is None else least, 1 if most is None else most
        assert least <= len(values) <= most, f"{least} to {most} can be chosen, not {len(values)}"
        if select["type"] == c.STRING_SELECT:
            offered = [o["value"] for o in select["options"]]
            assert set(values) <= set(offered), f"{values} are not among {offered}"
            return {"values": list(values)}
        kind = "channels" if isinstance(values[0], Channel) else "users"
        resolved = {kind: {str(v.id): v.payload() for v in values}}
        return {"values": [str(v.id) for v in values], "resolved": resolved}

    # --- forms ---

    async def submit(
        self: DiscordServer,
        user: User,
        modal: Modal | Interaction,
        values: dict[str, Any] | None = None,
        /,
        *,
        how: How | None = None,
    ) -> Interaction:
        """Send a form off: `values` by custom id (text, Upload or several, chosen values, bool); others as offered."""
        shown = modal.modal if isinstance(modal, Interaction) else modal
        assert shown is not None, "there is no form"
        assert shown.shown_by.user is user, f"the form was shown to {shown.shown_by.user.name}"
        assert not shown.submitted, "the form was sent off already"
        values = dict(values or {})
        channel = shown.shown_by.channel
        resolved: dict[str, dict[str, Any]] = {}
        told = []
        for component in shown.components:
            if component["type"] == c.LABEL:
                inner = self._filled(component["component"], values, channel, resolved)
                told.append({"type": c.LABEL, "id": component.get("id") or 0, "component": inner})
            elif component["type"] == c.ACTION_ROW:
                inside = [self._filled(i, values, channel, resolved) for i in component["components"]]
                told.append({"type": c.ACTION_ROW, "id": component.get("id") or 0, "components": inside})
            else:
                told.append({"type": component["type"], "id": component.get("id") or 0})
        assert not values, f"the form has no {sorted(values)}; it has {[f['custom_id'] for f in shown.fields()]}"
        shown.submitted = True
        data: dict[str, Any] = {"custom_id": shown.custom_id, "components": told}
        if resolved:
            data["resolved"] = resolved
        return self._begin(
            MODAL_SUBMIT, user, channel, how or shown.shown_by.how, data,
            source=shown.shown_by.source, command=f"form {shown.title!r}",
        )  # fmt: skip

    def _filled(
        self: DiscordServer,
        field: dict[str, Any],
        values: dict[str, Any],
        channel: Channel,
        resolved: dict[str, dict[str, Any]],
    ) -> dict[str, Any]:
        """One field of a form as it is sent."""
        name, kind = field["custom_id"], field["type"]
        told = {"type": kind, "id": field.get("id") or 0, "custom_id": name}
        required = field.get("required") is not False
        given = values.pop(name, None)
        if kind == c.TEXT_INPUT:
            text = field.get("value") or "" if given is None else given
            assert text or not required, f"{name!r} has to be filled in"
            least, most = field.get("min_length") or 0, field.get("max_length") or 4000
            assert not text or least <= len(text) <= most, f"{name!r} takes {least} to {most} characters"
            return {**told, "value": text}
        if kind == c.CHECKBOX:
            return {**told, "value": bool(field.get("default") if given is None else given)}
        if given is None:
            given = [o["value"] for o in field.get("options") or () if o.get("default")]
        chosen = list(given) if isinstance(given, list | tuple) else [given]
        assert chosen or not required, f"{name!r} has to be chosen"
        if kind == c.FILE_UPLOAD:
            assert len(chosen) <= (field.get("max_values") or 1), f"{name!r} takes fewer files"
            files = [self.upload(channel, one) for one in chosen]
            resolved.setdefault("attachments", {}).update({str(f.id): f.payload() for f in files})
            return {**told, "values": [str(f.id) for f in files]}
        if kind == c.RADIO_GROUP:
            return {**told, "value": chosen[0] if chosen else None}
        if kind == c.CHECKBOX_GROUP:
            return {**told, "values": chosen}
        picked = (
            self._chosen({**field, "min_values": 0 if not required else field.get("min_values")}, chosen)
            if chosen
            else {"values": []}
        )
        for key, found in picked.pop("resolved", {}).items():
            resolved.setdefault(key, {}).update(found)
        return {**told, **picked}

    # --- messages ---

    async def post(self: DiscordServer, user: User, where: Where, content: str = "", *uploads: Upload) -> Message:
        """A person writes a message."""
        channel = self._place(where)
        message = Message(snowflake(), channel, user, content=content)
        for upload in uploads:
            file = self.upload(channel, upload)
            file.ephemeral = False
            message.files.append(file)
        self.messages_of.publish(message)
        return message

    # --- all of them ---

    def _place(self: DiscordServer, where: Where) -> Channel:
        return self.dm(where) if isinstance(where, User) else where

    def owners(self: DiscordServer, user: User, channel: Channel, how: How) -> dict[str, str]:
        """Who installed the app, as an interaction tells it."""
        member = channel.guild is not None and channel.guild.bot_is_member
        way = how.installed or ("guild" if member or channel.kind == 1 else "user")
        assert way in ("guild", "user", "both"), way
        owners = {}
        if way in ("guild", "both"):
            owners["0"] = str(channel.guild.id) if channel.guild is not None else "0"
        if way in ("user", "both"):
            owners["1"] = str(user.id)
        return owners

    def _begin(
        self: DiscordServer,
        kind: int,
        user: User,
        channel: Channel,
        how: How,
        data: dict[str, Any],
        *,
        source: Message | None = None,
        command: str = "",
    ) -> Interaction:
        interaction = Interaction(
            id=snowflake(time.time() - how.age), kind=kind, user=user, channel=channel, how=how, command=command,
            sent_at=self.now() - how.age, owners=self.owners(user, channel, how), source=source,
            application_id=self.application_id,
        )  # fmt: skip
        self.interactions[interaction.token] = interaction
        guild = channel.guild
        assert guild is None or user not in guild.left, f"{user.name} is not in this server any more"
        told: dict[str, Any] = {
            "id": str(interaction.id), "application_id": str(self.application_id), "type": kind, "data": data,
            "token": interaction.token, "version": 1, "channel_id": str(channel.id), "channel": channel.payload(),
            "locale": how.locale or user.locale, "entitlements": list(how.entitlements), "context": channel.context,
            "authorizing_integration_owners": interaction.owners, "attachment_size_limit": how.attachment_size_limit,
            "app_permissions": str(channel.permissions),
        }  # fmt: skip
        if guild is not None:
            member = {**guild.member_payload(user), "permissions": str(how.permissions)}
            told.update(member=member, guild_id=str(guild.id), guild=guild.partial(), guild_locale=guild.locale)
        else:
            told["user"] = user.payload()
        if source is not None:
            told["message"] = source.payload()
        interaction.payload = copied(told)
        reached = self.gateway.dispatch("INTERACTION_CREATE", told, guild_id=guild.id if guild else None)
        assert reached, "no session of the bot is there to hear of it"
        return interaction
