"""Nicknames that people ask for: what was asked, what was suggested, what was chosen, and what it cost."""
