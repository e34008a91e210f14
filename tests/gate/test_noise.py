import hashlib
import hmac
import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from heapq import heappop, heappush
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.gate.noise import (
    Stream,
    contributions_digest,
    discrete_laplace,
    happens,
    published_number,
    stream_for,
)

ONE = Fraction(1)
KEY = bytes(range(32))
SETTINGS = [
    (ONE, 1),
    (ONE, 2),
    (ONE, 3),
    (Fraction(2), 1),
    (Fraction(1, 2), 1),
    (Fraction(1, 2), 3),
    (Fraction(3, 10), 1),
    (Fraction(3, 10), 2),
]
Answers = Sequence[tuple[UUID, int]]
Sampler = Callable[[Stream, Fraction, int], int]


def a_stream(name: str = "a stream") -> Stream:
    return Stream(hashlib.sha256(name.encode()).digest())


def the_house_draws(stream: Stream, epsilon: Fraction, most: int) -> int:
    return discrete_laplace(stream, epsilon=epsilon, most=most)


def answers(*values: int) -> Answers:
    return [(UUID(int=number), value) for number, value in enumerate(values, start=1)]


def published(
    contributions: Answers,
    *,
    key: bytes = KEY,
    plan_hash: str = "4f2c",
    period: str = "2026-Q4",
    question: str = "time",
    block: str = "Blue and Green",
    epsilon: Fraction = ONE,
    most: int = 1,
) -> int:
    return published_number(
        key,
        plan_hash=plan_hash,
        period=period,
        question=question,
        block=block,
        contributions=contributions,
        epsilon=epsilon,
        most=most,
    )


# Judging draws


def chance(z: int, epsilon: Fraction, most: int) -> float:
    """P(Z = z), from its definition."""
    q = math.exp(-epsilon / most)
    return (1 - q) / (1 + q) * q ** abs(z)


def p_value(statistic: float, freedom: int) -> float:
    """How often chi-squared exceeds ``statistic``, by its recurrence in the degrees of freedom."""
    half = statistic / 2
    start = 2 - freedom % 2
    share = math.exp(-half) if start == 2 else math.erfc(math.sqrt(half))
    for lower in range(start, freedom, 2):
        share += math.exp(lower / 2 * math.log(half) - half - math.lgamma(lower / 2 + 1))
    return share


def surprise(drawn: Counter[int], epsilon: Fraction, most: int) -> float:
    """The p-value of ``drawn`` against the exact distribution; tails pooled to 10 or more each."""
    draws = drawn.total()
    q = math.exp(-epsilon / most)
    edge = 1
    while draws * chance(edge + 1, epsilon, most) / (1 - q) >= 10:
        edge += 1
    statistic = 0.0
    for z in range(-edge, edge + 1):
        expected = draws * chance(z, epsilon, most)
        seen = drawn[z]
        if abs(z) == edge:
            expected /= 1 - q
            seen = sum(n for value, n in drawn.items() if value * z >= edge * edge)
        statistic += (seen - expected) ** 2 / expected
    return p_value(statistic, 2 * edge)


def difference(drawn: Counter[int], others: Counter[int]) -> float:
    """The p-value that two samples of one size come from one distribution, tails pooled."""
    pooled: list[tuple[int, int]] = []
    ours = theirs = 0
    for z in sorted(drawn | others):
        ours, theirs = ours + drawn[z], theirs + others[z]
        if ours + theirs >= 20:
            pooled.append((ours, theirs))
            ours = theirs = 0
    last = pooled.pop()
    pooled.append((last[0] + ours, last[1] + theirs))
    statistic = sum((a - b) ** 2 / (a + b) for a, b in pooled)
    return p_value(statistic, len(pooled) - 1)


@cache
def draw(sampler: Sampler, draws: int, epsilon: Fraction, most: int) -> Counter[int]:
    stream = a_stream()
    return Counter(sampler(stream, epsilon, most) for _ in range(draws))


