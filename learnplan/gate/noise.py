"""The noise that keeps one person's answer from being read off a published number.

A published number is Σx + Z. Each answer x is clipped to 0…C, and Z is an integer with
P(Z = z) ∝ exp(−|z|·ε/C), so that one person more, less or of another mind makes no outcome more
than exp(ε) times as likely.

- *Exact.* The sampler uses whole numbers alone. Floating point would leave holes in the
  distribution, and through them the answers can be read (I. Mironov, "On significance of the least
  significant bits for differential privacy", 2012).
- *Frozen.* Z is drawn from a stream that follows from the period's key and from what is published.
  To try again after a crash gives the same number, so nothing averages out; where an answer has
  changed, the noise is another one, so the difference of two attempts tells nothing. To whoever
  does not hold the key, the stream cannot be told from chance.

Source: C. L. Canonne, G. Kamath, T. Steinke, "The discrete Gaussian for differential privacy"
(2020), Algorithms 1 and 2.
"""

import hmac
from collections.abc import Iterable, Sequence
from fractions import Fraction
from uuid import UUID

KEY_BYTES = 32
_HASH = "sha256"
_HASH_BITS = 256
_FOR_CONTRIBUTIONS = b"learnplan contributions 1"
_FOR_NOISE = b"learnplan noise 1"


class Stream:
    """Uniform bits that follow from a seed, without end: HMAC-SHA256 of 0, 1, 2, … under it.

    The counter lets the stream go on from where it is; SHAKE-256, as Python offers it, would
    begin again from its first bit each time more are wanted. The seeds come from HMAC-SHA256 too,
    so that everything rests on one assumption, and anyone can recalculate it with common tools.
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = _checked(seed)
        self._hashed = 0  # how many numbers have been hashed
        self._bits = 0  # what is left of their bits, and how many those are
        self._left = 0

    def below(self, n: int) -> int:
        """A whole number from 0 to ``n`` − 1, each as likely as any other.

        Raises:
            ValueError: there is no such number.
        """
        if n < 1:
            raise ValueError("No whole number from 0 up is below this one.")
        width = (n - 1).bit_length()
        while True:
            while self._left < width:
                self._hash_on()
            self._left -= width
            drawn = self._bits >> self._left
            self._bits ^= drawn << self._left
            if drawn < n:  # else drawn anew, which favours nobody, as a remainder would
                return drawn

    def _hash_on(self) -> None:
        block = hmac.digest(self._seed, self._hashed.to_bytes(8), _HASH)
        self._hashed += 1
        self._bits = self._bits << _HASH_BITS | int.from_bytes(block)
        self._left += _HASH_BITS


def contributions_digest(key: bytes, contributions: Iterable[tuple[UUID, int]]) -> bytes:
    """What a number is made of, in 32 bytes that tell nothing without the period's key.

    Who gave which value counts, in whatever order. Nobody is named for a 0, so that not answering
    and answering 0 are the same here also.

    Args:
        key: the period's key, 32 bytes.
        contributions: people's ids and their values, already clipped to 0…C.

    Raises:
        ValueError: somebody is in it twice, or the key is not one.
    """
    people: set[UUID] = set()
    given: list[bytes] = []
    for person, value in contributions:
        if person in people:
            raise ValueError("One person is in one number once.")
        people.add(person)
        if value:
            given.append(person.bytes + value.to_bytes(8))
    return _mac(key, _FOR_CONTRIBUTIONS, *sorted(given))


def stream_for(
    key: bytes, *, plan_hash: str, period: str, question: str, block: str, digest: bytes
) -> Stream:
    """The stream that belongs to one number: this question, block and period, and these answers.

    Raises:
        ValueError: the key is not one.
    """
    names = (name.encode() for name in (plan_hash, period, question, block))
    return Stream(_mac(key, _FOR_NOISE, *names, digest))


def discrete_laplace(stream: Stream, *, epsilon: Fraction, most: int) -> int:
    """Draw Z with P(Z = z) ∝ exp(−|z|·ε/C): Algorithm 2.

    Args:
        stream: where the chance comes from.
        epsilon: ε, how much one number may tell about one person.
        most: C, the largest value one person can contribute.

    Raises:
        ValueError: ε is not above 0, or C is not at least 1.
    """
    top, bottom = epsilon.numerator, epsilon.denominator * most
    if top < 1 or most < 1:
        raise ValueError("The noise takes an epsilon above 0 and a largest value of at least 1.")
    while True:
        # Far is geometric with exp(−1/bottom): its remainder first, then how many times bottom.
        far = stream.below(bottom)
        if not happens(stream, far, bottom):
            continue
        while happens(stream, 1, 1):
            far += bottom
        size = far // top
        negative = stream.below(2)
        if size or not negative:  # or 0 would come up twice as often, as plus and as minus 0
            return -size if negative else size


def happens(stream: Stream, top: int, bottom: int) -> bool:
    """Whether something comes to pass whose probability is exp(−top/bottom): Algorithm 1."""
    while top > bottom:
        if not happens(stream, 1, 1):
            return False
        top -= bottom
    # With p for top/bottom, the k-th step is taken with probability p/k. That an odd one is the
    # first not to be taken has probability 1 − p + p²/2! − p³/3! + …, which is exp(−p).
    k = 1
    while stream.below(bottom * k) < top:
        k += 1
    return k % 2 == 1


def published_number(
    key: bytes,
    *,
    plan_hash: str,
    period: str,
    question: str,
    block: str,
    contributions: Sequence[tuple[UUID, int]],
    epsilon: Fraction,
    most: int,
) -> int:
    """What is published about a block: the sum of its people's answers, and the noise.

    Every value is clipped to 0…C here, wherever it comes from. The same key, names and answers
    give the same number, always.

    Args:
        key: the period's key, 32 bytes.
        plan_hash: the hash of the period's plan, which says ε, C and the questions.
        period: the period, as it is written.
        question: the question's own name in the plan.
        block: the block's own name.
        contributions: the ids of people in the block, and their values.
        epsilon: ε, how much this number may tell about one person.
        most: C, the largest value one person can contribute.

    Raises:
        ValueError: somebody is in it twice, or the key, ε or C is not one.
    """
    clipped = [(person, min(max(value, 0), most)) for person, value in contributions]
    stream = stream_for(
        key,
        plan_hash=plan_hash,
        period=period,
        question=question,
        block=block,
        digest=contributions_digest(key, clipped),
    )
    noise = discrete_laplace(stream, epsilon=epsilon, most=most)
    return sum(value for _, value in clipped) + noise


def _mac(key: bytes, *fields: bytes) -> bytes:
    """HMAC-SHA256 of ``fields``, each after its length, so that no two lists read the same."""
    message = b"".join(len(field).to_bytes(8) + field for field in fields)
    return hmac.digest(_checked(key), message, _HASH)


def _checked(key: bytes) -> bytes:
    """The key, if it is whole: an empty or destroyed one must never pass for a secret.

    HMAC itself takes any, and takes a shorter one for the same with zeros after it.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"A key has {KEY_BYTES} bytes.")
    return key
