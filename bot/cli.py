"""The command line: `wetpalette try`, `chat`, `run`, `doctor`, `migrate`, `audit`, `keys rotate`, `admin grant`.

Each command imports what it needs when it runs, so that a painter who tries one scheme does not wait for the rest.
What goes wrong is one sentence on stderr and an exit status of its own (`bot.exits`).
"""

# ruff: noqa: PLC0415
from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from typer.exceptions import Abort, TyperException

from bot import i18n
from bot.exits import DatabaseRefusal, Exit, status_of
from bot.i18n import _
from core.errors import Misconfigured, Refusal
from core.words import N_

T = TypeVar("T")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=N_("Describe a vision, get a paint scheme you can follow tonight."),
)
keys = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=N_("The keys that seal descriptions at rest."))
admin = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=N_("For whoever runs this installation."))
app.add_typer(keys, name="keys")
app.add_typer(admin, name="admin")

_options: dict[str, Any] = {"config": None, "log": None}

MAX_GRANT = 1_000_000
_COUNTS = ("wallets", "txns", "entries", "holds", "lots")


def main() -> None:
    """The command `wetpalette`: run it, and end with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    # Loading the libraries makes a hundred thousand objects that stay; looking for garbage among them again and again
    # is a tenth of the time of a whole `try`. `opened` sets them aside and switches the search on again.
    gc.disable()
    try:
        with i18n.speaking(i18n.spoken(_wanted_language())):
            _translate_help()
            sys.exit(_run())
    finally:
        gc.enable()


def _translate_help() -> None:
    """Put the help into the language of the moment; the options' own texts are looked up when they are read."""
    for group in (app, keys, admin):
        for command in group.registered_commands:
            command.help = _(command.help) if command.help else None
        for inner in (group, *(g.typer_instance for g in group.registered_groups if g.typer_instance)):
            inner.info.help = _(inner.info.help) if inner.info.help else None


def _run() -> int:
    try:
        status = app(standalone_mode=False, prog_name="wetpalette")
        return int(status or 0)
    except TyperException as error:
        # a missing argument, an unknown option, a number that is none: the library's own sentence
        text = error.format_message()
        _complain(text if text.startswith("Usage:") else " ".join(text.split()))
        return Exit.INPUT
    except Refusal as refusal:
        from bot.screens.refusals import said

        _complain(said(refusal))
        return status_of(refusal)
    except (KeyboardInterrupt, Abort):
        _complain(_("Stopped."))
        return Exit.STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as error:
        return _apologise(error)


def _apologise(error: Exception) -> int:
    from bot.log import default_file
    from bot.screens.refusals import fault

    for line in fault(error, platform="cli").lines:
        _complain(line)
    _complain(_("The log is {path}.").format(path=_options.get("log") or default_file()))
    return Exit.FAULT


def _complain(text: object) -> None:
    from bot.terminal.once import write_part
    from bot.terminal.render import Screen

    Screen(sys.stderr, write_part=write_part).line(text)  # type: ignore[arg-type]


def _wanted_language() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "en")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"wetpalette {version('wetpalette')}")
        raise typer.Exit


@app.callback()
def common(
    config: Annotated[Path | None, typer.Option(help=_("Read this configuration file."), metavar="PATH")] = None,
    log_file: Annotated[Path | None, typer.Option(help=_("Write the log to this file."), metavar="PATH")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help=_("Show the log on stderr."))] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Print the version and exit."))
    ] = False,
) -> None:
    """What every command understands."""
    from bot import log

    _options.update(config=config, log=log_file)
    log.configure(verbose=verbose, file=log_file)


