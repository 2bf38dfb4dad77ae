"""Text as Telegram reads it: HTML taken apart into plain words and entities, lengths in UTF-16 units."""

from __future__ import annotations

import re
from typing import Any

PLAIN_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
OTHER_TAGS = ("a", "span", "tg-emoji", "tg-time")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#(\d+)|(lt|gt|amp|quot));?")
_START = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^<>]*?)?)\s*>")
_END = re.compile(r"</([a-zA-Z][a-zA-Z0-9-]*)?\s*>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_COMMAND = re.compile(r"(?<![\w/@])/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{3,32}))?(?![\w/])")
_OTHERS = (
    ("url", re.compile(r"https?://[^\s<>\"]+")),
    ("mention", re.compile(r"(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d_]\w*")),
)
Entity = dict[str, Any]


class CannotParse(ValueError):  # noqa: N818 - it is an answer
    """What Telegram says behind "can't parse entities: "."""


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _entity(tag: str, attributes: dict[str, str], nested_in: list[str]) -> Entity | None:
    if tag == "a":
        return {"type": "text_link", "url": attributes["href"]} if attributes.get("href") else None
    if tag == "span":
        return {"type": "spoiler"}
    if tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
    if tag == "tg-time":
        return {"type": "date_time", "unix_time": int(attributes.get("unix", "0") or 0)}
    if tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    if tag == "code" and nested_in and nested_in[-1] == "pre" and attributes.get("class", "").startswith("language-"):
        return None
    return {"type": PLAIN_TAGS[tag]}


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        if match[3]:
            return _NAMED[match[3]]
        number = int(match[1], 16) if match[1] else int(match[2])
        return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else match[0]

    return _REFERENCE.sub(one, text)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and its entities (offsets and lengths in UTF-16 units), without white space around.

    Raises:
        CannotParse: a tag Telegram does not know, one not closed, closed in the wrong order, or a bare `<`.
    """
    plain: list[str] = []
    entities: list[Entity] = []
    opened: list[tuple[str, int, int, Entity | None]] = []  # tag, byte offset, offset in units, entity
    length = position = 0

    def at(index: int) -> int:
        return len(source[:index].encode())

    while position < len(source):
        mark = source.find("<", position)
        piece = _unescaped(source[position : mark if mark >= 0 else len(source)])
        plain.append(piece)
        length += units(piece)
        if mark < 0:
            break
        end = _END.match(source, mark)
        start = None if end else _START.match(source, mark)
        if end:
            if not opened:
                raise CannotParse(f"Unexpected end tag at byte offset {at(mark)}")
            tag, where, begun, entity = opened.pop()
            if (end[1] or tag).lower() != tag:
                said = f'Unmatched end tag at byte offset {at(mark)}, expected "</{tag}>", found "</{end[1]}>"'
                raise CannotParse(said)
            if entity is not None and length > begun:
                entities.append({**entity, "offset": begun, "length": length - begun})
        elif start:
            tag = start[1].lower()
            found = {m[1].lower(): _unescaped(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(start[2])}
            if tag not in PLAIN_TAGS and tag not in OTHER_TAGS:
                raise CannotParse(f'Unsupported start tag "{tag}" at byte offset {at(mark)}')
            if tag == "span" and found.get("class") != "tg-spoiler":
                raise CannotParse(f'Tag "span" must have class "tg-spoiler" at byte offset {at(mark)}')
            opened.append((tag, at(mark), length, _entity(tag, found, [o[0] for o in opened])))
        elif ">" not in source[mark:]:
            raise CannotParse(f"Unclosed start tag at byte offset {at(mark)}")
        else:
            name = re.match(r"</?([^\s>/]*)", source[mark:])
            raise CannotParse(f'Unsupported start tag "{name[1] if name else ""}" at byte offset {at(mark)}')
        position = (end or start).end()  # type: ignore[union-attr]
    if opened:
        tag, where, _, _ = opened[-1]
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{tag}" at byte offset {where}')
    return trimmed("".join(plain), entities)


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the white space around it, as Telegram keeps a text; entities move along, empty ones go."""
    stripped = text.strip()
    before = units(text) - units(text.lstrip())
    most = units(stripped)
    kept = []
    for entity in entities:
        start, end = max(0, entity["offset"] - before), min(most, entity["offset"] + entity["length"] - before)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, sorted(kept, key=lambda e: (e["offset"], -e["length"]))


def commands_in(text: str) -> list[tuple[str, str | None]]:
    """The commands in what a person writes: name, and the bot it is for when it says so."""
    return [(m[1], m[2]) for m in _COMMAND.finditer(text)]


def entities_of(text: str) -> list[Entity]:
    """What Telegram recognises in what a person writes: commands, addresses, mentions, hashtags."""
    found: list[tuple[int, int, str]] = [(m.start(), m.end(), "bot_command") for m in _COMMAND.finditer(text)]
    for kind, pattern in _OTHERS:
        for match in pattern.finditer(text):
            if not any(a < match.end() and match.start() < b for a, b, _ in found):
                found.append((match.start(), match.end(), kind))
    return [{"type": kind, "offset": units(text[:a]), "length": units(text[a:b])} for a, b, kind in sorted(found)]
