"""What the picture of the usage shows, in words, for those who hear it."""

from __future__ import annotations

from typing import Final

from bot.swatches.alt import LONGEST, plain
from bot.swatches.usage_chart import NOTHING, SPAN, WAYS, Told, Voice, totals, writer
from bot.swatches.usage_slots import CAME, WENT, slots
from core.words import N_

ABOUT: Final = N_("Tokens that came and went: {title}, {days}")
WAY: Final = N_("{what}: {n}")
MOST_CAME: Final = {
    "day": N_("Most came on {when}: {n}"),
    "week": N_("Most came in the week from {when}: {n}"),
    "month": N_("Most came in {when}: {n}"),
    "year": N_("Most came in {when}: {n}"),
}
MOST_WENT: Final = {
    "day": N_("Most went on {when}: {n}"),
    "week": N_("Most went in the week from {when}: {n}"),
    "month": N_("Most went in {when}: {n}"),
    "year": N_("Most went in {when}: {n}"),
}
SCHEMES: Final = N_("Schemes painted: {n}")
COLOURS: Final = N_("Colours painted most: {colours}")


def usage_text(told: Told, voice: Voice) -> str:
    """Say in words what the picture of the usage shows.

    Args:
        told: what the picture was drawn from.
        voice: how words, numbers and days are written for the reader.

    Returns:
        At most 1000 characters, one line.
    """
    say = voice.translate
    usage = told.usage
    days = voice.day(told.last)
    if told.first != told.last:
        days = say(SPAN).format(first=voice.day(told.first), last=days)
    parts = [say(ABOUT).format(title=say(told.title), days=days)]
    ways = [pair for side in totals(usage) for pair in side]
    parts += [say(WAY).format(what=say(WAYS[way]), n=voice.number(n)) for way, n in ways]
    if not ways:
        parts.append(say(NOTHING))
    unit, bars = slots(usage.days, told.first, told.last)
    when = voice.day if unit == "week" else writer(unit, voice)
    for names, template, amounts in (
        (CAME, MOST_CAME, [sum(bar.came) for bar in bars]),
        (WENT, MOST_WENT, [sum(bar.went) for bar in bars]),
    ):
        most = max(amounts)
        if most and any(way in names for way, _ in ways):
            first = bars[amounts.index(most)].first
            parts.append(say(template[unit]).format(when=when(first), n=voice.number(most)))
    parts.append(say(SCHEMES).format(n=voice.number(usage.schemes)))
    if told.often:
        colours = ", ".join(f"{say(one.name)} {voice.number(one.count)}" for one in told.often)
        parts.append(say(COLOURS).format(colours=colours))
    text = plain(" ".join(f"{part}." for part in parts))
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
