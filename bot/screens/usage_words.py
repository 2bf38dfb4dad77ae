"""What can be typed after `/usage`, read into a route."""

from __future__ import annotations

import difflib
from typing import Final

from bot import routes
from core.errors import UnknownWord
from core.words import N_

PERIODS: Final = ("week", "month", "all")


def read_usage(text: str) -> routes.Route:
    """`/usage`, `/usage week`, `/usage month`, `/usage all`; a month when nothing is said.

    Raises:
        UnknownWord: another word.
    """
    match text.casefold().split():
        case [] | ["month"]:
            return routes.Usage("month")
        case ["week"]:
            return routes.Usage("week")
        case ["all"] | ["all", "time"]:
            return routes.Usage("all")
    near = difflib.get_close_matches(text.casefold(), PERIODS, n=2) or PERIODS
    raise UnknownWord(N_("word"), text[:40], tuple(near))
