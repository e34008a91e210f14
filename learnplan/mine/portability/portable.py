"""What this room keeps about itself: none of it comes along, and all of it goes."""

from learnplan.core.drawers import Aside, Drawer
from learnplan.core.outbox import RecordMail
from learnplan.mine.portability.models import Erasure, Export, ImportedRow, LogDraft, LogImport

DRAWERS: tuple[Drawer, ...] = ()
ASIDE = (
    Aside(
        model=LogImport,
        why="What was imported is in the record; the list of imports serves to undo them here.",
    ),
    Aside(model=LogDraft, why="What is not confirmed is not in the record yet.", whose=()),
    Aside(model=ImportedRow, why="It serves to undo an import here.", whose=()),
    Aside(model=Export, why="An archive does not hold archives."),
    Aside(model=RecordMail, why="A mail that waits is about this installation."),
    Aside(
        model=Erasure,
        why="It says that everything is about to go, and goes last of all.",
        whose=(),
    ),
)
