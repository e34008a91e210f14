"""Recovery codes: ten words on paper, each good once in place of the second step."""

import secrets
from uuid import UUID

from sqlalchemy import delete, func, select

from learnplan.core.db import db
from learnplan.directory.models import RecoveryCode
from learnplan.directory.queries import hash_of

HOW_MANY = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What cannot be taken for one another on paper: no 0 and o, no 1, i and l."""
GROUPS, IN_A_GROUP = 4, 4


def make(person_id: UUID) -> list[str]:
    """Ten fresh codes, to be shown this once; earlier ones are worth nothing from now on.

    Each holds 79 random bits, so that a fast hash is enough to keep them by.
    """
    forget(person_id)
    codes = ["-".join(_group() for _ in range(GROUPS)) for _ in range(HOW_MANY)]
    db.session.add_all(
        RecoveryCode(person_id=person_id, code_hash=_hash_of(code)) for code in codes
    )
    db.session.flush()
    return codes


def use(person_id: UUID, code: str) -> bool:
    """Use up one code, however it is spaced; whether it was one."""
    stmt = delete(RecoveryCode).where(
        RecoveryCode.person_id == person_id, RecoveryCode.code_hash == _hash_of(code)
    )
    return db.session.scalar(stmt.returning(RecoveryCode.id)) is not None


def left(person_id: UUID) -> int:
    """How many codes were not used yet."""
    stmt = select(func.count(RecoveryCode.id)).where(RecoveryCode.person_id == person_id)
    return db.session.scalar(stmt) or 0


def forget(person_id: UUID) -> None:
    """None of somebody's codes is worth anything from now on."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(IN_A_GROUP))


def _hash_of(code: str) -> str:
    return hash_of("".join(letter for letter in code.casefold() if letter.isalnum()))
