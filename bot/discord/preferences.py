"""`/preferences`: the panel, or settings as typed options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot import routes
from bot.card import Visibility
from bot.discord import completions as complete
from bot.discord import manners
from bot.screens.preference_words import PreferenceWords
from core.generation.vocabulary import USUAL_STYLES
from core.nicknames.catalogue import TONES, TRADITIONS
from core.words import N_

if TYPE_CHECKING:
    from bot.discord.client import Client
    from bot.screens.commands import Asked

    Interaction = discord.Interaction[Client]
else:
    Interaction = discord.Interaction

_NONE: Final = Choice(name=N_("None of them"), value="none")
STYLES: Final = [*(Choice(name=label, value=key) for key, label in USUAL_STYLES.items()), _NONE]
THEMES: Final = [*(Choice(name=label, value=key) for key, label in TRADITIONS.items()), _NONE]
TONES_OF_NAMES: Final = [*(Choice(name=label, value=key) for key, (label, _place) in TONES.items()), _NONE]
ASK: Final = [
    Choice(name=N_("Always"), value="always"),
    Choice(name=N_("When the price changed"), value="changed"),
    Choice(name=N_("Never"), value="never"),
]


@app_commands.command(name="preferences", description=N_("How you paint and name, when I ask and tell, language. Free"))
@app_commands.describe(
    style=N_("How you usually paint"),
    brands=N_("Paint brands you use, with commas between them; “none” for any"),
    theme=N_("The names you like"),
    tone=N_("How serious names may be"),
    ask=N_("When I ask before tokens are spent"),
    daily=N_("Whether I tell you when your free tokens are ready"),
    finished=N_("Whether I tell you when something has taken long and is finished"),
)
@app_commands.choices(style=STYLES, theme=THEMES, tone=TONES_OF_NAMES, ask=ASK)
@app_commands.autocomplete(brands=complete.brands)
async def preferences(
    interaction: Interaction,
    style: Choice[str] | None = None,
    brands: Range[str, 1, 200] | None = None,
    theme: Choice[str] | None = None,
    tone: Choice[str] | None = None,
    ask: Choice[str] | None = None,
    daily: bool | None = None,
    finished: bool | None = None,
) -> None:
    """What one prefers."""
    chosen = {"style": style, "themes": theme, "tone": tone, "ask": ask}
    settings = [(kind, choice.value) for kind, choice in chosen.items() if choice is not None]
    settings += [("brands", brands)] if brands else []
    flags = {"daily": daily, "finished": finished}
    settings += [(kind, "on" if on else "off") for kind, on in flags.items() if on is not None]
    asked: Asked = PreferenceWords(tuple(settings)) if settings else routes.Preferences()
    manner = manners.of_command(Visibility.OWNER, interaction)
    await interaction.client.command(interaction, "preferences", asked, manner)
