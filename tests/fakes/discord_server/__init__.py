"""A local Discord for tests and measurements: REST (API v10) and gateway on one server on 127.0.0.1.

async with DiscordServer() as discord:
    # the bot: discord.api_base = discord.api_base, discord.gateway_url = discord.gateway_url, token = discord.token
    await discord.gateway.connected()
    ann, guild = discord.user("Ann"), discord.guild()
    scheme = await discord.slash(ann, guild.channels[0], "paintscheme", description="rusty dwarfs")
    await scheme.finished(lambda it: it.message.images())
    more = await discord.click(ann, scheme.message, label="Re-roll")
    discord.assert_clean()
"""

from tests.fakes.discord_server.interactions import How, Interaction, Modal
from tests.fakes.discord_server.model import Channel, Guild, Message, Upload, User
from tests.fakes.discord_server.rest import Request, Violation
from tests.fakes.discord_server.seams import Seams
from tests.fakes.discord_server.server import DiscordServer, entitlement
from tests.fakes.discord_server.spec import Spec

__all__ = [
    "Channel", "DiscordServer", "Guild", "How", "Interaction", "Message", "Modal", "Request", "Seams", "Spec", "Upload",
    "User", "Violation", "entitlement",
]  # fmt: skip
