"""A person, as the rest of the house sees one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refusal
from core.words import N_


class Status(StrEnum):
    """Whether a person may use the bot."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Identity:
    """How one platform knows a person."""

    platform: str
    platform_user_id: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person with everything that is known about who they are.

    Attributes:
        id: ours, and all that the ledger knows of them.
        status: whether they may use the bot.
        created_at: epoch ms of their first contact.
        deleted_at: epoch ms of the deletion; None while there was none.
        identities: the platforms that know them, oldest first.
    """

    id: str
    status: Status
    created_at: int
    deleted_at: int | None
    identities: tuple[Identity, ...]


class Blocked(Refusal):
    """This person may not use the bot."""

    def __init__(self) -> None:
        super().__init__(N_("You cannot use this bot. Its operator can tell you why."))
