"""What a person prefers: a panel that shows it, and the presses and words that change it.

Every button says what shall be, so that a second press of the same one changes nothing; the panel then offers the way
back. What a request names goes before everything here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from bot import i18n, routes
from bot.card import Button, Card, Field, Tone, Words, phrase
from bot.i18n import _
from bot.screens.paints import in_rows
from bot.screens.preference_words import PreferenceWords
from bot.screens.result import called
from bot.screens.visit import Visit
from core.errors import BadInput, UnknownWord
from core.generation.vocabulary import USUAL_STYLES, fold
from core.likes import service as likes
from core.nicknames.catalogue import TONES, TRADITIONS
from core.preferences import service
from core.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.likes.service import Known
    from core.preferences.service import Preferences
    from core.services import Services

A_ROW: Final = 3

ASK: Final = {
    "always": (N_("Ask: always"), N_("before everything that costs tokens")),
    "changed": (N_("Ask: when the price changed"), N_("about a price you have not paid before")),
    "never": (N_("Ask: never"), N_("about nothing but a price that went up, once")),
}
"""When to ask before tokens are spent: what the button says, and what it means."""

CHOSEN: Final = "✓"

_NOTHING: Final = frozenset({"none", "no", "off", "any", "-"})
_YES: Final = frozenset({"on", "yes"})

Setting = tuple[Callable[..., bool], dict[str, Any]]
"""A function of the preferences and what it is called with."""


# Panels ---------------------------------------------------------------------------------------------------------------


async def overview(core: Services, visit: Visit, _route: routes.Preferences) -> Card:
    """Everything one prefers."""
    return await _overview(core, visit)


async def brands(core: Services, visit: Visit, _route: routes.PickBrands) -> Card:
    """The brands, each a press away from being a usual one."""
    return await _brands(core, visit)


async def themes(core: Services, visit: Visit, _route: routes.PickThemes) -> Card:
    """Traditions and tones of names."""
    return await _themes(core, visit)


async def languages(core: Services, visit: Visit, _route: routes.PickLanguage) -> Card:
    """The languages there are."""
    return await _languages(core, visit)


async def _overview(core: Services, visit: Visit, *said: Words) -> Card:
    mine = await _mine(core, visit)
    known = await core.db.read(likes.known, person_id=visit.person_id)
    return await asyncio.to_thread(_card, mine, known, said)


def _card(mine: Preferences, known: Known, said: tuple[Words, ...]) -> Card:
    more = [Button(_("Brands"), routes.PickBrands()), Button(_("Names"), routes.PickThemes())]
    if i18n.languages():
        more.append(Button(_("Language"), routes.PickLanguage()))
    more.append(Button(_("What you like"), routes.Likes()))
    return Card(
        title=_("Your preferences"),
        lines=(*said, _("They hold where you say nothing else: what you ask for always goes first.")),
        fields=_fields(mine, known),
        buttons=(
            tuple(
                _choice(
                    str(phrase(_("Style: {name}"), name=_(label).lower())),
                    routes.PreferStyle(key, on=mine.style != key),  # type: ignore[arg-type]  # one of them
                )
                for key, label in USUAL_STYLES.items()
            ),
            tuple(
                Button(f"{CHOSEN} {_(label)}" if mine.confirm == when else _(label), routes.AskBefore(when))  # type: ignore[arg-type]
                for when, (label, _about) in ASK.items()
            ),
            (
                Button(_("Stop the daily reminder"), routes.RemindMe(on=False))
                if mine.daily_ready
                else Button(_("Remind me of the daily tokens"), routes.RemindMe(on=True)),
                Button(_("Do not tell of finished jobs"), routes.TellFinished(on=False))
                if mine.tell_finished
                else Button(_("Tell me of finished jobs"), routes.TellFinished(on=True)),
            ),
            _learning(known),
            tuple(more),
        ),
    )


def _learning(known: Known) -> tuple[Button, ...]:
    """Learning on and off, and its reset; they are those of `/likes`."""
    switch = (
        Button(_("Stop leaning"), routes.Lean(on=False))
        if known.learning
        else Button(_("Lean on what I like"), routes.Lean(on=True))
    )
    learnt = known.stars or known.up or known.down
    return (switch, Button(_("Forget what was learnt"), routes.AskForget())) if learnt else (switch,)


def _fields(mine: Preferences, known: Known) -> tuple[Field, ...]:
    names = ", ".join(_(TRADITIONS[key]) for key in mine.themes if key in TRADITIONS) or _("any theme")
    tone = _(TONES[mine.tone][0]).lower() if mine.tone in TONES else _("any tone")
    daily = (
        _("once a day, about the time of day you switched it on, when they were not claimed")
        if mine.daily_ready
        else _("off")
    )
    finished = _("when one took longer than a minute") if mine.tell_finished else _("off")
    return (
        Field(_("Painting style"), _(USUAL_STYLES[mine.style]) if mine.style in USUAL_STYLES else _("none")),
        Field(_("Brands"), ", ".join(mine.brands) or _("any")),
        Field(_("Favourite colours"), ", ".join(called(known.colours)) or _("none yet")),
        Field(
            _("Learning from what you like"),
            _("on: new schemes lean on it a little") if known.learning else _("off: it is kept and not used"),
        ),
        Field(_("Names"), phrase(_("{themes}; {tone}"), themes=names, tone=tone)),
        Field(_("Before spending I ask"), _(ASK[mine.confirm][1])),
        Field(_("Language"), _language(mine)),
        Field(_("Daily tokens"), daily),
        Field(_("Finished jobs"), finished),
    )


def _language(mine: Preferences) -> Words:
    if not i18n.languages():
        return _("English; there is no other yet")
    if not mine.language:
        return phrase(_("that of your app: {name}"), name=i18n.name_of(i18n.locale()))
    if i18n.chosen(mine.language, "") != mine.language:
        return _("that of your app; the one you chose is no longer there")
    return i18n.name_of(mine.language)


async def _brands(core: Services, visit: Visit, *said: Words) -> Card:
    mine = await _mine(core, visit)
    buttons = [
        _choice(brand, routes.PreferBrand(brand, on=brand not in mine.brands)) for brand in core.catalogue.brands
    ]
    return Card(
        title=_("Which brands do you paint with?"),
        lines=(
            *said,
            _("A request that names no brand is painted with these."),
            phrase(_("Now: {brands}."), brands=", ".join(mine.brands) or _("any")),
        ),
        buttons=(*in_rows(buttons, A_ROW), (_back(),)),
        tone=Tone.QUESTION,
    )


async def _themes(core: Services, visit: Visit, *said: Words) -> Card:
    mine = await _mine(core, visit)
    tones = [
        _choice(
            str(phrase(_("Tone: {name}"), name=_(label).lower())),
            routes.PreferTone(key, on=mine.tone != key),
        )
        for key, (label, _place) in TONES.items()
    ]
    traditions = [
        _choice(_(label), routes.PreferTheme(key, on=key not in mine.themes)) for key, label in TRADITIONS.items()
    ]
    chosen = ", ".join(_(TRADITIONS[key]) for key in mine.themes if key in TRADITIONS)
    return Card(
        title=_("Which names do you like?"),
        lines=(*said, phrase(_("Themes now: {themes}."), themes=chosen or _("any"))),
        buttons=(tuple(tones), *in_rows(traditions, A_ROW), (_back(),)),
        tone=Tone.QUESTION,
    )


async def _languages(core: Services, visit: Visit, *said: Words) -> Card:
    mine = await _mine(core, visit)
    found = i18n.languages()
    if not found:
        return Card(
            title=_("Which language?"),
            lines=(*said, _("English is the only one so far. Others stand here as soon as somebody translates them.")),
            buttons=((_back(),),),
        )
    buttons = [_language_button(_("As my app"), "", mine.language)]
    buttons += [_language_button(i18n.name_of(one), one, mine.language) for one in ("en", *found)]
    return Card(
        title=_("Which language?"),
        lines=(*said, _("I answer you in it everywhere. Command names stay those of your app.")),
        buttons=(*in_rows(buttons, A_ROW), (_back(),)),
        tone=Tone.QUESTION,
    )


def _language_button(label: str, locale: str, now: str) -> Button:
    return Button(f"{CHOSEN} {label}" if locale == now else label, routes.PreferLanguage(locale))


def _choice(
    label: str, route: routes.PreferStyle | routes.PreferBrand | routes.PreferTheme | routes.PreferTone
) -> Button:
    """A choice that is taken off by pressing it again."""
    return Button(label if route.on else f"{CHOSEN} {label}", route)


def _back() -> Button:
    return Button(_("All preferences"), routes.Preferences())


async def _mine(core: Services, visit: Visit) -> Preferences:
    return await core.db.read(service.preferences, person_id=visit.person_id)


# Presses --------------------------------------------------------------------------------------------------------------


async def style(core: Services, visit: Visit, route: routes.PreferStyle) -> Card:
    """Choose a style, or take it off; a press from an older panel takes off nothing but its own."""
    mine = await _mine(core, visit)
    wanted = route.usual if route.on else "" if mine.style == route.usual else mine.style
    changed = await _set(core, visit, (service.set_style, {"style": wanted}))
    return await _overview(core, visit, _told(changed))


async def brand(core: Services, visit: Visit, route: routes.PreferBrand) -> Card:
    """Choose a brand, or take it off."""
    name = core.catalogue.brand(route.maker) if route.on else route.maker
    changed = await _set(core, visit, (service.prefer_brand, {"brand": name, "on": route.on}))
    return await _brands(core, visit, _told(changed))


async def theme(core: Services, visit: Visit, route: routes.PreferTheme) -> Card:
    """Choose a theme, or take it off."""
    changed = await _set(core, visit, (service.prefer_theme, {"theme": route.theme, "on": route.on}))
    return await _themes(core, visit, _told(changed))


async def tone(core: Services, visit: Visit, route: routes.PreferTone) -> Card:
    """Choose a tone, or take it off."""
    mine = await _mine(core, visit)
    wanted = route.tone if route.on else "" if mine.tone == route.tone else mine.tone
    changed = await _set(core, visit, (service.set_tone, {"tone": wanted}))
    return await _themes(core, visit, _told(changed))


async def ask_before(core: Services, visit: Visit, route: routes.AskBefore) -> Card:
    """Choose when to be asked."""
    changed = await _set(core, visit, (service.set_confirm, {"when": route.when}))
    return await _overview(core, visit, _spending(route.when) if changed else _told(changed))


async def language(core: Services, visit: Visit, route: routes.PreferLanguage) -> Card:
    """Choose a language; this answer is in it already."""
    changed = await _set(core, visit, _to_language(route.locale))
    _speak(visit, route.locale)
    return await _overview(core, visit, _told(changed))


async def remind(core: Services, visit: Visit, route: routes.RemindMe) -> Card:
    """Switch the reminder."""
    changed = await _set(core, visit, _reminder(core, visit, on=route.on))
    return await _overview(core, visit, _told(changed))


async def finished(core: Services, visit: Visit, route: routes.TellFinished) -> Card:
    """Switch the word of finished jobs."""
    changed = await _set(core, visit, (service.set_tell_finished, {"on": route.on}))
    return await _overview(core, visit, _told(changed))


def _told(changed: bool) -> Words:
    return _("Noted, for free.") if changed else _("It is so already.")


def _spending(when: str) -> Words:
    if when == "always":
        return _("From now on I ask before everything that costs tokens.")
    if when == "never":
        return _("From now on I ask no more; prices stand where they stood. If one goes up, I ask about it once.")
    return _("From now on I ask about a price that you have not paid before.")


# Words ----------------------------------------------------------------------------------------------------------------


async def words(core: Services, visit: Visit, asked: PreferenceWords) -> Card:
    """Settings as typed: all of them, or none where one cannot be read."""
    settings = [_setting(core, visit, kind, text.strip()) for kind, text in asked.settings]
    changed = await _set(core, visit, *settings)
    for fn, values in settings:
        if fn is service.set_language:
            _speak(visit, values["locale"])
    kinds = {kind for kind, _text in asked.settings}
    said = [_spending(values["when"]) for fn, values in settings if fn is service.set_confirm] if changed else []
    if kinds <= {"themes", "tone"}:
        return await _themes(core, visit, _told(changed))
    return await _overview(core, visit, *(said or [_told(changed)]))


def _setting(core: Services, visit: Visit, kind: str, text: str) -> Setting:
    """One setting, read. Raises `BadInput` with the next step."""
    clear = fold(text) in _NOTHING
    match kind:
        case "style":
            return service.set_style, {"style": "" if clear else _key(N_("style"), text, USUAL_STYLES)}
        case "brands":
            named = [] if clear else [word.strip() for word in text.split(",") if word.strip()]
            return service.set_brands, {"brands": tuple(core.catalogue.brand(word[:60]) for word in named)}
        case "themes":
            from core.nicknames.reading import tradition_named  # noqa: PLC0415  large lists, needed here only

            named = [] if clear else [word.strip() for word in text.split(",") if word.strip()]
            return service.set_themes, {"themes": tuple(tradition_named(word) for word in named)}
        case "tone":
            labels = {key: label for key, (label, _place) in TONES.items()}
            return service.set_tone, {"tone": "" if clear else _key(N_("tone"), text, labels)}
        case "ask":
            return service.set_confirm, {"when": fold(text)}
        case "language":
            return _to_language(_locale(text))
        case "daily":
            return _reminder(core, visit, on=_on(text))
        case _:
            return service.set_tell_finished, {"on": _on(text)}


def _key(what: str, text: str, labels: Mapping[str, str]) -> str:
    """The key of a word of a short list, as it stands in the code or as it is called here."""
    called_here = {fold(_(label)): key for key, label in labels.items()}
    found = called_here.get(fold(text), fold(text))
    if found not in labels:
        raise UnknownWord(what, text[:60], tuple(labels))
    return found


def _locale(text: str) -> str:
    """The locale of a language by its code or its own name; empty for that of the app."""
    if fold(text) in {"app", "as my app", "auto", *_NOTHING}:
        return ""
    wanted = text.replace("-", "_")
    names = {fold(i18n.name_of(one)): one for one in ("en", *i18n.languages())}
    return names.get(fold(text), wanted)


def _to_language(locale: str) -> Setting:
    there = ("en", *i18n.languages())
    if locale and locale not in there:
        if len(there) == 1:
            raise BadInput(N_("English is the only language so far. Nothing was changed."))
        raise UnknownWord(N_("language"), locale[:40], there[:3])
    return service.set_language, {"locale": locale}


def _reminder(core: Services, visit: Visit, *, on: bool) -> Setting:
    return service.set_daily_ready, {"on": on, "now": core.clock(), "platform": visit.platform}


def _on(text: str) -> bool:
    word = fold(text)
    if word not in _YES | _NOTHING:
        raise BadInput(N_("Say on or off, not “{given}”."), given=text[:40])
    return word in _YES


def _speak(visit: Visit, locale: str) -> None:
    """Go on in the chosen language, or in that of the app."""
    i18n.speak(i18n.chosen(locale, i18n.spoken(visit.surface.get("locale", "en"))))


async def _set(core: Services, visit: Visit, *settings: Setting) -> bool:
    """Change settings, all or none; whether any was different before."""

    def change(conn: Connection) -> bool:
        changed = [fn(conn, person_id=visit.person_id, **values) for fn, values in settings]
        return any(changed)

    return await core.db.write(change)
