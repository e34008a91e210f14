"""Nothing that the server says about itself tells Ours how busy the learning database is."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection, sql

from tests.walls.postgresql import LEARNING, OURS, SQL, Walled, run_sql

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("northwind_walled")]
SUPERUSER = "learnplan"
MAY_READ = {"pg_class", "pg_namespace", "pg_type"}
MAY_CALL = {
    *("array_to_string", "concat", "concat_ws", "current_schema", "date_part", "date_trunc"),
    *("extract", "format", "now", "pg_advisory_xact_lock", "pg_table_is_visible", "pg_typeof"),
    *("timezone", "to_char", "to_regtype", "version"),
}
TELLING = (
    f"SELECT xact_commit FROM pg_stat_database WHERE datname = '{LEARNING}'",
    f"SELECT pg_stat_get_db_xact_commit(oid) FROM pg_database WHERE datname = '{LEARNING}'",
    "SELECT pg_stat_get_db_tuples_inserted(1)",
    "SELECT pg_stat_get_db_blocks_fetched(1)",
    "SELECT pg_stat_get_db_numbackends(1)",
    "SELECT datname, query FROM pg_stat_activity",
    "SELECT pg_stat_get_activity(NULL)",
    "SELECT pg_stat_get_backend_idset()",
    "SELECT pg_stat_get_backend_activity(1)",
    "SELECT pg_stat_get_backend_dbid(1)",
    "SELECT * FROM pg_locks",
    "SELECT pg_lock_status()",
    "SELECT pg_blocking_pids(1)",
    "SELECT * FROM pg_stat_bgwriter",
    "SELECT * FROM pg_stat_wal",
    "SELECT pg_stat_get_wal()",
    "SELECT * FROM pg_stat_archiver",
    "SELECT * FROM pg_stat_slru",
    "SELECT * FROM pg_statio_all_tables",
    "SELECT * FROM pg_stat_progress_vacuum",
    "SELECT * FROM pg_stat_replication",
    f"SELECT pg_database_size('{LEARNING}')",
    "SELECT pg_tablespace_size('pg_default')",
    "SELECT pg_relation_size('unit')",
    "SELECT pg_total_relation_size('unit')",
    "SELECT pg_relation_filepath('unit')",
    "SELECT n_live_tup FROM pg_stat_user_tables",
    "SELECT pg_stat_get_live_tuples(1)",
    "SELECT pg_ls_waldir()",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_stat_file('.')",
    "SELECT pg_current_wal_lsn()",
    "SELECT pg_current_wal_insert_lsn()",
    "SELECT txid_current()",
    "SELECT pg_current_xact_id()",
    "SELECT pg_current_snapshot()",
    "SELECT age('3'::xid)",
    "SELECT mxid_age('3'::xid)",
    "SELECT xmin FROM unit",
    "SELECT datname, age(datfrozenxid) FROM pg_database",
    "SELECT relfrozenxid FROM pg_class",
    "SELECT reltuples FROM pg_class",
    "SELECT xmin FROM pg_class",
    "SELECT * FROM pg_prepared_xacts",
    "SELECT * FROM pg_cursors",
    "SELECT * FROM pg_shdepend",
    "SELECT * FROM pg_stats",
    "SELECT pg_notification_queue_usage()",
    "SELECT next_xid FROM pg_control_checkpoint()",
    "SELECT pg_postmaster_start_time()",
    "SELECT pg_conf_load_time()",
    "SELECT * FROM pg_shmem_allocations",
    "SELECT pg_export_snapshot()",
)
"""What would tell, each in the words of somebody who asks."""
SHOWN = """
    SELECT oid::regclass::text FROM pg_class
    WHERE relkind IN ('r', 'v', 'm', 'f') AND relnamespace <> 'public'::regnamespace
        AND has_any_column_privilege(%s, oid, 'SELECT')
