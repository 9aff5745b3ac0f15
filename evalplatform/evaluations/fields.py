"""What can be filtered, listed and exported of examples, evaluations and results."""

from django.db.models import BooleanField, ExpressionWrapper, F, FloatField, Func, Q, Value

from evalplatform.evaluations.models import EvaluationState, ResultState, SourceKind, Verdict
from evalplatform.fields import Family, Field, Kind, Resource, at_path


def _metadata(rest: str) -> Field | None:
    path = tuple(rest.split("."))
    if not all(path):
        return None
    value = at_path("metadata", path)
    return Field(f"metadata.{rest}", Kind.VALUE, value, "a value inside metadata", listed=False, column="metadata", path=path)


def _metric(rest: str) -> Field | None:
    """A name may have full stops in it, so it is one key. What is no number is null, and never an error of the whole query."""
    if not rest:
        return None
    number = Func(
        F("metrics"),
        Value(rest),
        template="(jsonb_path_query_first(%(expressions)s, 'strict $ ? (@.type() == \"number\")') #>> '{}')::double precision",
        arg_joiner=" -> ",
        output_field=FloatField(),
    )
    return Field(f"metric.{rest}", Kind.NUMBER, number, "the value of a metric", listed=False)


_METADATA = Family("metadata.", "metadata.<path>", "a value inside metadata; keys joined by full stops", _metadata)
_IN_LATEST = Q(added_in__lte=F("dataset__latest")) & (Q(removed_in__isnull=True) | Q(removed_in__gt=F("dataset__latest")))

EXAMPLES = Resource(
    name="examples",
    model="evaluations.Example",
    fields=(
        Field("id", Kind.UUID, F("id"), "the server's own id; rises with time"),
        Field("dataset_id", Kind.UUID, F("dataset_id"), "the dataset that it belongs to"),
        Field("dataset", Kind.TEXT, F("dataset__name"), "the dataset's name"),
        Field("external_id", Kind.TEXT, F("external_id"), "the client's own id, the same in all versions"),
        Field("input", Kind.JSON, F("input"), "what is asked"),
        Field("reference", Kind.JSON, F("reference"), "what should be answered"),
        Field("metadata", Kind.OBJECT, F("metadata"), "the client's own facts"),
        Field("split", Kind.TEXT, F("split"), "train, test …"),
        Field("added_in", Kind.INTEGER, F("added_in"), "the first version that has it"),
        Field("removed_in", Kind.INTEGER, F("removed_in"), "the first version that no longer has it; null while it stays"),
        Field("current", Kind.BOOLEAN, ExpressionWrapper(_IN_LATEST, output_field=BooleanField()), "whether the latest version has it"),
        Field("created_at", Kind.TIMESTAMP, F("created_at"), "when it came"),
    ),
    families=(_METADATA,),
)

