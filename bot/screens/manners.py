"""How answers behave on every chat platform, told apart by what was pressed."""

from __future__ import annotations

from bot import routes

AGREED = (routes.PaintDraft, routes.NameDraft)
"""The answers to price questions: what comes of them belongs where it was asked for."""

MADE_OPENLY = (routes.Again, routes.Miniature, routes.MoreNames)
"""Pressed on an answer that others see, these answer for everyone."""

SAME_CARD = (routes.Retier, routes.Thumb)
"""The card they lead to is the one they hang on, changed."""


def answers(route: routes.Route | None) -> bool:
    """Whether a route is the answer to a price question; the question is done with then."""
    again = isinstance(route, routes.Again | routes.MoreNames) and route.asked == "yes"
    return again or isinstance(route, AGREED)


def leaves(route: routes.Route | None) -> bool:
    """Whether names that a route was pressed on stay as they are: they were paid for, and are read again."""
    return isinstance(route, routes.AskLike) or (isinstance(route, routes.MoreNames) and not answers(route))
