"""Where ``LEARNPLAN_TEST_STRICT`` is 1, a skipped test or file has failed."""

import os
from collections.abc import Generator

import pytest

STRICT = os.environ.get("LEARNPLAN_TEST_STRICT") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that was skipped has failed."""
    report = yield
    if STRICT and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.longrepr}\nLEARNPLAN_TEST_STRICT=1 allows no skipped test."
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file that was skipped has failed."""
    report = yield
    if STRICT and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.longrepr}\nLEARNPLAN_TEST_STRICT=1 allows no skipped file."
    return report
