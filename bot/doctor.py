"""`wetpalette doctor`: look at everything without changing anything, and say what is missing and how to get it."""

# ruff: noqa: PLC0415  a part that is broken must not keep the doctor from looking at the others
from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from bot.card import Text, phrase
from bot.exits import Exit
from bot.i18n import _
from core.errors import Misconfigured, Refusal
from core.words import N_

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.terminal.render import Screen

OLDEST: Final = (3, 11)

MARKS: Final = {"ok": N_("ok"), "warning": N_("look"), "error": N_("do")}
"""What stands before a finding: fine, worth a look, must be done. Words, so that colour is not needed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        level: "ok", "warning" (it works all the same) or "error" (something must be done).
        text: what was found.
        how: what to do about it.
    """

    level: Literal["ok", "warning", "error"]
    text: Text | str
    how: Text | str = ""


def examine(config: Path | None, screen: Screen) -> Exit:
    """Look at everything, print what was found, and return `TODO` when something must be done."""
    failed = False
    for heading, findings in _rounds(config):
        screen.line(heading, style="bold")
        for finding in findings:
            failed |= finding.level == "error"
            screen.line(f"{_(MARKS[finding.level]):<5}{screen.words(finding.text)}", indent=2, hang=7)
            if finding.how:
                screen.line(finding.how, indent=7)
    screen.line()
    screen.line(_("Something must be done first; see above.") if failed else _("All is well."))
    return Exit.TODO if failed else Exit.DONE


def _rounds(config: Path | None) -> Iterator[tuple[str, list[Finding]]]:
    """One heading after the other, each as soon as it is known."""
    settings, findings = configuration(config)
    yield _("Configuration"), findings
    if settings is not None:
        yield _("What `run` needs"), _safely(lambda: service(settings))
        yield _("Database and keys"), _safely(lambda: database(settings))
    yield _("Paints"), _safely(catalogue)
    yield _("Engine"), _safely(lambda: engine(settings))
    yield _("Fonts and pictures"), _safely(pictures)
    yield _("This folder"), [folder()]


def configuration(config: Path | None) -> tuple[Settings | None, list[Finding]]:
    """The settings, or None when they cannot be read; and what there is to say about them."""
    from bot import settings

    findings = [_python()]
    try:
        file = settings.config_path(config)
        loaded = settings.load(config)
    except Misconfigured as refusal:
        how = _("config.example.toml explains every key.")
        return None, [*findings, Finding("error", _said(refusal), how)]
    if file is None:
        findings.append(Finding("ok", _("No configuration file; the defaults are fine for one's own machine.")))
    else:
        findings.append(Finding("ok", phrase(_("{path} is in order."), path=file)))
    findings += [
        Finding(
            "warning",
            phrase(_("The variable {name} sets nothing."), name=name),
            _("A table and a key are joined by two underscores: WETPALETTE_WEB__PORT."),
        )
        for name in settings.unknown_variables()
    ]
    return loaded, findings


def service(settings: Settings) -> list[Finding]:
    """What `wetpalette run` would stumble over, as far as it can be seen without calling anybody."""
    return list(dict.fromkeys([*_discord(settings), *_telegram(settings), *_web(settings)]))


def _discord(settings: Settings) -> list[Finding]:
    from bot.settings import NO_ADDRESS, is_address

    discord = settings.discord
    token = discord.token.get_secret_value().strip()
    if not token:
        if settings.telegram.token.get_secret_value().strip():
            return []
        return [Finding("ok", _("No Discord or Telegram token; `try` and `chat` need none."))]
    findings = []
    if len(token.split(".")) == 3 and not any(c.isspace() for c in token):
        findings.append(Finding("ok", _("There is a Discord token; `run` will show whether Discord knows it.")))
    else:
        text = _("discord.token does not look like a bot’s token, which has three parts with dots between them.")
        how = _("It stands on your application’s page, under Bot. The public key and the client secret are others.")
        findings.append(Finding("warning", text, how))
    for key, value, schemes in (
        ("discord.api_base", discord.api_base, ("http", "https")),
        ("discord.gateway_url", discord.gateway_url, ("ws", "wss")),
    ):
        if value and not is_address(value, schemes):
            said = phrase(_(NO_ADDRESS), key=key, how=schemes[-1])
            findings.append(Finding("error", said))
    if discord.shard_ids and discord.shard_count is None:
        text = _("discord.shard_ids is set and discord.shard_count is not: say how many shards there are in all.")
        findings.append(Finding("error", text))
    if discord.shard_count is not None and any(n not in range(discord.shard_count) for n in discord.shard_ids):
        said = phrase(_("discord.shard_ids must be between 0 and {last}."), last=discord.shard_count - 1)
        findings.append(Finding("error", said))
    return findings


