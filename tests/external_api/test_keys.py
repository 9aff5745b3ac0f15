from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from evalplatform.errors import InvalidInput
from evalplatform.projects.models import Project
from external_api import keys
from external_api.keys import create_key
from external_api.models import ApiKey, Tier


def test_a_key_has_its_project_scopes_and_tier(project: Project) -> None:
    secret = create_key(project=project, name="ci", scopes=["traces:read", "traces:read"], tier="free")
    key = ApiKey.objects.get()
    assert (key.project, key.name, key.scopes, key.tier) == (project, "ci", ["traces:read"], Tier.objects.get(name="free"))
    assert key.is_valid(secret)


@pytest.mark.parametrize(
    ("name", "scopes", "pointer"), [("", ["traces:read"], "/name"), ("a", [], "/scopes"), ("a", ["traces:*"], "/scopes")]
)
def test_what_is_refused_leaves_no_key(project: Project, name: str, scopes: list[str], pointer: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        create_key(project=project, name=name, scopes=scopes)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    assert not ApiKey.objects.exists()


def test_keys_that_are_rotated_again_and_again_have_an_end(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has a quota of its own, and works on in its overlap."""
    monkeypatch.setattr(keys, "MAX_WITH_ROTATED", 3)
    create_key(project=project, name="ci", scopes=["traces:read"])
    key = ApiKey.objects.get()
    for _ in range(2):
        keys.rotate(key, overlap=timedelta(days=30))
    with pytest.raises(keys.TooManyKeys):
        keys.rotate(key, overlap=timedelta(days=30))
    assert ApiKey.objects.count() == 3
    keys.revoke(ApiKey.objects.latest("created"))
    assert keys.rotate(key, overlap=timedelta(0)).key.rotated_from == key.prefix


def test_the_command_prints_the_key_alone(project: Project) -> None:
    printed = StringIO()
    call_command("create_api_key", "ci", "--project=ours", "--scopes=traces:read, exports:read", stdout=printed)
    (secret,) = printed.getvalue().splitlines()
    assert ApiKey.objects.get().is_valid(secret)


@pytest.mark.parametrize("arguments", [["--project=nope", "--scopes=traces:read"], ["--project=ours", "--scopes=nope"]])
def test_the_command_refuses(project: Project, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="nope"):
        call_command("create_api_key", "ci", *arguments)
