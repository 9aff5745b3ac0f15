"""What the steps of a compilation work with, made from the request: the redactor with its key, the guard, the tokenizer."""

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from evalplatform import exact_json, filtering, sealed
from evalplatform.fields import Column, Resource
from exports import source
from exports.encoders.jsonl import Encoder
from exports.finetuning import readers, rows
from exports.finetuning.asked import Redact
from exports.finetuning.breaches import Rejected
from exports.finetuning.compiling import Tools
from exports.finetuning.conversation import Conversation
from exports.finetuning.curate.leakage import Guard
from exports.finetuning.wanted import Training
from exports.models import PseudonymKey

if TYPE_CHECKING:
    from exports.finetuning.redact import Redactor
    from exports.finetuning.tokens import Counter

PURPOSE = "exports.pseudonyms"


def tools(training: Training, resource: Resource, project_id: UUID) -> Tools:
    """Raises SecretLost, DomainError when the traces to keep out cannot be read, and Unavailable."""
    asked = training.curate
    return Tools(
        target=training.target,
        asked=asked,
        redactor=_redactor(asked.redact, project_id) if asked.redact else None,
        guard=_guard(asked.keep_out_traces, asked.similarity, resource, project_id) if asked.keep_out_traces is not None else None,
        counter=_counter(asked.tokens.vocabulary) if asked.tokens else None,
    )


def _redactor(asked: Redact, project_id: UUID) -> "Redactor":
    from exports.finetuning.redact import Redactor

    return Redactor(asked, key=_key(project_id))


def _counter(vocabulary: str) -> "Counter":
    from exports.finetuning.tokens import Counter

    return Counter(vocabulary)


def _key(project_id: UUID) -> bytes:
    """The project's own; whoever asks first makes it."""
    made = sealed.seal(secrets.token_hex(32), purpose=PURPOSE)
    found, _ = PseudonymKey.objects.get_or_create(project_id=project_id, defaults={"sealed": made})
    return bytes.fromhex(sealed.unseal(found.sealed, purpose=PURPOSE))


def _guard(filter: dict[str, object], similarity: float, resource: Resource, project_id: UUID) -> Guard:
    return Guard(_conversations(filter, resource, project_id), similarity)


def _conversations(filter: dict[str, object], resource: Resource, project_id: UUID) -> Iterator[Conversation]:
    """Those that can be read: what cannot become a line cannot leak into one."""
    columns = tuple(Column(name, resource.field(name)) for name in rows.CONVERSATION[resource.name])
    found = resource.rows(project_id).filter(filtering.build(resource, filter))
    with source.connection() as connected:
        cut = b""
        for block in source.stream(connected, Encoder(columns, formula_guard=False), found):
            *lines, cut = (cut + block).split(b"\n")
            for line in lines:
                try:
                    yield readers.read(exact_json.loads(line))
                except Rejected:
                    continue
