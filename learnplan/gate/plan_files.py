"""A plan as the file that ``pulse declare`` reads: what a page writes for somebody to keep."""

import hashlib
import json
import re
import unicodedata

from learnplan.ours.pulse.models import KEY_LIMIT
from learnplan.ours.pulse.plan import Plan, Question, decimal_said
from learnplan.ours.pulse.questions import ready_questions


def plan_file(plan: Plan) -> str:
    """The TOML that says ``plan``, every field of it."""
    tables = [f"period = {_text(plan.period)}\n", *map(_question, plan.questions)]
    return "\n".join(tables)


def key_of(words: str) -> str:
    """A short key made of a question's words: ``Is it quiet here?`` is ``is-it-quiet-here``.

    Words of which Latin letters leave nothing get a key that looks arbitrary, and is the same
    whenever they are asked again.
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    found = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(found) > KEY_LIMIT:
        found = found[: KEY_LIMIT + 1].rpartition("-")[0] or found[:KEY_LIMIT]
    return found or f"question-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _question(question: Question) -> str:
    if question.key in ready_questions():
        named = [f"ready = {_text(question.key)}"]
    else:
        named = [f"key = {_text(question.key)}", f"words = {_text(question.words)}"]
    lines = [
        "[[questions]]",
        *named,
        f"answers = [{', '.join(map(_text, question.answers))}]",
        f"breakdown = {_text(question.breakdown.value)}",
        f"epsilon = {decimal_said(question.epsilon)}",
    ]
    return "\n".join(lines) + "\n"


def _text(words: str) -> str:
    """TOML's quoted text is JSON's; what cannot be shown is in no plan."""
    return json.dumps(words, ensure_ascii=False)
