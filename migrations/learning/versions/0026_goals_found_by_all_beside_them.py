"""Let goals be found by the practice, the people and the rounds beside them.

Those written before that was so are handed in again, with the same words that
learnplan/mine/plan/finding.py and learnplan/mine/search/words.py would make of them.
"""

import re
import unicodedata
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

AT_ONCE = 500
ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")
BESIDE = (
    ("goal_step", ("text",), "position, id", "AND removed_at IS NULL"),
    ("goal_practice", ("text", "kept_where"), "id", ""),
    (
        "goal_person_asked",
        ("name", "question", "answer"),
        "written_at, id",
        "AND removed_at IS NULL",
    ),
)
SEARCHABLE = sa.table(
    "searchable",
    sa.column("id", sa.BigInteger()),
    sa.column("text", sa.Text()),
    sa.column("words", sa.Text()),
)
GOALS = sa.text("""
    SELECT searchable.id AS place, searchable.text AS said, goal.id, goal.owner_id, goal.title,
        goal.why, goal.how_i_will_know
    FROM searchable JOIN goal ON goal.id = searchable.piece_id
    WHERE searchable.item_kind = 'goal'
""").columns(place=sa.BigInteger(), id=sa.Uuid(), owner_id=sa.Uuid())


def upgrade() -> None:
    bind = op.get_bind()
    goals = bind.execute(GOALS).all()
    for start in range(0, len(goals), AT_ONCE):
        some = goals[start : start + AT_ONCE]
        beside = beside_goals(bind, [goal.id for goal in some])
        again = []
        for goal in some:
            texts = [text for text in (goal.why, goal.how_i_will_know, *beside[goal.id]) if text]
            said = "\n\n".join(texts)
            if said != goal.said:
                words = indexed(goal.owner_id, [goal.title, *texts])
                again.append({"place": goal.place, "said": said, "looked_in": words})
        if again:
            changed = SEARCHABLE.update().where(SEARCHABLE.c.id == sa.bindparam("place"))
            bind.execute(
                changed.values(text=sa.bindparam("said"), words=sa.bindparam("looked_in")), again
            )


def beside_goals(bind, ids) -> dict:
    """What stands beside each goal, in the order in which its room hands it in."""
    found = defaultdict(list)
    for table, columns, order, still in BESIDE:
        for goal_id, *texts in asked(
            bind, f"SELECT goal_id, {', '.join(columns)} FROM {table}"
            f" WHERE goal_id IN :ids {still} ORDER BY {order}", ids, "goal_id",
        ):  # fmt: skip
            found[goal_id] += texts
    signals = defaultdict(list)
    for round_id, said in asked(
        bind,
        "SELECT goal_signal.round_id, goal_signal.text FROM goal_signal"
        " JOIN goal_round ON goal_round.id = goal_signal.round_id"
        " WHERE goal_round.goal_id IN :ids AND goal_signal.removed_at IS NULL"
        " ORDER BY goal_signal.noticed_on, goal_signal.written_at, goal_signal.id",
        ids,
        "round_id",
    ):
        signals[round_id].append(said)
    for goal_id, round_id, probe, response in asked(
        bind,
        "SELECT goal_id, id, probe, response FROM goal_round"
        " WHERE goal_id IN :ids AND removed_at IS NULL ORDER BY written_at DESC, id DESC",
        ids,
        "goal_id",
        "id",
    ):
        found[goal_id] += [probe, *signals[round_id], response]
    return found


def asked(bind, question, ids, *uuids):
    stmt = sa.text(question).bindparams(sa.bindparam("ids", ids, type_=sa.Uuid(), expanding=True))
    return bind.execute(stmt.columns(**dict.fromkeys(uuids, sa.Uuid())))


def indexed(owner_id, texts) -> str:
    key = f"§{owner_id.hex[:12]}"
    words = [key]
    for text in filter(None, "\n\n".join(texts).split("\n\n")):
        words += [key + word for word in folded(text)]
        words.append(key)
    data = " ".join(words).encode()
    if len(data) > 1_000_000:
        data = data[:1_000_000].rpartition(b" ")[0]
    return data.decode()


def folded(text: str) -> list[str]:
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return [word[:60] for word in WORD.findall(plain)]


def downgrade() -> None:
    """What is found stays found: the index says nothing that its tables do not."""
