"""People's words that run from right to left, or say they do, without turning what is around them.

Unicode's bidirectional algorithm (UAX 9) has a character that sets words apart from the direction
of a sentence, one that ends that, and others that turn whatever follows until a line ends.
"""

import re

APART, TOGETHER = "\u2068", "\u2069"
"""First strong isolate, and pop directional isolate."""
_ISOLATES = "\u2066\u2067\u2068"
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_QUOTED = re.compile("“([^“”]*)”")


def isolated(text: str) -> str:
    """``text`` so that nothing in it turns what stands beside it on a line.

    What it quotes does not turn the rest of it, either.
    """
    if text.isascii():
        return text
    turns = _TURNING.search(text) is not None
    if not turns and _FROM_RIGHT.search(text) is None:
        return text
    said = _QUOTED.sub(lambda quoted: f"“{_alone(quoted[1])}”", text)
    return _apart(said) if turns and _TURNING.search(_QUOTED.sub("", text)) else said


def _alone(words: str) -> str:
    return _apart(words) if _TURNING.search(words) or _FROM_RIGHT.search(words) else words


def _apart(words: str) -> str:
    """``words`` set apart: what they open is closed, and what they close they have opened."""
    kept, depth = [], 0
    for each in words:
        if each == TOGETHER and not depth:
            continue
        depth += (each in _ISOLATES) - (each == TOGETHER)
        kept.append(each)
    return f"{APART}{''.join(kept)}{TOGETHER * (depth + 1)}"
