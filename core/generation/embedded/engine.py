"""The embedded engine itself: brief in, proposal out."""

from __future__ import annotations

import random
import zlib

import numpy as np

from core.colour.convert import hexes, lab
from core.colour.repair import repair
from core.errors import BadInput
from core.generation import vocabulary
from core.generation.brief import Brief
from core.generation.embedded import words
from core.generation.embedded.fill import Fixed, fill
from core.generation.embedded.lexicon import Floats
from core.generation.embedded.reader import read
from core.generation.embedded.reading import Named, Reading
from core.generation.embedded.roles import count_for, roles_for, unsuited
from core.generation.embedded.space import Space, space
from core.generation.embedded.statistics import distribution
from core.generation.embedded.tokens import stem
from core.generation.proposal import Proposal, ProposedColour
from core.paintschemes.scheme import Hex, Role
from core.words import N_

VERSION = "1"
_VARIETY = 0.9
"""How strongly a seed other than 0 sways the fill."""
_ALTERNATIVES = 2


class EmbeddedEngine:
    """Lexicons and statistics instead of a model: deterministic for a brief and its seed, no network, no state."""

    name = "embedded"
    version = VERSION

    async def propose(self, brief: Brief) -> Proposal:
        """Propose colours for a brief; see `propose_now`."""
        return self.propose_now(brief)

    def propose_now(self, brief: Brief) -> Proposal:
        """Propose colours for a brief.

        Raises:
            BadInput: when the brief is empty, or its faction, mood or style is not one of ours (`UnknownWord`).
        """
        if not (brief.text.strip() or brief.faction or brief.mood or brief.style or brief.locks):
            raise BadInput(N_("Describe what you want to paint: a few words on the army, its colours or its mood."))
        reading = read(brief.text)
        _choose(reading, brief)
        book = space()
        likely = distribution(reading, book)
        named = _named(reading, brief)
        roles = roles_for(reading, _count(reading, brief, named), tuple(brief.locks))
        named = named[: len(roles)]
        palette, origin = _paint(book, likely, roles, named, reading, brief, brief.seed)
        others = tuple(
            hexes(_paint(book, likely, roles, named, reading, brief, brief.seed + 7919 * (n + 1))[0])
            for n in range(_ALTERNATIVES)
        )
        asked = {at: one for at, one in enumerate(_asked(reading, brief)[: len(named)])}
        colours = tuple(
            _proposed(role, hex_, asked.get(int(at)), reading)
            for role, hex_, at in zip(roles, hexes(palette), origin, strict=True)
        )
        chance = random.Random(_grain(brief, brief.seed))
        return Proposal(
            title=words.title(reading, colours[0].hex, chance, brief.text),
            mood_line=words.mood_line(reading),
            colours=colours,
            archetype=reading.archetype,
            mood=reading.mood,
            style=reading.style,
            tags=words.tags(reading),
            techniques=words.techniques(reading),
            understood=tuple(reading.understood[:24]),
            not_understood=_unknown(reading, book),
            forbidden=tuple(reading.forbidden),
            waivers=reading.waivers,
            confidence=_confidence(reading, book),
            engine=self.name,
            engine_version=self.version,
            alternatives=others,
        )


def _choose(reading: Reading, brief: Brief) -> None:
    """What was chosen from the lists outweighs what the text says."""
    if brief.faction:
        reading.archetypes[vocabulary.faction(brief.faction)] += 100
    if brief.mood:
        reading.moods[vocabulary.mood(brief.mood)] += 100
    if brief.style:
        reading.styles[vocabulary.style(brief.style)] += 100


def _asked(reading: Reading, brief: Brief) -> list[Hex | None]:
    """The colour word's own hex for every given colour, locks (None) first."""
    return [None] * len(brief.locks) + [n.asked for n in _unlocked(reading, brief)]


def _unlocked(reading: Reading, brief: Brief) -> list[Named]:
    return [n for n in reading.named if n.role is None or n.role not in brief.locks]


def _named(reading: Reading, brief: Brief) -> tuple[Fixed, ...]:
    """Locked colours and then named ones, each role given away once."""
    taken: set[Role] = set(brief.locks)
    given = [Fixed(lab([hex_])[0], role, locked=True) for role, hex_ in brief.locks.items()]
    for one in _unlocked(reading, brief):
        role = one.role if one.role not in taken else None
        if role:
            taken.add(role)
        given.append(Fixed(one.lab, role, one.metal))
    return tuple(given)


def _count(reading: Reading, brief: Brief, named: tuple[Fixed, ...]) -> int:
    return max(count_for(reading, brief.colours), len(brief.locks))


def _grain(brief: Brief, seed: int) -> int:
    return zlib.crc32(f"{brief.text}|{brief.faction}|{brief.mood}|{brief.style}|{seed}".encode())


def _swayed(book: Space, likely: Floats, grain: int) -> Floats:
    """The distribution seen in another light: weighed by a smooth random field over the colours."""
    noise = np.random.default_rng(grain).standard_normal(len(likely))
    near = np.exp(-0.5 * (book.apart / 14) ** 2)
    field = near @ noise / np.sqrt((near**2).sum(axis=1))
    swayed = likely * np.exp(_VARIETY * field)
    out: Floats = swayed / swayed.sum()
    return out


def _paint(
    book: Space,
    likely: Floats,
    roles: tuple[Role, ...],
    named: tuple[Fixed, ...],
    reading: Reading,
    brief: Brief,
    seed: int,
) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.intp]]]:
    if seed:
        likely = _swayed(book, likely, _grain(brief, seed))
    given = np.array([f.lab for f in named]).reshape(-1, 3)
    return fill(book, likely, roles, named, unsuited(book.lab, roles, reading), unsuited(given, roles, reading))


def _proposed(role: Role, hex_: Hex, asked: Hex | None, reading: Reading) -> ProposedColour:
    return ProposedColour(
        role=role, hex=hex_, covers=words.covers(role, reading), named=asked is not None, asked_hex=asked
    )


def _unknown(reading: Reading, book: Space) -> tuple[str, ...]:
    """Words that neither a list nor the statistics know, and what is written in another script."""
    loose = [word for word in reading.loose if not book.knows(stem(word))]
    return tuple(dict.fromkeys(word[:24] for word in (*loose, *reading.foreign)))[:12]


def _confidence(reading: Reading, book: Space) -> float:
    """0 to 1: how much of the text was understood, and whether it named colours, things or an army at all."""
    guessed = [word for word in reading.loose if book.knows(stem(word))]
    known = len(reading.understood) + 0.5 * len(guessed)
    total = len(reading.understood) + len(set(reading.loose)) + len(reading.foreign)
    share = known / total if total else 0.0
    named = 0.25 * bool(reading.named) + 0.03 * min(4, len(reading.named))
    things = 0.2 * bool(reading.archetypes) + 0.15 * bool(reading.concepts or reading.moods)
    return round(min(0.97, 0.1 + 0.35 * share + named + things), 2)


def palette_for(text: str, seed: int = 0) -> list[Hex]:
    """The palette that a person gets for a text: proposed by the engine, repaired by the colour room.

    Raises:
        BadInput: when the text is empty.
    """
    proposal = repair(EmbeddedEngine().propose_now(Brief(text=text, seed=seed)), locks={})
    return [colour.hex for colour in proposal.colours]
