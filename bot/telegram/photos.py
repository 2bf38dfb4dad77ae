"""Pictures that people send: found in what they wrote or answered, checked by their size first, never kept."""

from __future__ import annotations

from typing import Final

from telegram import Bot, Document, Message, PhotoSize, Sticker
from telegram.error import BadRequest, TelegramError

from core.colour.limits import MAX_PHOTO_BYTES as LARGEST
from core.errors import BadInput, Unavailable
from core.words import N_

KINDS: Final = ("image/png", "image/jpeg", "image/webp")

TOO_LARGE: Final = N_("That picture is larger than 20 MB. Nothing was taken; send a smaller one.")

Shown = PhotoSize | Document | Sticker


def of_message(message: Message) -> Shown | None:
    """The picture that a message shows: its photo in the largest size, or a picture sent as a file."""
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height)
    if message.document is not None and (message.document.mime_type or "").startswith("image/"):
        return message.document
    return None


def of_answer(message: Message) -> Shown | None:
    """The picture of a message, or of the one that it answers."""
    answered = message.reply_to_message
    return of_message(message) or (of_message(answered) if answered is not None else None)


async def read(bot: Bot, picture: Shown) -> bytes:
    """The bytes of a picture.

    Raises:
        BadInput: it is of a kind that cannot be read, or too large.
        Unavailable: Telegram would not give it.
    """
    if isinstance(picture, Document) and picture.mime_type not in KINDS:
        raise BadInput(N_("I cannot read that kind of picture. PNG, JPEG and WebP work; nothing was taken."))
    if (picture.file_size or 0) > LARGEST:
        raise BadInput(TOO_LARGE)
    try:
        file = await bot.get_file(picture.file_id)
        return bytes(await file.download_as_bytearray())
    except BadRequest as refusal:
        if "too big" in refusal.message.casefold():
            raise BadInput(TOO_LARGE) from None
        raise _not_given() from None
    except TelegramError:
        raise _not_given() from None


def _not_given() -> Unavailable:
    return Unavailable(N_("Telegram did not give me that picture. Nothing was taken; please try again."))
