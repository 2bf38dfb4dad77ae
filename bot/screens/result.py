"""A scheme as a card: what it says, how it is painted, and what one can do with it next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot import routes
from bot.card import Button, ButtonStyle, Card, Chip, Field, Swatch, Visibility, Words, phrase
from bot.i18n import _, ngettext, percent
from bot.screens.help import FOOTNOTE
from bot.screens.pictures import sheet
from core.colour.names import name_colours
from core.colour.repair import LOCKED
from core.generation.brief import Brief, PhotoPalette
from core.generation.vocabulary import USUAL_STYLES
from core.likes.service import NO_OPINION, Opinion
from core.paintschemes.scheme import (
    ROLE_NAMES,
    Advice,
    Area,
    Closeness,
    PaintRef,
    Paintscheme,
    Role,
    RuleResult,
    Step,
    Tier,
)
from core.paintschemes.stored import StoredScheme
from core.paintschemes.techniques import TECHNIQUES
from core.words import N_

if TYPE_CHECKING:
    from core.paintschemes.scheme import Ladder

DIFFICULTY: Final = (N_("Very easy"), N_("Easy"), N_("Medium"), N_("Hard"), N_("Expert"))
TIERS: Final = {
    Tier.FAST: N_("fast"),
    Tier.TABLETOP: N_("tabletop"),
    Tier.DISPLAY: N_("display"),
}
PARTS: Final = {"wash": N_("Wash"), "primer": N_("Primer"), "texture": N_("Texture paste")}
"""What a shelf may lack besides the paints of a role."""
CLOSENESS: Final = {
    Closeness.VERY_CLOSE: N_("very close"),
    Closeness.CLOSE: N_("close"),
    Closeness.SIMILAR: N_("similar"),
    Closeness.BY_METAL_TYPE: N_("by metal type"),
}
RULES: Final = {
    "value": N_("light and dark lie closer together than reads well at arm’s length"),
    "ground": N_("the base stands out less from the model than it should"),
    "colour_blind": N_("two colours look alike to some colour-blind eyes"),
    "distinct": N_("two colours lie close together"),
    "contrast_roles": N_("two of the main colours lie close together"),
}
"""What it means when a rule that holds everywhere else was set aside by the brief's own words."""

_SURE: Final = ((0.7, N_("sure")), (0.4, N_("fairly sure")), (0.0, N_("mostly a guess")))


def scheme_card(stored: StoredScheme, *, again: int, said: tuple[Words, ...] = (), taste: Opinion = NO_OPINION) -> Card:
    """The result card.

    Args:
        stored: the scheme.
        again: what a new proposal for the same words costs, in tokens.
        said: what else its owner should know, such as the tokens.
        taste: what its owner thought of it, and whether schemes lean on that.
    """
    scheme = stored.scheme
    return Card(
        title=stored.title,
        lines=(_(scheme.mood_line),) if scheme.mood_line else (),
        picture=sheet(stored),
        original=routes.Original(stored.code),
        swatches=tuple(_swatch(area, scheme, locked=area.role in stored.locks) for area in scheme.areas),
        fields=tuple(_fields(stored)),
        buttons=_buttons(stored, again, taste),
        visibility=Visibility.EVERYONE,
        footnote=_(FOOTNOTE),
        aside=said,
        posts=routes.PostScheme(stored.code),
    )


def paint_name(paint: PaintRef, beside: PaintRef | None = None) -> str:
    """Brand, range, name and code of a paint; what it shares with the paint it stands beside is left out."""
    brand, range_ = paint.brand, paint.range
    if beside is not None and brand == beside.brand:
        brand, range_ = "", "" if range_ == beside.range else range_
    words = (brand, range_, paint.name, paint.code)
    return " ".join(word for word in words if word.strip(" -"))


def _swatch(area: Area, scheme: Paintscheme, *, locked: bool) -> Swatch:
    base = area.ladder.base.paint
    name = _(ROLE_NAMES[area.role])
    return Swatch(
        hex=area.hex,
        role=phrase(_("{role} (locked)"), role=name).render(str) if locked else name,
        share=area.share,
        name=area.name,
        covers=_(area.covers),
        paint=paint_name(base) if base else _lacking(scheme),
        closeness=_(CLOSENESS[area.closeness]) if base else "",
        paint_hex=base.hex if base else "",
        ladder=_ladder(area.ladder, base),
        wash=paint_name(area.wash, base) if area.wash else "",
    )


def _lacking(scheme: Paintscheme) -> str:
    """What stands in place of a paint that there is none of."""
    if not scheme.from_shelf:
        return _("no paint of these brands comes near")
    return _("nothing on your shelf comes near")