@pytest.mark.parametrize(
    ("statistic", "freedom", "share"),
    [
        (3.841, 1, 0.05),
        (5.991, 2, 0.05),
        (18.307, 10, 0.05),
        (24.725, 11, 0.01),
        (59.703, 30, 0.001),
    ],
)
def test_the_p_values_are_those_of_the_printed_tables(
    statistic: float, freedom: int, share: float
) -> None:
    assert p_value(statistic, freedom) == pytest.approx(share, rel=0.002)


# The distribution


def test_a_million_draws_follow_the_exact_distribution() -> None:
    assert surprise(draw(the_house_draws, 1_000_000, ONE, 1), ONE, 1) > 0.01


@pytest.mark.parametrize(("epsilon", "most"), SETTINGS)
def test_draws_follow_the_exact_distribution(epsilon: Fraction, most: int) -> None:
    assert surprise(draw(the_house_draws, 50_000, epsilon, most), epsilon, most) > 0.01


@pytest.mark.parametrize(("epsilon", "most"), [(ONE, 1), (Fraction(3, 10), 3)])
def test_draws_agree_with_the_difference_of_two_geometric_variables(
    epsilon: Fraction, most: int
) -> None:
    chances = random.Random(2020)

    def geometric() -> int:
        return math.floor(math.log(1 - chances.random()) / (-epsilon / most))

    others = Counter(geometric() - geometric() for _ in range(50_000))

    assert difference(draw(the_house_draws, 50_000, epsilon, most), others) > 0.01


def keeps_minus_zero(stream: Stream, epsilon: Fraction, most: int) -> int:
    size = 0
    while happens(stream, epsilon.numerator, epsilon.denominator * most):
        size += 1
    return -size if stream.below(2) else size


def forgets_the_largest_value(stream: Stream, epsilon: Fraction, _most: int) -> int:
    return discrete_laplace(stream, epsilon=epsilon, most=1)


def rounds_a_float(stream: Stream, epsilon: Fraction, most: int) -> int:
    even = (stream.below(2**53) + 0.5) / 2**53 - 0.5
    return round(-math.copysign(float(most / epsilon), even) * math.log(1 - 2 * abs(even)))


class Remainders(Stream):
    """Takes remainders where it should draw anew."""

    def __init__(self, whole: Stream) -> None:
        self.whole = whole

    def below(self, n: int) -> int:
        return self.whole.below(1 << (n - 1).bit_length()) % n


def takes_remainders(stream: Stream, epsilon: Fraction, most: int) -> int:
    return discrete_laplace(Remainders(stream), epsilon=epsilon, most=most)


def is_never_large(stream: Stream, epsilon: Fraction, most: int) -> int:
    return max(-4 * most, min(4 * most, discrete_laplace(stream, epsilon=epsilon, most=most)))


@pytest.mark.parametrize(
    "broken",
    [
        keeps_minus_zero,
        forgets_the_largest_value,
        rounds_a_float,
        takes_remainders,
        is_never_large,
    ],
)
def test_the_judgement_catches_a_broken_sampler(broken: Sampler) -> None:
    assert surprise(draw(broken, 50_000, ONE, 2), ONE, 2) < 1e-6
    assert difference(draw(broken, 50_000, ONE, 2), draw(the_house_draws, 50_000, ONE, 2)) < 1e-6


# The distribution without chance: every way the coins can fall


class Undecided(Exception):
    """A sampler wants one more number below ``n`` than was laid out for it."""

    def __init__(self, n: int) -> None:
        super().__init__(n)
        self.n = n


