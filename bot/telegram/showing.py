"""A card in a chat: as new messages, or in the place of one that is there."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message

from bot import routes
from bot.card import Attachment, Button, Card, Picture
from bot.i18n import _
from bot.telegram.following import Following
from bot.telegram.pictures import FILE, Pictures
from bot.telegram.place import Place
from bot.telegram.post import Lost, NoPictures, NotKnown, NotThere, Post
from bot.telegram.present import CONTINUES, Written, present
from bot.telegram.words import cut

log = logging.getLogger(__name__)

MOST_HINT: Final = 64
"""Characters of the hint in an input field."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What Telegram offers below a card besides its own buttons.

    Attributes:
        sharing: the bot has inline mode, so a scheme can be sent into any chat.
    """

    sharing: bool = False


class Showing:
    """Shows cards.

    Args:
        post: sends and edits.
        pictures: draws, and knows what was uploaded.
        following: knows what goes on where.
        offers: what this bot can do besides.
    """

    def __init__(self, post: Post, pictures: Pictures, following: Following, offers: Offers) -> None:
        self.post = post
        self._pictures = pictures
        self._following = following
        self.offers = offers

    # --- new messages ---

    async def new(self, place: Place, card: Card, *, reply_to: int = 0) -> Message:
        """A card as a new message; what does not fit, and its files, as replies to that.

        Returns:
            The message that carries the buttons.

        Raises:
            Lost: the card did not arrive. That of what belongs to it something is missing is only logged.
        """
        if card.picture is not None and card.pages:
            first = await self._album(place, card, (card.picture, *card.pages), reply_to)
        elif card.picture is not None:
            first = await self._pictured(place, card, card.picture, reply_to)
        elif card.attachments and (filed := await self._filed(place, card, reply_to)) is not None:
            return filed
        else:
            written = self._written(card, place, pictured=False)
            force = None if written.keyboard else _force(card)
            first = await self.post.text(
                place, written.first, reply_to=reply_to, keyboard=written.keyboard, force=force
            )
            await self._rest(place.of_sent(first), first.message_id, written.rest)
        await self._files(place.of_sent(first), first.message_id, card.attachments)
        return first

    async def _pictured(self, place: Place, card: Card, shown: Picture, reply_to: int) -> Message:
        """A picture with its caption; words alone where no picture can be made or is taken."""
        written = self._written(card, place, pictured=True)
        for source in (self._pictures.of, self._pictures.drawn):
            picture = await source(shown)
            if picture is None:
                break
            try:
                message = await self.post.photo(
                    place, picture, written.first, reply_to=reply_to, keyboard=written.keyboard
                )
            except NotKnown:
                await self._pictures.forget(shown.key)
                continue
            except NoPictures:
                log.info("no pictures here")
                break
            if isinstance(picture, bytes):
                await self._pictures.keep(shown.key, message)
            await self._rest(place.of_sent(message), message.message_id, written.rest)
            return message
        words = self._written(card, place, pictured=False)
        message = await self.post.text(place, words.first, reply_to=reply_to, keyboard=words.keyboard)
        await self._rest(place.of_sent(message), message.message_id, words.rest)
        return message

    async def _album(self, place: Place, card: Card, pictures: Sequence[Picture], reply_to: int) -> Message:
        """Pictures that belong together; an album has no keyboard, so the words and the buttons answer it."""
        written = self._written(replace(card, picture=None), place, pictured=False)
        answer_to = reply_to
        try:
            sent = await self._send_album(place, pictures, reply_to)
            answer_to, place = sent[0].message_id, place.of_sent(sent[0])
        except NoPictures:
            log.info("no pictures here")
        message = await self.post.text(place, written.first, reply_to=answer_to, keyboard=written.keyboard)
        await self._rest(place.of_sent(message), message.message_id, written.rest)
        return message

    async def _send_album(self, place: Place, pictures: Sequence[Picture], reply_to: int) -> Sequence[Message]:
        """Raises Lost, NoPictures."""
        for source in (self._pictures.of, self._pictures.drawn):
            sources = [await source(picture) for picture in pictures]
            if any(one is None for one in sources):
                raise NoPictures("a page could not be drawn")
            media = [
                InputMediaPhoto(one, caption=cut(picture.alt, 1_000))
                for one, picture in zip(sources, pictures, strict=True)
                if one is not None
            ]
            try:
                sent = await self.post.album(place, media, reply_to=reply_to)
            except NotKnown:
                for picture in pictures:
                    await self._pictures.forget(picture.key)
                continue
            for picture, one, message in zip(pictures, sources, sent, strict=True):
                if isinstance(one, bytes):
                    await self._pictures.keep(picture.key, message)
            return sent
        raise NoPictures("telegram knows none of the pages")

    async def _filed(self, place: Place, card: Card, reply_to: int) -> Message | None:
        """A card that is about its first file, under which its words and buttons stand; None where they do not fit."""
        written = self._written(card, place, pictured=True)
        if written.rest:
            return None
        first = await self._file(place, card.attachments[0], reply_to, written)
        await self._files(place.of_sent(first), first.message_id, card.attachments[1:])
        return first

    async def _rest(self, place: Place, first: int, rest: Sequence[str], *, went_on: bool = False) -> None:
        """What a message goes on with: in the messages it went on in before, then in further ones."""
        before = await self._following.of(place, first) if went_on else []
        now: list[int] = []
        try:
            for page, number in zip_longest(rest, before):
                there = replace(place, message=number or 0)
                if page is None:
                    await self.post.delete(there)
                elif number is not None and await self._rewritten(there, page):
                    now.append(number)
                else:
                    sent = await self.post.text(place, page, reply_to=first, quiet=True)
                    now.append(sent.message_id)
        except Lost:
            log.info("the rest of a card was not sent")
        if now != before:
            await self._following.keep(place, first, now)

    async def _rewritten(self, place: Place, page: str) -> bool:
        try:
            await self.post.edit_text(place, page)
        except NotThere:
            return False
        return True

    async def _files(self, place: Place, first: int, files: Sequence[Attachment]) -> None:
        for file in files:
            try:
                await self._file(place, file, first)
            except Lost:
                log.warning("a file was not sent")
                return

    async def _file(self, place: Place, file: Attachment, reply_to: int, under: Written | None = None) -> Message:
        """A file as it is, uploaded once, with words and buttons under it. Raises Lost."""
        key = hashlib.sha256(file.content).hexdigest() + file.filename
        caption, keyboard = (under.first, under.keyboard) if under is not None else ("", None)
        known = await self._pictures.known(key, FILE)
        if known is not None:
            try:
                return await self.post.file(place, known, file.filename, caption, reply_to=reply_to, keyboard=keyboard)
            except NotKnown:
                await self._pictures.forget(key, FILE)
        try:
            sent = await self.post.file(
                place, file.content, file.filename, caption, reply_to=reply_to, keyboard=keyboard
            )
        except (NotKnown, NoPictures) as refusal:
            raise Lost(str(refusal)) from None
        await self._pictures.keep(key, sent, FILE)
        return sent

    # --- in the place of what is there ---

    async def become(self, place: Place, card: Card, *, went_on: bool = False) -> None:
        """The message of a place, a panel without a picture, says what the card says.

        Args:
            place: where that message is.
            card: what it says from now on.
            went_on: it goes on in further messages.

        Raises:
            Lost, NotThere: it does not.
        """
        written = self._written(card, place, pictured=False)
        await self.post.edit_text(place, written.first, keyboard=written.keyboard)
        await self._rest(place, place.message, written.rest, went_on=went_on)
        await self._files(place, place.message, card.attachments)

    async def redraw(self, place: Place, card: Card, *, went_on: bool = False) -> bool:
        """The message of a place, a picture, shows the card; False when there is no picture of it.

        Raises:
            Lost, NotThere, NoPictures, NotKnown: it does not.
        """
        written = self._written(card, place, pictured=True)
        if card.picture is None:
            return False
        picture = await self._pictures.of(card.picture)
        if picture is None:
            return False
        sent = await self.post.edit_photo(place, picture, written.first, keyboard=written.keyboard)
        if isinstance(picture, bytes):
            await self._pictures.keep(card.picture.key, sent)
        await self._rest(place, place.message, written.rest, went_on=went_on)
        return True

    async def rebutton(self, place: Place, card: Card) -> None:
        """The message of a place gets the buttons of the card; its words and its picture stay.

        Raises:
            Lost, NotThere: it does not.
        """
        await self.post.edit_keyboard(place, self._written(card, place, pictured=True).keyboard)

    def _written(self, card: Card, place: Place, *, pictured: bool) -> Written:
        more = (Button(_("Original PNG"), card.original),) if card.original is not None and pictured else ()
        written = present(card, pictured=pictured, private=place.private, more=more)
        if self.offers.sharing and place.private and isinstance(card.posts, routes.PostScheme):
            return replace(written, keyboard=_shared(written.keyboard, card.posts.code))
        return written


def goes_on(message: Message) -> bool:
    """Whether a message of ours goes on in further ones."""
    return (message.caption or message.text or "").endswith(CONTINUES)


def _force(card: Card) -> ForceReply | None:
    """What opens the reader's answer at once, for a card that waits for words."""
    if card.asks is None:
        return None
    return ForceReply(selective=True, input_field_placeholder=cut(card.title, MOST_HINT) or None)


def _shared(keyboard: InlineKeyboardMarkup | None, code: str) -> InlineKeyboardMarkup:
    """A button that sends the scheme into a chat of the person's choice."""
    share = InlineKeyboardButton(_("Send to a chat"), switch_inline_query=code)
    rows = [list(row) for row in keyboard.inline_keyboard] if keyboard else []
    return InlineKeyboardMarkup([*rows, [share]])
