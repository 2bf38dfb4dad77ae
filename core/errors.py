"""The refusals a person can act on.

A refusal carries a message in English (the gettext key, marked with `N_`) and the values to put into it. Whoever shows
it translates first and fills in afterwards; amounts and times stay values so that Babel can write them for the locale.
Anything that is not a `Refusal` is our fault: the person sees an apology with an incident number, never its text.
"""

from __future__ import annotations

from typing import Any

from core.words import N_


class Refusal(Exception):  # noqa: N818  the word people use: a refusal is an answer, not a crash
    """Something the person asked for cannot be done, and they can do something about it.

    Args:
        message: English text with `{name}` places; the key under which it is translated.
        private: it says something about the person who asked (their tokens, their limits, their shelf), so that nobody
            else should read it; None leaves that to the kind of refusal.
        values: what goes into the places: strings, integers, `datetime`s (aware, UTC).
    """

    private: bool = True

    def __init__(self, message: str, *, private: bool | None = None, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values: dict[str, Any] = values
        if private is not None:
            self.private = private

    def __str__(self) -> str:
        return self.message.format(**self.values)


class BadInput(Refusal):
    """What was typed cannot be used: empty, too long, an unknown word."""

    private = False


class UnknownWord(BadInput):
    """A word from a closed list (a brand, a mood, a faction) that the list does not have.

    Args:
        what: the kind of word, in English, for instance "brand".
        given: what was typed.
        near: the words of the list that come closest, best first; may be empty.
    """

    def __init__(self, what: str, given: str, near: tuple[str, ...]) -> None:
        message = (
            N_("I do not know the {what} “{given}”. Did you mean {near}?")
            if near
            else N_("I do not know the {what} “{given}”.")
        )
        super().__init__(message, what=what, given=given, near=", ".join(near))
        self.near = near


class NotFound(Refusal):
    """The thing is not there, or it is somebody else's; the two read alike on purpose."""

    private = False


class InsufficientTokens(Refusal):
    """The wallet does not hold enough.

    Args:
        cost: what was asked for, in tokens.
        available: what is free to spend (posted less held), in tokens.
    """

    def __init__(self, cost: int, available: int) -> None:
        super().__init__(
            N_("That costs {cost} tokens and you have {available}. Nothing was taken."), cost=cost, available=available
        )
        self.cost = cost
        self.available = available


class Busy(Refusal):
    """Too much at once: a limit on parallel work, to be tried again in a moment."""


class Unavailable(Refusal):
    """A part of the house is away (a disk full, a database that does not answer); nothing was lost."""

    private = False


class Misconfigured(Refusal):
    """The operator has to do something: a key, a file, a database revision. The message says what."""
