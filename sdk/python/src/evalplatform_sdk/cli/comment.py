"""`evalplatform comment`: a report as one comment on the pull or merge request that a job runs for."""

import os
from pathlib import Path

import typer

from evalplatform_sdk.cli import comments, commits, forks, settings
from evalplatform_sdk.cli.output import say, show_json

MARKDOWN = typer.Option(..., metavar="FILE", exists=True, dir_okay=False, help="What the comment says.")


def add_to(app: typer.Typer) -> None:
    app.command()(comment)


def comment(
    context: typer.Context,
    markdown: Path = MARKDOWN,
    marker: str = typer.Option("report", help="Its name: a comment of the same name is changed where it stands."),
    pull_request: int = typer.Option(0, help="Number of the request; by itself that of the job."),
    repository: str = typer.Option("", help="owner/name at GitHub; by itself that of the job."),
) -> None:
    """Put a comment on the request, or change the one that is there. At GitHub by GITHUB_TOKEN, at GitLab by GITLAB_TOKEN.

    Where the server's own connection comments already this is not needed.
    """
    about = commits.find({"pull_request": pull_request, "repository": repository}, head=dict)
    id = comments.put(_place(about), markdown.read_text(encoding="utf-8"), marker=marker)
    say(f"comment {id}")
    if settings.of(context).as_json:
        show_json({"id": id})


def _place(about: commits.Commit) -> comments.Place:
    if os.environ.get("GITLAB_CI") == "true":
        return comments.gitlab(os.environ, number=about.pull_request)
    number = about.pull_request or forks.number(os.environ, repository=about.repository)
    return comments.github(os.environ, repository=about.repository or os.environ.get("GITHUB_REPOSITORY", ""), number=number)
