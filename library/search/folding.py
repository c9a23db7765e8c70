"""Words as search compares them: no case, no accents, no punctuation. Pure.

Example: "Ærøskøbing – Café Straße" becomes "aeroskobing cafe strasse".
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_IDEOGRAPH = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
MOST_WORDS = 12
LONGEST_WORD = 40


def fold(text: str) -> str:
    """Return the text folded: words of letters and digits in lower case, with single spaces between.

    Chinese and Japanese signs stand alone, as such scripts put no spaces between words.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    apart = _IDEOGRAPH.sub(r" \1 ", _APOSTROPHE.sub("", bare))
    return " ".join(_WORD.findall(apart))


def spellings(text: str) -> str:
    """Return the folded text, and behind it the way people type it without umlauts, where that is another ("ue")."""
    plain = fold(text)
    typed = fold(unicodedata.normalize("NFC", text).casefold().translate(_GERMAN))
    return plain if typed == plain else f"{plain} {typed}"


def wanted_words(text: str) -> list[str]:
    """Return the folded words of what somebody typed, so many and so long as is sensible."""
    return [word[:LONGEST_WORD] for word in fold(text[:400]).split()[:MOST_WORDS]]
