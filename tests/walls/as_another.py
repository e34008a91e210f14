"""The learnplan command as another person: ``-m tests.walls.as_another PERSON GROUP COMMAND…``.

Everything is imported before that person is become, and workers are forked: where the interpreter
is in somebody's home, nobody else can read or start it.
"""

import encodings
import importlib
import multiprocessing.popen_fork
import os
import pkgutil
import sys
from contextlib import suppress

import granian.constants
import granian.server.mp

import app
from learnplan.cli.main import learnplan
from learnplan.core import migrate

ALREADY_HERE = (app, granian, migrate)

if __name__ == "__main__":
    person, group, *command = sys.argv[1:]
    for codec in pkgutil.iter_modules(encodings.__path__, "encodings."):
        with suppress(ImportError):  # another system's
            importlib.import_module(codec.name)
    multiprocessing.set_start_method("fork")
    os.setgroups([])
    os.setgid(int(group))
    os.setuid(int(person))
    os.umask(0o007)
    learnplan(command, prog_name="learnplan")
