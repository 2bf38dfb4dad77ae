"""Sending and editing, and what goes wrong with it: what Telegram may refuse is known here and nowhere else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.application import seconds
from bot.telegram.place import Place
from bot.telegram.words import CAPTION, MESSAGE, cut, stripped, units

log = logging.getLogger(__name__)

PAUSES_S: Final = (0.5, 2.0)
"""Before a request is repeated that a broken connection or a fault of Telegram's own has lost."""

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")
Markup = InlineKeyboardMarkup | None


class Lost(Exception):  # noqa: N818  it is an outcome
    """It could not be sent. `forever`: this way is closed; otherwise it may work after `after` seconds."""

    def __init__(self, reason: str, *, forever: bool = False, after: float = 10.0) -> None:
        super().__init__(reason)
        self.forever = forever
        self.after = after


class NotThere(Exception):  # noqa: N818  it is an outcome
    """What should be edited is gone, or no longer of the kind that can be."""


class NoPictures(Exception):  # noqa: N818  it is an outcome
    """A picture is not taken here; words may be."""


class NotKnown(Exception):  # noqa: N818  it is an outcome
    """Telegram does not know that file any more."""


_SAME: Final = ("message is not modified",)
_UNREADABLE: Final = ("can't parse entities", "unsupported start tag", "can't find end tag")
_GONE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message to delete not found",
    "message can't be deleted",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
    "there is no media in the message to edit",
)
_NO_PICTURES: Final = ("not enough rights to send photos", "chat_send_photos_forbidden", "chat_send_media_forbidden")
_BAD_PICTURE: Final = ("photo_invalid_dimensions", "image_process_failed", "photo_save_file_invalid")
_UNKNOWN_FILE: Final = ("wrong file identifier", "wrong remote file", "file_reference", "wrong file_id")
_CLOSED: Final = (
    "chat not found",
    "chat_write_forbidden",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "user is deactivated",
    "peer_id_invalid",
    "group chat was deactivated",
    "user_is_blocked",
)


def _says(refusal: BadRequest, words: tuple[str, ...]) -> bool:
    said = refusal.message.casefold()
    return any(word in said for word in words)


