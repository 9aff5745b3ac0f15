"""The filter language: JSON in, one condition out; it knows only field declarations.

A filter is a comparison `{"field": "latency_ms", "op": "gte", "value": 500}`, or others joined by `{"and": [...]}`, `{"or": [...]}` and
`{"not": ...}`. `{}` and null let everything through, as does an empty `and`; an empty `or` lets nothing through.

What the operators mean:

- A comparison is true or false for each row, never unknown. A value that is null fulfils none but `ne`, `exists` false and `eq` null.
  So `ne` is all that `eq` is not, nulls included, and a filter and its `not` part the rows in two.
- `exists` true: there is a value. Null is none; nor are the empty text of a field of text, no tags and the empty metadata, since
  that is what stands there when nothing was sent. Inside the client's own JSON only null is none.
- `between` includes both ends. `in`, `has_any` and `has_all` take a list.
- Text compares by code points. `icontains` folds the letters that the database's locale knows, A to Z in any.
- Timestamps are ISO 8601 with a zone; a date alone is its midnight in UTC. Decimals are numbers or strings, and exact.
- `contains` on free JSON (`input`, `output` …) looks for the text as it stands within a JSON string there, so quotes and line ends match.
- On lists `contains` takes one member, `has_any` and `has_all` several.
- `metadata.a.b`: `eq` and `in` take a text, a number or a boolean (`eq` also null) and match a value of that type; `lt`, `between` and
  the like compare numbers with numbers and texts with texts, and nothing else matches. A number in the path also counts into an array.
- `score.<name>` is the value of the latest score of that name, as in lists and exports; `score.<name>.label` its label.
"""

from evalplatform.filtering.comparisons import operators
from evalplatform.filtering.language import build

__all__ = ["build", "operators"]