def _shelf_fields(scheme: Paintscheme) -> list[Field]:
    """Of a scheme from the shelf: what is new, and what it leaves out with the nearest to buy."""
    if not scheme.from_shelf:
        return []
    if scheme.to_buy:
        new: Words = phrase(
            ngettext("{n} paint: {names}", "{n} paints: {names}", len(scheme.to_buy)),
            n=len(scheme.to_buy),
            names=", ".join(paint_name(ref) for ref in scheme.to_buy),
        )
    else:
        new = _("nothing; all of it is on your shelf")
    fields = [Field(_("To buy"), new)]
    for missing in scheme.missing:
        part = _(ROLE_NAMES[Role(missing.part)]) if missing.part in set(Role) else _(PARTS[missing.part])
        nearest = paint_name(missing.paint) if missing.paint else _("no paint in our list")
        fields.append(
            Field(
                _("Missing"),
                phrase(_("{part}; nearest to buy: {paint}"), part=part, paint=nearest),
            )
        )
    return fields


def _ladder(ladder: Ladder, base: PaintRef | None) -> tuple[Chip, ...]:
    steps: tuple[tuple[str, Step], ...] = (
        (_("Shade"), ladder.shade),
        (_("Layer"), ladder.layer),
        (_("Highlight"), ladder.highlight),
    )
    return tuple(
        Chip(label, step.paint.hex, paint_name(step.paint, base)) for label, step in steps if step.paint is not None
    )


def _fields(stored: StoredScheme) -> list[Field]:
    scheme = stored.scheme
    least, most = scheme.minutes
    fields = [
        Field(_("Primer"), _advice(scheme.primer)),
        Field(_("Wash"), _advice(scheme.wash)),
        Field(_("Ground"), _advice(scheme.ground)),
        Field(
            _("Difficulty"),
            phrase(
                _("{word}, {n} of 5; {least}–{most} min a model, {tier}"),
                word=_(DIFFICULTY[scheme.difficulty - 1]),
                n=scheme.difficulty,
                least=least,
                most=most,
                tier=_(TIERS[scheme.tier]),
            ),
        ),
    ]
    fields += _shelf_fields(scheme)
    if scheme.techniques:
        fields.append(Field(_("Techniques"), ", ".join(_technique(key) for key in scheme.techniques)))
    if stored.brief.photo is not None:
        fields.append(Field(_("From your photo"), _photo(stored.brief.photo)))
    fields += _leaning(stored)
    fields += usual_fields(stored.proposal.usual, stored.brief)
    fields += [Field(_("Your words"), waived) for waived in (*_contradictions(stored), *_waived(scheme.rules))]
    if not scheme.clear_at_arms_length and not any(r.rule == "value" and r.waived_by for r in scheme.rules):
        fields.append(Field(_("Arm’s length"), _("soft: light and dark lie close together")))
    if stored.brief.text or stored.brief.photo is None:
        fields.append(_read_as(scheme))
    fields.append(Field(_("Code"), stored.code))
    return fields


def _leaning(stored: StoredScheme) -> list[Field]:
    """Which of the person's likes drew colours of this scheme, and which dislikes they made way for."""
    to, away = (", ".join(called(hexes)) for hexes in (stored.proposal.leaned, stored.proposal.avoided))
    if to and away:
        said: Words = phrase(_("a little towards {liked}, and away from {disliked}"), liked=to, disliked=away)
    elif to:
        said = phrase(_("a little towards {liked}"), liked=to)
    elif away:
        said = phrase(_("a little away from {disliked}"), disliked=away)
    else:
        return []
    return [Field(_("Leaning on what you like"), said)]


def usual_fields(style: str, brief: Brief) -> list[Field]:
    """What was taken from the person's preferences, because the words left it open.

    Args:
        style: the usual style, where it says something; empty where it does not.
        brief: what is painted; its brands count when they are the usual ones.
    """
    found = [Field(_("Your usual style"), _(USUAL_STYLES[style]))] if style in USUAL_STYLES else []
    if brief.usual_brands and brief.brands:
        found.append(Field(_("Your usual brands"), ", ".join(brief.brands)))
    return found


def called(hexes: Sequence[str]) -> list[str]:
    """Colours in words, as they stand within a sentence."""
    return [name.lower() for name in name_colours([(hex_, None) for hex_ in hexes])]


def _photo(photo: PhotoPalette) -> str:
    """What was seen in a photo, largest first."""
    names = name_colours([(colour.hex, None) for colour in photo.colours])
    seen = zip(names, photo.colours, strict=True)
    return ", ".join(f"{name} {percent(max(1, round(colour.share / 10)))}" for name, colour in seen)


