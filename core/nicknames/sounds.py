"""How syllables join, what can be said, and what sounds like something else."""

from __future__ import annotations

import re
from functools import lru_cache

from core.wordlists import normalise

VOWELS = "aeiou"
_AFTER = {"ph": "f", "ck": "k", "qu": "k", "gh": "g", "kh": "k", "dh": "d", "bh": "b", "sch": "s", "sh": "s", "zh": "s"}
_ALIKE = re.compile("|".join(sorted(_AFTER, key=len, reverse=True)))
_LETTERS = str.maketrans("cqxzyjwv", "kkssiivf")
_GAPS = str.maketrans("", "", " -'’“”.,")
_FINAL_LE = re.compile(r"(?<=[^aeiouy])le$")
_DOUBLE = re.compile(r"(.)\1+")
_VOWEL_RUN = re.compile(r"[aeiou]+")
_PLAIN = re.compile(r"[^a-z0-9]+")
_DIGRAPH = re.compile(r"th|sh|ch|ph|gh|kh|zh|ck|qu|sk|st|ng|rr|ll|ss|nn|mm|tt|bb|gg|kk|dd|ff|pp|zz")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz1]{3,}")
_CROWDED = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|[aeiou]{4,}|(.)\1\1")
_HARD = re.compile(
    r"[aeiou]{3,}|(.)\1\1|hh|jj|vv|ww|qq|yy|xx|[^aeiou]xs|xz|zx|sz|sx|zs|kq|[bdgkpt][bdgkpt][bdgkpt]|"
    r"[jqvwx][bcdfgkmnpqtz]|[bcdfgkpt]j|[bcdfgkmpt]x|[dbp]h[^aeiouyr]|lr[^aeiou]|rl[^aeiou]|"
    r"([^aeiou][aeiou])\2|([lr])[aeiou]\3[aeiou]\3|ss[aeiou]ss|^([aeiou].)\4|"
    r"^(?:[dtbpgk][tdbpgkmn]|[lrmn][bcdfghjkpqstvz]|nm|mn)"
)
_END = re.compile(r"[^aeiouy]{2}$")
_ENDS = re.compile(
    r"(?:r[bcdfgklmnrstvz]|l[bdfgklmntvz]|n[dgknstx]|m[mp]|ft|ct|s[hkst]|[ckgpt]h|ck|gg|kk|dd|tt|ff|zz|bb|ks)$"
)


def join(first: str, second: str) -> str:
    """Two pieces of a word drawn together: a vowel gives way to a vowel, a letter is not said three times."""
    if not first or not second:
        return first + second
    last, head = first[-1], second[0]
    if last in VOWELS and head in VOWELS:
        return first[:-1] + second
    if last == head and len(first) > 1 and first[-2] not in VOWELS:
        return first[:-1] + second
    return first + second


def syllables(word: str) -> int:
    """About how many syllables a word has: its runs of vowels, a silent final e left out."""
    word = word.lower()
    runs = len(re.findall(r"[aeiouy]+", word))
    if runs > 1 and re.search(r"[^aeiouy]e$", word) and not word.endswith(("le", "re")):
        runs -= 1
    return max(1, runs)


def well_made(word: str) -> bool:
    """Whether an invented word is easy to say: 3 to 11 letters, 1 to 4 syllables, no clusters that stop the tongue."""
    if not 3 <= len(word) <= 11 or _HARD.search(word):
        return False
    if _END.search(word) and not _ENDS.search(word):
        return False
    if _CONSONANTS.search(_DIGRAPH.sub("1", word.replace("y", "i"))):
        return False
    return syllables(word) <= 4


def sayable(name: str) -> bool:
    """Whether a whole name can be read aloud: no letter thrice, no pile of consonants or vowels, words with a vowel."""
    for word in re.findall(r"[a-z]+", name.lower()):
        if _CROWDED.search(word) or (len(word) > 2 and not re.search(r"[aeiouy]", word) and not roman(word)):
            return False
        if len(re.findall(r"[aeiouy]+", word)) > 5:  # a silent e inside a word slows the tongue as well
            return False
    return True


def roman(word: str) -> bool:
    """Whether a word is a Roman numeral."""
    return bool(re.fullmatch(r"[ivxl]+", word.lower()))


@lru_cache(maxsize=32_768)
def sound_key(name: str) -> str:
    """What a name sounds like: the same for names that only spell differently. Empty when nothing can be said."""
    plain = name.lower() if name.isascii() else normalise(name)
    if any(c.isdigit() for c in plain):
        plain = normalise(name)
    plain = plain if not plain.isascii() else _PLAIN.sub("", plain)
    plain = _ALIKE.sub(lambda m: _AFTER[m.group()], plain.translate(_GAPS))
    plain = _FINAL_LE.sub("el", plain)
    return _DOUBLE.sub(r"\1", plain.translate(_LETTERS))


@lru_cache(maxsize=32_768)
def skeleton(word: str) -> str:
    """`sound_key` with every run of vowels read as one and the same: "Sigmor" and "Sagmeer" have one skeleton."""
    return _VOWEL_RUN.sub("a", sound_key(word))


def plural(word: str) -> str:
    """The plural of one of our nouns."""
    irregular = {"tooth": "teeth", "foot": "feet", "toof": "toofs", "mouse": "mice", "wife": "wives"}
    for end, many in irregular.items():
        if word.endswith(end):
            return word[: -len(end)] + many
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"
