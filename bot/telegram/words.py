"""Text for Telegram: HTML with everything escaped, and lengths as Telegram counts them.

Telegram counts UTF-16 units of what is left after its tags were read; so a piece of text carries that length with it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.card import Command, Moment, Part, Text, Words, plain

CAPTION: Final = 1_024
MESSAGE: Final = 4_096
"""UTF-16 units that a caption and a message hold."""

NO_WIDTH: Final = "\u200b"
"""A space of no width: it keeps Telegram from reading what stands on its two sides as one."""

_LINKED: Final = re.compile(r"@(?=\w)|(?<=\S)(?=://)|\b(?:t\.me|telegram\.me)(?=/)", re.IGNORECASE)
"""What Telegram would make a mention or a link of by itself."""

_TAG: Final = re.compile(r"<[^<>]*>")


def units(text: str) -> int:
    """UTF-16 units of a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of HTML and what Telegram counts of it."""

    markup: str
    length: int

    def __add__(self, other: Html) -> Html:
        return Html(self.markup + other.markup, self.length + other.length)

    def __bool__(self) -> bool:
        return self.length > 0


NOTHING: Final = Html("", 0)


@dataclass(frozen=True, slots=True)
class Mention(Command):
    """The bot's own name inside a text, which can be tapped like a command: typed in any chat it is inline mode."""


def data(said: str) -> Html:
    """What somebody wrote, as data: no tag, no mention, no link comes out of it."""
    said = _LINKED.sub(lambda found: found[0] + NO_WIDTH, said)
    return Html(html.escape(said, quote=False), units(said))


def text(words: Words) -> Html:
    """A text of a card: its words are data, its points in time count for the reader, its commands can be tapped."""
    if not isinstance(words, Text):
        return data(words)
    whole = NOTHING
    for part in words.parts:
        whole = whole + _part(part)
    return whole


def _part(part: Part) -> Html:
    if isinstance(part, Moment):
        said = plain(part)
        style = "D" if part.day_only else "Dt"
        return Html(f'<tg-time unix="{part.at // 1000}" format="{style}">{html.escape(said)}</tg-time>', units(said))
    if isinstance(part, Mention):
        return Html(f"@{html.escape(part.name)}", units(part.name) + 1)
    return data(plain(part))


def tagged(tag: str, words: Words | Html) -> Html:
    """A text inside a tag: `b`, `i`, `code`, `blockquote expandable`."""
    inner = words if isinstance(words, Html) else text(words)
    return Html(f"<{tag}>{inner.markup}</{tag.split(maxsplit=1)[0]}>", inner.length) if inner else inner


def joined(pieces: Iterable[Html], between: str = "\n") -> Html:
    """Pieces one after the other, empty ones left out."""
    whole = NOTHING
    for piece in pieces:
        if piece:
            whole = whole + Html(between, units(between)) + piece if whole else piece
    return whole


def pages(blocks: Iterable[Html], first: int, rest: int = MESSAGE, between: str = "\n\n") -> list[Html]:
    """Blocks on as few messages as hold them whole; `first` is the room of the first message, `rest` of the others.

    A block that no message holds is cut at a word, and its pieces are without markup.
    """
    found: list[Html] = []
    for block in blocks:
        if not block:
            continue
        grown = joined((found[-1], block), between) if found else block
        if grown.length <= (first if len(found) <= 1 else rest):
            found[-1:] = [grown]
        else:
            room = rest if found else first
            found += [block] if block.length <= room else _cut(block, room)
    return found


def _cut(block: Html, room: int) -> list[Html]:
    """A block too long for a message, as plain text in several."""
    said = stripped(block.markup)
    pieces: list[Html] = []
    while said:
        end = _fitting(said, room)
        if end < len(said):
            end = said.rfind(" ", end // 2, end + 1) if " " in said[end // 2 : end + 1] else end
        pieces.append(Html(html.escape(said[:end].strip(), quote=False), units(said[:end].strip())))
        said = said[end:].strip()
    return pieces


def _fitting(said: str, room: int) -> int:
    """How many characters of a text fit into so many units."""
    end = min(len(said), room)
    while units(said[:end]) > room:
        end -= max(1, (units(said[:end]) - room) // 2)
    return end


def stripped(markup: str) -> str:
    """What somebody reads of a piece of HTML."""
    return html.unescape(_TAG.sub("", markup))


def cut(said: str, most: int) -> str:
    """A text of at most so many characters; what is left out shows as an ellipsis."""
    return said if len(said) <= most else said[: most - 1].rstrip() + "…"
