"""The record as Markdown: a file for each goal and reflection, one for each month of the log."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from learnplan.core.drawers import Said
from learnplan.mine.portability.archive.contents import Month, Place, Told
from learnplan.mine.portability.record.plain import as_json


def of_goal(goal: Told, on_the_way: Sequence[Place]) -> str:
    """A goal, with what is known of it in the front matter."""
    row = goal.row
    facts = {
        name: row[name]
        for name in ("title", "state", "state_since", "horizon", "approach", "need", "by", "set_at")
    }
    pieces = [_front(facts), f"# {row['title']}\n"]
    pieces += _section("Why", row["why"])
    pieces += _section("How I will know", row["how_i_will_know"])
    steps = goal.parts.get("goal_steps", [])
    pieces += _section("Steps", "\n".join(f"- [{_tick(one)}] {one['text']}" for one in steps))
    for practice in goal.parts.get("goal_practices", []):
        kept = f"\n\nKept in: {practice['kept_where']}" if practice["kept_where"] else ""
        pieces += _section("The practice", practice["text"] + kept)
    pieces += _section(
        "Who may know", "\n\n".join(map(_asked, goal.parts.get("goal_people_asked", [])))
    )
    for number, round_ in enumerate(goal.parts.get("goal_rounds", []), start=1):
        pieces += _section(f"Round {number}", _round(round_, goal.parts.get("goal_signals", [])))
    pieces += _section("What happened", "\n".join(f"- {one.on}: {one.title}" for one in on_the_way))
    return "\n".join([*pieces, *_beside(goal)])


def of_month(month: Month) -> Iterator[bytes]:
    """A month of the log, the oldest first."""
    yield _front({"month": month.stem, "activities": len(month.things)}).encode()
    for one in month.things:
        row = one.row
        facts = {
            "kind": row["kind"],
            "purpose": row["purpose"],
            "minutes": row["minutes"],
            "with": row["with_whom"],
            "tags": ", ".join(tag["tag"] for tag in one.parts.get("activity_tags", [])),
            "goals": ", ".join(goal.title for goal in one.goals),
        }
        at = f", {row['happened_at']:%H:%M}" if row["happened_at"] else ""
        lines = [f"\n## {row['happened_on']}{at}: {row['what']}\n"]
        lines += [f"- {name}: {as_json(value)}" for name, value in facts.items() if value]
        lines += [
            f"- link: [{link['title'] or link['address']}]({link['address']})"
            for link in one.parts.get("activity_links", [])
        ]
        lines += ["", row["note"], "", row["thoughts"], ""]
        yield "\n".join([*lines, *_beside(one)]).encode() + b"\n"


def of_reflection(reflection: Told) -> str:
    """A reflection, with what it answers in the front matter."""
    row = reflection.row
    facts = {name: row[name] for name in ("title", "written_on", "prompt", "stance", "week")}
    return "\n".join(
        [_front(facts), f"# {reflection.title}\n", row["text"], "", *_beside(reflection)]
    )


def _front(facts: Mapping[str, Any]) -> str:
    """Front matter: each value as JSON has it, which is YAML, too."""
    lines = [
        f"{name}: {json.dumps(as_json(value), ensure_ascii=False)}"
        for name, value in facts.items()
        if value not in {None, ""}
    ]
    return "\n".join(["---", *lines, "---", ""])


def _section(heading: str, text: str) -> Iterable[str]:
    return [f"## {heading}\n", text, ""] if text.strip() else []


def _tick(step: Said) -> str:
    return "x" if step["done_at"] else " "


def _asked(person: Said) -> str:
    when = f" ({person['asked_on']})" if person["asked_on"] else ""
    lines = (f"**{person['name']}**{when}", person["question"], person["answer"])
    return "\n\n".join(filter(None, lines))


def _round(round_: Said, signals: Sequence[Said]) -> str:
    noticed = [
        f"- {one['noticed_on']}: {one['text']}"
        for one in signals
        if one["round_id"] == round_["id"]
    ]
    parts = (round_["probe"], "\n".join(noticed), round_["response"])
    return "\n\n".join(filter(None, parts))


def _beside(one: Told) -> Iterable[str]:
    """Evidence, and what led to what."""
    lines = []
    for piece in one.evidence:
        if piece["quotation"]:
            said_by = f", said by {piece['said_by']}" if piece["said_by"] else ""
            lines.append(f"- Quotation{said_by}: {' '.join(piece['quotation'].split())}")
        else:
            where = piece["address"] or f"../../{piece.get('at', '')}"
            lines.append(f"- [{piece['title'] or piece['file_name'] or where}]({where})")
    tied = [f"- It came from: {place.title}" for place in one.led_from]
    tied += [f"- It led to: {place.title}" for place in one.led_to]
    return [
        *_section("Beside it", "\n".join(lines)),
        *_section("What led to what", "\n".join(tied)),
    ]
