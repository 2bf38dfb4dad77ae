"""Telling Discord our commands, only when they changed: it allows few registrations a day, and clients load anew.

What Discord has is asked for at every start, which also tells the commands' ids; nothing is remembered in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.http import Route

Payload = Mapping[str, Any]

_SETS = frozenset({"contexts", "integration_types"})
"""Lists whose order means nothing."""

_REPLACED = "dm_permission"
"""What `contexts` has taken the place of; Discord may leave it out of its answer."""

_LEFT_OUT = frozenset(
    {"options", "choices", "autocomplete", "min_value", "max_value", "min_length", "max_length", "channel_types"}
)
"""What ours leave out where there is none: Discord's having one is a difference."""

_SUBCOMMANDS = (discord.AppCommandOptionType.subcommand.value, discord.AppCommandOptionType.subcommand_group.value)


async def registered(http: Any, application_id: int) -> list[dict[str, Any]]:
    """The global commands as Discord has them, with their translations."""
    route = Route("GET", "/applications/{application_id}/commands", application_id=application_id)
    found: list[dict[str, Any]] = await http.request(route, params={"with_localizations": "true"})
    return found


def same(ours: Sequence[Payload], theirs: Sequence[Payload]) -> bool:
    """Whether Discord has exactly our commands; what it adds on its own account does not count."""
    known = {(one.get("type", 1), one["name"]): one for one in theirs}
    wanted = {(one.get("type", 1), one["name"]): one for one in ours}
    return known.keys() == wanted.keys() and all(_same(wanted[key], known[key]) for key in wanted)


def _same(ours: Any, theirs: Any) -> bool:
    """Whether theirs says what ours says, empty and absent being one."""
    if isinstance(ours, Mapping):
        known = theirs or {}
        return (
            isinstance(known, Mapping)
            and all(_same_value(key, value, known) for key, value in ours.items())
            and not any(known.get(key) for key in _LEFT_OUT - ours.keys())
        )
    if isinstance(ours, Sequence) and not isinstance(ours, str):
        others = theirs or []
        return len(ours) == len(others) and all(_same(a, b) for a, b in zip(ours, others, strict=True))
    return ours == theirs or (not ours and not theirs) or str(ours) == str(theirs)


def _same_value(key: str, ours: Any, theirs: Payload) -> bool:
    """Whether theirs has this value under this key."""
    if key in _SETS:
        return set(ours or ()) == set(theirs.get(key) or ())
    return (key == _REPLACED and key not in theirs) or _same(ours, theirs.get(key))


def mentions(commands: Sequence[Payload]) -> dict[str, int]:
    """The id behind each command that can be pressed in a text, by its full name: "balance", "schemes recent"."""
    found: dict[str, int] = {}
    for command in commands:
        if command.get("type", 1) != discord.AppCommandType.chat_input.value:
            continue
        below = [o["name"] for o in command.get("options", ()) if o["type"] in _SUBCOMMANDS]
        for name in below:
            found[f"{command['name']} {name}"] = int(command["id"])
        if not below:
            found[command["name"]] = int(command["id"])
    return found
