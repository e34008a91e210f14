"""Triggers that refuse a change, for migrations: the database says no, whoever asks.

Migrations that were released build on this, so what it makes does not change; a new kind of
trigger gets a function of its own.
"""

from collections.abc import Sequence

from alembic import op

_POSTGRES = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $refusal$
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$refusal$
"""


def refuse(table: str, doing: Sequence[str], condition: str, sentence: str) -> None:
    """Refuse to INSERT, UPDATE or DELETE a row of ``table`` where ``condition`` holds.

    Args:
        table: its name.
        doing: which of the three; ``condition`` may name NEW and OLD where all of them know it.
        condition: SQL that both SQLite and PostgreSQL understand.
        sentence: what whoever tried is told.
    """
    for event in doing:
        name = f"{table}_refuses_{event.lower()}"
        if _on_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
        else:
            op.execute(_POSTGRES.format(name=name, condition=condition, sentence=sentence))
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def refuse_emptying(table: str, sentence: str) -> None:
    """Refuse to TRUNCATE ``table``, where the database has that."""
    if not _on_sqlite():
        name = f"{table}_refuses_truncate"
        op.execute(_POSTGRES.format(name=name, condition="true", sentence=sentence))
        op.execute(
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def forget_refusals(table: str, doing: Sequence[str]) -> None:
    """Take the functions away that PostgreSQL keeps when ``table`` and its triggers are gone."""
    if not _on_sqlite():
        for event in doing:
            op.execute(f"DROP FUNCTION {table}_refuses_{event.lower()}()")


def _on_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"
