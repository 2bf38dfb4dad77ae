"""Cards that only Telegram needs: the first word, and what cannot be read here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import routes
from bot.card import Button, ButtonStyle, Card, Command, Tone, Visibility, phrase
from bot.i18n import _
from bot.screens import tokens
from bot.telegram.words import Mention
from core.pricing import service as pricing

if TYPE_CHECKING:
    from bot.screens.visit import Visit
    from core.services import Services


async def start(core: Services, visit: Visit) -> Card:
    """The first word in somebody's own chat."""
    price = await core.db.read(pricing.price_of, "paintscheme")
    have = await tokens.balance_of(core, visit.person_id)
    return Card(
        title=_("Wetpalette: paint schemes for miniatures"),
        lines=(
            _("Send me a few words about your army, or a photo to take colours from."),
            _("You get colours with their roles, real paints, a recipe and a picture to follow tonight."),
            phrase(
                _("A scheme costs {price}; you have {amount}."),
                price=tokens.tokens(price.cost),
                amount=tokens.tokens(have.available),
            ),
        ),
        buttons=(
            (Button(_("Paint something"), routes.AskBrief(), ButtonStyle.MAIN), Button(_("Help"), routes.Help())),
            (Button(_("About"), routes.About()),),
        ),
    )


def hello_group(username: str) -> Card:
    """The first word in a group."""
    return Card(
        title=_("Hello, painters"),
        lines=(
            phrase(
                _("Write {command} and what you have in mind; the scheme comes here."), command=Command("paintscheme")
            ),
            _("Answer a photo with it, and I take the colours from the photo. Answer a scheme of yours to change it."),
            phrase(
                _("Write {name} and a few words in any chat to send a scheme you have painted."), name=Mention(username)
            ),
            _("I hear commands and answers to me, nothing else. Prices and balances stay between you and me."),
        ),
        visibility=Visibility.EVERYONE,
        harmless=True,
    )


def nobody() -> Card:
    """Written in the name of a group or a channel: there is no shelf and no balance to go by."""
    return _refusal(
        _("I cannot see who you are"),
        _("You write in the name of a group or a channel. Write as yourself, and your schemes and tokens are there."),
    )


def forwarded() -> Card:
    """A command that somebody else wrote."""
    return _refusal(
        _("That was forwarded"), _("I only do what you type yourself. Nothing was done and nothing was taken.")
    )


def for_another(name: str) -> Card:
    """A command with another bot's name on it."""
    return _refusal(
        _("That is for another bot"), phrase(_("It has {name} on it. Leave that out, and I do it."), name=name)
    )


def not_listening() -> Card:
    """A voice message, or anything else to be heard."""
    return _refusal(_("I cannot listen yet"), _("Type it in a few words instead, or send a photo. Nothing was taken."))


def not_read() -> Card:
    """Stickers, places, polls."""
    return _refusal(
        _("I read words and pictures"),
        _("Send a few words about what you paint, or a photo to take colours from. Nothing was taken."),
    )


def no_picture() -> Card:
    """A file of some other kind."""
    return _refusal(
        _("That file is no picture"), _("I read PNG, JPEG and WebP, as photos or as files. Nothing was taken.")
    )


def gave_up() -> Card:
    """Something that ended several processes must not end another."""
    return _refusal(
        _("That did not work"),
        _("I tried it several times and it did not come to an end. What you have is untouched."),
        tone=Tone.FAULT,
    )


def _refusal(title: str, *lines: object, tone: Tone = Tone.REFUSAL) -> Card:
    return Card(
        title=title,
        lines=tuple(lines),  # type: ignore[arg-type]  # words, all of them
        tone=tone,
        harmless=True,
        visibility=Visibility.OWNER,
    )
