"""A card: what a screen shows, in no platform's terms.

Discord makes a LayoutView of it, Telegram a caption with a keyboard, the terminal lines and numbered choices. Text in
a card is plain text and data: whoever renders it escapes it. Points in time and commands stay values inside the text
(`Text`), because each platform has its own way to write them: Discord counts down `<t:…:R>`, a terminal prints UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from string import Formatter
from typing import TYPE_CHECKING

from bot import i18n

if TYPE_CHECKING:
    from bot.routes import Route


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time inside a text, epoch milliseconds. `day_only` leaves the hour out."""

    at: int
    day_only: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command that the reader can type or press, without the slash: `Command("daily")`."""

    name: str


Part = str | Moment | Command


@dataclass(frozen=True, slots=True)
class Text:
    """One thought: plain words with points in time and commands between them."""

    parts: tuple[Part, ...]

    def render(self, write: Callable[[Part], str]) -> str:
        """The whole text, each part written by the platform's own `write`."""
        return "".join(write(part) for part in self.parts)

    def __str__(self) -> str:
        return self.render(plain)


Words = str | Text


def plain(part: Part) -> str:
    """Write a part where nothing better exists: times in UTC, commands with their slash."""
    if isinstance(part, Moment):
        return i18n.day(part.at) if part.day_only else i18n.moment(part.at)
    if isinstance(part, Command):
        return f"/{part.name}"
    return part


def phrase(template: str, **values: object) -> Text:
    """Fill a translated template: `phrase(_("Next claim {when}."), when=Moment(ms))`.

    Whole numbers are written for the locale, aware `datetime`s become a `Moment`, `Text`s are taken in with their
    parts, anything else is text. The template says where; it never says how.
    """
    parts: list[Part] = []
    for literal, name, _spec, _conversion in Formatter().parse(template):
        if literal:
            parts.append(literal)
        if name is not None:
            parts.extend(_parts(values[name]))
    return Text(tuple(parts))


def _parts(value: object) -> tuple[Part, ...]:
    if isinstance(value, Text):
        return value.parts
    if isinstance(value, Moment | Command):
        return (value,)
    if isinstance(value, datetime):
        return (Moment(int(value.timestamp() * 1000)),)
    if isinstance(value, int) and not isinstance(value, bool):
        return (i18n.number(value),)
    return (str(value),)


class Visibility(StrEnum):
    """Who may see a card where others are listening."""

    EVERYONE = "everyone"
    OWNER = "owner"


class Tone(StrEnum):
    """What kind of answer it is; a surface may colour or mark it, never by colour alone."""

    ANSWER = "answer"
    QUESTION = "question"
    PROGRESS = "progress"
    REFUSAL = "refusal"
    FAULT = "fault"


class ButtonStyle(StrEnum):
    """How much a button asks for attention."""

    MAIN = "main"
    PLAIN = "plain"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a card. `price` (tokens) is what pressing it costs and belongs into what the button says."""

    label: str
    route: Route
    style: ButtonStyle = ButtonStyle.PLAIN
    price: int | None = None
    about: str = ""
    """What is behind it, where a platform has room for that: beside an entry of a menu."""

    @property
    def caption(self) -> str:
        """The label with its price: "Again (2 tokens)"."""
        if self.price is None:
            return self.label
        cost = phrase(i18n.ngettext("{n} token", "{n} tokens", self.price), n=self.price)
        return str(phrase(i18n._("{label} ({cost})"), label=self.label, cost=cost))


@dataclass(frozen=True, slots=True)
class Link:
    """A place outside of the bot, for those who want to go there."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a card. `draw` makes the PNG bytes; it takes tens of milliseconds, so call it off the event loop."""

    filename: str
    alt: str
    draw: Callable[[], bytes]
    key: str = ""
    """Names what the picture shows: the same key is the same picture, so that a platform which has it need not be sent
    it again. Empty where it may look otherwise next time."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a card."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Chip:
    """One small colour of a ladder: "Shade", the colour, the paint that makes it ("" when there is none)."""

    label: str
    hex: str
    text: str


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour of a scheme with everything that belongs to it, in words as well as in colour."""

    hex: str
    role: str
    share: int
    name: str
    covers: str
    paint: str
    closeness: str
    paint_hex: str
    ladder: tuple[Chip, ...] = ()
    wash: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A small heading and what stands under or beside it; `hex` is a colour to show with it, where one can be shown."""

    label: str
    value: Words
    hex: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What one screen shows.

    `asks` is set when the card waits for words: plain text that follows belongs to that route (a forced reply on
    Telegram, a form on Discord, the next line in the terminal). `footnote` is small print. `aside` is for the owner's
    eyes alone, even where the card is for everyone: a surface says it in private, or not at all.
    """

    title: str
    lines: tuple[Words, ...] = ()
    picture: Picture | None = None
    fields: tuple[Field, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    visibility: Visibility = Visibility.OWNER
    tone: Tone = Tone.ANSWER
    swatches: tuple[Swatch, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    footnote: Words = ""
    aside: tuple[Words, ...] = ()
    asks: Route | None = None
    pages: tuple[Picture, ...] = ()
    """Further pictures that belong with `picture`: shown together with it."""
    original: Route | None = None
    """Where its picture is to be had as a file: offered by platforms that compress what they show."""
    harmless: bool = False
    """It says nothing about its owner: where there is no private way it may be said openly."""
    links: tuple[Link, ...] = ()
    """Where the reader can go on from here, outside of the bot."""
    posts: Route | None = None
    """Where this can be shown to everybody: offered where others are listening and the card is for its owner."""
    delivery: str = ""
    """The request that this card answers, where its delivery is to be confirmed (`core.desk.delivered`)."""
    incident: str = ""
    """Set on an apology: the number under which the log has the rest."""
    unfinished: bool = False
    """The process ends before there is an answer: a platform whose events are kept has the next process give it."""
