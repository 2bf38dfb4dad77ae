"""Text for Discord: what a card says, escaped, with Discord's own points in time and command mentions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.card import Command, Moment, Part, Text, Words

_MARK: Final = re.compile(r"[\\*_`|~\[]")
"""What Discord reads as markdown wherever it stands."""

_LINE_MARK: Final = re.compile(r"^(\s*)(#{1,3}|-#|[-+>])(?=\s|$)", re.MULTILINE)
"""What makes a heading, small print, a list or a quotation at the beginning of a line."""

_ADDRESS: Final = re.compile(r"(://|\b(?:discord(?:app)?\.(?:gg|com)|t\.me)/)", re.IGNORECASE)
_TAG: Final = re.compile(r"<(?=[@#:/a-z!&])", re.IGNORECASE)

NO_WIDTH: Final = "\u200b"
"""A space of no width: it keeps Discord from reading what stands on its two sides as one."""


def escaped(text: str) -> str:
    """Text as data: no markdown, no mention, no link, no emoji or time code comes out of it."""
    text = _MARK.sub(r"\\\g<0>", text)
    text = _LINE_MARK.sub(r"\1\\\2", text)
    text = _ADDRESS.sub(lambda found: found[0][:-1] + NO_WIDTH + found[0][-1], text)
    return _TAG.sub("<" + NO_WIDTH, text).replace("@", "@" + NO_WIDTH)


class Writer:
    """Writes the texts of a card in Discord's markdown.

    Args:
        mentions: the id of each registered command that can be pressed, by its full name ("schemes recent").
    """

    def __init__(self, mentions: Mapping[str, int] | None = None) -> None:
        self._mentions = mentions or {}

    def __call__(self, words: Words) -> str:
        """A text of a card, escaped."""
        return words.render(self.part) if isinstance(words, Text) else escaped(words)

    def part(self, part: Part) -> str:
        """One part: times count down on the reader's own clock, commands can be pressed."""
        if isinstance(part, Moment):
            seconds = part.at // 1000
            return f"<t:{seconds}:D>" if part.day_only else f"<t:{seconds}:f> (<t:{seconds}:R>)"
        if isinstance(part, Command):
            command = self._mentions.get(part.name)
            return f"`/{part.name}`" if command is None else f"</{part.name}:{command}>"
        return escaped(part)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; what is left out shows as an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip("\\ \n") + "…"
