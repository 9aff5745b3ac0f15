"""Several metrics, one verdict: p-values that keep the chance of any false alarm."""

from collections.abc import Sequence


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm's adjusted p-values (Scandinavian Journal of Statistics 6, 1979, 65-70), valid however the metrics hang together.

    A metric without a p-value keeps its place in the family, as if it had the largest: what could not be measured makes no other
    metric easier to fail.
    """
    known = sorted((p, position) for position, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, position) in enumerate(known):
        largest = max(largest, min(1.0, p * (len(p_values) - rank)))
        adjusted[position] = largest
    return adjusted
