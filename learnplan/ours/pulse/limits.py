"""What may be asked at all, and what it may cost (rules R2, R3 and R7).

Hard-coded: no setting makes it more, and a plan may only be stricter.
"""

from fractions import Fraction

LARGEST_ANSWER = 3
"""C: the most that one person adds to one number."""
MOST_PER_QUARTER = Fraction(2)
"""ε that one person spends in a quarter."""
MOST_PER_YEAR = Fraction(8)
"""ε that one person spends in any four quarters: what the quarters allow."""
MOST_ASKED = 2
"""How often one question is asked in any four quarters."""
MOST_QUESTIONS = 8
SMALLEST_BLOCK = 6
SMALLEST_BREAKDOWN_BLOCK = 15
"""People in a block of a breakdown by location or tenure."""
FEWEST_COSIGNERS = 5
"""Workers behind an unsigned signal besides whoever raised it."""
SMALLEST_SIGNALLING_UNIT = 15
"""People in a unit of which an unsigned signal can be published."""
