"""What the steps of a compilation work with, made from the request: the redactor with its key, the guard, the tokenizer."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from evalplatform import exact_json, sealed
from evalplatform.fields import Column, Resource
from exports import source
from exports.encoders.jsonl import Encoder
from exports.finetuning import readers, rows
from exports.finetuning.asked import Redact
from exports.finetuning.breaches import Rejected
from exports.finetuning.compiling import Tools
from exports.finetuning.conversation import Conversation
from exports.finetuning.curate.leakage import Guard
from exports.models import PseudonymKey
from exports.spec import ExportSpec
from exports.training import kept_out

if TYPE_CHECKING:
    from exports.finetuning.redact import Redactor
    from exports.finetuning.tokens import Counter

PURPOSE = "exports.pseudonyms"


def tools(
    spec: ExportSpec,
    project_id: UUID,
    *,
    snapshot: str = "",
    moment: datetime | None = None,
    guarded: bool = True,
    most: int | None = None,
    seconds: int | None = None,
) -> Tools:
    """`guarded` is False where no row is read any more. The traces to keep out are those of the snapshot, the datasets' versions those of
    the moment; a trial looks at the first `most` rows of each, for at most so many seconds. Raises SecretLost, DomainError when they
    cannot be read, and Unavailable.
    """
    assert spec.training
    asked = spec.training.curate
    prompts: list[Iterator[Conversation | str]] = []
    if guarded and asked.keep_out_traces is not None:
        found = source.rows(replace(spec, filter=asked.keep_out_traces), project_id, snapshot=snapshot)
        prompts.append(_conversations(spec.resource, found[:most] if most else found, seconds))
    if guarded and asked.keep_out:
        prompts.append(kept_out.prompts(asked.keep_out, project_id, moment=moment, most=most, seconds=seconds))
    return Tools(
        target=spec.training.target,
        asked=asked,
        redactor=_redactor(asked.redact, project_id) if asked.redact else None,
        guard=Guard(chain.from_iterable(prompts), asked.similarity) if prompts else None,
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


def _conversations(resource: Resource, found: QuerySet[Any], seconds: int | None) -> Iterator[Conversation]:
    """Those that can be read: what cannot become a line cannot leak into one."""
    columns = tuple(Column(name, resource.field(name)) for name in rows.CONVERSATION[resource.name])
    with source.connection(seconds=seconds) as connected:
        cut = b""
        for block in source.stream(connected, Encoder(columns, formula_guard=False), found):
            *lines, cut = (cut + block).split(b"\n")
            for line in lines:
                try:
                    yield readers.read(exact_json.loads(line))
                except Rejected:
                    continue
