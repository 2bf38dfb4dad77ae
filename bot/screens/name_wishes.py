"""What somebody wants names for: read from words, lists and a collection, with what they prefer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.i18n import _
from bot.screens.briefs import clean
from bot.screens.name_words import NameWords
from bot.screens.visit import Visit
from core.collection.values import Army, Model
from core.errors import BadInput, NotFound, UnknownWord
from core.generation.vocabulary import fold
from core.naming.service import Wanted
from core.nicknames import KINDS, TONES, TRADITIONS, TRAITS, NameColour, colours_of, tone
from core.nicknames.ask import MAX_TRAITS, Kind
from core.nicknames.reading import tradition_named
from core.preferences import service as preferences
from core.words import N_

if TYPE_CHECKING:
    from core.services import Services


async def read(core: Services, visit: Visit, asked: NameWords) -> Wanted:
    """What somebody typed, read; raises `BadInput` and `UnknownWord` with the next step."""
    asked = await _bearer_in_words(core, visit, asked)
    wanted = Wanted(
        text=clean(asked.text) if asked.text.strip() else "",
        kind=_kind(asked.kind),
        tradition=tradition_named(asked.tradition) if asked.tradition.strip() else "",
        traits=_traits(asked.traits),
    )
    wanted = await usual_of(core, visit, wanted, asked.tone)
    if not asked.target.strip():
        return wanted if wanted.text else replace(wanted, text=_from_lists(wanted))
    one = await core.collection.named(visit.person_id, asked.target)
    return await about(core, visit, one, wanted)


async def _bearer_in_words(core: Services, visit: Visit, asked: NameWords) -> NameWords:
    """`/nickname for the lich`, where the collection has one, means that one."""
    lead, _space, name = asked.text.strip().partition(" ")
    if asked.target.strip() or lead.casefold() != "for" or not name.strip():
        return asked
    for called in (name.strip(), name.strip().removeprefix("the ").removeprefix("my ")):
        try:
            one = await core.collection.named(visit.person_id, called)
        except (BadInput, NotFound):
            continue
        return replace(asked, text="", target=one.code)
    return replace(asked, text=name.strip())


async def usual_of(core: Services, visit: Visit, wanted: Wanted, tone_said: str = "") -> Wanted:
    """What is wanted, with the themes and the tone of somebody's preferences where they said none."""
    usual = await core.db.read(preferences.preferences, person_id=visit.person_id)
    themes = () if wanted.tradition else tuple(theme for theme in usual.themes if theme in TRADITIONS)
    said = tone_said if tone_said.strip() or usual.tone not in TONES else usual.tone
    return replace(wanted, themes=themes, tone=tone(said) if said.strip() else 0.0)


async def about(core: Services, visit: Visit, one: Model | Army, wanted: Wanted) -> Wanted:
    """What is wanted for a model or an army: its own name, archetype and colours go in."""
    army = isinstance(one, Army)
    scheme_id = one.scheme_id if isinstance(one, Army) else one.painted_with
    colours: tuple[NameColour, ...] = ()
    if scheme_id:
        stored = await core.schemes.by_id(visit.person_id, scheme_id)
        colours = colours_of(stored.scheme)
    return replace(
        wanted,
        text=f"{one.name} {wanted.text}".strip(),
        target=one.code,
        kind="army" if army else ("unit" if isinstance(one, Model) and one.kind == "unit" else "model"),
        archetype=one.archetype if isinstance(one, Army) else one.taken_for,
        colours=colours,
    )


def _from_lists(wanted: Wanted) -> str:
    """Words for what somebody only chose from lists."""
    labels = [TRADITIONS[wanted.tradition]] if wanted.tradition else []
    labels += [TRAITS[trait][0] if trait in TRAITS else trait for trait in wanted.traits]
    if not labels:
        raise BadInput(N_("Say in a few words who or what should get a name; nothing was taken."))
    return clean(", ".join(labels).lower())


def _traits(said: str) -> tuple[str, ...]:
    """Keys for traits of the list, also by what they are called here; other words as they are."""
    called = {fold(_(label)): key for key, (label, _fields) in TRAITS.items()}
    given = (word.strip()[:40] for word in said.split(","))
    return tuple(dict.fromkeys(called.get(fold(word), word) for word in given if word))[:MAX_TRAITS]


def _kind(word: str) -> Kind:
    given = word.strip().casefold()
    if given and given not in KINDS:
        raise UnknownWord(N_("kind"), word.strip()[:60], tuple(KINDS))
    return given or "model"  # type: ignore[return-value]  # one of KINDS
