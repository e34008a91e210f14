"""What nobody is asked: what they learn. Management asks about the work and what is in its way.

This looks for words, so it is a railing and no wall: whoever wants over it gets over it, in front
of everyone. What people say of their learning, they say because they want to.
"""

import re

from learnplan.core.errors import Invalid

_LEARNING = re.compile(
    r"\b(?:e-?learn\w*|learn\w*|stud(?:y|ies|ied|ying)|train(?:ed|ings?)|(?<!of )courses?"
    r"|certificat\w*|certif(?:y|ied)|qualifications?|upskill\w*|reskill\w*|skills?)\b",
    re.IGNORECASE,
)
_IN_THE_WAY = re.compile(
    r"\bin (?:the|your|our|its) way\b|\bstop(?:s|ping)?\b|\bkeep(?:s|ing)? \w+ from\b"
    r"|\bprevent(?:s|ing)?\b|\bhinder(?:s|ing)?\b|\bhold(?:s|ing)? \w+ back\b"
    r"|\bmakes? it hard(?:er)?\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[.?!;\n]+")


def refuse_what_people_learn(**texts: str) -> None:
    """Go on only if what management asks is not what people learn.

    What gets in the way of learning may be asked: that is management's to clear away.

    Args:
        texts: what is asked, by the names of the form's fields.

    Raises:
        Invalid: it is; ``field`` says where.
    """
    for field, text in texts.items():
        for sentence in _SENTENCES.split(text):
            found = _LEARNING.search(sentence)
            if found and not _IN_THE_WAY.search(sentence):
                raise Invalid(
                    f"Nobody is asked what they learn, and “{found[0]}” may be taken so. "
                    "Ask about the work: what gets in the way, what is missing, what is slow.",
                    field=field,
                )
