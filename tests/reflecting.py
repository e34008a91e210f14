"""What lies in the databases, whatever the models say."""

from functools import cache

from sqlalchemy import Engine, MetaData, Table


@cache
def tables_there(engine: Engine) -> list[Table]:
    """Every table of a database, models or not; it is asked once, for no test makes one in it."""
    there = MetaData()
    there.reflect(engine)
    return there.sorted_tables
