"""Dates as spreadsheets count them: 43831 is 1 January 2020, 43831.5 its noon."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
FIRST, LAST = 32_874, 73_050  # 1990 to 2099: outside of them it is another number
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a day in a cell has no time zone
SECONDS = 86_400


def all_serials(cells: Iterable[str]) -> bool:
    """Whether every filled cell of a column is a serial number, and there is one."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(map(_is_serial, filled))


def day_of_serial(cell: str) -> str:
    """The day of a cell as text, with its time if the number has one; a blank stays blank."""
    if not cell.strip():
        return ""
    days = float(cell.replace(",", "."))
    moment = DAY_ZERO + timedelta(seconds=round(days * SECONDS))
    return moment.isoformat(" ") if days % 1 else moment.date().isoformat()


def _is_serial(cell: str) -> bool:
    return SERIAL.fullmatch(cell) is not None and FIRST <= float(cell.replace(",", ".")) <= LAST