EVALUATIONS = Resource(
    name="evaluations",
    model="evaluations.Evaluation",
    fields=(
        Field("id", Kind.UUID, F("id"), "the server's own id; rises with time"),
        Field("name", Kind.TEXT, F("name"), "what was measured"),
        Field("state", Kind.TEXT, F("state"), "how far it is", choices=tuple(EvaluationState.values)),
        Field("verdict", Kind.TEXT, F("verdict"), "what its gate said; empty when none was asked", choices=tuple(Verdict.values)),
        Field("suite_id", Kind.UUID, F("suite_id"), "the suite that was run"),
        Field("suite", Kind.TEXT, F("suite__name"), "the suite's name"),
        Field("dataset_id", Kind.UUID, F("dataset_id"), "the dataset that was asked"),
        Field("dataset", Kind.TEXT, F("dataset__name"), "the dataset's name"),
        Field("dataset_version", Kind.INTEGER, F("dataset_version"), "which version of it"),
        Field("source", Kind.TEXT, F("source_kind"), "where the answers come from", choices=tuple(SourceKind.values)),
        Field("repeats", Kind.INTEGER, F("repeats"), "how often each example is asked"),
        Field("repository", Kind.TEXT, F("repository"), "the repository of the commit"),
        Field("sha", Kind.TEXT, F("sha"), "the commit"),
        Field("branch", Kind.TEXT, F("branch"), "the commit's branch"),
        Field("pull_request", Kind.INTEGER, F("pull_request"), "the number of the pull request"),
        Field("compared_with", Kind.UUID, F("compared_with_id"), "the evaluation that was the baseline"),
        Field("total", Kind.INTEGER, F("total"), "how many results it has"),
        Field("done", Kind.INTEGER, F("done"), "how many of them are scored or errored"),
        Field("errored", Kind.INTEGER, F("errored"), "how many of them have no answer"),
        Field("input_tokens", Kind.INTEGER, F("input_tokens"), "tokens read"),
        Field("output_tokens", Kind.INTEGER, F("output_tokens"), "tokens written"),
        Field("cost_usd", Kind.DECIMAL, F("cost_usd"), "cost in US dollars"),
        Field("error_code", Kind.TEXT, F("error_code"), "why it failed"),
        Field("error_message", Kind.TEXT, F("error_message"), "why it failed, in words"),
        Field("summary", Kind.OBJECT, F("summary"), "each metric with its mean and interval"),
        Field("created_at", Kind.TIMESTAMP, F("created_at"), "when it was requested"),
        Field("started_at", Kind.TIMESTAMP, F("started_at"), "when it began"),
        Field("finished_at", Kind.TIMESTAMP, F("finished_at"), "when it ended"),
    ),
)

RESULTS = Resource(
    name="results",
    model="evaluations.Result",
    fields=(
        Field("id", Kind.UUID, F("id"), "the server's own id; rises with time"),
        Field("evaluation_id", Kind.UUID, F("evaluation_id"), "the evaluation that it belongs to"),
        Field("example_id", Kind.UUID, F("example_id"), "the example that was asked, while there is one"),
        Field("trace_id", Kind.UUID, F("trace_id"), "the trace that was scored"),
        Field("pair_key", Kind.TEXT, F("pair_key"), "what its counterpart in another evaluation has too"),
        Field("cluster", Kind.TEXT, F("cluster"), "what results that belong together have in common"),
        Field("repeat", Kind.INTEGER, F("repeat"), "which of several answers to one example, from 0"),
        Field("state", Kind.TEXT, F("state"), "how far it is", choices=tuple(ResultState.values)),
        Field("input", Kind.JSON, F("input"), "what was asked"),
        Field("reference", Kind.JSON, F("reference"), "what should have been answered"),
        Field("output", Kind.JSON, F("output"), "what was answered"),
        Field("metadata", Kind.OBJECT, F("metadata"), "the facts of the example or trace"),
        Field("metrics", Kind.OBJECT, F("metrics"), "the value of each metric; null where its scorer failed"),
        Field("scores", Kind.JSON, F("scores"), "whole judgements, with labels, comments and errors", filterable=False),
        Field("latency_ms", Kind.NUMBER, F("latency_ms"), "duration in milliseconds"),
        Field("input_tokens", Kind.INTEGER, F("input_tokens"), "tokens read"),
        Field("output_tokens", Kind.INTEGER, F("output_tokens"), "tokens written"),
        Field("cost_usd", Kind.DECIMAL, F("cost_usd"), "cost in US dollars"),
        Field("attempts", Kind.INTEGER, F("attempts"), "how often the model was asked"),
        Field("error_code", Kind.TEXT, F("error_code"), "why there is no answer"),
        Field("error_message", Kind.TEXT, F("error_message"), "why there is no answer, in words"),
        Field("answered_at", Kind.TIMESTAMP, F("answered_at"), "when the answer came"),
    ),
    families=(_METADATA, Family("metric.", "metric.<name>", "the value of a metric, where its scorer gave one", _metric)),
)
