"""A card as Telegram messages: a caption with a keyboard, and what does not fit into it as replies.

Under a picture stand the colours with their paints, which is what somebody reads whose eyes do not see the picture;
what else there is to say follows folded up in a reply, where it does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import routes
from bot.card import Button, ButtonStyle, Card, Field, Link, Swatch, Tone
from bot.i18n import _, percent
from bot.telegram.words import CAPTION, MESSAGE, NOTHING, Html, cut, data, joined, pages, tagged, text

MOST_LABEL: Final = 60
MOST_ROWS: Final = 25
IN_A_ROW: Final = 3
ROW_LETTERS: Final = 34
"""Letters of all buttons side by side: with more, a phone shows none of them whole."""

CONTINUES: Final = "⤵"
"""Ends a caption that goes on in a reply."""

MARKS: Final = {Tone.FAULT: "⚠️ ", Tone.PROGRESS: "⏳ "}
STYLES: Final = {ButtonStyle.MAIN: "primary", ButtonStyle.DANGER: "danger"}


@dataclass(frozen=True, slots=True)
class Written:
    """A card in Telegram's terms.

    Attributes:
        first: the message, or what stands under the picture.
        rest: further messages, in reply to the first.
        keyboard: under the first message; None for no buttons.
    """

    first: str
    rest: tuple[str, ...]
    keyboard: InlineKeyboardMarkup | None


def present(card: Card, *, pictured: bool, private: bool, more: Sequence[Button] = ()) -> Written:
    """A card as messages.

    Args:
        card: what to show.
        pictured: it goes under its picture, where there is less room.
        private: nobody else sees it, so that its aside may be shown.
        more: buttons that only Telegram has, after the others.
    """
    room = CAPTION if pictured else MESSAGE
    head = joined((_title(card), *(text(line) for line in card.lines)))
    aside = joined(text(line) for line in card.aside) if private else NOTHING
    alt = data(cut(card.picture.alt, 1_000)) if card.picture is not None and not pictured else NOTHING
    colours = [_swatch(swatch) for swatch in card.swatches]
    fields = [_field(one) for one in card.fields]
    ladders = [_ladder(swatch) for swatch in card.swatches if swatch.ladder or swatch.wash]
    footnote = tagged("i", card.footnote)
    buttons = keyboard((*card.buttons, tuple(more)), card.links)
    if colours:
        main, details = [head, joined(colours), alt], [joined(fields), joined(ladders)]
    else:
        main, details = [head, alt, joined(fields)], []
    ending = [part for part in (footnote, aside) if part]
    whole = [block for block in (*main, *details, *ending) if block]
    if joined(whole, "\n\n").length <= room:
        return Written(joined(whole, "\n\n").markup, (), buttons)
    first, *rest = _continued([part for part in (*main, *ending) if part], [d for d in details if d], room)
    return Written(first, tuple(rest), buttons)


def _continued(main: list[Html], details: list[Html], room: int) -> list[str]:
    """What does not fit into one message: the first says that more follows, details are folded up."""
    mark = Html(f" {CONTINUES}", 2)
    first, *rest = pages(main, room - mark.length)
    folded = pages(details, MESSAGE - 2, MESSAGE - 2) if details else []
    quoted = [tagged("blockquote expandable", page) for page in folded]
    return [page.markup for page in (first + mark, *rest, *quoted)]


def _title(card: Card) -> Html:
    return data(MARKS.get(card.tone, "")) + tagged("b", card.title) if card.title else NOTHING


def _swatch(swatch: Swatch) -> Html:
    """One colour in two lines: its role, share, name and hex; its paint."""
    share = f" {percent(swatch.share)}" if swatch.share else ""
    head = tagged("b", swatch.role) + data(f"{share} · {swatch.name} ") + tagged("code", swatch.hex)
    paint = f"{swatch.paint} ({swatch.closeness})" if swatch.paint and swatch.closeness else swatch.paint
    return joined((head, data(f"   {paint}") if paint else NOTHING))


def _ladder(swatch: Swatch) -> Html:
    """The paints around one colour, and where it goes."""
    steps = [f"{chip.label}: {chip.text}" for chip in swatch.ladder if chip.text]
    steps += [f"{_('Wash')}: {swatch.wash}"] if swatch.wash else []
    said = tagged("b", swatch.role)
    if swatch.covers:
        said = said + data(f" · {swatch.covers}")
    return joined((said, data(" · ".join(steps)) if steps else NOTHING))


def _field(one: Field) -> Html:
    said = tagged("b", one.label) + data(" ") + text(one.value)
    return said + data(" ") + tagged("code", one.hex) if one.hex and one.hex not in said.markup else said


def keyboard(rows: Sequence[Sequence[Button]], links: Sequence[Link] = ()) -> InlineKeyboardMarkup | None:
    """The buttons of a card: as many side by side as a phone can show whole, each place once; below them its links."""
    lines: list[list[InlineKeyboardButton]] = []
    seen: set[str] = set()
    for row in rows:
        made: list[InlineKeyboardButton] = []
        for button in row:
            place = routes.encode(button.route)
            if place not in seen:
                seen.add(place)
                made.append(_button(button, place))
        lines += _broken(made)
    leading = [[InlineKeyboardButton(cut(link.label, MOST_LABEL), url=link.url)] for link in links]
    lines = [*lines[: MOST_ROWS - len(leading)], *leading]
    return InlineKeyboardMarkup(lines) if lines else None


def _broken(row: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """A row in as few lines as a phone shows whole, of like length where they fit: two and two, not three and one."""
    lines: list[list[InlineKeyboardButton]] = []
    for button in row:
        if lines and _fits([*lines[-1], button]):
            lines[-1].append(button)
        else:
            lines.append([button])
    even = [list(part) for part in _evenly(row, len(lines))]
    return even if all(map(_fits, even)) else lines


def _evenly(row: Sequence[InlineKeyboardButton], parts: int) -> Iterator[Sequence[InlineKeyboardButton]]:
    start = 0
    for n in range(parts):
        end = start + len(row) // parts + (n < len(row) % parts)
        yield row[start:end]
        start = end


def _fits(line: Sequence[InlineKeyboardButton]) -> bool:
    return len(line) == 1 or (len(line) <= IN_A_ROW and sum(len(one.text) for one in line) <= ROW_LETTERS)


def _button(button: Button, place: str) -> InlineKeyboardButton:
    caption = button.caption if not button.about else f"{button.caption} · {button.about}"
    return InlineKeyboardButton(cut(caption, MOST_LABEL), callback_data=place, style=STYLES.get(button.style))


def routes_on(markup: InlineKeyboardMarkup | None) -> list[routes.Route]:
    """The routes behind the buttons of a message, those of another time left out."""
    found: list[routes.Route] = []
    for button in chain.from_iterable(markup.inline_keyboard if markup else ()):
        try:
            found.append(routes.decode(str(button.callback_data or "")))
        except routes.StaleRouteError:
            continue
    return found
