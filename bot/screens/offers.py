"""What a brief asks for, told back before anything is painted: the words, what was read of them, a photo's colours."""

from __future__ import annotations

from bot.card import Field, Words, phrase
from bot.i18n import _, percent
from bot.screens.result import usual_fields
from core.colour.names import name_colours
from core.generation import vocabulary
from core.generation.brief import Brief, PhotoPalette

MOST_QUOTED = 200
"""Characters of a description that a question repeats."""


def lines(brief: Brief) -> tuple[Words, ...]:
    """What would be painted, in a sentence."""
    words = _cut(brief.text)
    if brief.photo is None:
        return (phrase(_("A paint scheme from your words: “{words}”."), words=words),) if words else ()
    if not words:
        return (_("A paint scheme from the colours of your photo."),)
    return (phrase(_("A paint scheme from the colours of your photo and your words: “{words}”."), words=words),)


def fields(brief: Brief) -> tuple[Field, ...]:
    """What was read so far. Takes milliseconds, the first time more: call it off the event loop."""
    read = _read(brief)
    found = (Field(_("Read as"), read),) if read else ()
    seen = () if brief.photo is None else _seen(brief.photo)
    return (*found, *seen, *usual(brief))


def usual(brief: Brief) -> tuple[Field, ...]:
    """What of the person's preferences a scheme would be painted with. Takes as long as `fields`."""
    if not brief.usual_style:
        return tuple(usual_fields("", brief))
    from core.generation.embedded.engine import choose  # noqa: PLC0415  lists that only reading needs
    from core.generation.embedded.reader import read  # noqa: PLC0415

    return tuple(usual_fields(choose(read(brief.text), brief), brief))


def _read(brief: Brief) -> str:
    """Archetype, mood and style, chosen or read, and the colours that the words name."""
    from core.generation.embedded.reader import read  # noqa: PLC0415  lists that only reading needs

    reading = read(brief.text)
    kinds = (
        vocabulary.FACTIONS.get(brief.faction or reading.archetype),
        vocabulary.MOODS.get(brief.mood or reading.mood),
        vocabulary.STYLES.get(brief.style or reading.style),
    )
    return ", ".join([_(kind) for kind in kinds if kind] + [one.word for one in reading.named])


def _seen(photo: PhotoPalette) -> list[Field]:
    """The colours of a photo, largest first."""
    names = name_colours([(colour.hex, None) for colour in photo.colours])
    return [
        Field(
            name,
            phrase(_("{hex}, {share}"), hex=colour.hex, share=percent(max(1, round(colour.share / 10)))),
            colour.hex,
        )
        for name, colour in zip(names, photo.colours, strict=True)
    ]


def _cut(text: str) -> str:
    """The beginning of a description, up to a whole word where there is one."""
    if len(text) <= MOST_QUOTED:
        return text
    head = text[: MOST_QUOTED - 1]
    return f"{head.rpartition(' ')[0] or head} …"
