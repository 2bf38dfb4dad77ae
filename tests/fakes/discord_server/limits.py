"""What Discord refuses beyond the shape of a body: limits of messages, modals, choices and commands."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.discord_server import components as c
from tests.fakes.discord_server.model import V2, StoredFile
from tests.fakes.discord_server.spec import Problem

MOST_COMPONENTS, MOST_TEXT, MOST_COMMAND_CHARACTERS = 40, 4000, 8000
COMMAND_NAME = re.compile(r"^[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}$")
TOO_LONG, TOO_MANY, REQUIRED, BAD = (
    "BASE_TYPE_MAX_LENGTH", "COMPONENT_LAYOUT_INVALID", "BASE_TYPE_REQUIRED", "BASE_TYPE_BAD",
)  # fmt: skip


def _length(value: Any, least: int, most: int, at: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(value, str) and not least <= len(value) <= most:
        yield Problem(at, f"Must be between {least} and {most} in length (is {len(value)}).", TOO_LONG)


# --- messages ---


def message(
    body: Mapping[str, Any], *, flags: int, kept: Sequence[StoredFile] = (), new: Collection[str] = (), sending: bool
) -> Iterator[Problem]:
    """Problems of a message. `kept` are files it has already, `new` names of files uploaded now.

    `sending` False: an edit, where what is not mentioned stays as it was. `flags` are those the message would have.
    """
    components = body.get("components") or []
    v2 = bool(flags & V2)
    if v2:
        for key in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(key):
                code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                yield Problem(
                    (key,), f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2", code
                )
    else:
        for at, component in c.walk(components):
            if component.get("type") in c.ONLY_V2:
                yield Problem((*at, "type"), "This component needs MessageFlags.IS_COMPONENTS_V2", "UNION_TYPE_CHOICES")
        if len(components) > 5:
            yield Problem(("components",), "Must be 5 or fewer in length.", "BASE_TYPE_BAD_LENGTH")
        yield from _length(body.get("content"), 0, 2000, ("content",))
    if sending and not any(body.get(k) for k in ("content", "embeds", "components", "poll", "sticker_ids")) and not new:
        yield Problem((), "Cannot send an empty message", "EMPTY")
    yield from layout(components)
    yield from _references(body, components, {f.filename for f in kept} | set(new))
    for n, attachment in enumerate(body.get("attachments") or ()):
        if isinstance(attachment, dict):
            yield from _length(attachment.get("description"), 0, 1024, ("attachments", n, "description"))


def _references(body: Mapping[str, Any], components: Sequence[dict[str, Any]], names: set[str]) -> Iterator[Problem]:
    found = [
        ((*at, *below, "url"), media.get("url"))
        for at, component in c.walk(components)
        for below, media, _ in c.media_of(component)
    ]
    for n, embed in enumerate(body.get("embeds") or ()):
        found += [(("embeds", n, key, "url"), (embed.get(key) or {}).get("url")) for key in ("image", "thumbnail")]
    for at, url in found:
        if not isinstance(url, str):
            continue
        if url.startswith("attachment://"):
            if url[13:] not in names:
                yield Problem(
                    at, f"{url} was not uploaded; there are {sorted(names)}", "REFERENCED_ATTACHMENT_NOT_FOUND"
                )
        elif urlsplit(url).scheme not in ("http", "https"):
            yield Problem(
                at, f"Scheme of {url!r} must be one of ('http', 'https', 'attachment').", "URL_TYPE_INVALID_SCHEME"
            )


def layout(components: Sequence[dict[str, Any]]) -> Iterator[Problem]:
    """Limits of components, in a message or a modal."""
    everything = list(c.walk(components))
    if len(everything) > MOST_COMPONENTS:
        yield Problem(
            ("components",), f"{len(everything)} components; the total is at most {MOST_COMPONENTS}.", TOO_MANY
        )
    total = sum(len(x.get("content") or "") for _, x in everything if x.get("type") == c.TEXT)
    if total > MOST_TEXT:
        yield Problem(("components",), f"{total} characters of text; the total is at most {MOST_TEXT}.", TOO_LONG)
    for what, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        for value, times in Counter(x[what] for _, x in everything if x.get(what)).items():
            if times > 1:
                yield Problem(("components",), f"{what} {value!r} is there {times} times", code)
    for at, component in everything:
        yield from _component(component, at)


def _component(x: dict[str, Any], at: tuple[str | int, ...]) -> Iterator[Problem]:
    kind = x.get("type")
    yield from _length(x.get("custom_id"), 1, 100, (*at, "custom_id"))
    for below, _, description in c.media_of(x):
        yield from _length(description, 1, 1024, (*at, *below[:-1], "description"))
    if kind == c.ACTION_ROW:
        inside = x.get("components") or []
        if any(i.get("type") in c.SELECTS for i in inside) and len(inside) > 1:
            yield Problem((*at, "components"), "A select has the whole row.", "COMPONENT_LAYOUT_WIDTH_EXCEEDED")
        if len(inside) > 5:
            yield Problem((*at, "components"), "The row holds at most 5 buttons.", "COMPONENT_LAYOUT_WIDTH_EXCEEDED")
    elif kind == c.BUTTON:
        yield from _button(x, at)
    elif kind == c.STRING_SELECT:
        yield from _select(x, at)
    elif kind == c.SECTION and not 1 <= len(x.get("components") or ()) <= 3:
        yield Problem((*at, "components"), "A section has 1 to 3 texts.", BAD)
    elif kind == c.LABEL:
        yield from _length(x.get("label"), 1, 45, (*at, "label"))
        yield from _length(x.get("description"), 1, 100, (*at, "description"))


def _button(x: dict[str, Any], at: tuple[str | int, ...]) -> Iterator[Problem]:
    yield from _length(x.get("label"), 1, 80, (*at, "label"))
    style = x.get("style")
    needs = {5: "url", 6: "sku_id"}.get(style, "custom_id")
    for key in ("custom_id", "url", "sku_id"):
        if (key == needs) != bool(x.get(key)):
            said = "is required" if key == needs else "does not belong"
            yield Problem((*at, key), f"{key} {said} in a button of style {style}", REQUIRED)
    if style != 6 and not (x.get("label") or x.get("emoji")):
        yield Problem(at, "A button must have a label or emoji.", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED")
    if isinstance(x.get("url"), str) and urlsplit(x["url"]).scheme not in ("http", "https", "discord"):
        yield Problem((*at, "url"), "Scheme must be http, https or discord.", "URL_TYPE_INVALID_SCHEME")


def _select(x: dict[str, Any], at: tuple[str | int, ...]) -> Iterator[Problem]:
    options = x.get("options") or []
    least, most = x.get("min_values"), x.get("max_values")
    least, most = 1 if least is None else least, 1 if most is None else most
    yield from _length(x.get("placeholder"), 0, 150, (*at, "placeholder"))
    if not 1 <= len(options) <= 25:
        yield Problem((*at, "options"), "Must be between 1 and 25 in length.", "BASE_TYPE_BAD_LENGTH")
    if most > len(options) or least > most:
        yield Problem((*at, "max_values"), f"{least} to {most} of {len(options)} options cannot be chosen", BAD)
    for n, option in enumerate(options):
        for key in ("label", "value"):
            yield from _length(option.get(key), 1, 100, (*at, "options", n, key))
        yield from _length(option.get("description"), 0, 100, (*at, "options", n, "description"))
    for value, times in Counter(o.get("value") for o in options).items():
        if times > 1:
            yield Problem(
                (*at, "options"),
                f"The value {value!r} is there {times} times",
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
            )
    if sum(bool(o.get("default")) for o in options) > most:
        yield Problem((*at, "options"), "More defaults than max_values", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES")


def modal(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems of a form."""
    yield from _length(data.get("title"), 1, 45, ("title",))
    yield from _length(data.get("custom_id"), 1, 100, ("custom_id",))
    inside = data.get("components") or []
    if not 1 <= len(inside) <= 5:
        yield Problem(("components",), "Must be between 1 and 5 in length.", "BASE_TYPE_BAD_LENGTH")
    yield from layout(inside)
    for at, x in c.walk(inside):
        if x.get("type") == c.TEXT_INPUT:
            least, most, value = x.get("min_length") or 0, x.get("max_length") or 4000, x.get("value")
            yield from _length(x.get("placeholder"), 0, 100, (*at, "placeholder"))
            if value:
                yield from _length(value, least, most, (*at, "value"))


