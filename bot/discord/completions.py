"""What Discord offers while an option is typed: at most 25 choices of at most 100 characters, from memory.

Only one's own schemes and paints are read from the database, by an index, and a few people's at a time are kept for
some seconds because every keystroke asks again.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

import discord
from discord.app_commands import Choice

from bot.discord import PLATFORM
from bot.discord.words import cut
from bot.i18n import _, speaking, spoken
from bot.screens.paints import full_name
from core.accounts.service import find_person
from core.generation import vocabulary
from core.nicknames import TRADITIONS, TRAITS
from core.nicknames.data import themes
from core.shelf import service as shelf

if TYPE_CHECKING:
    from bot.discord.client import Client

    Interaction = discord.Interaction[Client]
else:
    Interaction = discord.Interaction

MOST: Final = 25
MOST_NAME: Final = 100
KEPT_S: Final = 10.0
KEPT_PEOPLE: Final = 500

Choices = list[Choice[str]]

T = TypeVar("T")


def _offer(words: Iterable[str], typed: str) -> Choices:
    """The words that begin with what was typed, then those that hold it."""
    key = typed.casefold().strip()
    listed = list(dict.fromkeys(words))
    begin = [word for word in listed if word.casefold().startswith(key)]
    hold = [word for word in listed if key in word.casefold() and word not in begin]
    return [Choice(name=cut(word, MOST_NAME), value=cut(word, MOST_NAME)) for word in (*begin, *hold)[:MOST]]


def _labelled(interaction: Interaction, typed: str, labels: Mapping[str, str], words: Mapping[str, str]) -> Choices:
    """A closed list by its labels; other words people use for an entry lead to it."""
    with speaking(spoken(str(interaction.locale))):
        shown = {key: _(label) for key, label in labels.items()}
    key = vocabulary.fold(typed)
    found = [one for one, label in shown.items() if key in vocabulary.fold(label) or key in one]
    found += [one for word, one in words.items() if key and word.startswith(key) and one not in found]
    once = list(dict.fromkeys(found))[:MOST]
    return [Choice(name=cut(shown[one], MOST_NAME), value=one) for one in once]


async def factions(interaction: Interaction, typed: str) -> Choices:
    """Kinds of armies."""
    return _labelled(interaction, typed, vocabulary.FACTIONS, vocabulary.faction_words())


async def moods(interaction: Interaction, typed: str) -> Choices:
    """Moods."""
    return _labelled(interaction, typed, vocabulary.MOODS, vocabulary.mood_words())


async def styles(interaction: Interaction, typed: str) -> Choices:
    """Styles of painting."""
    return _labelled(interaction, typed, vocabulary.STYLES, vocabulary.style_words())


async def brand(interaction: Interaction, typed: str) -> Choices:
    """One brand."""
    return _offer(interaction.client.core.catalogue.brands, typed)


async def brands(interaction: Interaction, typed: str) -> Choices:
    """Brands with commas between them: what is complete stays in front."""
    *done, last = typed.split(",")
    known = [word.strip() for word in done if word.strip()]
    left = [name for name in interaction.client.core.catalogue.brands if name not in known]
    front = "".join(f"{word}, " for word in known)
    offered = [one.name for one in _offer(left, last)]
    return [Choice(name=front + name, value=front + name) for name in offered if len(front + name) <= MOST_NAME]


async def paints(interaction: Interaction, typed: str) -> Choices:
    """Paints by name, typos included."""
    if not typed.strip():
        return []
    found = interaction.client.core.catalogue.search(typed, limit=MOST)
    return _offer((full_name(paint) for paint in found), "")


async def paint_list(interaction: Interaction, typed: str) -> Choices:
    """Paints with commas between them."""
    *done, last = typed.split(",")
    front = "".join(f"{word.strip()}, " for word in done if word.strip())
    if not last.strip():
        return []
    names = [full_name(paint) for paint in interaction.client.core.catalogue.search(last, limit=MOST)]
    whole = list(dict.fromkeys(front + name for name in names))
    return [Choice(name=text, value=text) for text in whole if len(text) <= MOST_NAME]


async def schemes(interaction: Interaction, typed: str) -> Choices:
    """One's own schemes by code and title; the value is the code."""
    key = typed.casefold().strip()
    own = await interaction.client.kept.schemes(interaction)
    return [
        Choice(name=cut(f"{code} · {title}", MOST_NAME), value=code)
        for code, title in own
        if key in code.casefold() or key in title.casefold()
    ][:MOST]


async def own_paints(interaction: Interaction, typed: str) -> Choices:
    """The paints on one's shelf."""
    return _offer(await interaction.client.kept.paints(interaction), typed)


