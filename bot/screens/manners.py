"""How answers behave on every chat platform, told apart by what was pressed."""

from __future__ import annotations

from bot import routes

MADE_OPENLY = (routes.Again, routes.Miniature)
"""Pressed on a showpiece that others see, these answer for everyone."""

SAME_CARD = (routes.Retier, routes.Thumb)
"""The card they lead to is the one they hang on, changed."""
