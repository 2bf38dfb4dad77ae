"""What pricing refuses. A `Refusal` is for a person; `UnknownFeature` means that the calling code is wrong."""

from __future__ import annotations

from core.errors import Refusal
from core.words import N_


class UnknownFeature(Exception):  # noqa: N818  named after what happened
    """There is no price for this feature. Never shown to a person."""


class StaleQuote(Refusal):
    """The price that was shown does not stand (any more) for what is asked; a new one has to be shown."""


QUOTE_EXPIRED = N_("That price was shown too long ago. Nothing was taken; please ask again.")
QUOTE_USED = N_("That price was used already. Nothing more was taken; please ask again.")
QUOTE_OTHER = N_("That price was for something else. Nothing was taken; please ask again.")
