"""Six names for an ask: diverse among themselves, never one that is known already, the same for the same ask."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.nicknames.ask import NameAsk, Suggestion, tone
from core.nicknames.checks import name_is_fit
from core.nicknames.compose import Composer, Draft, parts_of
from core.nicknames.data import HOOKED, Field, Template, Tradition, colours, fields, tradition
from core.nicknames.reading import Hook, hooks_of, traditions_for
from core.nicknames.reasons import reason_for
from core.nicknames.sounds import sound_key

_TRIES: Final = 600
"""Candidates that are looked at before the rules are eased, and again before fewer names are given than asked."""
_SILLIER: Final = 0.35
_SERIOUS: Final = 0.35
"""Up to this tone no joke comes in."""


def suggest(ask: NameAsk) -> tuple[Suggestion, ...]:
    """Names for an ask.

    Returns:
        `ask.count` suggestions that share no part among themselves; fewer only when the tradition has no more to give.

    Raises:
        UnknownWord: for a tradition that does not exist.
    """
    ranked = traditions_for(ask)
    key = ask.like.tradition if ask.like and not ask.tradition else ranked[ask.turn % len(ranked)]
    search = _Search(ask, tradition(key))
    found: list[Suggestion] = []
    for attempt in range(2 * _TRIES):
        draft = search.candidate(len(found), eased=attempt >= _TRIES)
        if draft and search.takes(draft, eased=attempt >= _TRIES):
            found.append(_suggestion(draft, key, search.tone, ask.like))
            if len(found) == ask.count:
                break
    return tuple(found)


def more_like(ask: NameAsk, one: Suggestion, shown: Iterable[Suggestion] = ()) -> NameAsk:
    """The ask for more names like `one`: same tradition, similar build, something of its flavour, never itself."""
    return replace(ask, like=one, tradition=one.tradition, unlike=(), avoid=_with(ask.avoid, (one, *shown)))


def different(ask: NameAsk, shown: Iterable[Suggestion]) -> NameAsk:
    """The ask for names that are other than those shown; where no tradition was chosen the next that suits."""
    seen = tuple(shown)
    return replace(ask, like=None, unlike=seen[-12:], turn=ask.turn + 1, avoid=_with(ask.avoid, seen))


def sillier(ask: NameAsk, shown: Iterable[Suggestion] = ()) -> NameAsk:
    """The ask for the same with less dignity."""
    return replace(ask, tone=min(1.0, max(_SERIOUS, tone(ask.tone)) + _SILLIER), avoid=_with(ask.avoid, shown))


def _with(avoid: frozenset[str], shown: Iterable[Suggestion]) -> frozenset[str]:
    return avoid | {s.full for s in shown}


@dataclass(frozen=True, slots=True)
class _Known:
    """What may not come again: sounds of whole names, of call-names and pieces."""

    names: frozenset[str]
    calls: frozenset[str]


def _known(ask: NameAsk) -> _Known:
    names, calls = set(), set()
    for name in ask.avoid:
        names.add(sound_key(name[:80]))
        words = parts_of(name[:80])
        if words:
            calls.add(sound_key(words[0]))
    if ask.like:
        names.add(sound_key(ask.like.full))
        calls.add(sound_key(ask.like.short))
    return _Known(frozenset(names), frozenset(calls))


class _Search:
    """The state of one search: chance, what was taken, what is known."""

    def __init__(self, ask: NameAsk, source: Tradition) -> None:
        self.ask = ask
        self.tone = tone(ask.tone)
        said = (source.key, ask.kind, ask.archetype, ask.traits, self.tone, ask.colours, ask.text, ask.seed, ask.turn)
        like = ask.like.full if ask.like else ""
        said_all = repr((*said, like, [s.full for s in ask.unlike], len(ask.avoid)))
        self.chance = random.Random(int.from_bytes(hashlib.sha256(said_all.encode()).digest()[:8], "big"))
        self.composer = Composer(source, self.chance)
        self.source = source
        self.known = _known(ask)
        self.used: set[str] = set()
        self.shapes: list[str] = []
        self.heard: list[str] = []
        self.apart = {p.casefold() for s in ask.unlike for p in s.parts}
        self.hooks = hooks_of(ask)
        self.silly = Hook("silly", "", fields()["silly"], 1.0)
        self.templates = source.templates[ask.kind]
        self.like_field = _flavour(ask.like) if ask.like else None
        self.like_start = _start(ask.like, source) if ask.like else ""

    def candidate(self, at: int, *, eased: bool) -> Draft | None:
        """One candidate for the suggestion number `at`."""
        hooks = self._hooks(at)
        sound = bool(self.like_start) and (self.like_field is None or at % 2 == 1)
        template = self._template(hooks, eased=eased, given=sound)
        if self.ask.like and not sound and self.like_field:
            hooks = [Hook("like", self.ask.like.full, self.like_field, 1.0), *hooks]
        return self.composer.draft(template, hooks, self.like_start if sound else "")

    def _hooks(self, at: int) -> list[Hook]:
        chance = self.chance
        chosen: list[Hook] = []
        if chance.random() < 0.95 * max(0.0, (self.tone - _SERIOUS) / (1 - _SERIOUS)):
            chosen.append(self.silly)
        # Every third name is free of what was asked for, unless that is all that makes it fit.
        if self.hooks and (at % 3 != 2 or chance.random() < 0.4):
            worn = {s.flavour for s in self.ask.unlike}
            weights = [
                h.weight * (0.2 if h.flavour in worn else 1.0) * 0.3 ** self.heard.count(h.flavour) for h in self.hooks
            ]
            chosen.insert(chance.randrange(2) if chosen else 0, chance.choices(self.hooks, weights)[0])
        return chosen

    def _template(self, hooks: Sequence[Hook], *, eased: bool, given: bool) -> Template:
        needs = bool(hooks) or (self.like_field is not None and not given)
        like_shape = self.ask.like.shape if self.ask.like else ""
        worn = {s.shape for s in self.ask.unlike}
        weights = []
        for template in self.templates:
            weight = template.weight
            if template.mood == "s":
                weight *= 2 * max(0.0, self.tone - 0.2)
            elif template.mood == "g":
                weight *= 2 * max(0.0, 0.8 - self.tone)
            if needs and not template.forms:
                weight = 0.0
            if given and ("slot", "given") not in template.tokens:
                weight = 0.0
            if template.shape == like_shape:
                weight *= 8
            if template.shape in worn:
                weight *= 0.3
            if not eased:
                weight *= 0.25 ** self.shapes.count(template.shape)
            weights.append(weight)
        if not any(weights):
            weights = [1.0] * len(self.templates)
        return self.chance.choices(self.templates, weights)[0]

    def takes(self, draft: Draft, *, eased: bool) -> bool:
        """Whether a candidate may be suggested; if so it counts as used."""
        words = {p.casefold() for p in draft.parts}
        pieces = {*draft.pieces, *words}
        if eased:
            pieces = {p for p in pieces if not p.startswith("~")}
        if self.used & (words if eased else pieces) or (not eased and self.apart & words):
            return False
        if sound_key(draft.full) in self.known.names or (not eased and sound_key(draft.short) in self.known.calls):
            return False
        if self.like_start and not eased:
            pieces -= {p for p in pieces if p.startswith("~")}
        if not name_is_fit(draft.full, draft.pieces):
            return False
        self.used |= pieces
        self.shapes.append(draft.shape)
        if draft.hook:
            self.heard.append(draft.hook.flavour)
        return True


def _flavour(one: Suggestion) -> Field | None:
    """The field of meaning or the colour that a suggestion drew on; looked for in its parts when it does not say."""
    source, _, key = one.flavour.partition(":")
    pool = colours() if source == "colour" else fields()
    if key in pool:
        return pool[key]
    for part in one.parts:
        word = part.casefold()
        for meaning in fields().values():
            if any(word.startswith(h) for h in meaning.lends["head"]):
                return meaning
            if any(word in n.casefold().split() for form in HOOKED[1:] for n in meaning.lends[form]):
                return meaning
    return None


def _start(one: Suggestion, source: Tradition) -> str:
    """The first syllable of a suggestion's call-name where it is one of the tradition's own."""
    name = one.short.casefold()
    fitting = [s for s in source.lists.get("given.starts", ()) if name.startswith(s)]
    return max(fitting, key=len, default="")


def _suggestion(draft: Draft, key: str, at: float, like: Suggestion | None) -> Suggestion:
    return Suggestion(
        full=draft.full,
        short=draft.short,
        reason=reason_for(draft, key, like),
        tradition=key,
        parts=draft.parts,
        shape=draft.shape,
        flavour=_remembered(draft.hook),
        tone=at,
    )


def _remembered(hook: Hook | None) -> str:
    if hook is None:
        return ""
    return (
        f"{'colour' if hook.field.key in colours() and hook.source in ('colour', 'like') else 'field'}:{hook.field.key}"
    )