class LaidOut(Stream):
    """Numbers that were chosen beforehand."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(bytes(32))
        self.numbers = iter(numbers)

    def below(self, n: int) -> int:
        for number in self.numbers:
            return number
        raise Undecided(n)


def every_way(
    sampler: Sampler, epsilon: Fraction, most: int, *, up_to: Fraction
) -> dict[int, Fraction]:
    """The exact probabilities of what a sampler draws, short of ``up_to`` in all, likeliest first.

    Each time it asks for a number below n, the world splits into n of equal weight.
    """
    found: dict[int, Fraction] = {}
    open_ways: list[tuple[Fraction, tuple[int, ...]]] = [(-ONE, ())]
    undecided = ONE
    while undecided > up_to:
        weight, way = heappop(open_ways)
        try:
            drawn = sampler(LaidOut(way), epsilon, most)
        except Undecided as choice:
            for number in range(choice.n):
                heappush(open_ways, (weight / choice.n, (*way, number)))
        else:
            found[drawn] = found.get(drawn, Fraction(0)) - weight
            undecided += weight
    return found


@pytest.mark.parametrize(
    ("epsilon", "most", "short"),
    [(ONE, 1, Fraction(1, 16)), (ONE, 2, Fraction(1, 8)), (Fraction(2), 1, Fraction(1, 8))],
)
def test_all_ways_together_have_the_exact_probabilities(
    epsilon: Fraction, most: int, short: Fraction
) -> None:
    found = every_way(the_house_draws, epsilon, most, up_to=short)

    assert sum(found.values()) >= 1 - short
    for z, probability in found.items():
        assert chance(z, epsilon, most) - short <= probability <= chance(z, epsilon, most)


@pytest.mark.parametrize(
    ("broken", "most"), [(keeps_minus_zero, 1), (forgets_the_largest_value, 2)]
)
def test_all_ways_together_show_a_broken_sampler(broken: Sampler, most: int) -> None:
    found = every_way(broken, ONE, most, up_to=Fraction(1, 16))

    assert any(probability > chance(z, ONE, most) for z, probability in found.items())


@pytest.mark.parametrize(
    "chances",
    [Fraction(0), Fraction(1, 3), ONE, Fraction(5, 2), Fraction(4)],
)
def test_something_happens_with_the_probability_it_should(chances: Fraction) -> None:
    tries = 40_000
    stream = a_stream()

    times = sum(happens(stream, chances.numerator, chances.denominator) for _ in range(tries))

    expected = math.exp(-chances)
    spread = math.sqrt(tries * expected * (1 - expected))
    assert abs(times - tries * expected) <= 3 * spread


@given(
    epsilon=st.fractions(min_value=Fraction(1, 50), max_value=8, max_denominator=50),
    most=st.integers(1, 3),
    name=st.text(),
)
def test_all_noise_is_a_whole_number(epsilon: Fraction, most: int, name: str) -> None:
    assert type(discrete_laplace(a_stream(name), epsilon=epsilon, most=most)) is int


@pytest.mark.parametrize(
    ("epsilon", "most"), [(Fraction(0), 1), (Fraction(-1, 2), 1), (ONE, 0), (ONE, -3)]
)
def test_noise_that_protects_nobody_is_refused(epsilon: Fraction, most: int) -> None:
    with pytest.raises(ValueError, match="above 0"):
        discrete_laplace(a_stream(), epsilon=epsilon, most=most)


# The stream


def test_anyone_with_the_seed_can_recalculate_the_stream() -> None:
    seed = bytes(32)
    blocks = (hmac.new(seed, n.to_bytes(8, "big"), "sha256").digest() for n in range(3))

    stream = Stream(seed)

    assert bytes(stream.below(256) for _ in range(96)) == b"".join(blocks)


@given(sizes=st.lists(st.integers(1, 2**300), max_size=20))
def test_numbers_of_a_stream_stay_below_what_was_asked(sizes: list[int]) -> None:
    once, again = a_stream(), a_stream()

    drawn = [once.below(n) for n in sizes]

    assert all(0 <= number < n for number, n in zip(drawn, sizes, strict=True))
    assert drawn == [again.below(n) for n in sizes]


@pytest.mark.parametrize("n", [2, 3, 5, 7, 12])
def test_numbers_of_a_stream_are_equally_likely(n: int) -> None:
    stream = a_stream()
    drawn = Counter(stream.below(n) for _ in range(20_000))

    statistic = sum((drawn[number] - 20_000 / n) ** 2 / (20_000 / n) for number in range(n))

    assert set(drawn) <= set(range(n))
    assert p_value(statistic, n - 1) > 0.01


@pytest.mark.parametrize("n", [0, -1])
def test_nothing_is_below_nothing(n: int) -> None:
    with pytest.raises(ValueError, match="below"):
        a_stream().below(n)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33), b"secret"])
def test_a_key_that_is_gone_or_cut_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Stream(key)
    with pytest.raises(ValueError, match="32 bytes"):
        contributions_digest(key, answers(1, 0))
    with pytest.raises(ValueError, match="32 bytes"):
        published(answers(1, 0), key=key)


# The same number for the same answers, another for others: attack 4


CELLS = 60
CHANGES: dict[str, Callable[[str], dict[str, object]]] = {
    "key": lambda _: {"key": bytes(reversed(KEY))},
    "plan": lambda _: {"plan_hash": "4f2d"},
    "period": lambda _: {"period": "2027-Q1"},
    "question": lambda name: {"question": f"{name}, once more"},
    "block": lambda _: {"block": "Blue"},
}
TEAM = answers(1, 0, 1, 1, 0, 1, 1, 0, 1)


def noises(publish: Callable[..., int], contributions: Answers, **changed: object) -> list[int]:
    """What is left of many published numbers after the sum is taken off."""
    total = sum(value for _, value in contributions)
    return [
        publish(contributions, **{"question": f"question {n}", **changed}) - total
        for n in range(CELLS)
    ]


@pytest.mark.attack(4)
def test_the_same_answers_give_the_same_number() -> None:
    assert noises(published, TEAM) == noises(published, TEAM)


def test_the_order_of_the_answers_changes_nothing() -> None:
    assert noises(published, TEAM) == noises(published, TEAM[::-1])


@pytest.mark.attack(6)
def test_not_answering_is_the_same_as_answering_0() -> None:
    only_given = [(person, value) for person, value in TEAM if value]

    assert noises(published, TEAM) == noises(published, only_given)
    assert contributions_digest(KEY, TEAM) == contributions_digest(KEY, only_given)


@pytest.mark.parametrize("what", CHANGES)
def test_another_key_plan_period_question_or_block_gives_other_noise(what: str) -> None:
    as_it_was = [published(TEAM, question=f"{n}") for n in range(CELLS)]

    changed = [
        published(TEAM, **{"question": f"{n}", **CHANGES[what](f"{n}")})  # type: ignore[arg-type] # one dict of several kinds
        for n in range(CELLS)
    ]

    assert differ(as_it_was, changed)


def differ(noise: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two rows of noise are as unalike as two independent ones: about 3 in 4 differ."""
    return sum(a != b for a, b in zip(noise, other, strict=True)) > CELLS / 2