def _technique(key: str) -> str:
    """What a technique is called; a scheme of years ago may name one that we no longer list."""
    known = TECHNIQUES.get(key)
    return _(known.name) if known else key.replace("_", " ")


def _advice(advice: Advice) -> str:
    """Headline, paint and how, as one text."""
    headline, text = _(advice.headline), _(advice.text)
    paint = paint_name(advice.paint) if advice.paint else ""
    return " ".join(f"{part.rstrip('.')}." for part in (headline, paint, text) if part)


def _waived(rules: tuple[RuleResult, ...]) -> list[Words]:
    """Which rule the brief's own words set aside, and why."""
    broken = [rule for rule in rules if rule.waived_by and not rule.holds and rule.rule in RULES]
    return [
        phrase(_("You locked colours, and they stay: {what}."), what=_(RULES[rule.rule]))
        if LOCKED in rule.waived_by
        else phrase(_("You asked for “{words}”: {what}."), words=rule.waived_by, what=_(RULES[rule.rule]))
        for rule in broken
    ]


def _contradictions(stored: StoredScheme) -> list[Words]:
    """Colours that the brief wants and rules out in one breath; the wish is what was painted."""
    proposal = stored.proposal
    wished = {words.split()[-1] for words in proposal.understood if not words.startswith("no ")}
    if not any(colour.named for colour in proposal.colours):
        return []
    return [
        phrase(_("You asked for {word} and for no {word}; I kept the {word}."), word=word)
        for word in proposal.forbidden
        if word in wished
    ]


def _read_as(scheme: Paintscheme) -> Field:
    """Which words were understood, and how sure the engine is; words a card must not repeat stay out."""
    from core.wordlists import is_clean  # noqa: PLC0415  large lists, needed here only

    sure = next(_(word) for least, word in _SURE if scheme.confidence >= least)
    read = ", ".join(word for word in scheme.understood if is_clean(word))
    unread = ", ".join(word for word in scheme.not_understood[:8] if is_clean(word))
    if not read:
        return Field(_("Read as"), phrase(_("{sure}; no word of yours gave a colour"), sure=sure))
    if not unread:
        return Field(_("Read as"), phrase(_("{read} ({sure})"), read=read, sure=sure))
    return Field(_("Read as"), phrase(_("{read} ({sure}; not read: {unread})"), read=read, sure=sure, unread=unread))


def _buttons(stored: StoredScheme, again: int, taste: Opinion) -> tuple[tuple[Button, ...], ...]:
    code, tier = stored.code, stored.scheme.tier
    tiers = (Tier.FAST, Tier.TABLETOP, Tier.DISPLAY)
    place = tiers.index(tier)
    anew = _("Again, keep the locked") if stored.locks else _("Again")
    change = [Button(anew, routes.Again(code, again), ButtonStyle.MAIN, price=again)]
    if place > 0:
        change.append(Button(_("Easier"), routes.Retier(code, tiers[place - 1].value)))
    if place < len(tiers) - 1:
        change.append(Button(_("Harder"), routes.Retier(code, tiers[place + 1].value)))
    change.append(Button(_("Other brand"), routes.ChooseBrand(code)))
    star = (
        Button(_("Take the star off"), routes.Star(code, on=False))
        if stored.favourite
        else Button(_("Favourite"), routes.Star(code, on=True))
    )
    colours = [
        Button(_("Change colours"), routes.AskChange(code)),
        Button(_("Lock colours"), routes.Locks(code)),
        Button(_("My paints"), routes.FromShelf(code)),
    ]
    if taste.learning and (stored.proposal.leaned or stored.proposal.avoided):
        colours.append(Button(_("Stop leaning"), routes.Lean(on=False)))
    see = (
        Button(_("Recipe"), routes.Recipe(code)),
        Button(_("Miniature"), routes.Miniature(code)),
        Button(_("Export"), routes.Exports(code)),
        Button(_("Put it on a model"), routes.PutOn(code)),
        Button(_("Like a colour"), routes.PickColours(code)),
    )
    return (tuple(change), see, tuple(colours), (star, *_thumbs(code, taste.thumb)))


def _thumbs(code: str, given: bool | None) -> tuple[Button, Button]:
    """Up and down; the one that was given takes itself back."""
    back = Button(_("Take the thumb back"), routes.Thumb(code, "off"))
    return (
        back if given is True else Button(_("Thumb up"), routes.Thumb(code, "up")),
        back if given is False else Button(_("Thumb down"), routes.Thumb(code, "down")),
    )
