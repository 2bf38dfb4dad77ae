"""A card in a terminal: 80 columns, colours drawn as fields where the terminal can, plain words where it cannot.

Rich finds out what the terminal can do (NO_COLOR, TERM, COLORTERM, a pipe) and writes the nearest colour it has; this
module only lays out. Nothing here depends on colour: every field stands beside its name and hex.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text as Styled

from bot.card import Button, Card, Chip, Field, Part, Swatch, Words, plain
from bot.card import Text as CardText
from bot.i18n import _, percent

WIDEST = 96
"""Columns: longer lines are hard to read, however wide the window is."""

NARROWEST = 40

TAB = 6
"""Columns of the colour field at the left of a role."""

# Control characters (a terminal would obey them) and the marks that turn text around or are not there to see.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def safe(text: str) -> str:
    """Text that a terminal only shows: control characters, bidi overrides and invisible marks are taken out."""
    return _UNSAFE.sub("", text.replace("\t", " "))


class _Console(Console):
    """Rich's console, for whom a reader that has seen enough (`| head`) is no failure of its own."""

    def on_broken_pipe(self) -> None:
        """Let the command line end as it ends on every broken pipe."""
        raise BrokenPipeError


class Screen:
    """Where cards are printed.

    Args:
        file: the stream; standard output when None.
        write_part: how a point in time or a command inside a text is written here.
        console: a prepared console, for tests.
    """

    def __init__(
        self,
        file: TextIO | None = None,
        *,
        write_part: Callable[[Part], str] = plain,
        console: Console | None = None,
    ) -> None:
        self.console = console or _Console(file=file, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._write_part = write_part
        self._progress = 0

    @property
    def width(self) -> int:
        """Columns that lines are broken at."""
        return max(NARROWEST, min(self.console.width, WIDEST))

    @property
    def coloured(self) -> bool:
        """Whether colours can be seen at all."""
        return self.console.color_system is not None and not self.console.no_color

    def words(self, text: Words) -> str:
        """A text of a card as this terminal writes it."""
        return safe(text.render(self._write_part) if isinstance(text, CardText) else text)

    def line(self, text: Words = "", *, style: str = "", indent: int = 0, hang: int | None = None) -> None:
        """One thought, broken at the width; lines after the first are indented by `hang` (default: as the first)."""
        for row in wrap(self.words(text), self.width, indent, indent if hang is None else hang):
            self._print(Styled(row, style=style))

    def progress(self, card: Card) -> None:
        """Say how far the work is: on one line that changes in a terminal, a line each elsewhere."""
        words = f"{safe(card.title)} …"
        if not self.console.is_terminal:
            self.line(words)
            return
        self.console.file.write("\r" + words + " " * max(0, self._progress - cell_len(words)))
        self.console.file.flush()
        self._progress = cell_len(words)

    def progress_done(self) -> None:
        """Take the progress line away; the answer comes in its place."""
        if self._progress:
            self.console.file.write("\r" + " " * self._progress + "\r")
            self.console.file.flush()
            self._progress = 0

    def card(self, card: Card, *, pictures: Sequence[Path] = (), numbers: bool = False) -> None:
        """Print a card: everything it says, where its pictures are, and its buttons with numbers to press."""
        self.line(card.title, style="bold")
        for text in card.lines:
            self.line(text)
        if card.swatches:
            self._strata(card.swatches)
            for swatch in card.swatches:
                self._swatch(swatch)
        fields = card.fields + tuple(Field(_("Picture"), str(path)) for path in pictures)
        fields += tuple(Field(link.label, link.url) for link in card.links)
        if fields and card.lines and not card.swatches:
            self.line()
        self._fields(fields)
        if card.footnote:
            self.line()
            self.line(card.footnote, style="dim")
        if card.aside:
            self.line()
            for text in card.aside:
                self.line(text)
        if numbers and card.buttons:
            self.line()
            self._buttons(card.buttons)

    def _print(self, text: Styled) -> None:
        text.rstrip()
        self.console.print(text, no_wrap=True, overflow="ignore", crop=False)

    def _strata(self, swatches: Sequence[Swatch]) -> None:
        """The scheme as one band, each colour at its share of the model; without colour there is nothing to see."""
        self.line()
        if not self.coloured:
            return
        total = sum(s.share for s in swatches) or 1
        edges = [round(self.width * sum(s.share for s in swatches[:i]) / total) for i in range(len(swatches) + 1)]
        for _row in range(2):
            band = Styled()
            for swatch, start, end in zip(swatches, edges, edges[1:], strict=False):
                band.append(" " * max(1, end - start), style=Style(bgcolor=swatch.hex))
            self.console.print(band, no_wrap=True, overflow="crop")
        self.line()

    def _swatch(self, swatch: Swatch) -> None:
        """One role: a field of its colour down the left side, beside it what it is and how it is painted."""
        for row in self._swatch_rows(swatch, self.width - TAB - 2):
            tab = Styled(" " * TAB, style=Style(bgcolor=swatch.hex)) if self.coloured else Styled()
            self._print(Styled.assemble(tab, "  " if self.coloured else "", row))
        self.line()

    def _swatch_rows(self, swatch: Swatch, width: int) -> Iterator[Styled]:
        head = f"{safe(swatch.role)} {percent(swatch.share)}"
        for n, row in enumerate(wrap(f"{head}  {safe(swatch.name)}  {swatch.hex}", width)):
            text = Styled(row)
            if n == 0:
                text.stylize("bold", 0, len(head))
            yield text
        if swatch.covers:
            yield from (Styled(row, style="dim") for row in wrap(safe(swatch.covers), width))
        if swatch.paint:
            paint = f"{safe(swatch.paint)}, {safe(swatch.closeness)}" if swatch.closeness else safe(swatch.paint)
            yield from self._chips((Chip("", swatch.paint_hex, paint),), width)
        ladder = swatch.ladder + ((Chip(_("Wash"), "", swatch.wash),) if swatch.wash else ())
        yield from self._chips(ladder, width)

    def _chips(self, chips: Sequence[Chip], width: int) -> Iterator[Styled]:
        """Small colours with a word and a paint each, as many on a line as fit."""
        line = Styled()
        for chip in chips:
            block = Styled.assemble(("  ", Style(bgcolor=chip.hex)), " ") if chip.hex and self.coloured else Styled()
            label = f"{safe(chip.label)} " if chip.label else ""
            words = label + (safe(chip.text) or "–")
            if line and line.cell_len + 3 + block.cell_len + cell_len(words) > width:
                yield line
                line = Styled()
            first, *more = wrap(words, width - block.cell_len)
            piece = Styled.assemble(block, first)
            piece.stylize("dim", block.cell_len, block.cell_len + len(label))
            line = Styled.assemble(line, "   ", piece) if line else piece
            for row in more:
                yield line
                line = Styled(" " * block.cell_len + row)
        if line:
            yield line

    def _fields(self, fields: Sequence[Field]) -> None:
        """Short headings in a column, their values beside them; below them where a heading is long."""
        column = min(30, max((cell_len(safe(f.label)) for f in fields), default=0)) + 2
        for field in fields:
            label = safe(field.label)
            if cell_len(label) > column - 2:
                self.line(label, style="bold")
                label = ""
            chip = Styled("  ", style=Style(bgcolor=field.hex)) + " " if field.hex and self.coloured else Styled()
            rows = wrap(self.words(field.value), self.width - column - chip.cell_len)
            for n, row in enumerate(rows or [""]):
                head = label + " " * (column - cell_len(label)) if n == 0 else " " * column
                self._print(Styled.assemble((head, "bold"), chip if n == 0 else " " * chip.cell_len, row))

    def _buttons(self, rows: Sequence[Sequence[Button]]) -> None:
        """Every button with the number that presses it, as many on a line as fit."""
        line = ""
        for n, button in enumerate((b for row in rows for b in row), start=1):
            word = f"{n} {safe(button.caption)}"
            if line and 2 + cell_len(line) + 4 + cell_len(word) > self.width:
                self.line(line, indent=2)
                line = ""
            line = f"{line}    {word}" if line else word
        if line:
            self.line(line, indent=2, hang=4)


def wrap(text: str, width: int, indent: int = 0, hang: int = 0) -> list[str]:
    """Break text into lines of at most `width` columns (wide characters count two), at spaces where there are any.

    Line breaks in the text are kept, runs of spaces inside a line too (they set columns apart); a word wider than the
    line is broken where it must be.
    """
    rows: list[str] = []
    for paragraph in text.split("\n"):
        row, used, fresh = " " * indent, indent, True
        for space, word in re.findall(r"(\s*)(\S+)", paragraph):
            gap = "" if fresh else space
            if not fresh and used + cell_len(gap) + cell_len(word) > width:
                rows.append(row)
                row, used, gap = " " * hang, hang, ""
            while used + cell_len(gap) + cell_len(word) > width:
                head = _fitting(word, width - used - cell_len(gap))
                rows.append(row + gap + head)
                row, used, gap, word = " " * hang, hang, "", word[len(head) :]  # noqa: PLW2901  the rest of it
            row, used, fresh = row + gap + word, used + cell_len(gap) + cell_len(word), False
        rows.append(row if not fresh else "")
        indent = hang
    return rows


def _fitting(word: str, width: int) -> str:
    """The longest beginning of a word that fits, at least one character."""
    end = 1
    while end < len(word) and cell_len(word[: end + 1]) <= width:
        end += 1
    return word[:end]
