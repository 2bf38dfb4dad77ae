"""What a recipe and a miniature show, in words, for those who hear them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from bot.swatches.alt import LONGEST, plain
from bot.swatches.hero import DIFFICULTY, MINUTES, OUT_OF_FIVE
from bot.swatches.recipe import RECIPES
from bot.swatches.setting import Translate
from core.paintschemes.pots import BrandPots, pots
from core.paintschemes.scheme import ROLE_NAMES, Paintscheme
from core.paintschemes.steps import model_steps, role_steps
from core.words import N_

STEP = N_("{number}: {verb}")
LINE = N_("{step} {paint}")
ROLE = N_("{role}: {paints}")
BUY, OWN = N_("To buy: {paints}"), N_("You own: {paints}")
MINIATURE = N_("A miniature painted in this scheme: {colours}")
WEARS = N_("{role} {colour}")


def recipe_text(scheme: Paintscheme, *, translate: Translate, owned: Collection[str] = frozenset()) -> str:
    """Say in words what the recipe of a scheme shows.

    Of a recipe with much to say the lists of pots go first, then the sentences of the steps; verbs, roles and paints
    stay.

    Args:
        scheme: the scheme.
        translate: gettext of the reader's language.
        owned: ids of paints that are there already.

    Returns:
        At most 1000 characters, one line.
    """
    say = sayer(translate)
    text = ""
    for lists, how in ((True, True), (False, True), (True, False), (False, False)):
        text = _sentences(scheme, say, owned if lists else None, how=how)
        if len(text) <= LONGEST:
            return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def miniature_text(scheme: Paintscheme, *, translate: Translate) -> str:
    """Say in words what the miniature of a scheme shows: at most 1000 characters, one line."""
    say = sayer(translate)
    worn = ", ".join(say(WEARS, role=say(ROLE_NAMES[a.role]), colour=say(a.name)) for a in scheme.areas)
    text = f"{plain(scheme.title)}. {say(MINIATURE, colours=worn)}."
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def sayer(translate: Translate) -> Callable[..., str]:
    """What puts a text into the reader's language, its places filled, on one line."""

    def say(text: str, **values: object) -> str:
        said = translate(text) if text else ""
        return plain(said.format(**values) if values else said)

    return say


def _sentences(scheme: Paintscheme, say: Callable[..., str], owned: Collection[str] | None, *, how: bool) -> str:
    least, most = scheme.minutes
    level = say(OUT_OF_FIVE, word=say(DIFFICULTY[scheme.difficulty - 1]), number=scheme.difficulty)
    parts = [plain(scheme.title), say(RECIPES[scheme.tier]), f"{level}, {say(MINUTES, least=least, most=most)}"]
    for number, step in enumerate(model_steps(scheme), 1):
        parts.append(say(STEP, number=number, verb=say(step.verb)))
        if how:
            parts.append(say(step.how))
    for area in scheme.areas:
        lines = [(r.step, r.paint) for r in role_steps(area, scheme.tier) if r.paint is not None]
        paints = ", ".join(say(LINE, step=say(step), paint=plain(p.name)) for step, p in lines)
        if paints:
            parts.append(say(ROLE, role=say(ROLE_NAMES[area.role]), paints=paints))
    if owned is not None:
        sorted_pots = pots(scheme, owned)
        parts += [say(t, paints=_names(b)) for t, b in ((BUY, sorted_pots.buy), (OWN, sorted_pots.own)) if b]
    return " ".join(p if p[-1] in ".!?…" else p + "." for p in parts if p)


def _names(brands: tuple[BrandPots, ...]) -> str:
    return "; ".join(f"{plain(b.brand)} {', '.join(plain(p.name) for p in b.paints)}" for b in brands)