CHANGED_ANSWERS = [
    answers(1, 0, 1, 1, 0, 1, 1, 0, 0),  # one of another mind
    answers(1, 0, 1, 1, 0, 1, 1, 1, 1),
    answers(0, 1, 1, 1, 0, 1, 1, 0, 1),  # two of another mind, and the same sum
    [*TEAM, (UUID(int=99), 1)],
]


@pytest.mark.attack(4)
@pytest.mark.parametrize("changed", CHANGED_ANSWERS)
def test_changed_answers_get_fresh_noise(changed: Answers) -> None:
    assert differ(noises(published, TEAM), noises(published, changed))


@pytest.mark.attack(4)
def test_noise_that_ignores_the_answers_would_be_noticed() -> None:
    def frozen_too_hard(contributions: Answers, *, question: str) -> int:
        names = {"plan_hash": "4f2c", "period": "2026-Q4", "block": "Blue"}
        stream = stream_for(KEY, question=question, digest=b"", **names)
        noise = discrete_laplace(stream, epsilon=ONE, most=1)
        return sum(value for _, value in contributions) + noise

    for changed in CHANGED_ANSWERS:
        assert not differ(noises(frozen_too_hard, TEAM), noises(frozen_too_hard, changed))


@pytest.mark.attack(4)
def test_noise_drawn_anew_at_each_attempt_would_be_noticed() -> None:
    chances = random.Random(4)

    def drawn_anew(contributions: Answers, **_: object) -> int:
        stream = Stream(chances.randbytes(32))
        noise = discrete_laplace(stream, epsilon=ONE, most=1)
        return sum(value for _, value in contributions) + noise

    assert noises(drawn_anew, TEAM) != noises(drawn_anew, TEAM)


