"""What a request for a training file can choose from: the targets with their rules, and the words of the curation."""

from dataclasses import asdict
from typing import Any

from exports.finetuning import repairs, targets
from exports.finetuning.asked import Dedupe, RedactMode, TooLong
from exports.finetuning.targets import Target


def document() -> dict[str, Any]:
    return {
        "targets": [_target(targets.get(name)) for name in targets.names()],
        "repairs": {name: repair.says for name, repair in repairs.REPAIRS.items()},
        "dedupe": list(Dedupe),
        "redact_modes": list(RedactMode),
        "too_long": list(TooLong),
        **_words(),
    }


def _words() -> dict[str, Any]:
    from exports.finetuning import redact, tokens

    return {"redact_kinds": list(redact.KINDS), "vocabularies": list(tokens.vocabularies())}


def _target(target: Target) -> dict[str, Any]:
    return {
        "name": target.name,
        "title": target.title,
        "status": target.status,
        "rules_version": target.rules_version,
        "source": target.source,
        "deprecated_after": target.deprecated_after and target.deprecated_after.isoformat(),
        "needs": target.needs,
        "limits": asdict(target.limits),
        "repairs": list(target.repairs),
        "rules": [{"name": name, "description": sentence} for name, sentence in target.RULES],
    }
