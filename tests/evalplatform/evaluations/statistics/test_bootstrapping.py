from typing import Any

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from evalplatform.evaluations.statistics import bootstrapping
from evalplatform.evaluations.statistics.bootstrapping import bca, bootstrap_interval, expanded, jackknifed, resampled
from evalplatform.evaluations.statistics.clusters import Clusters, clustered

RANDOM = np.random.default_rng(11)
SKEWED = RANDOM.lognormal(size=60)
KEYS = np.sort(RANDOM.integers(0, 25, 60))
BINARY = RANDOM.choice([-1.0, 0.0, 1.0], size=300, p=[0.1, 0.6, 0.3])


def ratio(totals: Any, sizes: Any, axis: int = -1) -> Any:
    return totals.sum(axis=axis) / sizes.sum(axis=axis)


def scipys(clusters: Clusters, **kwargs: Any) -> Any:
    data = (clusters.totals, clusters.sizes)
    return stats.bootstrap(data, ratio, paired=True, vectorized=True, method="BCa", rng=np.random.default_rng(1), **kwargs)


@pytest.mark.parametrize("clusters", [clustered(SKEWED, np.arange(60)), clustered(SKEWED, KEYS), clustered(BINARY, np.arange(300))])
def test_bca_is_scipys_on_the_same_resamples(clusters: Clusters) -> None:
    theirs = scipys(clusters, n_resamples=2000)
    ours = bca(theirs.bootstrap_distribution, estimate=clusters.estimate, jackknife=jackknifed(clusters), alpha=0.05)
    assert ours == pytest.approx(tuple(theirs.confidence_interval), rel=1e-9)


@pytest.mark.parametrize("clusters", [clustered(SKEWED, np.arange(60)), clustered(SKEWED, KEYS), clustered(BINARY, np.arange(300))])
def test_interval_is_scipys_but_for_the_draw(clusters: Clusters) -> None:
    level = 1 - expanded(0.05, clusters=len(clusters))
    theirs = scipys(clusters, n_resamples=9999, confidence_level=level).confidence_interval
    ours = bootstrap_interval(clusters, alpha=0.05, resamples=9999)
    assert ours == pytest.approx(tuple(theirs), abs=0.05 * (theirs.high - theirs.low))


def test_few_clusters_make_it_wider() -> None:
    assert expanded(0.05, clusters=10) == pytest.approx(0.01711, abs=1e-5)
    assert expanded(0.05, clusters=1_000_000) == pytest.approx(0.05, rel=1e-4)


@pytest.mark.parametrize("size", ["alike", "different"])
def test_three_ways_to_resample_agree(size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    totals, sizes = random.standard_t(3, size=600), random.integers(1, 6, 600) if size == "different" else np.ones(600)
    clusters = Clusters(totals * sizes, sizes.astype(np.float64))
    found = []
    for few, many in ((100, 4096), (200, 500), (100_000, 4096)):  # one by one, in bins, by counts
        monkeypatch.setattr(bootstrapping, "FEW", few)
        monkeypatch.setattr(bootstrapping, "MANY", many)
        copies = Clusters(np.tile(clusters.totals, 4), np.tile(clusters.sizes, 4)) if few > 200 else clusters
        scale = 2 if few > 200 else 1  # four times as many clusters: half the spread
        found.append((resampled(copies, resamples=2000) - clusters.estimate) * scale)
    quantiles = [np.quantile(one, [0.025, 0.25, 0.5, 0.75, 0.975]) for one in found]
    spread = clusters.standard_error
    assert quantiles[1] == pytest.approx(quantiles[0], abs=0.2 * spread)
    assert quantiles[2] == pytest.approx(quantiles[0], abs=0.2 * spread)


def test_one_huge_cluster_stays_one_in_its_bin() -> None:
    totals = np.append(np.random.default_rng(6).normal(size=9_999), 1e6)
    found = resampled(Clusters(totals, np.ones(10_000)), resamples=2000)
    often = np.rint(found * 10_000 / 1e6)
    assert [(often == times).mean() for times in range(3)] == pytest.approx([0.368, 0.368, 0.184], abs=0.03)  # Poisson's


def test_same_input_same_interval_whatever_was_drawn_before() -> None:
    clusters = clustered(SKEWED, KEYS)
    first = bootstrap_interval(clusters, alpha=0.05, resamples=999)
    np.random.default_rng().normal(size=10)
    assert bootstrap_interval(clusters, alpha=0.05, resamples=999) == first


@pytest.mark.parametrize("values", [[0.0] * 8, [0.25] * 8, [-1e90] * 8])
def test_equal_differences_leave_one_point(values: list[float]) -> None:
    interval = bootstrap_interval(clustered(np.array(values), np.arange(8)), alpha=0.05, resamples=99)
    assert interval == (values[0], values[0])


@pytest.mark.parametrize("scale", [1e-200, 1e-12, 1e90])
def test_scale_moves_nothing_else(scale: float) -> None:
    plain, scaled = (bootstrap_interval(clustered(SKEWED * by, KEYS), alpha=0.05, resamples=199) for by in (1.0, scale))
    assert [end / scale for end in scaled] == pytest.approx(list(plain), rel=1e-6)


def test_two_clusters() -> None:
    low, high = bootstrap_interval(clustered(np.array([1.0, 3.0]), np.arange(2)), alpha=0.05, resamples=199)
    assert (low, high) == (1.0, 3.0)