def test_names_that_read_alike_together_have_streams_of_their_own() -> None:
    alike = [
        ("ab", "c", "d", "e"),
        ("a", "bc", "d", "e"),
        ("a", "b", "cd", "e"),
        ("abc", "", "d", "e"),
        ("", "abc", "d", "e"),
        ("a\0b", "c", "d", "e"),
        ("abcde", "", "", ""),
        ("", "", "", "abcde"),
    ]

    firsts = {
        stream_for(
            KEY, plan_hash=plan, period=period, question=question, block=block, digest=bytes(32)
        ).below(2**128)
        for plan, period, question, block in alike
    }

    assert len(firsts) == len(alike)


names = st.tuples(st.text(), st.text(), st.text(), st.text(), st.binary(max_size=40))


@given(one=names, other=names)
def test_two_numbers_share_a_stream_only_if_they_are_one(
    one: tuple[str, str, str, str, bytes], other: tuple[str, str, str, str, bytes]
) -> None:
    def first(plan: str, period: str, question: str, block: str, digest: bytes) -> int:
        stream = stream_for(
            KEY, plan_hash=plan, period=period, question=question, block=block, digest=digest
        )
        return stream.below(2**128)

    assert (first(*one) == first(*other)) == (one == other)


given_answers = st.dictionaries(st.uuids(), st.integers(0, 3), max_size=12)


@given(one=given_answers, other=given_answers, order=st.randoms())
def test_a_digest_tells_answers_apart_and_nothing_else(
    one: dict[UUID, int], other: dict[UUID, int], order: random.Random
) -> None:
    def what_counts(answered: dict[UUID, int]) -> dict[UUID, int]:
        return {person: value for person, value in answered.items() if value}

    shuffled = order.sample(list(one.items()), k=len(one))

    assert contributions_digest(KEY, shuffled) == contributions_digest(KEY, one.items())
    same = contributions_digest(KEY, one.items()) == contributions_digest(KEY, other.items())
    assert same == (what_counts(one) == what_counts(other))


@pytest.mark.parametrize("value", [0, 1])
def test_nobody_is_in_a_number_twice(value: int) -> None:
    with pytest.raises(ValueError, match="once"):
        published([*TEAM, (TEAM[1][0], value)])


# An outlier: attack 8


@pytest.mark.attack(8)
@given(
    values=st.lists(st.integers(-5, 10), max_size=8),
    most=st.integers(1, 3),
    outlier=st.sampled_from([10**6, -(10**6), 2**80]),
)
def test_an_outlier_counts_as_the_nearest_possible_answer(
    values: list[int], most: int, outlier: int
) -> None:
    nearest = most if outlier > 0 else 0

    found = published(answers(outlier, *values), most=most)

    assert found == published(answers(nearest, *values), most=most)


def farthest_move(publish: Callable[..., int], most: int) -> float:
    """How far one person can move a number on average, whatever they answer."""

    def mean(value: int) -> float:
        numbers = [publish(answers(value, 1, 0), question=f"{n}", most=most) for n in range(2_000)]
        return sum(numbers) / len(numbers)

    means = [mean(value) for value in (0, 10**6, -(10**6))]
    return max(means) - min(means)


@pytest.mark.attack(8)
def test_an_outlier_of_a_million_moves_no_number_beyond_the_largest_value() -> None:
    def clips_nothing(contributions: Answers, *, question: str, most: int) -> int:
        return sum(value for _, value in contributions) + published(
            [], question=question, most=most
        )

    assert farthest_move(published, 3) <= 3 + 0.5  # and what is left of the noise in the means
    assert farthest_move(clips_nothing, 3) > 10**6


# Somebody who knows everyone else: attacks 5 and 16


