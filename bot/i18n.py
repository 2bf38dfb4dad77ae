"""What people read, in their language: texts from gettext catalogues, dates and numbers from Babel.

English is the source: the key of a text is the English text itself, so English needs no catalogue and costs nothing.
The language of the moment is a context variable; a surface sets it once for each request (`with speaking("de"):`) and
everything that runs inside, tasks and executor calls through `asyncio.to_thread` included, answers in it.
"""

# ruff: noqa: PLC0415  Babel takes 50 ms to load; English below a thousand does without
from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from core.clock import utc

DOMAIN = "wetpalette"
LOCALES = Path(__file__).parent / "locales"

_locale: ContextVar[str] = ContextVar("wetpalette_locale", default="en")


@lru_cache(maxsize=64)
def _catalogue(locale: str, folder: Path) -> gettext.NullTranslations:
    """The catalogue for a locale such as `de_AT`, falling back to its language and then to English."""
    if locale.split("_", 1)[0] == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, folder, languages=[locale, locale.split("_", 1)[0]], fallback=True)


def spoken(wanted: str) -> str:
    """The locale we can really answer in for a wanted one (`de-AT`, `de_AT.UTF-8`); `en` when there is no catalogue.

    Text and numbers of one answer have to agree, so dates are English too where the text is.
    """
    locale = wanted.split(".", 1)[0].split("@", 1)[0].replace("-", "_")
    if not re.fullmatch(r"[A-Za-z]{2,3}(_[A-Za-z0-9]+)*", locale):
        return "en"  # it becomes part of a path
    known = type(_catalogue(locale, LOCALES)) is not gettext.NullTranslations
    return _written(locale) if known else "en"


@lru_cache(maxsize=64)
def _written(locale: str) -> str:
    """A locale that Babel can write numbers and dates in: without its region where nobody knows that."""
    from babel.core import Locale, UnknownLocaleError

    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return locale.split("_", 1)[0]
    return locale


def languages() -> tuple[str, ...]:
    """The locales that there are catalogues for, English left out: it needs none."""
    found = {path.parents[1].name for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return tuple(sorted(one for one in found if spoken(one) != "en"))


def name_of(wanted: str) -> str:
    """What a language calls itself ("Deutsch", "português (Brasil)")."""
    if wanted == "en":
        return "English"
    from babel.core import Locale

    name = Locale.parse(wanted).get_display_name(wanted)
    return name or wanted


def chosen(wanted: str, otherwise: str) -> str:
    """The locale to answer somebody in who chose `wanted`; `otherwise` where they chose none, or one we lost."""
    return wanted if wanted and (wanted == "en" or spoken(wanted) == wanted) else otherwise


def speak(locale: str) -> None:
    """Go on in this locale until the end of the block of `speaking` around this."""
    _locale.set(locale)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Answer in this locale inside the block."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


def locale() -> str:
    """The locale of the request that is running."""
    return _locale.get()


def _(message: str) -> str:
    """Translate a text into the language of the moment; the English text itself when there is no translation."""
    # gettext gives its own header for the empty key
    return _catalogue(_locale.get(), LOCALES).gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """Translate a text that counts something, with the plural form of the language for `n`."""
    return _catalogue(_locale.get(), LOCALES).ngettext(one, many, n)


def number(n: int) -> str:
    """A whole number as the locale writes it ("1,234")."""
    if 0 <= n < 1000 and _locale.get() == "en":
        return str(n)  # what Babel would say, without the 40 ms that loading it takes
    from babel.numbers import format_decimal

    return format_decimal(n, locale=_locale.get())


def percent(share: int) -> str:
    """A share of 100 as the locale writes it ("45%")."""
    if 0 <= share < 1000 and _locale.get() == "en":
        return f"{share}%"
    from babel.numbers import format_percent

    return format_percent(share / 100, locale=_locale.get())


def moment(at: int) -> str:
    """A point in time (epoch ms) as the locale writes it, in UTC because that is the day the claims go by."""
    from babel.dates import format_datetime

    text = format_datetime(utc(at), "d MMM y, HH:mm", locale=_locale.get())
    return f"{text} UTC"


def day(at: int) -> str:
    """The UTC day of a point in time (epoch ms) as the locale writes it ("22 Nov 2025")."""
    from babel.dates import format_date

    return format_date(utc(at), "d MMM y", locale=_locale.get())


def short_day(of: date) -> str:
    """A day without its year as the locale writes it ("22 Nov")."""
    from babel.dates import format_date

    return format_date(of, "d MMM", locale=_locale.get())


def month(of: date) -> str:
    """The month of a day as the locale writes it ("Nov 2025")."""
    from babel.dates import format_date

    return format_date(of, "LLL y", locale=_locale.get())


def compact(n: int) -> str:
    """A whole number in few characters, from a thousand on rounded to three digits ("950", "12.3K")."""
    if abs(n) < 1000:
        return number(n)
    from babel.numbers import format_compact_decimal

    rounded = int(float(f"{n:.3g}"))  # first, or 999,999 would be "1000K"
    return format_compact_decimal(rounded, locale=_locale.get(), fraction_digits=2)


def span(ms: int) -> str:
    """A length of time in its largest unit ("7 hours")."""
    from babel.dates import format_timedelta

    return format_timedelta(timedelta(milliseconds=ms), locale=_locale.get(), threshold=1.5)
