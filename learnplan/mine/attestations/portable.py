"""Attestations do not come along: a link leads here, and nobody is let in anew by an import."""

from learnplan.core.drawers import Aside, Drawer
from learnplan.mine.attestations.models import Attestation, Opening

DRAWERS: tuple[Drawer, ...] = ()
ASIDE = (
    Aside(
        model=Attestation,
        why="Its link leads here. What was attested is among the disclosures.",
        items=(("item_kind", "item_id"),),
    ),
    Aside(
        model=Opening,
        why="On which days a link was opened is among the disclosures.",
        whose=(),
    ),
)