@app.command("try", help=N_("Paint one scheme: colours in the terminal, a picture beside you."))
def try_(
    text: Annotated[str, typer.Argument(help=_("What you want to paint, in your own words."), metavar="TEXT")] = "",
    photo: Annotated[
        Path | None, typer.Option(help=_("Take the colours from this PNG, JPEG or WebP."), metavar="PATH")
    ] = None,
    faction: Annotated[str, typer.Option(help=_("An army kind, for instance “risen dead”."))] = "",
    mood: Annotated[str, typer.Option(help=_("For instance grimdark, heroic, spectral."))] = "",
    style: Annotated[str, typer.Option(help=_("For instance weathered, clean, slapchop."))] = "",
    colours: Annotated[int | None, typer.Option("--colours", "--colors", help=_("3 to 8; usually six."))] = None,
    brand: Annotated[list[str] | None, typer.Option(help=_("Paints of this brand; may be given again."))] = None,
    tier: Annotated[str, typer.Option(help=_("fast, tabletop or display."))] = "",
    seed: Annotated[int | None, typer.Option(help=_("The same number gives the same scheme."))] = None,
    only_my_paints: Annotated[
        bool, typer.Option("--only-my-paints", help=_("Only paints of your shelf (/paints shelf in the chat)."))
    ] = False,
    new_paints: Annotated[
        str, typer.Option(help=_("Your paints first, and at most so many new ones: 0, 3, 6 or any."), metavar="N")
    ] = "",
    out: Annotated[Path | None, typer.Option(help=_("Where the picture goes."), metavar="PATH")] = None,
    recipe: Annotated[bool, typer.Option("--recipe", help=_("The recipe too, as a second page."))] = False,
) -> int:
    """Paint one scheme: colours in the terminal, a picture beside you."""
    from bot.screens import briefs
    from bot.terminal.files import check_target
    from bot.terminal.once import paint_once, write_part
    from bot.terminal.render import Screen

    # what cannot work is said before anything is opened or made
    words = briefs.clean(text) if text.strip() or photo is None else ""
    form = briefs.BriefForm(words, faction, mood, style, colours, tuple(brand or ()), tier, seed)
    form = replace(form, only_my_paints=only_my_paints, new_paints=new_paints)
    check_target(out)
    if photo is not None:
        form = replace(form, photo=_palette(photo, colours))
    if any((faction, mood, style, brand, tier, new_paints, colours is not None, seed is not None)):
        _check(form)
    screen, errors = Screen(write_part=write_part), Screen(sys.stderr, write_part=write_part)
    return _with_house(
        lambda house: paint_once(
            house.core, house.person_id, form, out=out, screen=screen, errors=errors, recipe=recipe
        )
    )


def _palette(photo: Path, colours: int | None) -> Any:
    from bot.terminal.files import read_picture
    from core.generation.photo import read_palette

    return read_palette(read_picture(photo), colours)


def _check(form: Any) -> None:
    from bot.screens import briefs
    from core.paints.catalogue import Catalogue

    briefs.read(form, Catalogue.load())


@app.command(help=N_("Talk to Wetpalette in this terminal."))
def chat() -> int:
    """Talk to Wetpalette in this terminal."""
    from bot.app import opened
    from bot.terminal.chat import Conversation, Lines
    from bot.terminal.news import catch_up
    from bot.terminal.render import Screen

    screen = Screen()
    with asyncio.Runner() as runner, opened(_settings(), runner, conversation=True) as house:
        runner.run(catch_up(house.core, house.person_id, screen))
        Conversation(house.core, house.person_id, screen, runner.run).hold(Lines(screen))
    return Exit.DONE


@app.command(help=N_("Run the bot on every platform that has a token, until it is stopped."))
def run() -> int:
    """Run the bot on every platform that has a token, until it is stopped."""
    from bot import log
    from bot.run import main as run_process

    log.configure(file=_options["log"], service=True)
    return run_process(_settings())


@app.command(help=N_("Look at everything and say in plain words what is missing."))
def doctor() -> int:
    """Look at everything and say in plain words what is missing."""
    from bot.doctor import examine
    from bot.terminal.render import Screen

    return examine(_options["config"], Screen())


@app.command(help=N_("Bring the database to the schema of this version."))
def migrate() -> int:
    """Bring the database to the schema of this version."""
    from core.persistence import migrate as migrations

    url = _settings().database_url
    before = _database(lambda: migrations.current(url))
    if before == migrations.head():
        typer.echo(_("The database is up to date (revision {head}).").format(head=before))
        return Exit.DONE
    _database(lambda: migrations.upgrade(url))
    typer.echo(_("The database is now at revision {head}.").format(head=migrations.head()))
    return Exit.DONE


