"""How to shade and highlight one colour: free, no scheme needed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.card import Card, Field, Words, phrase
from bot.i18n import _
from bot.screens.commands import AskShading
from bot.screens.help import FOOTNOTE
from bot.screens.result import CLOSENESS, paint_name
from bot.screens.visit import Visit
from core.paintschemes.shading import Shading, shading

if TYPE_CHECKING:
    from core.services import Services


async def shade(core: Services, _visit: Visit, asked: AskShading) -> Card:
    """Shade, base, layer, highlight and wash for a colour or a paint, and the rule of thumb of its family."""
    return _card(await asyncio.to_thread(shading, asked.text, core.catalogue))


def _card(answer: Shading) -> Card:
    shade_, base, layer, light = answer.paints
    fields: list[tuple[str, Words]] = []
    for label, paint, target in (
        (_("Shade"), shade_, answer.targets[0]),
        (_("Base"), base, answer.hex),
        (_("Layer"), layer, answer.targets[2]),
        (_("Highlight"), light, answer.targets[3]),
    ):
        if paint is None:
            fields.append((label, phrase(_("no paint near {hex}: mix it from its neighbours"), hex=target)))
        elif paint is base and answer.closeness is not None:
            close = _(CLOSENESS[answer.closeness])
            fields.append((label, phrase(_("{paint}, {closeness}"), paint=paint_name(paint), closeness=close)))
        else:
            fields.append((label, paint_name(paint, base if paint is not base else None)))
    if answer.wash is not None:
        fields.append((_("Wash"), paint_name(answer.wash, base)))
    return Card(
        title=str(phrase(_("{colour}, {hex}"), colour=answer.name, hex=answer.hex)),
        lines=(_(answer.rule),),
        fields=tuple(Field(label, value) for label, value in fields),
        footnote=_(FOOTNOTE),
    )
