"""The Discord surface: slash commands, cards of components, buttons that outlive a restart."""
