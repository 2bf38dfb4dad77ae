"""Which pictures of a message are looked at, and what is read of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.discord import pictures
from core.errors import BadInput, Unavailable


def message(**parts: Any) -> Any:
    async def kept(address: str) -> bytes:
        return address.encode()

    state = SimpleNamespace(http=SimpleNamespace(get_from_cdn=kept))
    return SimpleNamespace(
        **({"attachments": [], "components": [], "embeds": [], "message_snapshots": [], "_state": state} | parts)
    )


def embed(**kinds: dict[str, str]) -> discord.Embed:
    return discord.Embed.from_dict({"type": "image", **kinds})  # type: ignore[arg-type]


async def test_a_picture_behind_a_link_is_read_from_discords_own_copy():
    own, theirs = "https://images.discord.test/kept.png", "http://10.0.0.1/secret.png"
    shown = message(embeds=[embed(thumbnail={"url": theirs, "proxy_url": own}), embed()])
    (found,) = pictures.of_message(shown)
    assert await pictures.read(found) == own.encode()


async def test_a_link_without_a_copy_is_never_followed():
    assert pictures.of_message(message(embeds=[embed(image={"url": "http://10.0.0.1/secret.png"})])) == []


async def test_what_discord_does_not_give_is_said_to_be_away():
    async def gone(_address: str) -> bytes:
        raise OSError("connection reset")

    with pytest.raises(Unavailable):
        await pictures.read(pictures.Linked("https://images.discord.test/kept.png", gone))


async def test_a_file_of_another_kind_is_refused_before_it_is_loaded():
    with pytest.raises(BadInput):
        await pictures.read(SimpleNamespace(content_type="application/pdf", size=10))  # type: ignore[arg-type]
