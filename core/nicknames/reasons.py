"""One line why a name was suggested: a colour, a trait, a word of the person's, a wound, a deed, a place or a sound."""

from __future__ import annotations

import re

from core.nicknames.ask import Reason, Suggestion
from core.nicknames.catalogue import SOUNDS, TRADITIONS
from core.nicknames.compose import Draft
from core.words import N_

_BY_HOOK = {
    "colour": N_("“{part}” after its colour, {told}; {tradition} sound."),
    "trait": N_("“{part}” for a temper that is {told}; {tradition} sound."),
    "text": N_("“{part}” for “{told}” in your words; {tradition} sound."),
    "archetype": N_("“{part}” suits the archetype: {told}; {tradition} sound."),
    "like": N_("“{part}” has something of “{told}”; {tradition} sound."),
}
_SILLY = N_("“{part}” because nobody could say it with a straight face; {tradition} sound.")
_BY_TAIL = {
    "body": N_("“{part}” after an old wound or a look nobody forgets; {tradition} sound."),
    "kit": N_("“{part}” after a piece of kit it will not put down; {tradition} sound."),
    "deed": N_("“{part}” after what it does best; {tradition} sound."),
    "home": N_("“{part}” after the place it came from; {tradition} sound."),
}
_SOUND = N_("“{part}”: {sound}.")
_ALIKE = N_("“{part}” begins like “{told}”; {tradition} sound.")
_BYNAME = N_("“{part}” is how the others tell it apart; {tradition} sound.")


def reason_for(draft: Draft, tradition: str, like: Suggestion | None) -> Reason:
    """Why this name, told by what it hangs on."""
    label = TRADITIONS[tradition]
    hook = draft.hook
    if hook and hook.source in _BY_HOOK:
        keys = {"tradition", "told"} if hook.is_key else {"tradition"}
        values = {"part": draft.hooked, "told": hook.told, "tradition": label}
        return Reason(_BY_HOOK[hook.source], values, frozenset(keys))
    if hook:
        return Reason(_SILLY, {"part": draft.hooked, "tradition": label}, frozenset({"tradition"}))
    if like:
        values = {"part": draft.short, "told": like.full, "tradition": label}
        return Reason(_ALIKE, values, frozenset({"tradition"}))
    last = draft.parts[-1]
    if draft.tail in _BY_TAIL and len(draft.parts) > 1:
        return Reason(_BY_TAIL[draft.tail], {"part": last, "tradition": label}, frozenset({"tradition"}))
    if draft.tail and len(draft.parts) > 1:
        return Reason(_BYNAME, {"part": last, "tradition": label}, frozenset({"tradition"}))
    by_name = re.search(r"(?: the | of the |, )(?!Late)([^,]+)$", draft.full)
    if by_name and by_name[1] != draft.short:
        return Reason(_BYNAME, {"part": by_name[1], "tradition": label}, frozenset({"tradition"}))
    return Reason(_SOUND, {"part": draft.short, "sound": SOUNDS[tradition]}, frozenset({"sound"}))