async def bearers(interaction: Interaction, typed: str) -> Choices:
    """One's own models and armies; the value is the code."""
    core = interaction.client.core
    person_id = await core.db.read(find_person, PLATFORM, str(interaction.user.id))
    found = await core.collection.find(person_id, typed, limit=MOST) if person_id else ()
    return [
        Choice(name=cut(f"{one.title} · {one.army}" if one.army else one.title, MOST_NAME), value=one.code)
        for one in found
    ]


async def armies(interaction: Interaction, typed: str) -> Choices:
    """One's own armies; the value is the code."""
    core = interaction.client.core
    person_id = await core.db.read(find_person, PLATFORM, str(interaction.user.id))
    found = await core.collection.armies(person_id) if person_id else ()
    key = typed.casefold().strip()
    fitting = [one for one in found if key in one.title.casefold()][:MOST]
    return [Choice(name=cut(one.title, MOST_NAME), value=one.code) for one in fitting]


async def goals(interaction: Interaction, typed: str) -> Choices:
    """One's own armies, and none of them."""
    with speaking(spoken(str(interaction.locale))):
        nowhere = _("In no army")
    found = await armies(interaction, typed)
    none = [Choice(name=nowhere, value="-")] if typed.casefold().strip() in nowhere.casefold() else []
    return [*found[: MOST - len(none)], *none]


async def models(interaction: Interaction, typed: str) -> Choices:
    """One's own models and units; the value is the code."""
    core = interaction.client.core
    person_id = await core.db.read(find_person, PLATFORM, str(interaction.user.id))
    found = await core.collection.find(person_id, typed, limit=MOST, with_armies=False) if person_id else ()
    return [
        Choice(name=cut(f"{one.title} · {one.army}" if one.army else one.title, MOST_NAME), value=one.code)
        for one in found
    ]


async def traditions(interaction: Interaction, typed: str) -> Choices:
    """What names can sound like; a theme leads to the traditions that claim it."""
    claimed = {word: keys[0] for word, keys in themes().items()}
    return _labelled(interaction, typed, TRADITIONS, claimed)


async def traits(interaction: Interaction, typed: str) -> Choices:
    """Traits with commas between them: what is complete stays in front, own words too."""
    with speaking(spoken(str(interaction.locale))):
        labels = {key: _(label) for key, (label, _fields) in TRAITS.items()}
    keys = {vocabulary.fold(label): key for key, label in labels.items()}
    *done, last = typed.split(",")
    chosen = [keys.get(vocabulary.fold(word), word.strip()) for word in done if word.strip()]
    said = "".join(f"{labels.get(key, key)}, " for key in chosen)
    meant = "".join(f"{key}, " for key in chosen)
    part = vocabulary.fold(last)
    fitting = [key for key, label in labels.items() if part in vocabulary.fold(label) and key not in chosen]
    whole = [Choice(name=said + labels[key], value=meant + key) for key in fitting[:MOST]]
    return [one for one in whole if max(len(one.name), len(one.value)) <= MOST_NAME]


class Kept:
    """What a few people have, for some seconds."""

    def __init__(self) -> None:
        self._schemes: dict[int, tuple[float, list[tuple[str, str]]]] = {}
        self._paints: dict[int, tuple[float, list[str]]] = {}

    async def schemes(self, interaction: Interaction) -> list[tuple[str, str]]:
        """Code and title of the newest and the starred schemes."""

        async def read(person_id: str) -> list[tuple[str, str]]:
            keep = interaction.client.core.schemes
            recent = await keep.recent(person_id, limit=MOST * 2)
            starred = await keep.favourites(person_id, limit=MOST)
            return list(dict.fromkeys((one.code, one.title) for one in (*recent.schemes, *starred.schemes)))

        return await self._have(self._schemes, interaction, read)

    async def paints(self, interaction: Interaction) -> list[str]:
        """Names of the paints on the shelf."""

        async def read(person_id: str) -> list[str]:
            core = interaction.client.core
            owned = await core.db.read(shelf.owned_ids, person_id=person_id)
            return sorted(full_name(paint) for paint in core.catalogue.paints if paint.id in owned)

        return await self._have(self._paints, interaction, read)

    def forget(self, user: int) -> None:
        """Somebody did something: what they have may be different now."""
        self._schemes.pop(user, None)
        self._paints.pop(user, None)

    async def _have(
        self,
        kept: dict[int, tuple[float, list[T]]],
        interaction: Interaction,
        read: Callable[[str], Awaitable[list[T]]],
    ) -> list[T]:
        user, now = interaction.user.id, time.monotonic()
        if user in kept and kept[user][0] > now:
            return kept[user][1]
        core = interaction.client.core
        person_id = await core.db.read(find_person, PLATFORM, str(user))
        found = await read(person_id) if person_id else []
        while len(kept) >= KEPT_PEOPLE:
            kept.pop(next(iter(kept)))
        kept[user] = (now + KEPT_S, found)
        return found
