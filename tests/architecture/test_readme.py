"""The README says what is there."""

from __future__ import annotations

import re
from pathlib import Path

from bot.exits import Exit
from bot.screens.commands import COMMANDS
from core.paints.catalogue import Catalogue

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_link_and_picture_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_the_two_commands_are_there_as_they_are_promised():
    assert (
        '\npip install uv && uv run wetpalette try "drowned sailors, ghostly teal and rusted brass, grimdark"\n'
        in README
    )
    assert "\npip install uv && uv run --group test pytest\n" in README


def test_every_command_option_and_exit_status_is_named():
    for name in COMMANDS:
        assert f"/{name}" in README
    for status in Exit:
        assert re.search(rf"\b{int(status)} [\w`]", README), status
    cli = (ROOT / "bot" / "cli.py").read_text(encoding="utf-8")
    for name in re.findall(r'\.command\("?(\w*)"?\)', cli):
        assert name in README


def test_figures_in_the_text_are_true():
    brands = int(re.search(r"real paints from (\d+) brands", README)[1])
    assert brands == len(Catalogue.load().brands)