Law = Callable[[int], dict[int, float]]
"""The exact distribution of a published number, given the sum of what all answered."""


def protected(scale: float) -> Law:
    def law(total: int) -> dict[int, float]:
        q = math.exp(-1 / scale)
        return {total + z: (1 - q) / (1 + q) * q ** abs(z) for z in range(-60, 61)}

    return law


def measured_epsilon(law: Law, *, known: int, most: int) -> float:
    """The worst ratio, as a logarithm, between the chances of a number under two answers."""
    laws = [law(known + answer) for answer in range(most + 1)]
    return max(
        math.log(one[number] / other[number]) if number in other else math.inf
        for one in laws
        for other in laws
        for number in range(known - 50, known + 51)
        if number in one
    )


def best_guess(law: Law, *, known: int, most: int) -> float:
    """How sure the number can make somebody of one answer, who held two for equally likely."""
    laws = [law(known + answer) for answer in (0, most)]
    return max(
        one[number] / (one[number] + other.get(number, 0))
        for one, other in (laws, laws[::-1])
        for number in range(known - 50, known + 51)
        if number in one
    )


def exactly(total: int) -> dict[int, float]:
    return {total: 1.0}


@pytest.mark.attack(5)
@pytest.mark.attack(16)
@pytest.mark.parametrize(("epsilon", "most"), SETTINGS)
@pytest.mark.parametrize("known", [0, 4, 24])
def test_whoever_knows_all_others_learns_no_more_than_was_claimed(
    epsilon: Fraction, most: int, known: int
) -> None:
    law = protected(float(most / epsilon))
    bound = math.exp(epsilon) / (1 + math.exp(epsilon))

    # known = 0 and 24 are unanimous teams: of the one left, the number still tells no more
    assert measured_epsilon(law, known=known, most=most) <= epsilon + 1e-9
    assert best_guess(law, known=known, most=most) <= bound + 1e-9


def test_at_an_epsilon_of_1_the_best_guess_is_right_73_times_in_100() -> None:
    assert best_guess(protected(1), known=8, most=1) == pytest.approx(0.731, abs=0.0005)


@pytest.mark.attack(5)
@pytest.mark.attack(16)
@pytest.mark.parametrize("broken", [protected(1), exactly])
def test_the_measure_catches_too_little_noise_and_none(broken: Law) -> None:
    assert measured_epsilon(broken, known=4, most=3) > 2.9
    assert best_guess(broken, known=4, most=3) > 0.9


def law_of(publish: Callable[..., int], contributions: Answers) -> Counter[int]:
    """What a period would publish, over many keys."""
    keys = (hashlib.sha256(number.to_bytes(4)).digest() for number in range(10_000))
    return Counter(publish(contributions, key=key, most=2) for key in keys)


@pytest.mark.attack(5)
@pytest.mark.attack(16)
def test_what_is_published_follows_the_law_and_too_little_noise_does_not() -> None:
    def forgets(contributions: Answers, *, key: bytes, most: int) -> int:
        return published(contributions, key=key, most=most, epsilon=ONE * most)

    unanimous, all_but_one = answers(2, 2, 2, 2, 2, 2), answers(2, 2, 2, 2, 2, 0)

    for contributions, total in ((unanimous, 12), (all_but_one, 10)):
        honest, broken = law_of(published, contributions), law_of(forgets, contributions)
        assert surprise(less(honest, total), ONE, 2) > 0.01
        assert surprise(less(broken, total), ONE, 2) < 1e-6


def less(numbers: Counter[int], total: int) -> Counter[int]:
    return Counter({number - total: times for number, times in numbers.items()})


def test_numbers_under_two_answers_are_as_unlike_as_claimed_and_no_more() -> None:
    one, other = law_of(published, answers(2, 2, 0, 1)), law_of(published, answers(2, 2, 0, 1, 2))

    for number in range(-2, 15):
        ratio = one[number] / other[number]
        slack = 4 * math.sqrt(1 / one[number] + 1 / other[number])
        assert abs(math.log(ratio)) <= 1 + slack
