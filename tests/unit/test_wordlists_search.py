"""Protected names and foul words are found behind disguises, and ordinary words pass."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.colour.vocabulary import COLOURED_METAL, METAL_WORDS, SKIN_WORDS, WORDS
from core.wordlists import clean_title, find_foul, find_protected, is_clean, normalise
from core.wordlists.foul import plain_list
from core.wordlists.search import LAST_RESORT, _foul, _protected
from core.words import N_

NAMES = (
    "Warhammer", "Space Marine", "Ultramarines", "Blood Angels", "Dark Angels", "Imperial Fists", "Black Templars",
    "Night Lords", "Thousand Sons", "Adeptus Mechanicus", "Skitarii", "Adepta Sororitas", "Tyranid", "Necron",
    "Drukhari", "Genestealer", "Khorne", "Nurgle", "Slaanesh", "Tzeentch", "Stormcast", "Age of Sigmar", "Skaven",
    "Seraphon", "Nighthaunt", "Astra Militarum", "Roboute Guilliman", "Abaddon", "Macragge", "Games Workshop",
    "Necromunda", "Gandalf", "Mordor", "Uruk-hai", "Darth Vader", "Star Wars", "Jedi", "Drizzt", "Githyanki",
    "Malifaux", "Warmachine", "Cygnar", "BattleTech", "Lannister", "Targaryen", "Hogwarts",
    "Dungeons & Dragons", "Leman Russ",
)  # fmt: skip

_CYRILLIC = str.maketrans("aeopcxyiAEOPCXT", "аеорсхуіАЕОРСХТ")
_GREEK = str.maketrans("aoivAEOIKNT", "αοινΑΕΟΙΚΝΤ")
_LEET = str.maketrans("aeiostAEIOST", "431057431057")
_SYMBOLS = str.maketrans("aisAIS", "@!$@!$")
_ACCENTS = str.maketrans("aeiounAEIOUN", "äéîõůñÄÉÎÕŮÑ")


def _spaced(text: str) -> str:
    return "  ".join(" ".join(word) for word in re.findall(r"\w+", text))


DISGUISES = {
    "plain": str,
    "capitals": str.upper,
    "small": str.lower,
    "spaced out": _spaced,
    "dotted": lambda t: ".".join(re.sub(r"\W", "", t)),
    "hyphens": lambda t: "-".join(re.sub(r"\W", "", t)),
    "underscores": lambda t: re.sub(r"\W+", "_", t),
    "run together": lambda t: re.sub(r"\W", "", t),
    "digits": lambda t: t.translate(_LEET),
    "symbols": lambda t: t.translate(_SYMBOLS),
    "Cyrillic look-alikes": lambda t: t.translate(_CYRILLIC),
    "Greek look-alikes": lambda t: t.translate(_GREEK),
    "accents": lambda t: t.translate(_ACCENTS),
    "combining marks": lambda t: "".join(c + "\u0336" if c.isalpha() else c for c in t),
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "full width": lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "mathematical": lambda t: "".join(chr(0x1D400 + ord(c) - 65) if "A" <= c <= "Z" else c for c in t.upper()),
    "long letters": lambda t: re.sub(r"([aeiou])", r"\1\1\1\1", t),
    "in a sentence": lambda t: f"My grim {t} army, painted blue",
    "quoted": lambda t: f"“{t}”!!!",
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_names_are_found_behind_every_disguise(disguise: str):
    texts = {name: DISGUISES[disguise](name) for name in NAMES}
    missed = {text for text in texts.values() if not find_protected(text)}
    assert not missed


def test_the_disguises_make_a_thousand_cases():
    assert len({d(n) for d in DISGUISES.values() for n in NAMES}) >= 900


@pytest.mark.parametrize(
    "text",
    [
        "w a r h a m m e r", "sp4ce m@rine", "5pace M4rines", "WAR HAMMER 40K", "warhammer 40,000", "wh40k",
        "my 40k army",
        "SpaceMarines", "ultra marines", "the Ultramarines' captain", "Blood-Angels", "T'au", "T’au Empire", "the Tau",
        "Waaagh", "WAAAAAAAGH!", "Orks", "ork boyz", "vvarhammer", "Nurgle's rot", "Nurglite", "Slaaneshi", "Khornate",
        "Warhammers", "wаrhаmmеr", "Ｗａｒｈａｍｍｅｒ", "ѕрасе mаrіnеѕ", "Ѕрасе Маrіnе", "Nůrgle", "S\u200bkaven",
        "AdeptusAstartes", "Eldar", "Aeldari rangers", "Tyranids", "ty ran ids", "hive fleet", "Grey Knights",
        "gray knights", "Death Korps of Krieg", "Stormcast Eternals", "Gloomspite Gitz", "Luke Skywalker",
        "the hobbits",
        "Minas Tirith", "mind flayers", "Cadian Shock Troops", "Ｎｅｃｒｏｎ", "Bolt Action", "Games—Workshop",
    ],
)  # fmt: skip
def test_protected_red_team(text: str):
    assert find_protected(text), text
    assert not is_clean(text)


FOUL = (
    "fuck", "shit", "bitch", "whore", "cunt", "nigger", "faggot", "wanker", "asshole", "motherfucker",
    "Scheiße", "Arschloch", "Hurensohn", "Fotze", "Wichser", "Schlampe", "Schwuchtel",
    "merde", "putain", "connard", "salope", "enculé", "bougnoule",
    "mierda", "cabrón", "gilipollas", "maricón", "pendejo", "coño", "hijo de puta",
    "cazzo", "stronzo", "vaffanculo", "puttana", "coglione", "frocio",
    "caralho", "foda-se", "buceta", "filho da puta", "arrombado", "cuzão",
    "kurwa", "chuj", "pierdolić", "skurwysyn", "zajebiste", "jebać",
    "хуй", "пизда", "блядь", "ёбаный", "ебать", "сука", "пидорас", "мудак", "говно", "suka blyat",
)  # fmt: skip


@pytest.mark.parametrize("word", FOUL)
def test_foul_words_are_found_in_eight_languages(word: str):
    for text in (word, word.upper(), f"My {word} army", f"“{word}”!", "\u200b".join(word)):
        assert find_foul(text), text
    assert not is_clean(word)


@pytest.mark.parametrize(
    "text",
    [
        "f u c k", "f.u.c.k", "F-U-C-K", "fuuuuck", "fuuck", "fück", "f*ck", "f**k", "f#ck", "fu ck", "ph\u200bfuck",
        "sh1t", "$hit", "5h!t", "s h i t", "sh it", "shiiiit", "SHIT5", "b1tch", "b!tch", "biiitch", "wh0re", "c*nt",
        "n1gger", "n!gg3r", "niggger", "n i g g e r", "f4ggot", "fa99ot", "a$$hole", "@sshole", "аsshоle", "ѕhіt",
        "ƒuck", "ｆｕｃｋ", "𝐟𝐮𝐜𝐤", "absofuckinglutely", "mothaf\u00aducker", "сuка bitсh", "k u r w a", "kurw4",
        "m3rde", "sch3isse", "x у й хуйня", "р0rn",
    ],
)  # fmt: skip
def test_foul_red_team(text: str):
    assert find_foul(text), text


INNOCENTS = [
    line
    for line in Path(__file__).with_name("innocent_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_innocent_words_pass():
    assert len(INNOCENTS) > 400
    hits = {t: (find_protected(t), find_foul(t)) for t in INNOCENTS}
    assert not {t: h for t, h in hits.items() if any(h)}


def test_our_own_colour_names_pass():
    names = [w for w, _ in (*WORDS, *SKIN_WORDS)] + list(COLOURED_METAL.values())
    names += [n for steps in METAL_WORDS.values() for _, n in steps]
    assert not [n for n in names if not is_clean(n)]


def test_every_listed_name_is_found_as_it_stands():
    listed = [*_protected().whole.values(), *_protected().exact.values(), *(n for _, n in _protected().inside)]
    assert len(listed) > 700
    assert not [n for n in listed if not find_protected(n)]
    assert not [n for n in listed if not find_protected(f"the {n.upper()}, in blue")]


def test_every_foul_word_is_found_as_it_stands():
    words = _foul()
    listed = [*words.whole.values(), *(n for _, n in (*words.begins, *words.inside)), *words.accented]
    assert len(listed) > 350
    assert not [n for n in listed if not find_foul(n)]


def test_the_foul_list_has_all_eight_languages():
    heads = re.findall(r"^# ([a-z]{2})$", plain_list(), re.MULTILINE)
    assert heads == ["en", "de", "fr", "es", "it", "pt", "pl", "ru"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W a r h a m m e r", "warhammer"), ("sp4ce m@rine", "space marine"), ("Crème brûlée", "creme brulee"),
        ("Wаrhаmmеr", "warhammer"), ("Straße", "strasse"), ("Łódź", "lodz"), ("heyyyyy", "hey"),
        ("100 points", "100 points"),
        ("синий", "синий"), ("T’au", "tau"), ("ﬁre  &  ice", "fire ice"), ("", ""), ("🔥🔥", ""),
    ],
)  # fmt: skip
def test_normalise(text: str, expected: str):
    assert normalise(text) == expected


@given(st.text(max_size=200))
def test_any_text_is_read_without_complaint(text: str):
    find_protected(text)
    find_foul(text)
    title = clean_title(text, "Rust and Tide")
    assert title
    assert is_clean(title)
    assert title == " ".join(title.split())
    again = normalise(normalise(text))
    assert normalise(again) == again


@given(
    st.sampled_from(NAMES), st.sampled_from(sorted(DISGUISES)), st.sampled_from(INNOCENTS), st.sampled_from(INNOCENTS)
)
def test_a_disguised_name_among_innocent_words_is_found(name: str, disguise: str, before: str, after: str):
    if len(before) > 2 and len(after) > 2:
        assert find_protected(f"{before}, {DISGUISES[disguise](name)}, {after}")


def test_clean_title():
    assert clean_title("  Drowned   Sailors\u200b of\nTide ", "x") == "Drowned Sailors of Tide"
    assert clean_title("Ultramarines of Macragge", "Blue and Gold") == "Blue and Gold"
    assert clean_title("!!!", "Blue and Gold") == "Blue and Gold"
    assert clean_title("", "") == LAST_RESORT == N_("Unnamed scheme")
    assert clean_title("fuck", "Warhammer") == LAST_RESORT


@pytest.mark.parametrize("text", ["Knight number 455", "455", "regiment 1455 of foot", "Squad 1312"])
def test_a_short_number_is_a_number(text):
    assert not find_foul(text)


@pytest.mark.parametrize("text", ["a55", "4ss", "80085"])
def test_digits_among_letters_and_long_rows_of_them_are_read(text):
    assert find_foul(text)
