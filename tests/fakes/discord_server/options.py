"""Options of commands as a client fills them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.discord_server.model import Channel, Upload, User

if TYPE_CHECKING:
    from tests.fakes.discord_server.server import DiscordServer

SUB_COMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 8, 9, 10, 11
LONGEST_STRING = 6000


def leaf_of(root: dict[str, Any], command: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """(the groups and sub-commands on the way, what is run) of `"paints match"`."""
    path: list[dict[str, Any]] = []
    node = root
    for word in command.split()[1:]:
        below = {o["name"]: o for o in node.get("options") or () if o["type"] in (SUB_COMMAND, GROUP)}
        assert word in below, f"/{command}: there is no {word!r} but {sorted(below)}"
        node = below[word]
        path.append(node)
    nested = [o["name"] for o in node.get("options") or () if o["type"] in (SUB_COMMAND, GROUP)]
    assert not nested, f"/{command} wants one of {nested}"
    return path, node


def build_options(
    server: DiscordServer,
    channel: Channel,
    command: str,
    leaf: dict[str, Any],
    given: dict[str, Any],
    *,
    partial: bool,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """(options as sent, resolved). `partial`: while typing, when required ones may be missing still."""
    described = {o["name"]: o for o in leaf.get("options") or ()}
    named = {name if name in described else name.replace("_", "-"): value for name, value in given.items()}
    unknown = sorted(named.keys() - described.keys())
    assert not unknown, f"/{command} has no {unknown}; it has {sorted(described)}"
    missing = [n for n, o in described.items() if o.get("required") and n not in named]
    assert partial or not missing, f"/{command} needs {missing}"
    told: list[dict[str, Any]] = []
    resolved: dict[str, Any] = {}
    for name, value in named.items():
        option = described[name]
        sent = _value(server, channel, option, value, resolved)
        if not partial:
            _fits(command, option, sent)
        told.append({"name": name, "type": option["type"], "value": sent})
    return told, resolved


def _value(
    server: DiscordServer, channel: Channel, option: dict[str, Any], value: Any, resolved: dict[str, Any]
) -> Any:
    kind = option["type"]
    expected = {
        STRING: str, INTEGER: int, BOOLEAN: bool, USER: User, CHANNEL: Channel, MENTIONABLE: User, NUMBER: (int, float),
        ATTACHMENT: Upload,
    }.get(kind)  # fmt: skip
    assert expected is not None, f"options of type {kind} are not played yet"
    assert isinstance(value, expected), f"{option['name']!r} takes {expected}, not {value!r}"
    if kind == ATTACHMENT:
        file = server.upload(channel, value)
        resolved.setdefault("attachments", {})[str(file.id)] = file.payload()
        return str(file.id)
    if kind in (USER, MENTIONABLE, CHANNEL):
        key = "channels" if kind == CHANNEL else "users"
        resolved.setdefault(key, {})[str(value.id)] = value.payload()
        return str(value.id)
    return value


def _fits(command: str, option: dict[str, Any], value: Any) -> None:
    """What the client would not let through."""
    name = f"{option['name']!r} of /{command}"
    if option.get("choices"):
        offered = [choice["value"] for choice in option["choices"]]
        assert value in offered, f"{name} is one of {offered}, not {value!r}"
    if option["type"] == STRING:
        least, most = option.get("min_length") or 0, option.get("max_length") or LONGEST_STRING
        assert least <= len(value) <= most, f"{name} takes {least} to {most} characters, not {len(value)}"
    if option["type"] in (INTEGER, NUMBER):
        least, most = option.get("min_value"), option.get("max_value")
        assert least is None or value >= least, f"{name} is at least {least}"
        assert most is None or value <= most, f"{name} is at most {most}"
