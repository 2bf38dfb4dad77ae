"""The web side: is the bot well, what has it done; later the pages that others link to."""
