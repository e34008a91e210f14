"""``python -m learnplan``: the ``learnplan`` command."""

from learnplan.core.garbage import uncollected

with uncollected():  # a tenth of the time that all the modules take
    from learnplan.cli.main import learnplan

learnplan(prog_name="learnplan")
