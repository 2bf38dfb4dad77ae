"""A card as a Discord message: components, files, and nothing that could ping.

Discord counts at most 40 components and 4,000 characters of text in a message. The whole of a card fits nearly always;
where it does not, what can be read on the picture goes first: ladders, then where a colour goes, then the end of the
fields. Choices that go to the same kind of place (schemes, brands, paints) become one menu instead of many buttons.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import discord
from discord import ui

from bot import routes
from bot.card import Button, ButtonStyle, Card, Field, Swatch, Tone, Visibility
from bot.discord import custom_ids
from bot.discord.buttons import CardButton, CardMenu
from bot.discord.words import Writer, cut, escaped
from bot.i18n import _, percent
from core.words import N_

MOST_TEXT: Final = 4_000
MOST_ALT: Final = 1_024
MOST_LABEL: Final = 80
MOST_OPTION: Final = 100
MOST_OPTIONS: Final = 25
IN_A_ROW: Final = 5

LISTED: Final = frozenset(
    {
        routes.ShowScheme,
        routes.Rebrand,
        routes.Lock,
        routes.Settle,
        routes.BoxedSets,
        routes.AddSet,
        routes.AddPaint,
        routes.RemovePaint,
        routes.MatchPaint,
        routes.ConvertPaint,
        routes.ShowModel,
        routes.ArmyPage,
        routes.SetStatus,
        routes.MoveTo,
        routes.Merge,
        routes.DropRow,
        routes.Apply,
        routes.AddColour,
        routes.RemoveColour,
        routes.PreferStyle,
        routes.PreferBrand,
        routes.PreferTheme,
        routes.PreferTone,
        routes.PreferLanguage,
        routes.AskBefore,
        routes.NameFor,
        routes.Names,
        routes.ChooseName,
        routes.MoreNames,
        routes.GiveName,
    }
)
"""Routes of which a card offers several at a time: as a menu, when there are more than two of them."""

TITLES: Final[dict[type, str]] = {
    routes.PreferStyle: N_("Painting style"),
    routes.PreferBrand: N_("Brands"),
    routes.PreferTheme: N_("Themes of names"),
    routes.PreferTone: N_("Tone of names"),
    routes.PreferLanguage: N_("Language"),
    routes.AskBefore: N_("When to ask before spending"),
}
"""What stands in a menu before anything is chosen, where a card has several."""

ACCENTS: Final = {Tone.QUESTION: 0x3A6EA5, Tone.REFUSAL: 0xB7791F, Tone.FAULT: 0x9B2C2C}
"""The bar on a card's side, where no scheme gives it a colour. Never the only thing that says what it is."""

STYLES: Final = {
    ButtonStyle.MAIN: discord.ButtonStyle.primary,
    ButtonStyle.PLAIN: discord.ButtonStyle.secondary,
    ButtonStyle.DANGER: discord.ButtonStyle.danger,
}


