"""How a request can end without a scheme. Nothing was charged in any of these."""

from __future__ import annotations

from core.errors import Refusal, Unavailable
from core.words import N_


class Stopped(Refusal):
    """The person stopped it."""

    def __init__(self) -> None:
        super().__init__(N_("Stopped. 0 tokens were charged."))


class Failed(Unavailable):
    """It went wrong on our side, under an incident number that stands in the log and on the request row."""

    def __init__(self, incident: str) -> None:
        super().__init__(
            N_("No scheme came of that, and 0 tokens were charged. Try again; if it happens twice, name {incident}."),
            incident=incident,
        )
        self.incident = incident


class KeyReused(Exception):  # noqa: N818  the ledger's word for the same mistake
    """A key came back with another person or other inputs: a mistake in the calling code, never shown to a person."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} was used before with another input")
        self.key = key


class Superseded(Exception):  # noqa: N818  an answer between the desk's own parts
    """Somebody else has settled the request or taken it over; what was made here is not wanted any more."""
