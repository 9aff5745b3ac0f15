"""Which fields of a row a compilation reads, under which names: what the conversation is made of, and what the curation asks for."""

from collections.abc import Callable, Iterator

from evalplatform.errors import Problem
from evalplatform.fields import Column, Kind, Resource, UnknownField
from exports.finetuning.asked import Curate, PairsFrom

RESOURCES = ("traces", "spans")
CONVERSATION = {"traces": ("id", "input", "output", "tools"), "spans": ("id", "input", "output", "attributes")}

# The names of the others have a blank, so none is a field's own.
GROUP, STRATUM, PROMPT, SCORE, LABEL = "the group", "the stratum", "the prompt", "the score", "the label"
REFERENCE = "reference"


def columns(resource: Resource, asked: Curate, refuse: Callable[[Problem], None]) -> tuple[Column, ...]:
    """What the query selects. A field that the resource does not have goes to `refuse`, with a pointer into `curate`."""
    found = [Column(name, resource.field(name)) for name in CONVERSATION[resource.name]]
    for name, field, pointer in (*_of_curation(asked), *_of_answers(asked)):
        try:
            known = resource.field(field)
        except UnknownField as error:
            refuse(Problem(pointer, str(error), "unknown_field"))
            continue
        if field.startswith("score.") and known.kind is not _kind_of_score(name, asked):
            refuse(Problem(pointer, f"{field!r} is the label of a score; name the score itself.", "wrong_type"))
        found.append(Column(name, known))
    return tuple(found)


def _kind_of_score(name: str, asked: Curate) -> Kind:
    """A score whose own name ends in `.label` cannot be told from the label of another, so it is refused."""
    return Kind.TEXT if name == LABEL and asked.label and asked.label.at_least is None else Kind.NUMBER


def _of_curation(asked: Curate) -> Iterator[tuple[str, str, str]]:
    """Name, field and pointer of what tells groups, strata and the better row."""
    if asked.group_by:
        yield GROUP, asked.group_by, "/group_by"
    if asked.balance:
        yield STRATUM, asked.balance.field, "/balance/field"
    if score := ranking_score(asked):
        yield SCORE, f"score.{score}", "/pairs/score" if asked.pairs and asked.pairs.score == score else "/best_by"


def _of_answers(asked: Curate) -> Iterator[tuple[str, str, str]]:
    """Name, field and pointer of what tells good answers from bad ones."""
    if asked.pairs and asked.pairs.source is PairsFrom.EDITS:
        yield REFERENCE, "reference", "/pairs/from"
    elif asked.pairs and asked.pairs.group_by:
        yield PROMPT, asked.pairs.group_by, "/pairs/group_by"
    if asked.label:
        words = asked.label.good or asked.label.bad
        yield LABEL, f"score.{asked.label.score}{'.label' if words else ''}", "/label/score"


def ranking_score(asked: Curate) -> str:
    """The score by which one row is better than another: that of the pairs, else the one named, else the first that is a condition."""
    if asked.pairs and asked.pairs.source is PairsFrom.SCORES:
        return asked.pairs.score
    return asked.best_by or (asked.min_score[0][0] if asked.min_score else "")
