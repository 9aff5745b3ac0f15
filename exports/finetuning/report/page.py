"""report.html: what document.py tells, to read and to print: one file without script and without an outside address.

Names of models, rules and projects may hold anything: all that comes from the document goes through `format_html`, which escapes it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from exports.finetuning.report import plots
from exports.finetuning.report.plots import Item
from exports.finetuning.report.style import CSS

# What the page may load: nothing. The style stands in it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Training files: {}</title>
<style>{}</style>
</head>
<body>
<main>
{}
</main>
</body>
</html>
"""


def page(found: Mapping[str, Any]) -> bytes:
    """Of the document, UTF-8. Half a surrogate pair shows as a question mark."""
    parts = (_head(found), _warnings(found["warnings"]), *_sections(found), _question(found["question"]))
    style = mark_safe(CSS)  # noqa: S308  # our own text
    whole = format_html(PAGE, POLICY, found["target"]["title"], style, format_html_join("\n", "{}", ((part,) for part in parts if part)))
    return whole.encode(errors="replace")


def _head(found: Mapping[str, Any]) -> SafeString:
    target, rows = found["target"], found["rows"]
    rules = f"Rules of {target['rules_version']}, {target['status']}"
    ends = f", no new jobs after {target['deprecated_after']}" if target["deprecated_after"] else ""
    facts = [
        ("Rows selected", f"{rows['selected']:,}"),
        ("Rows kept", f"{rows['kept']:,}"),
        ("Lines", f"{sum(split['lines'] for split in found['splits']):,}"),
        *_token_facts(found),
    ]
    return format_html(
        '<h1>Training files: <bdi>{}</bdi></h1><p class="soft"><bdi>{}</bdi>. {}{}. Source: <bdi>{}</bdi></p><dl class="facts">{}</dl>',
        target["title"],
        target["name"],
        rules,
        ends,
        target["source"],
        format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", facts),
    )


def _token_facts(found: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if found["tokens"]:
        yield "Tokens", f"{found['tokens']['total']:,}"
    if cost := found["cost"]:
        epochs = "1 epoch" if cost["epochs"] == 1 else f"{cost['epochs']} epochs"
        yield f"Cost of {epochs}", f"{cost['amount']} {cost['currency']}"


def _warnings(found: Iterable[Mapping[str, str]]) -> SafeString:
    lines = format_html_join(
        "", '<li class="{}"><b>{}:</b> <bdi>{}</bdi></li>', ((one["level"], one["level"].capitalize(), one["message"]) for one in found)
    )
    return format_html('<h2>Warnings</h2><ul class="warnings">{}</ul>', lines) if lines else SafeString("")


def _sections(found: Mapping[str, Any]) -> Iterable[SafeString]:
    rows, lines = found["rows"], found["lines"]
    yield _section("Rows", plots.lying("rows", "What became of the rows", list(_funnel(rows)), unit="rows"))
    yield _bars("rejected", "Rejected, by rule", rows["rejected_by_rule"], tone="rejected", note=_of_rejects(rows))
    splits = {split["name"]: split["lines"] for split in found["splits"]}
    yield _bars("splits", "Splits", splits, unit="lines")
    yield _files(found["files"])
    yield _tokens(found["tokens"])
    yield _sizes(lines)
    yield _bars("roles", "Turns by role", lines["roles"], unit="turns", note=_contents(lines))
    yield _bars("labels", "Labels", lines["labels"], unit="lines")
    yield _bars("redactions", "Redactions, in all rows that were read", found["redactions"], unit="places")
    yield _bars("repairs", "Repairs", found["repairs"], unit="rows")


def _funnel(rows: Mapping[str, Any]) -> Iterable[Item]:
    yield Item("selected", rows["selected"])
    yield Item("rejected", rows["rejected"], "rejected")
    for step, count in rows["removed_by_step"].items():
        yield Item(f"removed: {step.replace('_', ' ')}", count, "removed")
    yield Item("kept", rows["kept"])


def _of_rejects(rows: Mapping[str, Any]) -> str:
    why = "Each is named in rejects.jsonl with its trace, the rule and the place."
    return f"{why} Pairs that broke a rule are counted too, beside rows." if rows["paired"] else why


def _bars(name: str, title: str, counts: Mapping[str, int], *, unit: str = "rows", tone: str = "kept", note: str = "") -> SafeString:
    """Nothing where there is nothing to show."""
    if not counts:
        return SafeString("")
    items = [Item(label, count, tone) for label, count in counts.items()]
    return _section(title, plots.lying(name, title, items, unit=unit), note)


def _section(title: str, inner: SafeString, note: str = "") -> SafeString:
    told = format_html('<p class="soft">{}</p>', note) if note else SafeString("")
    return format_html("<section><h2>{}</h2>{}{}</section>", title, told, inner)


def _files(files: Iterable[Mapping[str, Any]]) -> SafeString:
    lines = format_html_join(
        "",
        '<tr><th scope="row"><bdi>{}</bdi></th><td>{}</td><td>{}</td><td><code>{}</code></td></tr>',
        ((one["name"], f"{one['rows']:,}", f"{one['bytes']:,}", one["sha256"]) for one in files),
    )
    head = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in ("file", "lines", "bytes", "SHA-256")))
    table = format_html("<table><caption>Data files</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, lines)
    return _section("Files", table) if lines else SafeString("")


def _tokens(found: Mapping[str, Any] | None) -> SafeString:
    if not found:
        return SafeString("")
    note = f"Counted with {found['vocabulary']}, in the lines that were {found['of']}. {_numbers(found)}"
    return _section("Tokens", plots.histogram("tokens", "Tokens in a line", found["histogram"], unit="tokens"), note)


def _sizes(lines: Mapping[str, Any]) -> SafeString:
    if not lines["count"]:
        return SafeString("")
    turns = plots.histogram("turns", "Turns in a line", lines["turns"]["histogram"], unit="turns")
    size = plots.histogram("bytes", "Bytes in a line", lines["bytes"]["histogram"], unit="bytes")
    note = f"Of the {lines['count']:,} lines that were {lines['of']}. Turns: {_numbers(lines['turns'])} Bytes: {_numbers(lines['bytes'])}"
    return _section("Turns and sizes", turns + size, note)


def _contents(lines: Mapping[str, Any]) -> str:
    counts = (lines["tool_calls"], lines["with_tools"], lines["with_images"])
    return "{:,} tool calls; {:,} lines with tools, {:,} with images.".format(*counts)


def _numbers(found: Mapping[str, Any]) -> str:
    if found["mean"] is None:
        return ""
    return f"Mean {found['mean']:,}, half of them up to {found['p50']:,}, 95 % up to {found['p95']:,}, the most {found['max']:,}."


def _question(question: Mapping[str, Any]) -> SafeString:
    text = json.dumps(question, indent=2, ensure_ascii=False)
    return format_html("<section><h2>What was asked</h2><pre>{}</pre></section>", text)
