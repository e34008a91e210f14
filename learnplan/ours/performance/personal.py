"""Nothing that says who: a file with a person's key in it is refused whole.

Performance figures arrive already put together. A column that names people would let anyone
with the file's other half tell whose figure is whose.
"""

import re

from learnplan.core.errors import Invalid
from learnplan.core.tables import Table

_KEYS = frozenset(
    """
    email, e mail, email address, e mail address, work email, work e mail, contact email,
    staff number, staff no, staff id, staff name, staff member, staff code,
    employee, employee number, employee no, employee id, employee name, employee code, employee ref,
    personnel number, personnel no, personnel id, payroll, payroll number, payroll no, payroll id,
    national insurance, national insurance number, national insurance no, ni number, ni no, nino,
    social security number, ssn, passport number, date of birth, dob, birth date, birthday,
    person, person id, person name, person number, people id, worker, worker id, worker name,
    worker number, user, user id, user name, username, login name, badge number, badge id,
    manager, manager name, manager email, line manager, line manager name, supervisor,
    supervisor name, name of employee, name of person, first name, forename, given name,
    last name, surname, family name, full name, colleague, colleague name, operator name,
    phone number, mobile number, telephone number
    """.replace("\n", " ").split(",")
)
_PERSONS_KEYS = frozenset(" ".join(key.split()) for key in _KEYS)
_LONGEST = 400
"""An address has at most 254 characters; a name may stand before it."""
_ADDRESS = re.compile(r"(?:[^<>@]*<)?[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+>?")


def refuse_personal_keys(table: Table) -> None:
    """Go on only if no column names people.

    Raises:
        Invalid: one does, by its heading or by the e-mail addresses in it.
    """
    for heading in table.header:
        if " ".join(re.findall(r"[^\W_]+", heading.casefold())) in _PERSONS_KEYS:
            raise Invalid(
                f"The column “{heading}” says who each row is about. Performance figures must "
                "come without any person's key, so nothing in this file was read."
            )
    for row in table.rows if table.at_signs else ():
        if "@" not in "".join(row.cells):
            continue
        for position, cell in enumerate(row.cells):
            if len(cell) <= _LONGEST and _ADDRESS.fullmatch(cell.strip()):
                heading = table.header[position] if position < len(table.header) else "without name"
                raise Invalid(
                    f"The column “{heading}” has an e-mail address on line {row.line}. Performance "
                    "figures must come without any person's key, so nothing in this file was read."
                )
