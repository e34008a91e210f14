"""``python -m learnplan``: the ``learnplan`` command."""

from learnplan.cli.main import learnplan

learnplan(prog_name="learnplan")