@dataclass(slots=True)
class Drawn:
    """A card with its picture drawn: what can be sent. The files can be opened as often as sending is tried."""

    view: ui.LayoutView
    contents: list[tuple[str, bytes, str]] = field(default_factory=list)
    """Name, bytes, description."""

    def files(self) -> list[discord.File]:
        """The files, fresh: each can be sent once."""
        return [discord.File(io.BytesIO(data), name, description=about) for name, data, about in self.contents]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom and where a card is shown.

    Attributes:
        owner: the Discord id of the person it belongs to.
        writer: writes its texts.
        name: how they are called, to stand on a card that others see; "" leaves it out.
        private: nobody else sees it, so that its aside may be shown.
        more: buttons that only Discord has, after the others.
    """

    owner: int
    writer: Writer
    name: str = ""
    private: bool = True
    more: tuple[Button, ...] = ()


def present(card: Card, reader: Reader, *, picture: bytes | None = None, pages: Sequence[bytes | None] = ()) -> Drawn:
    """A card as a message.

    Args:
        card: what to show.
        reader: for whom.
        picture: the drawn picture of the card; None leaves the picture out, and its alt text stands in for it.
        pages: the same of its further pictures, in their order; none of them when empty.
    """
    wanted = [(card.picture, picture)] if card.picture is not None else []
    wanted += [(page, pages[n] if n < len(pages) else None) for n, page in enumerate(card.pages)]
    drawn = Drawn(ui.LayoutView(timeout=None))
    box: ui.Container[Any] = ui.Container(accent_colour=_accent(card))
    texts = _fitted(card, reader, instead=[one.alt for one, data in wanted if data is None])
    if texts.head:
        box.add_item(ui.TextDisplay(texts.head))
    gallery = []
    for one, data in wanted:
        if data is not None:
            alt = cut(one.alt, MOST_ALT)
            drawn.contents.append((one.filename, data, alt))
            gallery.append(discord.MediaGalleryItem(f"attachment://{one.filename}", description=alt))
    if gallery:
        box.add_item(ui.MediaGallery(*gallery))
    if texts.body:
        box.add_item(ui.TextDisplay(texts.body))
    for file in card.attachments:
        drawn.contents.append((file.filename, file.content, ""))
        box.add_item(ui.File(f"attachment://{file.filename}"))
    if texts.foot:
        box.add_item(ui.TextDisplay(texts.foot))
    for row in _rows(card, reader):
        box.add_item(row)
    drawn.view.add_item(box)
    return drawn


def _accent(card: Card) -> int | None:
    if card.swatches:
        return int(card.swatches[0].hex[1:], 16)
    return ACCENTS.get(card.tone)


# --- words ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Texts:
    """The words of a card: above the picture, below it, and the small print."""

    head: str
    body: str
    foot: str

    @property
    def length(self) -> int:
        return len(self.head) + len(self.body) + len(self.foot)


def _fitted(card: Card, reader: Reader, *, instead: Sequence[str]) -> _Texts:
    """The words of a card, with as much detail as Discord has room for; `instead` are those of pictures left out."""
    for detail in (3, 2, 1, 0):
        texts = _written(card, reader, instead=instead, detail=detail)
        if texts.length <= MOST_TEXT:
            return texts
    room = MOST_TEXT - len(texts.head) - len(texts.foot)
    if room > 200:
        return _Texts(texts.head, _whole_lines(texts.body, room), texts.foot)
    return _Texts(cut(texts.head, MOST_TEXT // 2), _whole_lines(texts.body, MOST_TEXT // 4), cut(texts.foot, 600))


def _whole_lines(text: str, most: int) -> str:
    """The first lines of a text that fit; a line is never cut inside its markup."""
    lines = text.split("\n")
    while lines and len("\n".join(lines)) + 2 > most:
        lines.pop()
    return "\n".join([*lines, "…"])


def _written(card: Card, reader: Reader, *, instead: Sequence[str], detail: int) -> _Texts:
    write = reader.writer
    head = [f"### {escaped(card.title)}" if card.title else "", *(write(line) for line in card.lines)]
    head += [cut(escaped(alt), 1_000) for alt in instead]
    body = [_swatch(swatch, detail) for swatch in card.swatches]
    body += _fields(card.fields, write, wide=bool(card.swatches))
    foot = [f"-# {write(line)}" for line in card.aside if reader.private]
    if reader.name and not reader.private and card.visibility is Visibility.EVERYONE:
        made = _("Painted for {name}") if card.swatches or card.picture is not None else _("For {name}")
        foot.append(f"-# {escaped(made.format(name=reader.name))}")
    if card.footnote and detail > 0:
        foot.append(f"-# {write(card.footnote)}")
    return _Texts(_lines(head), _lines(body), _lines(foot))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)


def _swatch(swatch: Swatch, detail: int) -> str:
    """One colour: what it is, what it goes on, the paint, and the paints around it."""
    share = f" {percent(swatch.share)}" if swatch.share else ""
    lines = [f"**{escaped(swatch.role)}**{share} · {escaped(swatch.name)} `{swatch.hex}`"]
    if swatch.covers and detail > 1:
        lines[0] += f" · {escaped(swatch.covers)}"
    if swatch.paint:
        lines.append(escaped(f"{swatch.paint} ({swatch.closeness})" if swatch.closeness else swatch.paint))
    if detail > 2:
        steps = [f"{escaped(chip.label)} {escaped(chip.text)}" for chip in swatch.ladder if chip.text]
        if swatch.wash:
            steps.append(f"{escaped(_('Wash'))} {escaped(swatch.wash)}")
        if steps:
            lines.append(f"-# {' · '.join(steps)}")
    return "\n".join(lines)


def _fields(fields: Sequence[Field], write: Writer, *, wide: bool) -> list[str]:
    """Small headings with what belongs to them; a blank line between them and the colours above."""
    lines = []
    for one in fields:
        value = write(one.value)
        colour = f" `{one.hex}`" if one.hex and one.hex not in value else ""
        lines.append(f"**{escaped(one.label)}** {value}{colour}")
    return ["\u200b", *lines] if wide and lines else lines


# --- choices --------------------------------------------------------------------------------------------------------


def _rows(card: Card, reader: Reader) -> list[ui.ActionRow[Any]]:
    """The choices of a card: menus for lists, buttons for the rest, five in a row; its links below them."""
    listed, rest = _listed(card.buttons)
    rows: list[ui.ActionRow[Any]] = []
    for n, group in enumerate(listed):
        rows.append(ui.ActionRow(CardMenu.of(reader.owner, n, [_option(button) for button in group], _title(group))))
    if card.asks is not None:
        said = Button(_("Answer in words"), card.asks, ButtonStyle.MAIN)
        rows.append(ui.ActionRow(_button(said, reader.owner, custom_ids.FORM)))
    shown: set[str] = set()
    for row in (*rest, reader.more):
        once = [button for button in _once(row) if routes.encode(button.route) not in shown]
        shown.update(routes.encode(button.route) for button in once)
        for start in range(0, len(once), IN_A_ROW):
            part = once[start : start + IN_A_ROW]
            rows.append(ui.ActionRow(*(_button(b, reader.owner, custom_ids.BUTTON) for b in part)))
    for start in range(0, len(card.links), IN_A_ROW):
        part_of = card.links[start : start + IN_A_ROW]
        rows.append(ui.ActionRow(*(ui.Button(label=cut(link.label, MOST_LABEL), url=link.url) for link in part_of)))
    return rows


def _listed(rows: Sequence[Sequence[Button]]) -> tuple[list[list[Button]], list[list[Button]]]:
    """Taken apart: the lists that are better menus, and what stays buttons."""
    buttons = [button for row in rows for button in row]
    groups: dict[type, list[Button]] = {}
    for button in buttons:
        if type(button.route) in LISTED and button.style is ButtonStyle.PLAIN:
            groups.setdefault(type(button.route), []).append(button)
    lists = [group for group in groups.values() if len(group) > 2]
    taken = {id(button) for group in lists for button in group}
    rest = [[button for button in row if id(button) not in taken] for row in rows]
    return [_once(group)[:MOST_OPTIONS] for group in lists], [row for row in rest if row]


def _once(buttons: Sequence[Button]) -> list[Button]:
    """Each place once: Discord refuses a message in which two components say the same."""
    return list({routes.encode(button.route): button for button in reversed(buttons)}.values())[::-1]


def _title(group: Sequence[Button]) -> str:
    title = TITLES.get(type(group[0].route), "")
    return _(title) if title else ""


def _option(button: Button) -> discord.SelectOption:
    return discord.SelectOption(
        label=cut(button.caption, MOST_OPTION),
        value=routes.encode(button.route),
        description=cut(button.about, MOST_OPTION) or None,
    )


def _button(button: Button, owner: int, kind: custom_ids.Kind) -> CardButton:
    inner: ui.Button[Any] = ui.Button(
        label=cut(button.caption, MOST_LABEL),
        style=STYLES[button.style],
        custom_id=custom_ids.of_route(kind, owner, button.route),
    )
    return CardButton(inner)
