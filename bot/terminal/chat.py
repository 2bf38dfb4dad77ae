"""`wetpalette chat`: the conversation in a terminal, with the very screens that the chat platforms show."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import i18n, routes
from bot.card import Button, Card, Picture, phrase
from bot.exits import CannotWrite
from bot.i18n import _
from bot.screens import dispatch, refusals
from bot.screens.briefs import BriefForm
from bot.screens.commands import read_brief
from bot.screens.visit import Visit
from bot.terminal.files import read_picture, save
from bot.terminal.news import PLATFORM, tell_news
from bot.terminal.render import Screen
from core.ids import new_id
from core.preferences import service as preferences

if TYPE_CHECKING:
    from core.services import Services

LEAVE = frozenset({"/quit", "/exit", "/q"})
PROMPT = "> "
_PHOTO = re.compile(
    r"(?:/paintscheme\s+(?P<before>(?:.*\s)?))?photo:(?:\"(?P<quoted>[^\"]+)\"|(?P<path>\S+))\s*(?P<after>.*)$",
    re.IGNORECASE,
)
"""`/paintscheme photo:PATH words`, the path in quotes where it has spaces."""


class Lines:
    """What the person types, a line at a time: with line editing in a terminal, plainly through a pipe."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._typed = sys.stdin.isatty()
        if self._typed:
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401, PLC0415  importing it is what gives input() its line editing
        elif hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")

    def read(self) -> str | None:
        """The next line without its end; None when there are no more.

        Raises:
            KeyboardInterrupt: Ctrl-C.
        """
        if self._typed:
            try:
                return input(PROMPT)
            except EOFError:
                print()  # noqa: T201  the shell's own prompt belongs on a line of its own
                return None
        line = sys.stdin.readline()
        if not line:
            return None
        self._screen.line(f"{PROMPT}{line.rstrip()}")  # so that a transcript can be read
        return line.rstrip("\r\n")


class Conversation:
    """One person at one terminal.

    Args:
        core: what the product knows and does.
        person_id: the person of this terminal.
        screen: where cards are printed.
        run: runs a coroutine on the one event loop; Ctrl-C cancels it.
    """

    def __init__(
        self, core: Services, person_id: str, screen: Screen, run: Callable[[Coroutine[Any, Any, Card]], Card]
    ) -> None:
        self._core = core
        self._person_id = person_id
        self._screen = screen
        self._run = run
        self._app = self._locale = i18n.locale()
        self._buttons: tuple[Button, ...] = ()
        self._asked: routes.Route | None = None

    def hold(self, lines: Lines) -> None:
        """Talk until the person leaves."""
        self._greet()
        stopped = False
        while True:
            try:
                line = self._read(lines)
                if line is None or line.strip().casefold() in LEAVE:
                    return
                if line.strip():
                    self._show(self._run(self._answer(line.strip())))
                stopped = False
            except KeyboardInterrupt:  # at the prompt, or while an answer is printed: neither ends the conversation
                if stopped:
                    return
                stopped = True
                self._screen.line()
                self._screen.line(_("Ctrl-C again, Ctrl-D or /quit leaves."))

    def _read(self, lines: Lines) -> str | None:
        """The next line; where a list of paints was asked for, all lines up to an empty one.

        A pasted list comes a line at a time, and no line of it may be taken for a description to be painted.
        """
        line = lines.read()
        listing = isinstance(self._asked, routes.PasteList | routes.PasteModels)
        if listing and line and not line.lstrip().startswith("/"):
            while not line.strip().isdigit() and (more := lines.read()) and more.strip():
                line += f"\n{more}"
        return line

    def _greet(self) -> None:
        self._screen.line(
            _("Say what you want to paint. A number presses a button; /help lists the rest, /quit leaves.")
        )
        self._show(self._run(self._card(lambda visit: dispatch.show(self._core, visit, routes.Balance()))))

    async def _answer(self, line: str) -> Card:
        """The card for a line: a number presses, everything else says."""
        if line.isascii() and line.isdigit() and self._buttons:
            return await self._press(int(line))
        asked = self._asked
        if photo := _PHOTO.match(line):
            return await self._card(lambda visit: refusals.guarded(self._core, visit, self._photo(visit, photo)))
        return await self._card(lambda visit: dispatch.say(self._core, visit, line, asked=asked))

    async def _photo(self, visit: Visit, line: re.Match[str]) -> Card:
        """A scheme from a picture on this machine: only here a path means one."""
        data = await asyncio.to_thread(read_picture, Path(line["quoted"] or line["path"]))
        form = read_brief(f"{line['before'] or ''} {line['after']}".strip())
        form = form if isinstance(form, BriefForm) else BriefForm("")
        return await dispatch.show(self._core, visit, replace(form, photo=data))

    async def _press(self, number: int) -> Card:
        if not 1 <= number <= len(self._buttons):
            return refusals.no_such_button(number, len(self._buttons))
        route = self._buttons[number - 1].route
        # through its text, as on every platform
        return await self._card(lambda visit: dispatch.press(self._core, visit, routes.encode(route)))

    async def _card(self, ask: Callable[[Visit], Awaitable[Card]]) -> Card:
        """Ask a screen; Ctrl-C while it works stops it, and the answer says what became of it."""
        visit = Visit(self._person_id, PLATFORM, new_id(), surface={"locale": self._app}, tell=self._tell)
        chosen = await self._core.db.read(preferences.language, person_id=self._person_id)
        i18n.speak(i18n.chosen(chosen, self._app))
        try:
            await tell_news(self._core, self._person_id, self._screen)
            card = await ask(visit)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            card = await dispatch.stopped(self._core, visit)
        self._locale = i18n.locale()  # the loop has a context of its own
        return card

    def _tell(self, card: Card) -> None:
        self._screen.progress(card)

    def _show(self, card: Card) -> None:
        """Print a card, put its files where they can be found, and remember its buttons."""
        i18n.speak(self._locale)
        self._screen.progress_done()
        if card.buttons:
            self._buttons = tuple(button for row in card.buttons for button in row)
        self._asked = card.asks
        self._screen.line()
        self._screen.card(card, pictures=self._pictures(card), numbers=True)
        for file in card.attachments:
            self._screen.line(phrase(_("Saved as {path}."), path=self._saved(file.content, file.filename)))
        self._screen.line()

    def _pictures(self, card: Card) -> list[Path]:
        """Draw and save the pictures of a card; where they are."""
        first = (card.picture,) if card.picture is not None else ()
        saved = [self._picture(one) for one in (*first, *card.pages)]
        return [path for path in saved if path is not None]

    def _picture(self, picture: Picture) -> Path | None:
        try:
            content = picture.draw()
        except Exception as error:
            # the scheme is stored and paid for; without its picture its words are still there
            for line in refusals.fault(error, platform=PLATFORM).lines:
                self._screen.line(line)
            self._screen.line(picture.alt)
            return None
        return self._saved(content, picture.filename)

    def _saved(self, content: bytes, filename: str) -> Path | None:
        try:
            return save(content, filename)
        except CannotWrite as refusal:
            self._screen.line(refusals.said(refusal))
            return None
