"""A local Telegram for tests and measurements: the Bot API on one server on 127.0.0.1.

async with TelegramServer() as telegram:
    # the bot: telegram.api_base = telegram.url, token = telegram.token
    await telegram.listened()
    ann = telegram.user("Ann", language="de")
    scheme = await telegram.say(ann, ann, "/paintscheme rusty dwarfs")
    await scheme.finished(lambda it: it.message.photo)
    more = await telegram.press(ann, scheme.message, "Re-roll")
    telegram.assert_clean()
"""

from tests.fakes.telegram_server.handles import Answer, Handle
from tests.fakes.telegram_server.model import Chat, Member, Message, StoredFile, User
from tests.fakes.telegram_server.rest import Request, Violation
from tests.fakes.telegram_server.server import TOKEN, TelegramServer
from tests.fakes.telegram_server.spec import Problem, Spec, report_line
from tests.fakes.telegram_server.updates import Update

__all__ = [
    "TOKEN", "Answer", "Chat", "Handle", "Member", "Message", "Problem", "Request", "Spec", "StoredFile",
    "TelegramServer", "Update", "User", "Violation", "report_line",
]  # fmt: skip
