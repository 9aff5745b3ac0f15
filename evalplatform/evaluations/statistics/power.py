"""What a number of examples can show: the smallest loss that is found in four of five cases, and how many examples would settle it."""

import math

from evalplatform.evaluations.statistics.binary import tango_variance
from evalplatform.evaluations.statistics.distributions import normal_quantile, student_quantile
from evalplatform.evaluations.statistics.intervals import Interval
from evalplatform.evaluations.statistics.searching import last_true

POWER = 0.8
MOST = 1e4  # times as many examples; beyond, no number is worth naming


def least_clusters(alpha: float) -> int:
    """How many clusters a test of signs needs before any outcome could be significant: 2 * 0.5 ** m is its smallest p."""
    return max(2, math.ceil(1 - math.log2(alpha) - 1e-12))


def detectable_share(different: float, n: int, *, margin: float, alpha: float) -> float | None:
    """The smallest loss of a paired binary metric that is significant beyond `margin` with a chance of POWER; None where even 1 is not.

    sqrt(n) * (loss - margin) = z_alpha * sqrt(v) + z_power * sqrt(s - loss ** 2), with z_alpha two-sided and s the share of examples that
    differ: as many as were seen, or as the loss itself needs. v is the variance under the hypothesis; without a margin it is s, and this
    is O. Miettinen's formula (Biometrics 24, 1968, 339-352), with one J. Nam's (Biometrics 53, 1997, 1422-1430).
    """
    z, z_power = _normal(alpha)

    def hidden(loss: float) -> bool:
        s = max(different, loss)
        expected = tango_variance((s - loss) / 2, (s + loss) / 2, difference=-margin)
        return math.sqrt(n) * (loss - margin) < z * math.sqrt(max(0.0, expected)) + z_power * math.sqrt(max(0.0, s - loss**2))

    return None if margin >= 1 or hidden(1.0) else last_true(margin, 1.0, hidden)


def detectable_below(share: float, n: int, *, margin: float, alpha: float) -> float | None:
    """The smallest loss against the fixed `share` that the binomial test shows; never below what one example in n can weigh."""
    z, z_power = _normal(alpha)
    expected = share - margin

    def hidden(loss: float) -> bool:
        true = share - loss
        error = z * math.sqrt(max(expected * (1 - expected), 0.0)) + z_power * math.sqrt(max(true * (1 - true), 0.0))
        return math.sqrt(n) * (loss - margin) < error

    if expected <= 0 or hidden(share):
        return None
    return max(last_true(margin, share, hidden), margin + _unseen(alpha, n))


def detectable_mean(standard_error: float, m: int, *, margin: float, alpha: float) -> float:
    """margin + (t_alpha + t_power) * standard error, with Student's t of m - 1 degrees of freedom, as the test of flipped signs has it."""
    t, t_power = (student_quantile(p, freedom=m - 1) for p in (1 - alpha / 2, POWER))
    return margin + (t + t_power) * standard_error


def detectable_change(spread: float, m: int, *, margin: float, alpha: float) -> float:
    """Where too few of m clusters differ to know a standard error: so many of them would have to lose all of `spread`."""
    return margin + spread * min(1.0, _unseen(alpha, m))


def _unseen(alpha: float, m: int) -> float:
    return sum(_normal(alpha)) ** 2 / m


def _normal(alpha: float) -> tuple[float, float]:
    return float(normal_quantile(1 - alpha / 2)), float(normal_quantile(POWER))


def examples_to_settle(n: int, *, times: float) -> int | None:
    """How many examples more make `times` as many; None where none are needed, and where more than MOST times as many are."""
    return max(1, math.ceil(n * times * (1 - 1e-12)) - n) if 1 <= times <= MOST else None


def times_to_settle(difference: float, interval: Interval, *, margin: float) -> float:
    """How many times the examples, turning out as these did, would bring the nearer end of the interval to -margin.

    Intervals shrink with the root of the number of examples.
    """
    gap = difference + margin
    half = difference - interval.low if gap > 0 else interval.high - difference
    return (half / gap) ** 2 if gap else math.inf
