"""Exact duplicates: traces with the same input, or the same input and output, character for character of their stored JSON text."""

from typing import Any
from uuid import UUID

import orjson

from exports.analysis.asked import AskedAnalysis
from exports.analysis.chosen import Query, chosen

IDS_OF_A_GROUP = 5
# MD5 is kept as a uuid, 16 bytes; it only has to tell accidents apart. The lengths part input from output, so no pair can pose as another.
_INPUT = "md5(chosen.input::text)::uuid"
_INPUT_AND_OUTPUT = "md5(length(chosen.input::text) || ':' || chosen.input::text || coalesce(chosen.output::text, ' '))::uuid"
_GROUPS = """
    WITH hashed(id, hash) AS MATERIALIZED (SELECT chosen.id, {hash} FROM ({chosen}) AS chosen(id, input, output)),
    repeated AS MATERIALIZED (SELECT hash, count(*) AS number FROM hashed GROUP BY hash HAVING count(*) > 1),
    largest AS (SELECT hash, number FROM repeated ORDER BY number DESC, hash LIMIT %s),
    named AS (
        SELECT hash, array_agg(id::text ORDER BY id) AS ids FROM (
            SELECT hash, id, row_number() OVER (PARTITION BY hash ORDER BY id) AS place FROM hashed JOIN largest USING (hash)
        ) AS placed WHERE place <= %s GROUP BY hash
    )
    SELECT (SELECT count(*) FROM hashed), (SELECT count(*) FROM repeated), (SELECT coalesce(sum(number - 1), 0)::bigint FROM repeated),
           (SELECT json_agg(json_build_object('count', number, 'ids', ids) ORDER BY number DESC, ids) FROM largest JOIN named USING (hash))
"""


def measure(asked: AskedAnalysis, project_id: UUID, query: Query) -> dict[str, Any]:
    """`groups` have one content each; `surplus` is how many traces would go if one of each group stayed; `largest` names a few ids."""
    traces = chosen(asked, project_id, "id", "input", "output")
    sql = _GROUPS.format(hash=_INPUT_AND_OUTPUT if asked.with_output else _INPUT, chosen=traces.sql)
    ((number, groups, surplus, largest),) = query(sql, (*traces.parameters, asked.groups, IDS_OF_A_GROUP))
    return {"traces": number, "groups": groups, "surplus": surplus, "largest": orjson.loads(largest or "[]")}
