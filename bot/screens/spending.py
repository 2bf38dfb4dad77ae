"""Whether a price has to be asked about before it is taken, for every screen that spends tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.card import Command, Words, phrase
from bot.i18n import _
from bot.screens.visit import Visit
from core.preferences.spending import Consent, consent

if TYPE_CHECKING:
    from core.preferences.service import Confirm
    from core.services import Services


async def has_agreed(core: Services, visit: Visit, feature: str, price: int) -> bool:
    """Whether a price may be taken for something that is asked for now, without a question before.

    Args:
        core: what the product knows.
        visit: who asks; `agreed` on it settles the matter.
        feature: what it is for, as in the price list.
        price: whole tokens.
    """
    return visit.agreed or (await asked_of(core, visit, feature, price)).given


async def asked_of(core: Services, visit: Visit, feature: str, price: int) -> Consent:
    """As `has_agreed`, with when this person wants to be asked."""
    return await core.db.read(consent, person_id=visit.person_id, feature=feature, cost=price)


async def on_button(core: Services, visit: Visit, feature: str, *, agreed: int, price: int, confirmed: bool) -> int:
    """The price that a press agrees to, for a button that names one.

    Args:
        core: what the product knows.
        visit: who pressed.
        feature: what it is for, as in the price list.
        agreed: whole tokens that the button named.
        price: whole tokens that it costs today.
        confirmed: the button was that of a price question.

    Returns:
        Whole tokens; less than `price` where it has to be asked about.
    """
    if confirmed or visit.agreed:
        return agreed
    found = await asked_of(core, visit, feature, price)
    if found.when == "always" and price:
        return -1
    return max(agreed, price) if found.when == "never" and found.given else agreed


def habit(when: Confirm, otherwise: str) -> Words:
    """When the next question comes, as it stands under a price question.

    Args:
        when: what the person prefers.
        otherwise: the sentence for those who prefer nothing.
    """
    if when == "always":
        return phrase(_("I ask before every spend, as you prefer: {preferences}."), preferences=Command("preferences"))
    if when == "never":
        return phrase(
            _("You prefer not to be asked ({preferences}), but this price has gone up; I ask once."),
            preferences=Command("preferences"),
        )
    return otherwise
