"""Simulate, and print a table: ``python3 start.py simulate [--check]``."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from tools.disclosure.on_dashboards import of_fresh_noise, of_the_careful_one, of_the_ordinary_one
from tools.disclosure.on_the_gate import of_the_gate
from tools.disclosure.organisation import Month, twelve_months
from tools.disclosure.report import Section, table

Measure = Callable[[Sequence[Month]], Section]

SEED = "an organisation"
MEASURES: Sequence[Measure] = (
    of_the_ordinary_one,
    of_the_careful_one,
    of_fresh_noise,
    of_the_gate,
)
DOCUMENT = Path(__file__).parents[2] / "docs" / "disclosure-simulation.md"


@click.command()
@click.option("--check", is_flag=True, help=f"Compare with docs/{DOCUMENT.name} as well.")
def main(*, check: bool) -> None:
    """Say how much of people's answers can be worked out from an ordinary dashboard, and here."""
    months = twelve_months(SEED)
    printed = table([measure(months) for measure in MEASURES])
    click.echo(printed)
    if check and printed not in DOCUMENT.read_text(encoding="utf-8"):
        raise click.ClickException(f"docs/{DOCUMENT.name} says something else.")


if __name__ == "__main__":
    main(prog_name="start.py simulate")
