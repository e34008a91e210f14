"""Does the ledger still say what was published? Checked against the receipts people hold (R9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from learnplan.mine.disclosures import for_the_ledger as receipts
from learnplan.ours.pulse import chain, queries
from learnplan.ours.pulse.chain import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the check found: how long the ledger is, its head, and every fault in words."""

    rows: int
    head: str
    faults: tuple[str, ...]


def verify_ledger(*, known_head: str = "") -> Verdict:
    """Check every row, every receipt, and a head that somebody kept, if they give one."""
    links = queries.ledger()
    faults = [*chain.faults_in(links), *_faults_in_receipts(links)]
    if known_head and known_head.strip().lower() not in {chain.BEFORE_THE_FIRST, *_hashes(links)}:
        faults.append(
            f"The head {known_head.strip()} is nowhere in the ledger: it was rewritten since, "
            "or this head is of another ledger."
        )
    return Verdict(rows=len(links), head=chain.head_of(links), faults=tuple(faults))


def _hashes(links: Sequence[Link]) -> set[str]:
    return {link.hash for link in links}


def _faults_in_receipts(links: Sequence[Link]) -> Iterator[str]:
    rows, hashes = {link.number: link for link in links}, _hashes(links)
    for named in receipts.rows_named():
        link = rows.get(named.ledger_number)
        if link is None:
            yield f"Receipts name row {named.ledger_number}, which the ledger does not have."
        elif named.ledger_hash != link.hash:
            yield f"Receipts name another hash for row {link.number} than the ledger has."
        elif not _agrees(named, link):
            yield f"Receipts for row {link.number} say something else than the ledger."
        if named.head not in hashes:
            yield (
                f"Receipts for row {named.ledger_number} name the head {named.head}, "
                "which is nowhere in the ledger."
            )


def _agrees(named: receipts.Named, link: Link) -> bool:
    said = link.said
    return (
        named.period == said.period
        and named.block == said.block
        and named.roster_size == said.roster_size
        and named.value == said.value
        and named.most == said.most
        and named.epsilon == said.epsilon
    )
