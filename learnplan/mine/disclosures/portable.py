"""What left a record and the receipts of pulses: told to their owner, and not taken back."""

from learnplan.core.drawers import Aside, Drawer
from learnplan.mine.disclosures.models import Crossing, Receipt

DRAWERS = (
    Drawer(
        name="disclosures",
        model=Crossing,
        left_out=frozenset({"reader_id", "item_kind", "item_id", "removed_at"}),
        gone_when=("removed_at",),
        in_order_of=("at",),
        told_only=True,
    ),
    Drawer(
        name="receipts",
        model=Receipt,
        left_out=frozenset({"plan_id"}),
        in_order_of=("ledger_number",),
        told_only=True,
    ),
)
ASIDE: tuple[Aside, ...] = ()