def _telegram(settings: Settings) -> list[Finding]:
    import re

    token = settings.telegram.token.get_secret_value().strip()
    if not token:
        return []
    findings = []
    if re.fullmatch(r"[0-9]{3,}:[A-Za-z0-9_-]{30,}", token):
        findings.append(Finding("ok", _("There is a Telegram token; `run` will show whether Telegram knows it.")))
    else:
        text = _("telegram.token does not look like a bot’s token: a number, a colon, and 35 letters and digits.")
        how = _("@BotFather on Telegram shows it after /newbot, and again after /token.")
        findings.append(Finding("warning", text, how))
    return findings + [Finding("error", _said(problem)) for problem in settings.telegram_problems()]


def _web(settings: Settings) -> list[Finding]:
    from bot.settings import NO_ADDRESS, is_address

    web = settings.web
    findings = []
    if web.public_url and not is_address(web.public_url):
        text = phrase(_(NO_ADDRESS), key="web.public_url", how="https")
        findings.append(Finding("error", text))
    if web.port is None:
        return [*findings, Finding("ok", _("No web side: web.port is not set."))]
    where = phrase("{host}:{port}", host=web.host, port=str(web.port))
    if _can_listen(web.host, web.port):
        return [*findings, Finding("ok", phrase(_("The web side can listen on {where}."), where=str(where)))]
    text = phrase(_("{where} cannot be listened on just now."), where=str(where))
    how = _("Fine when `wetpalette run` is running already; otherwise another program has it, or web.host is wrong.")
    return [*findings, Finding("warning", text, how)]


def _can_listen(host: str, port: int) -> bool:
    """Whether the port is free; it is given back at once."""
    import socket

    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return True
    except (OSError, UnicodeError):
        return False


def database(settings: Settings) -> list[Finding]:
    """The database, its schema and the keys that seal what is in it."""
    from core.persistence import health

    seen = asyncio.run(health.examine(settings.database_url, keys=settings.encryption_keys))
    return [
        Finding(f.level, phrase(_(f.text), **dict(f.values)), phrase(_(f.how), **dict(f.values)) if f.how else "")
        for f in seen
    ]


def catalogue() -> list[Finding]:
    """The list of paints."""
    from core.paints.catalogue import Catalogue

    paints = Catalogue.load()
    return [
        Finding("ok", phrase(_("{n} paints of {brands} brands."), n=len(paints), brands=len(paints.brands)))
        if len(paints)
        else Finding("error", _("The list of paints is empty."), _reinstall())
    ]


def engine(settings: Settings | None) -> list[Finding]:
    """Who proposes colours, tried on a brief."""
    from core.generation.brief import Brief
    from core.generation.embedded import EmbeddedEngine

    findings = []
    if settings is not None and settings.generation.engine == "openai":
        findings.append(
            Finding(
                "error",
                _("generation.engine is openai, which this version does not have yet."),
                _("Set it to embedded, or leave it out."),
            )
        )
    made = EmbeddedEngine()
    proposal = made.propose_now(Brief(text="drowned sailors, ghostly teal and rusted brass, grimdark", seed=1))
    said = phrase(
        _("The embedded engine, version {version}, proposes {n} colours for a test."),
        version=made.version,
        n=len(proposal.colours),
    )
    return [*findings, Finding("ok", said)]


def pictures() -> list[Finding]:
    """The fonts, and whether something can be drawn with them."""
    from PIL import features

    from bot.swatches import typeface

    fonts = sorted(path.name for path in (Path(typeface.__file__).parent / "fonts").glob("*.ttf"))
    if not fonts:
        return [Finding("error", _("The fonts are not there."), _reinstall())]
    findings = [Finding("ok", phrase(_("Sofia Sans, {n} faces."), n=len(fonts)))]
    if not features.check("freetype2"):
        how = _("Install Pillow from its wheel: pip install --force-reinstall pillow")
        findings.append(Finding("error", _("Pillow was built without FreeType, so no text can be drawn."), how))
    return findings


def folder() -> Finding:
    """Whether pictures can be put into the folder one is in."""
    from bot.settings import data_folder

    here = Path.cwd()
    if os.access(here, os.W_OK | os.X_OK):
        return Finding("ok", phrase(_("Pictures are put into {path}."), path=here))
    return Finding(
        "warning",
        phrase(_("{path} cannot be written."), path=here),
        phrase(_("Pictures go to {path} instead; --out puts one elsewhere."), path=data_folder()),
    )


def _python() -> Finding:
    version = ".".join(str(n) for n in sys.version_info[:3])
    if sys.version_info < OLDEST:
        return Finding("error", phrase(_("Python {version}."), version=version), _("Install Python 3.11 or newer."))
    return Finding("ok", phrase(_("Python {version}."), version=version))


def _safely(look: Callable[[], list[Finding]]) -> list[Finding]:
    """A look that fails is a finding too."""
    try:
        return look()
    except Refusal as refusal:
        return [Finding("error", _said(refusal))]
    except Exception as error:
        from bot.screens.refusals import fault

        incident = fault(error, platform="doctor").incident
        return [
            Finding("error", phrase(_("This part could not be looked at (incident {n})."), n=incident), _reinstall())
        ]


def _reinstall() -> str:
    return _("Install Wetpalette again: uv tool install --reinstall wetpalette, or a fresh clone.")


def _said(refusal: Refusal) -> Text:
    return phrase(_(refusal.message), **refusal.values)
