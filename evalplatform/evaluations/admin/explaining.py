"""A gate's verdict in words: what was compared, how sure it is, by which test, and what loss would have been seen."""

from collections.abc import Mapping, Sequence
from typing import Any

from evalplatform.backoffice.sections import Section, facts
from evalplatform.evaluations.report import plots
from evalplatform.evaluations.report.plots import Point, number

_TESTS = {
    "mcnemar_exact": "McNemar's exact test",
    "tango_score": "Tango's score test",
    "binomial_exact": "The exact binomial test",
    "permutation": "The permutation test",
}
TITLES = {"pass": "Passed", "fail": "Failed", "no_verdict": "No verdict"}


def verdict(body: Mapping[str, Any], directions: Mapping[str, str]) -> list[Section]:
    """Sections of the whole, and of each metric; `body` is that of a comparison, or the gate of a report."""
    whole = "\n".join(one["text"] for one in body["reasons"] if one["metric"] is None)
    counted = facts(
        ("verdict", TITLES[body["verdict"]]),
        ("counts as", body["counts_as"]),
        ("examples that only this one has", body["only_candidate"]),
        ("examples that only the other has", body["only_baseline"]),
    )
    return [Section("Verdict", says=whole, facts=counted), *(_metric(one, directions.get(one["name"])) for one in body["metrics"])]


def in_words(metric: Mapping[str, Any]) -> list[str]:
    """One sentence for each thing that was measured; nothing is said of what was not."""
    return [one["text"] for one in metric["reasons"]] + [
        said for said in (_counts(metric), _means(metric), _test(metric), _power(metric)) if said
    ]


def _metric(metric: Mapping[str, Any], direction: str | None) -> Section:
    waived = metric["waiver"]
    words = in_words(metric)
    if waived:
        words.append(f"Waived until {waived['until'][:16].replace('T', ' ')} UTC by {waived['who']}: {waived['why']}")
    return Section(f"{metric['name']}: {TITLES[metric['verdict']].lower()}", says="\n".join(words), drawing=_plot(metric, direction))


def _plot(metric: Mapping[str, Any], direction: str | None) -> str:
    if metric["difference"] is None:
        return ""
    loss = metric["allowed_loss"]
    allowed = None if not loss or direction is None else loss if direction == "lower" else -loss
    point = Point("", metric["difference"], metric["interval"], metric["verdict"])
    title = f"{metric['name']}: difference, this one less the other, with its interval; dashed: the loss that is allowed"
    return plots.difference(title, point, allowed=allowed)


def _counts(metric: Mapping[str, Any]) -> str:
    if not metric["n"]:
        return "No example could be compared."
    groups = f" in {metric['clusters']:,} independent groups" if metric["clusters"] != metric["n"] else ""
    said = f"{_examples(metric['n'])} compared{groups}: {metric['better']:,} got better, {metric['worse']:,} got worse."
    if metric["errored"]:
        said += f" {metric['errored']:,} errored here, {metric['newly_errored']:,} of them not in the other."
    return said


def _examples(count: int) -> str:
    return f"{count:,} example was" if count == 1 else f"{count:,} examples were"


def _means(metric: Mapping[str, Any]) -> str:
    if metric["difference"] is None:
        return ""
    said = (
        f"The mean went from {number(metric['baseline'])} to {number(metric['candidate'])}, a difference of {number(metric['difference'])}"
    )
    return said + (f", most likely between {_between(metric['interval'])}." if metric["interval"] else ".")


def _between(interval: Sequence[float]) -> str:
    return f"{number(interval[0])} and {number(interval[1])}"


def _test(metric: Mapping[str, Any]) -> str:
    if metric["p_value"] is None:
        return ""
    allowed = f"that the loss is {number(metric['allowed_loss'])}" if metric["allowed_loss"] else "that nothing has changed"
    by = _TESTS.get(metric["test"] or "", "The test")
    adjusted = (
        f"; adjusted for all rules of the gate, as Holm does, {number(metric['p_adjusted'])}" if metric["p_adjusted"] is not None else ""
    )
    return f"{by} asks how likely such numbers are, given {allowed}: p is {number(metric['p_value'])}{adjusted}."


def _power(metric: Mapping[str, Any]) -> str:
    said = (
        f"A loss of {number(metric['detectable'])} would have been shown with a chance of 80 %." if metric["detectable"] is not None else ""
    )
    if metric["more_examples"] is not None:
        said += f" About {metric['more_examples']:,} more examples, if they turn out alike, would settle it."
    return said.strip()
