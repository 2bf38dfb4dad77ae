"""What a component of ours carries: whose card it is, and the route behind it. At most 100 characters.

`w~OWNER~ROUTE` is a button that goes to a route, `f~OWNER~ROUTE` one that opens the form for it, and a form that was
sent in comes back under the same text. `m~OWNER~N` is the menu number N of a card; its options are the routes. OWNER is
the person's Discord id in base 36. Nothing else is needed to answer, so a component works after any restart and on a
message of any age.
"""

from __future__ import annotations

import string
from typing import Final, Literal

from bot import routes

MOST: Final = 100
"""Characters that Discord allows."""

BUTTON: Final = "w"
FORM: Final = "f"
MENU: Final = "m"

Kind = Literal["w", "f", "m"]

_DIGITS: Final = string.digits + string.ascii_lowercase
TEMPLATE: Final = r"(?P<kind>{kinds})~(?P<owner>[0-9a-z]{{1,13}})~(?P<text>.{{1,64}})"
"""A pattern for `discord.ui.DynamicItem`; `kinds` says which kinds it takes."""


def owner_text(user_id: int) -> str:
    """A Discord id in base 36."""
    digits = ""
    while user_id:
        user_id, digit = divmod(user_id, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def write(kind: Kind, owner: int, text: str) -> str:
    """A custom id.

    Raises:
        ValueError: it would be longer than Discord allows, which a route never is.
    """
    custom_id = f"{kind}~{owner_text(owner)}~{text}"
    if len(custom_id) > MOST:
        raise ValueError(f"a custom id of {len(custom_id)} characters: {custom_id}")
    return custom_id


def of_route(kind: Kind, owner: int, route: routes.Route) -> str:
    """The custom id of a button or a form for a route."""
    return write(kind, owner, routes.encode(route))


def read_owner(text: str) -> int:
    """The Discord id in an OWNER part."""
    return int(text, 36)
