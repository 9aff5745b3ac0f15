"""The few distribution functions that the tests and intervals need, from scipy.special, which loads faster than scipy.stats."""

from typing import Any

from scipy import special  # type: ignore[import-untyped]


def normal_cdf(z: Any) -> Any:
    return special.ndtr(z)


def normal_quantile(p: Any) -> Any:
    return special.ndtri(p)


def student_quantile(p: float, *, freedom: int) -> float:
    return float(special.stdtrit(freedom, p))


def student_cdf(t: float, *, freedom: int) -> float:
    return float(special.stdtr(freedom, t))


def binomial_at_most(k: int, *, n: int, p: float) -> float:
    """P(X <= k)."""
    return float(special.bdtr(k, n, p)) if k >= 0 else 0.0


def binomial_at_least(k: int, *, n: int, p: float) -> float:
    """P(X >= k)."""
    return float(special.bdtrc(k - 1, n, p)) if k > 0 else 1.0


def beta_quantile(p: float, *, a: float, b: float) -> float:
    return float(special.betaincinv(a, b, p))
