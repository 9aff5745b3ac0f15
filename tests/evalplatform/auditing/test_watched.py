import re
from pathlib import Path

import pytest
from django.db import connection

from evalplatform.auditing.watched import RECORDED, WATCHED
from tests.tools import ROOT


@pytest.mark.django_db
def test_postgresql_watches_what_is_said_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'auditing'")
        found = {table: re.findall("'([^']*)'", definition.partition("auditing_note")[2]) for table, definition in cursor.fetchall()}
    assert found == {one.table: [one.object_type, "acted" if one.acted else "always", *one.columns] for one in WATCHED}


def test_the_page_names_all_that_is_told() -> None:
    page = Path(ROOT / "docs" / "audit.md").read_text()
    named = set(re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE))
    assert named == {one.object_type for one in WATCHED} | {one.partition(".")[0] for one in RECORDED}
    verbs = {rule.partition("=")[2] for one in WATCHED for rule in one.columns} - {"", "*"} | {one.partition(".")[2] for one in RECORDED}
    assert [verb for verb in sorted(verbs) if f"`{verb}`" not in page] == []
