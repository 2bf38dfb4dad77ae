"""The Discord surface: slash commands, cards of components, buttons that outlive a restart."""

from typing import Final

PLATFORM: Final = "discord"
"""What Discord is called among the platforms."""