@app.command(help=N_("Recompute every balance and name the first row that does not fit."))
def audit() -> int:
    """Recompute every balance from the journal and name the first row that does not fit."""

    async def work(house: Any) -> Exit:
        report = await house.core.ledger.audit()
        seen = _("{wallets} wallets, {txns} transactions, {entries} entries, {holds} holds, {lots} lots.")
        typer.echo(seen.format(**{name: getattr(report, name) for name in _COUNTS}))
        for finding in report.findings:
            typer.echo(f"{finding.table} {finding.row}: {finding.problem}")
        typer.echo(
            _("Every row agrees with the facts.") if report.clean else _("The first line names the first broken row.")
        )
        return Exit.DONE if report.clean else Exit.TODO

    return _with_house(work)


@app.command(help=N_("Palettes for many texts, as lines of JSON, for measuring."))
def palette(
    jsonl: Annotated[bool, typer.Option("--jsonl", help=_("Lines of JSON in, lines of JSON out."))] = False,
) -> int:
    """Palettes for many texts, for measuring: lines {"id", "text", "seed"} in, {"id", "palette"} out."""
    if not jsonl:
        _complain(_("Say --jsonl: lines of JSON are read from standard input."))
        return Exit.INPUT
    from bot.palette_command import main as answer

    answer(sys.stdin, sys.stdout)
    return Exit.DONE


@keys.command("new", help=N_("Print a new key for storage.encryption_keys."))
def new_key() -> int:
    """Print a new key for storage.encryption_keys."""
    from core.persistence.vault import new_key as make

    typer.echo(make())
    return Exit.DONE


@keys.command("rotate", help=N_("Seal everything anew with the newest key."))
def rotate() -> int:
    """Seal everything anew with the first of the keys, so that older ones can be dropped."""
    from bot.app import rotate_keys

    async def work(house: Any) -> Exit:
        count = await rotate_keys(house.core, _settings())
        typer.echo(_("{n} values are sealed with the newest key now; older keys can go.").format(n=count))
        return Exit.DONE

    return _with_house(work, conversation=True)


@admin.command("grant", help=N_("Give tokens, on your own installation."))
def grant(
    amount: Annotated[int, typer.Argument(help=_("How many tokens."), min=1, max=MAX_GRANT)],
    person: Annotated[str, typer.Option(help=_("Whose; the person of this terminal when left out."))] = "",
    reason: Annotated[str, typer.Option(help=_("Why; it stands in the history."))] = "by hand",
) -> int:
    """Give tokens, on your own installation."""
    from bot.card import phrase
    from bot.screens import tokens
    from core.ids import new_id
    from core.pricing import service as pricing

    async def work(house: Any) -> Exit:
        core, to = house.core, person or house.person_id
        await core.db.write(
            pricing.grant_by_operator,
            person_id=to,
            amount=amount,
            actor=_operator(),
            reason=reason,
            key=new_id(),
            now=core.clock(),
        )
        have = await tokens.balance_of(core, to)
        typer.echo(str(phrase(_("{more} more: {all} now."), more=tokens.tokens(amount), all=have.available)))
        return Exit.DONE

    return _with_house(work)


def _operator() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "operator"


def _settings() -> Any:
    from bot import settings

    return settings.load(_options["config"])


def _with_house(work: Callable[[Any], Awaitable[Exit]], *, conversation: bool = False) -> int:
    """Open everything, do the work on the event loop, close everything."""
    from bot.app import opened

    with asyncio.Runner() as runner, opened(_settings(), runner, conversation=conversation) as house:
        return runner.run(work(house))  # type: ignore[arg-type]


def _database(work: Callable[[], T]) -> T:
    """Do something with the database alone; what it refuses is the database's exit status."""
    try:
        return work()
    except Misconfigured as refusal:
        raise DatabaseRefusal(refusal.message, **refusal.values) from None