class Post:
    """What sends for everybody.

    Args:
        bot: sends at Telegram's pace.
        moved: told when a group has got another id: the old one, the new one.
    """

    def __init__(self, bot: Bot, moved: Callable[[int, int], Awaitable[None]]) -> None:
        self._bot = bot
        self._moved = moved

    # --- sending ---

    async def text(
        self,
        place: Place,
        markup: str,
        *,
        reply_to: int = 0,
        keyboard: Markup = None,
        force: object = None,
        quiet: bool = False,
    ) -> Message:
        """A message in HTML; as plain words where Telegram cannot read that.

        Raises:
            Lost: it did not arrive.
        """

        async def send(there: Place, text: str, mode: str | None) -> Message:
            return await self._bot.send_message(
                there.chat,
                text,
                parse_mode=mode,
                message_thread_id=there.topic,
                reply_parameters=replying(reply_to, place, there),
                reply_markup=force or keyboard,  # type: ignore[arg-type]  # one of Telegram's four kinds
                disable_notification=quiet,
                link_preview_options=_NO_PREVIEW,
            )

        return await self._readable(place, markup, MESSAGE, send)

    async def photo(
        self, place: Place, picture: bytes | str, caption: str, *, reply_to: int = 0, keyboard: Markup = None
    ) -> Message:
        """A picture (its bytes, or the file id that Telegram knows it by) with an HTML caption.

        Raises:
            Lost: it did not arrive.
            NoPictures: this chat takes none, or Telegram cannot make one of it.
            NotKnown: the file id is no longer good.
        """

        async def send(there: Place, text: str, mode: str | None) -> Message:
            return await self._bot.send_photo(
                there.chat,
                picture,
                caption=text,
                parse_mode=mode,
                message_thread_id=there.topic,
                reply_parameters=replying(reply_to, place, there),
                reply_markup=keyboard,
            )

        return await self._readable(place, caption, CAPTION, send)

    async def album(self, place: Place, pictures: list[InputMediaPhoto], *, reply_to: int = 0) -> tuple[Message, ...]:
        """Pictures that belong together.

        Raises:
            Lost, NoPictures, NotKnown: as `photo`.
        """

        async def send(there: Place) -> tuple[Message, ...]:
            return await self._bot.send_media_group(
                there.chat,
                pictures,
                message_thread_id=there.topic,
                reply_parameters=replying(reply_to, place, there),
            )

        return await self._safely(place, send)

    async def file(
        self,
        place: Place,
        file: bytes | str,
        filename: str,
        caption: str = "",
        *,
        reply_to: int = 0,
        keyboard: Markup = None,
    ) -> Message:
        """A file as it is, with an HTML caption: no picture is compressed on the way.

        Raises:
            Lost, NotKnown: as `photo`.
        """

        async def send(there: Place, text: str, mode: str | None) -> Message:
            return await self._bot.send_document(
                there.chat,
                file,
                caption=text or None,
                parse_mode=mode if text else None,
                filename=filename,
                disable_content_type_detection=True,
                message_thread_id=there.topic,
                reply_parameters=replying(reply_to, place, there),
                reply_markup=keyboard,
            )

        return await self._readable(place, caption, CAPTION, send)

    # --- changing ---

    async def edit_text(self, place: Place, markup: str, *, keyboard: Markup = None) -> None:
        """Let the message of a place say something else.

        Raises:
            Lost: it was not changed.
            NotThere: it is gone, or shows a picture.
        """

        async def send(there: Place, text: str, mode: str | None) -> object:
            return await self._bot.edit_message_text(
                text,
                there.chat,
                there.message,
                parse_mode=mode,
                reply_markup=keyboard,
                link_preview_options=_NO_PREVIEW,
            )

        await self._readable(place, markup, MESSAGE, send, changes=True)

    async def edit_photo(
        self, place: Place, picture: bytes | str, caption: str, *, keyboard: Markup = None
    ) -> Message | bool:
        """Let the message of a place show another picture.

        Raises:
            Lost, NotThere, NoPictures, NotKnown: it was not changed.
        """

        async def send(there: Place, text: str, mode: str | None) -> Message | bool:
            return await self._bot.edit_message_media(
                InputMediaPhoto(picture, caption=text, parse_mode=mode),
                there.chat,
                there.message,
                reply_markup=keyboard,
            )

        return await self._readable(place, caption, CAPTION, send, changes=True)

    async def edit_keyboard(self, place: Place, keyboard: Markup) -> None:
        """Change the buttons under the message of a place.

        Raises:
            Lost, NotThere: they were not changed.
        """

        async def send(there: Place) -> object:
            return await self._bot.edit_message_reply_markup(there.chat, there.message, reply_markup=keyboard)

        await self._safely(place, send, changes=True)

    async def delete(self, place: Place) -> bool:
        """Take the message of a place away; whether it is gone."""

        async def send(there: Place) -> bool:
            return await self._bot.delete_message(there.chat, there.message)

        try:
            return await self._safely(place, send, changes=True)
        except (Lost, NotThere):
            return False

    # --- what goes wrong ---

    async def _readable(
        self,
        place: Place,
        markup: str,
        room: int,
        send: Callable[[Place, str, str | None], Awaitable[T]],
        *,
        changes: bool = False,
    ) -> T:
        """Send HTML; where Telegram cannot read it, the words alone."""
        try:
            return await self._safely(place, lambda there: send(there, markup, ParseMode.HTML), changes=changes)
        except BadRequest as refusal:
            if not _says(refusal, _UNREADABLE):
                raise
            log.warning("telegram cannot read our markup", extra={"said": refusal.message[:120]})
            plain = stripped(markup)
            plain = plain if units(plain) <= room else cut(plain, room // 2)
            return await self._safely(place, lambda there: send(there, plain, None), changes=changes)

    async def _safely(self, place: Place, send: Callable[[Place], Awaitable[T]], *, changes: bool = False) -> T:
        """Send, again after what passes, and tell apart what does not.

        Args:
            place: where to.
            send: one try, at the place where the chat is by then.
            changes: it is about the message of the place, which no group takes along that becomes a supergroup.

        Raises:
            Lost, NotThere, NoPictures, NotKnown: see there.
            BadRequest: Telegram cannot read the markup.
        """
        pauses = list(PAUSES_S)
        while True:
            try:
                return await send(place)
            except ChatMigrated as news:
                await self._moved(place.chat, news.new_chat_id)
                if changes:
                    raise NotThere(news.message) from None
                place = Place(news.new_chat_id, place.topic, place.message, private=False)
            except RetryAfter as refusal:
                raise Lost("too many requests", after=seconds(refusal)) from None
            except Forbidden as refusal:
                raise Lost(refusal.message, forever=True) from None
            except BadRequest as refusal:
                if _says(refusal, _SAME):
                    return True  # type: ignore[return-value]  # as Telegram answers edits
                raise _meant(refusal) from None
            except (TimedOut, NetworkError) as error:
                if not pauses:
                    raise Lost(type(error).__name__) from None
                log.info("sent again", extra={"error": type(error).__name__})
                await asyncio.sleep(pauses.pop(0))
            except TelegramError as error:
                raise Lost(error.message) from None


def _meant(refusal: BadRequest) -> Exception:
    """What a refusal means for whoever sent."""
    if _says(refusal, _UNREADABLE):
        return refusal
    if _says(refusal, _GONE):
        return NotThere(refusal.message)
    if _says(refusal, _UNKNOWN_FILE):
        return NotKnown(refusal.message)
    if _says(refusal, (*_NO_PICTURES, *_BAD_PICTURE)):
        return NoPictures(refusal.message)
    if not _says(refusal, _CLOSED):
        log.warning("telegram refuses what we send", extra={"said": refusal.message[:120]})
    return Lost(refusal.message, forever=True)


def replying(message: int, asked: Place, there: Place) -> ReplyParameters | None:
    """What is answered; the answer is sent also where that is gone.

    A group that has become a supergroup counts its messages anew: there the number would be some other message's.
    """
    if not message or there.chat != asked.chat:
        return None
    return ReplyParameters(message, allow_sending_without_reply=True)
