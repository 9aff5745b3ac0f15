"""Files of generated traces, made once and kept, so that no figure holds the generator's own time."""

import hashlib
from itertools import islice
from pathlib import Path

import orjson

from evalplatform.management.demo import generator


def generated(cache: Path, rows: int, payload_bytes: int) -> Path:
    """A JSONL file of that many traces, of that size on average. Its name changes with the generator."""
    version = _version()
    for old in cache.glob("traces-*"):
        if version not in old.name:
            old.unlink()
    path = cache / f"traces-{rows}-{payload_bytes}-{version}.jsonl"
    if not path.exists():
        draft = path.with_suffix(".draft")
        with draft.open("wb") as file:
            for trace in generator.traces(rows, payload_bytes=payload_bytes):
                file.write(orjson.dumps(trace) + b"\n")
        draft.rename(path)
    return path


def head(path: Path, rows: int) -> Path:
    """A file of the first `rows` lines of another."""
    shorter = path.with_name(f"{path.stem}-first-{rows}.jsonl")
    if not shorter.exists():
        draft = shorter.with_suffix(".draft")
        with path.open("rb") as source, draft.open("wb") as file:
            file.writelines(islice(source, rows))
        draft.rename(shorter)
    return shorter


def _version() -> str:
    """A hash over the generator's source."""
    digest = hashlib.sha256()
    for source in sorted(Path(generator.__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]
