"""What one can do here, and what this is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Field
from bot.i18n import _
from bot.screens.commands import COMMANDS, CommandInfo
from bot.screens.visit import Visit
from core.words import N_

if TYPE_CHECKING:
    from core.services import Services

FOOTNOTE: Final = N_(
    "Unofficial. Paint and brand names identify products and belong to their owners. Colours are approximate - test"
    " before you buy."
)
"""Stands under every scheme, on every surface."""

NOTICE: Final = (
    N_(
        "This is an independent tool for miniature painters. It is not made, endorsed or sponsored by any miniature or"
        " paint company. Brand, range and paint names are trademarks of their owners and appear only to say which"
        " product we mean. We publish no logos, artwork, rules or stories of any game."
    ),
    N_(
        "Suggestions are generated with AI and checked against a paint list; screen colours are estimates. What you"
        " type stays yours and you are responsible for what you share. Rights holders: write to the operator of this"
        " bot; we act on notices."
    ),
)
"""The long form of the footnote."""


async def help_(core: Services, visit: Visit, _route: routes.Help) -> Card:
    """The commands, the main job first."""
    return Card(
        title=_("What you can do here"),
        lines=(_("Describe an army, a model or a mood; you get a paint scheme you can follow tonight."),),
        fields=tuple(_told(command, visit) for command in COMMANDS.values()),
        buttons=(
            (
                Button(_("Paint something"), routes.AskBrief(), ButtonStyle.MAIN),
                Button(_("Costs"), routes.Costs()),
                Button(_("About"), routes.About()),
            ),
        ),
        harmless=True,
    )


def _told(command: CommandInfo, visit: Visit) -> Field:
    """A command as its reader meets it: typed out in a terminal, with its options shown elsewhere."""
    if visit.platform == "terminal":
        return Field(command.usage, _(command.about))
    return Field(f"/{command.name}", _(command.short or command.about))


async def about(core: Services, visit: Visit, _route: routes.About) -> Card:
    """What is generated, what is computed, and what the footnote means."""
    return Card(
        title=_("About Wetpalette"),
        lines=tuple(_(part) for part in NOTICE),
        fields=(
            Field(
                _("Generated"),
                _("Which colours, what they go on, the title and the line under it, from your words."),
            ),
            Field(
                _("Computed"),
                _(
                    "Everything else: paints, ladders, washes, difficulty, time and the picture come from a paint list"
                    " and painters’ rules, never from a guess. No paint is invented."
                ),
            ),
            Field(
                _("Colours"),
                _(
                    "A screen is not a pot. Two lists of the same paint differ more than two neighbouring paints do,"
                    " so matches are given as very close, close or similar."
                ),
            ),
            Field(_("Paint list"), _("Open lists of the hobby; sources and licences are in CATALOGUE.md.")),
            Field(_("Typeface"), _("Sofia Sans by lettersoup, SIL Open Font License 1.1.")),
        ),
        buttons=((Button(_("Help"), routes.Help()),),),
        harmless=True,
    )
