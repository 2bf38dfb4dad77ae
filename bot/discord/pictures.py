"""Pictures that people send: found, checked by their size before they are loaded, and never kept."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import discord

from bot.discord.components import walk
from bot.discord.reply import CUT_OFF
from core.colour.limits import MAX_PHOTO_BYTES as LARGEST
from core.errors import BadInput, Unavailable
from core.words import N_

MOST: Final = 4
"""Pictures of one message that are looked at."""

_KINDS: Final = ("image/png", "image/jpeg", "image/webp")
_HEX: Final = re.compile(r"(?<![\w#&])#([0-9a-fA-F]{6})(?![0-9a-fA-F\w])")


@dataclass(frozen=True, slots=True)
class Linked:
    """A picture that a link in a message shows, as Discord itself keeps it."""

    address: str
    get: Callable[[str], Awaitable[bytes]]
    content_type: str = "image/png"

    async def read(self) -> bytes:
        """Its bytes."""
        return await self.get(self.address)


Shown = discord.Attachment | discord.UnfurledMediaItem | Linked
"""A picture on a message: hung on it, shown by its components, or by a link in it."""


async def read(picture: Shown) -> bytes:
    """The bytes of a picture.

    Raises:
        BadInput: it says itself that it is no picture, or is too large.
        Unavailable: Discord would not give it.
    """
    kind = (picture.content_type or "image/").split(";")[0]
    if not kind.startswith("image/"):
        raise BadInput(N_("That file is no picture. I read PNG, JPEG and WebP; nothing was taken."))
    if isinstance(picture, discord.Attachment) and picture.size > LARGEST:
        raise BadInput(N_("That picture is larger than 20 MB. Nothing was taken; send a smaller one."))
    try:
        return await picture.read()
    except (discord.HTTPException, *CUT_OFF):
        raise Unavailable(N_("Discord did not give me that picture. Nothing was taken; please try again.")) from None


def of_message(message: discord.Message) -> list[Shown]:
    """The pictures of a message, and those of one that it forwards."""
    said: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    found: list[Shown] = [one for part in said for one in part.attachments]
    # what components show is not among a message's attachments
    found += [media for part in said for media in _media(part.components) if media.attachment_id is not None]
    get = message._state.http.get_from_cdn
    for embed in (embed for part in said for embed in part.embeds):
        # the copy that Discord keeps, never the address somebody wrote
        kept = embed.image.proxy_url or embed.thumbnail.proxy_url
        found += [Linked(kept, get)] if kept else []
    return [one for one in found if (one.content_type or "").split(";")[0] in _KINDS][:MOST]


def _media(components: Iterable[Any]) -> Iterator[discord.UnfurledMediaItem]:
    """The media in the galleries and thumbnails of components."""
    for component in walk(components):
        if isinstance(component, discord.MediaGalleryComponent):
            yield from (item.media for item in component.items)
        elif isinstance(component, discord.ThumbnailComponent):
            yield component.media


def colours_of(message: discord.Message) -> tuple[str, ...]:
    """The hex codes in a message, in its order, each once."""
    texts = [message.content, *(embed.description or "" for embed in message.embeds)]
    texts += [snapshot.content for snapshot in message.message_snapshots]
    texts += [one.content for one in walk(message.components) if isinstance(one, discord.TextDisplay)]
    found = (f"#{code.upper()}" for text in texts for code in _HEX.findall(text))
    return tuple(dict.fromkeys(found))
