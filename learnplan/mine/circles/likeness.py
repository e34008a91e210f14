"""Whether two goals are alike, by the words that their owners let be compared."""

import re
import unicodedata

FEWEST_IN_COMMON = 2
LONGEST_WORD = 40
MOST_WORDS = 8
"""More would let one person try many words at a time."""
_WORD = re.compile(r"[^\W_]+")
_SMALL_WORDS = """
    a about after again all also am an and any are as at be because been before better by can could
    do does enough find for from get good had has have hold how i if in into is it its just know
    learn learning like make me more much my new not of off on one ones or other our out own people
    so some something than that the their them then there these they this through to too try
    understand up us use using want was way we what when where which who why will with
    without work would write you your

    ao aos aprender as com como da das de do dos e em entender mais melhor meu minha na nas no nos
    numa o os ou para pela pelo por que se sem ser ter um uma

    als auf aus bei das dem den der des die ein eine einem einen einer eines fur ich ihr im ist
    kennen konnen lernen mehr mein meine mit nach oder sein sich und unter verstehen vom von vor
    warum was wie zu zum zur
"""
_EMPTY = frozenset(_SMALL_WORDS.split())
_ENDINGS = ("ings", "ing", "ies", "ed", "es", "s", "e", "y")
_SHORTEST_STEM = 4


def telling_words(text: str) -> tuple[str, ...]:
    """The words of a text that say something of a subject, as they are written, each once.

    Without the small words of English, Portuguese and German. What reads the same without case,
    accents and endings is one word.
    """
    found: dict[str, str] = {}
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        plain = _plain(word)
        if plain not in _EMPTY and 1 < len(plain) <= LONGEST_WORD:
            found.setdefault(_without_ending(plain), word)
    return tuple(found.values())


def compared(text: str) -> frozenset[str]:
    """What of a text is compared: its telling words without case, accents and endings."""
    return frozenset(_without_ending(_plain(word)) for word in telling_words(text))


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two goals have enough in common."""
    return len(one & other) >= FEWEST_IN_COMMON


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _without_ending(word: str) -> str:
    """``quer`` of “query” and “queries”, ``plan`` of “plans” and “planning”.

    Of a word in another language it may take more than an ending; the same word stays the same.
    """
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            doubled = stem[-1] == stem[-2] and len(stem) > _SHORTEST_STEM
            return stem[:-1] if doubled and ending in ("ings", "ing", "ed") else stem
    return word
