"""The comment on a pull request: the reports of all suites of a run, one below the other, within what a comment holds. Pure."""

from collections.abc import Sequence

from evalplatform.evaluations.report.markdown import escaped, markdown
from integrations.models import Check, Run, RunState

MOST = 65_000  # characters; a GitHub comment holds 65,536
_TITLES = {"pass": "passed", "fail": "failed", "no_verdict": "no verdict", "": "evaluated"}


def marker(connection_id: object) -> str:
    """Begins the comment, unseen, so that it is found again."""
    return f"<!-- evalplatform:{connection_id} -->"


def comment(run: Run, checks: Sequence[Check], *, mark: str, url: str = "") -> str:
    """`url` leads to all of it."""
    link = f"\n\n[All results]({url})\n" if url else "\n"
    head = f"{mark}\n{_head(run, checks)}"
    return _cut("\n\n".join([head, *(_section(check) for check in checks)]), MOST - len(link)) + link


def _head(run: Run, checks: Sequence[Check]) -> str:
    title = _TITLES[run.verdict] if run.state == RunState.FINISHED else run.state
    if not checks:
        title = "nothing to evaluate" if run.state == RunState.FINISHED else title
    said = f"\n\n{escaped(run.message)}" if run.message else ""
    return f"# Evaluation of {run.sha[:12]}: {escaped(title)}{said}"


def _section(check: Check) -> str:
    evaluation = check.evaluation
    if evaluation and evaluation.report and not check.reason:
        return markdown(evaluation.report).strip()
    return f"## No verdict: {escaped(check.name)}\n\n{escaped(check.message)}"


def _cut(text: str, most: int) -> str:
    """At the end of a line, so that no escape and no row of a table is cut in two."""
    said = "\n\n_The report was cut here._"
    if len(text) <= most:
        return text
    return text[: most - len(said)].rpartition("\n")[0] + said