def choices(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems of what autocomplete offers."""
    offered = data.get("choices") or []
    if len(offered) > 25:
        yield Problem(("choices",), "Must be 25 or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    for n, choice in enumerate(offered):
        for key in ("name", "value"):
            yield from _length(choice.get(key), 1, 100, ("choices", n, key))


# --- commands ---


def commands(body: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Problems of a list of commands."""
    counts = Counter(command.get("type") or 1 for command in body)
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if counts[kind] > most:
            yield Problem((), f"{counts[kind]} commands of type {kind}; at most {most}", "MAX_COMMANDS")
    for (kind, name), times in Counter((x.get("type") or 1, x.get("name")) for x in body).items():
        if times > 1:
            yield Problem(
                (),
                f"Application command names must be unique: {name!r} of type {kind}",
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
            )
    for n, command in enumerate(body):
        kind = command.get("type") or 1
        if kind == 1:
            yield from _named(command, (n,))
            if _characters(command) > MOST_COMMAND_CHARACTERS:
                said = f"{_characters(command)} characters in names, descriptions and values; at most 8000"
                yield Problem((n,), said, "APPLICATION_COMMAND_TOO_LARGE")
        else:
            yield from _length(command.get("name"), 1, 32, (n, "name"))
            for key in ("description", "options"):
                if command.get(key):
                    yield Problem((n, key), f"A context menu command has no {key}", BAD)


def _named(x: Mapping[str, Any], at: tuple[str | int, ...]) -> Iterator[Problem]:
    names = {
        "name": x.get("name"),
        **{f"name_localizations.{k}": v for k, v in (x.get("name_localizations") or {}).items()},
    }
    for where, name in names.items():
        text = str(name)
        if not COMMAND_NAME.match(text) or text != text.lower():
            yield Problem((*at, where), f"{text!r} is no command or option name", "APPLICATION_COMMAND_INVALID_NAME")
    yield from _length(x.get("description") or "", 1, 100, (*at, "description"))
    for locale, text in (x.get("description_localizations") or {}).items():
        yield from _length(text, 1, 100, (*at, "description_localizations", locale))
    options = x.get("options") or []
    if len(options) > 25:
        yield Problem((*at, "options"), "Must be 25 or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    required_after = False
    seen: set[str] = set()
    for n, option in enumerate(options):
        here = (*at, "options", n)
        yield from _named(option, here)
        if option.get("name") in seen:
            yield Problem(
                here, f"the name {option['name']!r} is there twice", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID"
            )
        seen.add(str(option.get("name")))
        if option.get("required") and required_after:
            yield Problem(
                here,
                "Required options must be placed before non-required options",
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            )
        required_after = required_after or not option.get("required")
        if option.get("choices") and option.get("autocomplete"):
            yield Problem(here, "choices and autocomplete exclude each other", BAD)
        if len(option.get("choices") or ()) > 25:
            yield Problem((*here, "choices"), "Must be 25 or fewer in length.", "BASE_TYPE_MAX_LENGTH")


def _characters(x: Mapping[str, Any]) -> int:
    """What Discord adds up: name, description (the longest of all languages), choices, and those of the options."""
    total = 0
    for key in ("name", "description"):
        total += max([len(x.get(key) or ""), *(len(v) for v in (x.get(f"{key}_localizations") or {}).values())])
    for choice in x.get("choices") or ():
        names = [choice.get("name") or "", *(choice.get("name_localizations") or {}).values()]
        total += max(map(len, names)) + len(str(choice.get("value", "")))
    return total + sum(_characters(option) for option in x.get("options") or ())


# --- the answer ---


def invalid_form(problems: Sequence[Problem]) -> dict[str, Any]:
    """Discord's 400 for a body it does not take."""
    if any(p.code == "EMPTY" for p in problems):
        return {"message": "Cannot send an empty message", "code": 50006}
    errors: dict[str, Any] = {}
    for problem in problems:
        node = errors
        for part in problem.where:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return json.loads(json.dumps({"message": "Invalid Form Body", "code": 50035, "errors": errors}))
