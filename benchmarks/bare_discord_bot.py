"""The floor of `benchmarks.bench_discord`: a discord.py bot that defers and answers with a text, and nothing else.

python -m benchmarks.bare_discord_bot API_BASE GATEWAY_URL TOKEN
"""

from __future__ import annotations

import sys
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

WORDS = "Here is your answer."


class Bare(discord.Client):
    """Completes with two words, and answers everything else alike."""

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Defer, then answer."""
        if interaction.type is discord.InteractionType.autocomplete:
            choices = [discord.app_commands.Choice(name=word, value=word) for word in ("teal", "brass")]
            await interaction.response.autocomplete(choices)
            return
        await interaction.response.defer(thinking=True)
        await interaction.edit_original_response(content=WORDS)


def main(api_base: str, gateway_url: str, token: str) -> None:
    """Run until killed."""
    Route.BASE = api_base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    Bare(intents=discord.Intents(guilds=True), max_messages=None).run(token, log_handler=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
