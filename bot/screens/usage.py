"""What a person did here in a week, a month or all the time: requests, tokens, and what they paint most."""

# ruff: noqa: PLC0415  Pillow only where a picture is made
from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from bot import i18n, routes
from bot.card import Button, ButtonStyle, Card, Command, Field, Picture, Words, phrase
from bot.i18n import _, ngettext, number
from bot.screens.tokens import FEATURES, tokens
from bot.screens.visit import Visit
from core.clock import utc_day
from core.generation.vocabulary import FACTIONS
from core.words import N_

if TYPE_CHECKING:
    from bot.swatches.usage_chart import Told, Voice
    from core.services import Services
    from core.usage.service import Period, Requests, Usage

NAMED: Final = 5
"""Factions and colours that the card names; the picture has room for more."""

TITLES: Final[dict[Period, str]] = {
    "week": N_("Your last 7 days"),
    "month": N_("Your last 30 days"),
    "all": N_("All you did here"),
}
SHORT: Final[dict[Period, str]] = {"week": N_("Week"), "month": N_("Month"), "all": N_("All time")}
"""On buttons."""
DRAWN: Final[dict[Period, str]] = {
    "week": N_("The last 7 days"),
    "month": N_("The last 30 days"),
    "all": N_("All time"),
}
"""On the picture."""

COLOURS: Final = {
    "red": (N_("Red"), "#C0392B"),
    "crimson": (N_("Crimson"), "#8C1C3C"),
    "orange": (N_("Orange"), "#D9772B"),
    "yellow": (N_("Yellow"), "#E8C13A"),
    "olive": (N_("Olive"), "#6E7135"),
    "green": (N_("Green"), "#3F8F4A"),
    "teal": (N_("Teal"), "#1F6F73"),
    "blue": (N_("Blue"), "#2F5FA8"),
    "purple": (N_("Purple"), "#6A4596"),
    "pink": (N_("Pink"), "#D87FA6"),
    "brown": (N_("Brown"), "#7A4E2D"),
    "bone": (N_("Bone"), "#DFD2AE"),
    "black": (N_("Black"), "#1F2023"),
    "white": (N_("White"), "#F0F1F2"),
    "grey": (N_("Grey"), "#85898C"),
}
"""A name for each family of colours, and one of its colours to stand for all of it."""


async def usage(core: Services, visit: Visit, route: routes.Usage) -> Card:
    """What was done in a period, in words and drawn."""
    found = await core.usages.of(visit.person_id, route.period)
    return await asyncio.to_thread(_card, found, route.period, utc_day(core.clock()))


def _card(found: Usage, period: Period, today: date) -> Card:
    if not (found.requests or found.days or found.schemes):
        return _nothing(period)
    picture = _picture(found, period, today) if found.days else None
    return Card(
        title=_(TITLES[period]),
        lines=_lines(found),
        picture=picture,
        fields=(*map(_asked, found.requests), *_tokens(found), *_painted(found)),
        buttons=(_periods(period), (Button(_("History"), routes.History()), Button(_("Balance"), routes.Balance()))),
        footnote=_footnote(found),
    )


def _nothing(period: Period) -> Card:
    """A kind word for somebody who was not here."""
    return Card(
        title=_(TITLES[period]),
        lines=(
            _("Nothing was painted here in that time, and no tokens came or went. The paints have not dried."),
            phrase(_("Today’s free tokens: {daily}."), daily=Command("daily")),
        ),
        buttons=(_periods(period), (Button(_("Paint something"), routes.AskBrief(), ButtonStyle.MAIN),)),
    )


def _periods(shown: Period) -> tuple[Button, ...]:
    return tuple(Button(_(label), routes.Usage(period)) for period, label in SHORT.items() if period != shown)


def _lines(found: Usage) -> tuple[Words, ...]:
    answered = sum(one.completed for one in found.requests)
    if not answered:
        return (_("Nothing was painted or named in that time."),)
    asked = phrase(ngettext("{n} request answered", "{n} requests answered", answered), n=answered)
    return (phrase(_("{requests}, for {tokens}."), requests=asked, tokens=tokens(found.spent)),)


def _asked(one: Requests) -> Field:
    """Requests of one kind."""
    label = _(FEATURES[one.kind]) if one.kind in FEATURES else _("Another request")
    said = phrase(ngettext("{n} time", "{n} times", one.completed), n=one.completed)
    cost = tokens(one.charged)
    if not one.unfinished:
        return Field(label, phrase(_("{times}, {tokens}"), times=said, tokens=cost))
    left = phrase(
        ngettext("{n} stopped or failed for nothing", "{n} stopped or failed for nothing", one.unfinished),
        n=one.unfinished,
    )
    return Field(label, phrase(_("{times}, {tokens}; {left}"), times=said, tokens=cost, left=left))


def _tokens(found: Usage) -> tuple[Field, ...]:
    fields = [
        Field(_("Earned, free"), tokens(found.earned)),
        Field(_("Bought"), tokens(found.bought)),
        Field(_("Spent"), tokens(found.spent)),
        Field(_("Expired"), tokens(found.expired)),
    ]
    if found.gifts:
        fields.append(Field(_("From others"), tokens(found.gifts)))
    if found.taken_back:
        fields.append(Field(_("Taken back after a refund"), tokens(found.taken_back)))
    return tuple(fields)


def _painted(found: Usage) -> tuple[Field, ...]:
    """What is painted most. An archetype or a family that this version does not know is left out."""
    factions = [(_(FACTIONS[key]), n) for key, n in found.factions if key in FACTIONS][:NAMED]
    most = ", ".join(str(phrase(_("{name} ({n})"), name=name, n=n)) for name, n in factions)
    fields = [Field(_("Painted most"), most)] if most else []
    for name, hex_, n in [(*COLOURS[key], n) for key, n in found.colours if key in COLOURS][:NAMED]:
        fields.append(Field(_(name), phrase(ngettext("in {n} scheme", "in {n} schemes", n), n=n), hex_))
    return tuple(fields)


def _footnote(found: Usage) -> Words:
    if found.looked_at >= found.schemes:
        return ""
    said = _("What you paint most is counted from {n} of {all} schemes.")
    return phrase(said, n=found.looked_at, all=found.schemes)


# The picture ----------------------------------------------------------------------------------------------------------


def _picture(found: Usage, period: Period, today: date) -> Picture:
    from bot.swatches.usage_alt import usage_text
    from bot.swatches.usage_chart import draw_usage

    told, voice = _told(found, period, today), _voice()
    return Picture(
        filename=f"wetpalette-usage-{period}.png",
        alt=usage_text(told, voice),
        draw=lambda: draw_usage(told, voice),
    )


def _told(found: Usage, period: Period, today: date) -> Told:
    from bot.swatches.usage_chart import Often, Told

    first = utc_day(found.since) if found.since else min(today, *(day.day for day in found.days))
    colours = tuple(Often(*COLOURS[key], n) for key, n in found.colours if key in COLOURS)
    return Told(usage=found, title=DRAWN[period], first=first, last=today, often=colours)


def _voice() -> Voice:
    from bot.swatches.usage_chart import Voice

    return Voice(
        translate=_,
        number=number,
        compact=i18n.compact,
        short_day=i18n.short_day,
        day=lambda day: i18n.day(int(datetime.combine(day, time(), UTC).timestamp() * 1000)),
        month=i18n.month,
    )
