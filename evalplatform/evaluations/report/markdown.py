"""The report as Markdown, for a comment or a summary in CI; what others wrote cannot leave its place in it."""

import re
from collections.abc import Sequence
from typing import Any

MOST = 65_000  # characters; a GitHub comment holds 65,536
CUT = "\n\n_The report was cut here; see the JSON report for the rest._\n"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$-])")
_TITLES = {"pass": "Passed", "fail": "Failed", "no_verdict": "No verdict"}


def markdown(report: dict[str, Any]) -> str:
    """Of a report as it is stored."""
    gate = report["gate"]
    title = _TITLES[gate["verdict"]] if gate else "Evaluated"
    parts = [f"## {title}: {escaped(report['name'] or report['evaluation'])}", _judged(gate) if gate else "", _measured(report["summary"])]
    if gate:
        parts.append("\n".join(f"- {escaped(one['text'])}" for one in gate["reasons"]))
    return _cut("\n\n".join(part for part in parts if part) + "\n")


def escaped(text: str) -> str:
    """One line that shows these very characters: no markup, no HTML, no mention, no link."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", line).replace("@", "@\u200b").replace("://", ":\u200b//")


def _judged(gate: dict[str, Any]) -> str:
    head = ("metric", "verdict", "baseline", "candidate", "difference", "interval", "p adjusted", "n", "better", "worse")
    rows = [
        (
            escaped(one["name"]),
            _TITLES[one["verdict"]] + (" (waived)" if one["waiver"] else ""),
            *(_number(one[key]) for key in ("baseline", "candidate", "difference")),
            _interval(one["interval"]),
            _number(one["p_adjusted"]),
            *(str(one[key]) for key in ("n", "better", "worse")),
        )
        for one in gate["metrics"]
    ]
    return _table(head, rows) if rows else ""


def _measured(summary: dict[str, Any]) -> str:
    rows = [
        (escaped(one["name"]), _number(one["mean"]), _interval(one["interval"]), str(one["n"]), str(one["errored"]))
        for one in summary["metrics"]
    ]
    return _table(("metric", "mean", "95 % interval", "n", "errored"), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _interval(value: list[float] | None) -> str:
    return "–" if value is None else f"{_number(value[0])} to {_number(value[1])}"


def _cut(text: str) -> str:
    """At the end of a line, so that no escape is cut in two."""
    if len(text) <= MOST:
        return text
    kept = text[: MOST - len(CUT)]
    return kept.rpartition("\n")[0] + CUT
