"""What a sheet shows, in words, for those who hear it."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.swatches.areas import shares
from bot.swatches.below import CLEAR, SOFT
from bot.swatches.hero import DIFFICULTY, MINUTES, OUT_OF_FIVE, share_line
from bot.swatches.setting import Translate
from bot.swatches.table import CLOSENESS
from core.paintschemes.scheme import Advice, Area, PaintRef, Paintscheme
from core.words import N_

LONGEST = 1000
"""Characters; Discord allows 1024."""

COLOURS = N_("Paint scheme in {count} colours")
BASE_COAT = N_("{share}: {colour}, best paint {paint}, {closeness}")
BASE_COAT_ON = N_("{share}: {colour} ({covers}), best paint {paint}, {closeness}")
NO_PAINT = N_("{share}: {colour}, no paint found")
PRIMER, WASH, GROUND = N_("Primer: {advice}"), N_("Wash: {advice}"), N_("Ground: {advice}")


def alt_text(scheme: Paintscheme, *, translate: Translate) -> str:
    """Say in words what the sheet of a scheme shows.

    Whole sentences, no tables and no hex codes, which a screen reader would spell out digit by digit. Of a scheme with
    much to say the details go first: what a colour goes on, then ranges and codes, then advice; names, shares and
    paints stay.

    Args:
        scheme: the scheme.
        translate: gettext of the reader's language.

    Returns:
        At most 1000 characters, one line.
    """

    def say(text: str, **values: object) -> str:
        said = translate(text) if text else ""
        return plain(said.format(**values) if values else said)

    text = ""
    for covers, codes, advice in ((True, True, True), (False, True, True), (False, False, True), (False, False, False)):
        text = _sentences(scheme, say, covers=covers, codes=codes, advice=advice)
        if len(text) <= LONGEST:
            return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _sentences(scheme: Paintscheme, say: Callable[..., str], *, covers: bool, codes: bool, advice: bool) -> str:
    level = say(OUT_OF_FIVE, word=say(DIFFICULTY[scheme.difficulty - 1]), number=scheme.difficulty)
    least, most = scheme.minutes
    parts = [
        plain(scheme.title),
        say(scheme.mood_line),
        say(COLOURS, count=len(scheme.areas)),
        f"{level}, {say(MINUTES, least=least, most=most)}",
        *(
            _area(a, s, say, covers=covers, codes=codes)
            for a, s in zip(scheme.areas, shares(scheme.areas), strict=True)
        ),
    ]
    if advice:
        for label, column in ((PRIMER, scheme.primer), (WASH, scheme.wash), (GROUND, scheme.ground)):
            if said := _advice(column, say, codes=codes):
                parts.append(say(label, advice=said))
    parts.append(say(CLEAR if scheme.clear_at_arms_length else SOFT))
    return " ".join(p if p[-1] in ".!?…" else p + "." for p in parts if p)


def _area(area: Area, share: int, say: Callable[..., str], *, covers: bool, codes: bool) -> str:
    share_ = share_line(area, share, say)
    colour, base = say(area.name), area.ladder.base.paint
    if base is None:
        return say(NO_PAINT, share=share_, colour=colour)
    closeness = say(CLOSENESS[area.closeness])
    paint = _paint(base, codes=codes)
    if covers and area.covers:
        on = say(area.covers)
        return say(BASE_COAT_ON, share=share_, colour=colour, covers=on, paint=paint, closeness=closeness)
    return say(BASE_COAT, share=share_, colour=colour, paint=paint, closeness=closeness)


def _paint(paint: PaintRef, *, codes: bool) -> str:
    more = (paint.range, paint.code) if codes else ()
    return plain(" ".join(p for p in (paint.brand, *more[:1], paint.name, *more[1:]) if p and p != "-"))


def _advice(advice: Advice, say: Callable[..., str], *, codes: bool) -> str:
    paint = _paint(advice.paint, codes=codes) if advice.paint else ""
    return ", ".join(p for p in (say(advice.headline), paint) if p)


def plain(text: str) -> str:
    """One line without controls, direction marks among them."""
    text = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text)
    return re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", "", text).strip()
