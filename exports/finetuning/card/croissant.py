"""croissant.json: what the directory holds, in the format of MLCommons (Croissant 1.1, https://docs.mlcommons.org/croissant/docs/)."""

import glob
import json
from collections.abc import Sequence
from typing import Any

from exports.finetuning.card.about import About, media_types
from exports.finetuning.card.columns import Column
from exports.finetuning.report.outcome import DataFile

# As the specification gives it; a reader warns of any other.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(about: About, columns: Sequence[Column]) -> bytes:
    """JSON-LD, UTF-8 with LF. The same facts give the same bytes."""
    found = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": _whole(about.title),
        "description": _whole(_description(about)),
        "version": "1.0.0",
        "identifier": about.export,
        "dateCreated": about.made.isoformat(),
        "datePublished": about.made.isoformat(),
        "keywords": ["fine-tuning", "conversational", _whole(about.target)],
        "distribution": _distribution(about),
        "recordSet": [_records(split, files, columns) for split, files in about.splits.items()] if columns else [],
    }
    return json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _description(about: About) -> str:
    return (
        f"{about.lines:,} lines for {about.target_title} (target {about.target}, rules of {about.rules_version}), made by evalplatform "
        "from traces of a language model application, each checked against the target's rules."
    )


def _distribution(about: About) -> list[dict[str, Any]]:
    """Every file, and one set for each split that has several."""
    files = [_file(file) for file in about.files]
    return files + [_file_set(split, files) for split, files in about.splits.items() if len(files) > 1]


def _file(file: DataFile) -> dict[str, Any]:
    name = _whole(file.name)
    return {
        "@type": "cr:FileObject",
        "@id": f"file/{name}",
        "name": name,
        "contentUrl": name,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _one_or_all(media_types(file.name)),
        "sha256": file.sha256,
    }


def _file_set(split: str, files: Sequence[DataFile]) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"files/{split}",
        "name": split,
        "encodingFormat": _one_or_all(media_types(files[0].name)),
        "includes": [glob.escape(_whole(file.name)) for file in files],
    }


def _records(split: str, files: Sequence[DataFile], columns: Sequence[Column]) -> dict[str, Any]:
    """A set of records for each split, its fields under their names in a line."""
    place = {"fileSet": {"@id": f"files/{split}"}} if len(files) > 1 else {"fileObject": {"@id": f"file/{_whole(files[0].name)}"}}
    rows = sum(file.rows for file in files)
    return {
        "@type": "cr:RecordSet",
        "@id": split,
        "name": split,
        "description": f"The split {split}: {rows:,} lines.",
        "field": [_field(f"{split}/{column.name}", column, place) for column in columns],
    }


def _field(identity: str, column: Column, place: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "cr:Field", "@id": identity, "name": column.name, "dataType": column.kind}
    source = {**place, "extract": {"column": column.name}}
    if column.repeated:
        found |= {"isArray": True, "arrayShape": "-1"}
    if not column.inner:
        return {**found, "source": source}
    del found["dataType"]
    return {**found, "subField": [_inner(f"{identity}/{one.name}", one, source) for one in column.inner]}


def _inner(identity: str, column: Column, source: dict[str, Any]) -> dict[str, Any]:
    """A key of each object in a list."""
    return {
        "@type": "cr:Field",
        "@id": identity,
        "name": column.name,
        "dataType": column.kind,
        "source": {**source, "transform": {"jsonPath": f"$.{column.name}"}},
    }


def _one_or_all(names: list[str]) -> str | list[str]:
    return names[0] if len(names) == 1 else names


def _whole(text: str) -> str:
    """Without halves of surrogate pairs, which UTF-8 cannot hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