"""
CALLED = """
    SELECT proname FROM pg_proc
    WHERE provolatile <> 'i' AND has_function_privilege(%s, oid, 'EXECUTE') AND NOT oid = ANY (
        SELECT oprcode FROM pg_operator UNION SELECT castfunc FROM pg_cast
        UNION SELECT unnest(ARRAY[aggfnoid, aggtransfn, aggfinalfn, aggcombinefn]) FROM pg_aggregate
        UNION SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend]) FROM pg_type
    )
"""


def column(connection: Connection, query: str, *values: object) -> set[str]:
    """The one column that a query gives."""
    return {str(value) for (value,) in connection.execute(query.encode(), values or None)}


def is_told(connection: Connection, question: str) -> bool:
    """Whether the server answers a question, to whoever asks over this connection."""
    try:
        connection.execute(question.encode())
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


@pytest.fixture(scope="module")
def without_the_wall(walled: Walled) -> Iterator[str]:
    """A database with the same rights for the same roles, but without ``statistics.sql``."""
    name = walled.cluster.new_database().rpartition("/")[2]
    with walled.connect(SUPERUSER, "postgres") as superuser:
        run_sql(walled.cluster, name, SQL / "rights.sql", mine="learnplan_mine", ours=OURS)
        with walled.connect("learnplan_mine", name) as owner:
            owner.execute("CREATE TABLE unit (name text)")
        yield name
        superuser.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


@pytest.mark.attack(26)
@pytest.mark.parametrize("question", TELLING)
def test_nothing_that_tells_is_told_to_ours(walled: Walled, question: str) -> None:
    with walled.connect(OURS) as ours, walled.connect(SUPERUSER) as control:
        assert is_told(control, question)
        assert not is_told(ours, question)


def test_no_view_or_table_of_the_server_is_open_to_ours_but_three(walled: Walled) -> None:
    with walled.connect(SUPERUSER) as superuser:
        shown = column(superuser, SHOWN, OURS)

    assert shown == MAY_READ


def test_no_function_that_knows_more_than_it_is_given_is_open_to_ours(walled: Walled) -> None:
    with walled.connect(SUPERUSER) as superuser:
        called = column(superuser, CALLED, OURS)

    assert called == MAY_CALL


def test_every_statistics_view_is_refused_when_it_is_opened(walled: Walled) -> None:
    named = "SELECT relname FROM pg_class WHERE relname ~ '^pg_(stat|statio|locks|database)'"
    with walled.connect(SUPERUSER) as superuser, walled.connect(OURS) as ours:
        views = column(superuser, f"{named} AND relkind IN ('r', 'v')")
        told = {view for view in views if is_told(ours, f"SELECT * FROM {view} LIMIT 0")}

    assert len(views) > 40
    assert told == set()


@pytest.mark.attack(26)
def test_without_the_wall_the_same_questions_are_answered(
    walled: Walled, without_the_wall: str
) -> None:
    with walled.connect(OURS, without_the_wall) as ours, walled.connect(SUPERUSER) as superuser:
        told = {question for question in TELLING if is_told(ours, question)}
        shown, called = column(ours, SHOWN, OURS), column(ours, CALLED, OURS)
        assert len(column(superuser, SHOWN, OURS)) < len(shown)

    assert len(told) > 30
    assert f"SELECT xact_commit FROM pg_stat_database WHERE datname = '{LEARNING}'" in told
    assert "SELECT txid_current()" in told
    assert "pg_stat_activity" in shown
    assert "pg_stat_get_live_tuples" in called


def test_the_learning_database_is_heard_working_where_there_is_no_wall(
    walled: Walled, without_the_wall: str
) -> None:
    """The leak itself, as somebody would use it: transactions of Mine, counted from outside."""

    def count() -> int:
        with walled.connect(OURS, without_the_wall) as ours:
            (now,) = ours.execute("SELECT txid_current()").fetchone() or (0,)
            return int(now)

    before = count()
    with walled.connect("learnplan_mine", LEARNING) as mine:
        for _ in range(20):
            mine.execute("SELECT txid_current()")
    after = count()

    assert after - before > 20
