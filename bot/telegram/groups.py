"""Groups: the first word in one, and its new id when it becomes a supergroup."""

from __future__ import annotations

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.i18n import speaking
from bot.telegram import PLATFORM, cards
from bot.telegram.place import Place
from bot.telegram.talk import Means, language_of, send
from core.intake import service as intake
from core.services import Services
from core.topics import service as homes


class Groups:
    """Follows what becomes of groups.

    Args:
        means: what answers are made with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    async def joined(self, update: Update, _context: object) -> None:
        """We came into a group, or were thrown out of a chat, which needs no answer."""
        change = update.my_chat_member
        if change is None or change.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
            return
        outside = (ChatMember.LEFT, ChatMember.BANNED)
        if change.old_chat_member.status not in outside or change.new_chat_member.status in outside:
            return
        with speaking(language_of(change.from_user)):
            place = Place(change.chat.id, private=False)
            await send(self._means, place, cards.hello_group(self._means.username))

    async def migrated(self, update: Update, _context: object) -> None:
        """A group became a supergroup, which has another id."""
        message = update.message
        if message is not None and message.migrate_to_chat_id is not None:
            await moved(self._means.core, message.chat.id, message.migrate_to_chat_id)
        elif message is not None and message.migrate_from_chat_id is not None:
            await moved(self._means.core, message.migrate_from_chat_id, message.chat.id)


async def moved(core: Services, old: int, new: int) -> None:
    """Keep with a group what belongs to it."""
    await core.db.write(intake.moved, platform=PLATFORM, old=str(old), new=str(new))
    await core.db.write(homes.moved, platform=PLATFORM, old=str(old), new=str(new))
