"""Messages: commands, words, pictures, and what cannot be read."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telegram import Message, Update, User
from telegram.constants import ChatType

from bot import routes
from bot.card import Card, Visibility
from bot.i18n import speaking
from bot.screens import dispatch
from bot.screens.briefs import BriefForm
from bot.screens.commands import COMMANDS, ChangeWords, Offer, parse, read_brief
from bot.telegram import PLATFORM, cards, links, photos, questions, reading, topics
from bot.telegram.place import Place, author
from bot.telegram.reply import Request
from bot.telegram.talk import SEEN, Ask, Means, answer, language_of, owns, react, send
from core.accounts.service import known_person

if TYPE_CHECKING:
    from bot.screens.visit import Visit

PAINTS: Final = frozenset({"paintscheme"})
"""Commands that paint."""

MAKES: Final = PAINTS | {"nickname"}
"""Commands whose answer is for everyone where they were given."""

ALBUMS: Final = 256
"""So many of the last albums are remembered: the pictures of one come right behind each other."""


class Messages:
    """Reads messages, and has them answered.

    Args:
        means: what answers are made with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._albums: deque[str] = deque(maxlen=ALBUMS)

    async def arrived(self, message: Message) -> bool:
        """The first reaction: what will be painted is seen; whether there was one."""
        if message.via_bot is not None or not self._will_paint(message):
            return False
        await react(self._means.telegrams, Place.of(message), SEEN)
        return True

    def _will_paint(self, message: Message) -> bool:
        """Whether something is made of a message; a guess that costs nothing when it is wrong."""
        command = reading.command_of(message)
        if command is not None:
            mine = not command.for_another(self._means.username)
            return mine and command.name in PAINTS and author(message) is not None
        return message.chat.type == ChatType.PRIVATE and bool(message.photo or message.text)

    async def sent_on(self, _update: Update, _context: object) -> None:
        """A scheme that somebody sent on through inline mode: our own words, which ask for nothing."""

    async def commanded(self, update: Update, _context: object) -> None:
        """A command, typed or under a picture."""
        message = update.effective_message
        command = reading.command_of(message) if message is not None else None
        if message is not None and command is not None:
            with speaking(language_of(author(message))):
                await self._obey(message, command)

    async def _obey(self, message: Message, command: reading.Command) -> None:
        user, private = author(message), message.chat.type == ChatType.PRIVATE
        self._seen_before(message)  # under a picture it is the answer to the whole album
        if command.for_another(self._means.username):
            if private:
                await self._say(message, cards.for_another(f"@{command.to}"))
        elif message.forward_origin is not None:
            if private:
                await self._say(message, cards.forwarded())
        elif not private and not command.known and not command.to:
            return  # some other bot's, perhaps
        elif command.name == "topic":
            await self._say(
                message, await topics.command(self._means.core, self._means.telegrams.quick, message, command.words)
            )
        elif user is None:
            if command.known:
                await self._say(message, cards.nobody())
        elif command.name == "start":
            await self._started(message, user, command.words)
        else:
            await self._ordered(message, user, command)

    async def _ordered(self, message: Message, user: User, command: reading.Command) -> None:
        """A command of ours."""
        picture = photos.of_answer(message) if command.name in PAINTS else None
        if command.name in MAKES:
            elsewhere = await topics.elsewhere(self._means.core, message)
            if elsewhere is not None:
                await self._say(message, elsewhere)
                return

        async def ask(visit: Visit) -> Card:
            if picture is None:
                return await dispatch.show(self._means.core, visit, parse(command.line))
            form = read_brief(command.words)
            form = form if isinstance(form, BriefForm) else BriefForm("")
            data = await self._read(picture)
            return await dispatch.show(self._means.core, visit, replace(form, photo=data))

        route = reading.route_of(command.line) if picture is None else None
        info = COMMANDS.get(command.name)
        openly = info is None or info.visibility is Visibility.EVERYONE
        await self._answer(Request(user, Place.of(message), route=route, openly=openly), message, ask, command.name)

    async def _started(self, message: Message, user: User, payload: str) -> None:
        """Somebody came: by the button of an empty chat, or by a link."""
        route = links.read(payload) if payload else None

        async def ask(visit: Visit) -> Card:
            if route is None:
                return await cards.start(self._means.core, visit)
            return await dispatch.show(self._means.core, visit, route)

        await self._answer(Request(user, Place.of(message), route=route), message, ask, "start")

    async def said(self, update: Update, _context: object) -> None:
        """Words: the answer to a question, to a scheme, or something to paint."""
        message = update.message
        user = author(message) if message is not None else None
        if message is None or user is None:
            return
        ask = await self._meant(message, user)
        if ask is not None:
            await self._answer(Request(user, Place.of(message)), message, ask, "message")

    async def shown(self, update: Update, _context: object) -> None:
        """A picture: to take colours from, where it was sent to us."""
        message = update.message
        user = author(message) if message is not None else None
        if message is None or user is None or self._seen_before(message):
            return
        picture = photos.of_message(message)
        question = await self._question(message, user)
        if picture is None or (question is None and message.chat.type != ChatType.PRIVATE):
            return

        async def ask(visit: Visit) -> Card:
            data = await self._read(picture)
            form = BriefForm(reading.said(message), photo=data)
            asked = form if isinstance(question, routes.AskBrief) else Offer(form)
            return await dispatch.show(self._means.core, visit, asked)

        await self._answer(Request(user, Place.of(message)), message, ask, "photo")

    async def heard(self, update: Update, _context: object) -> None:
        """A voice message."""
        await self._refuse(update, cards.not_listening)

    async def filed(self, update: Update, _context: object) -> None:
        """A file that is no picture."""
        await self._refuse(update, cards.no_picture)

    async def unread(self, update: Update, _context: object) -> None:
        """A sticker, a place, a poll."""
        await self._refuse(update, cards.not_read)

    async def _refuse(self, update: Update, card: Callable[[], Card]) -> None:
        if update.message is not None:
            with speaking(language_of(update.message.from_user)):
                await self._say(update.message, card())

    def _seen_before(self, message: Message) -> bool:
        """Whether a picture of the same album was answered: one answer is enough for several."""
        album = message.media_group_id
        if album is None:
            return False
        if album in self._albums:
            return True
        self._albums.append(album)
        return False

    async def _meant(self, message: Message, user: User) -> Ask | None:
        """What words ask for; None where they are for others."""
        core, words = self._means.core, message.text or ""
        question = await self._question(message, user)
        if question is not None:
            return lambda visit: dispatch.say(core, visit, words, asked=question)
        before = reading.answered(message, self._means.telegrams.bot.id)
        code = reading.scheme_on(before) if before is not None else ""
        if code and (message.chat.type == ChatType.PRIVATE or await owns(core, user, code)):
            return lambda visit: dispatch.show(core, visit, ChangeWords(code, words))
        if message.chat.type != ChatType.PRIVATE:
            return None
        return lambda visit: dispatch.show(core, visit, Offer(BriefForm(words)))

    async def _question(self, message: Message, user: User) -> routes.Route | None:
        """What this person was asked here; in a group only what the message answers."""
        core, private = self._means.core, message.chat.type == ChatType.PRIVATE
        before = reading.answered(message, self._means.telegrams.bot.id)
        if not private and before is None:
            return None  # said to others: who says it is no matter of ours
        person_id = await core.db.read(known_person, PLATFORM, str(user.id))
        found = await questions.asked(core, Place.of(message), person_id) if person_id else None
        if found is None:
            return None
        route, number = found
        here = private or (before is not None and before.message_id == number)
        return route if here else None

    async def _read(self, picture: photos.Shown) -> bytes:
        """The bytes of a picture, a few side by side: each may have 20 MB."""
        telegrams = self._means.telegrams
        async with telegrams.loads:
            return await photos.read(telegrams.bot, picture)

    async def _answer(self, request: Request, message: Message, ask: Ask, what: str) -> None:
        # its number in its chat names a message for good
        await answer(self._means, request, f"{message.chat.id}:{message.message_id}", ask, what)

    async def _say(self, message: Message, card: Card) -> None:
        """A card that needs nobody's tokens and schemes, where it was written."""
        await send(self._means, Place.of(message), card, reply_to=message.message_id)
