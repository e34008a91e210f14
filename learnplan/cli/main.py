"""The command's front: what there is, and how it refuses."""

from typing import Any

import click

from learnplan.cli import backups, house, imports, pulse
from learnplan.core.errors import DomainError


class Refusal(click.ClickException):
    """A sentence and exit 1; never a traceback for something a person can put right."""

    def show(self, file: Any = None) -> None:
        """Say the sentence, alone."""
        click.echo(self.message, err=True, file=file)


class House(click.Group):
    """A group whose commands refuse in words."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; what the house refuses becomes a sentence."""
        try:
            return super().invoke(context)
        except DomainError as trouble:
            raise Refusal(str(trouble)) from trouble


@click.group(cls=House, invoke_without_command=True)
@click.version_option(package_name=None, version="0.1.0", prog_name="Learnplan")
@click.pass_context
def learnplan(context: click.Context) -> None:
    """Workers own the record of their learning; the organisation sees how it performs.

    Without a command: bring the databases up to date, make the demonstration if nothing is
    installed yet, and serve.
    """
    if context.invoked_subcommand is None:
        house.start()


for command in (
    *(house.upgrade, house.demo, house.serve, house.sign_in_link, house.send_mail),
    *(imports.bring_in, pulse.pulse, pulse.ledger, backups.backup),
):
    learnplan.add_command(command)
