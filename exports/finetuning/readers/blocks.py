"""Content that comes in blocks: text and images in the words of OpenAI's chat and Responses APIs and of Anthropic's Messages API.

Reasoning is left out, as every trainer does: it is no part of what the next turn is answered to, most APIs give only a summary
of it or a cipher, and no format of training files has a place for it.
"""

from collections.abc import Callable
from typing import Any

from exports.finetuning.breaches import Rejected, reject
from exports.finetuning.conversation import Image, Part, Role
from exports.finetuning.readers import values
from exports.finetuning.readers.draft import Piece, joined
from exports.finetuning.readers.values import refuse_unread, wrong

Block = dict[str, Any]

_TEXT = frozenset(("type", "text", "cache_control", "annotations", "citations", "logprobs", "id", "index"))
_CITED = ("annotations", "citations")
_IMAGE = frozenset(("type", "image_url", "detail", "cache_control", "id", "index"))
_SOURCE = frozenset(("type", "source", "cache_control"))


def content(found: Any, pointer: str, role: Role) -> str | tuple[Part, ...] | None:
    """Text, or the texts and images of blocks; for turns that can hold nothing else. Raises Rejected."""
    if found is None or isinstance(found, str):
        return found
    pieces: list[Piece] = []
    for index, block in enumerate(values.items(found, pointer, "text or a list of blocks")):
        if (piece := simple(block, f"{pointer}/{index}")) is not None:
            pieces.append(piece)
    return joined(pieces, role)


def simple(block: Any, pointer: str) -> Piece | None:
    """The text or the image in a block; None for what is left out. Raises Rejected."""
    if isinstance(block, str):
        return block
    read = CONTENT.get(kind(block, pointer))
    if read is None:
        raise unsupported(block, pointer)
    return read(block, pointer)


def kind(block: Any, pointer: str) -> str:
    found = block.get("type") if isinstance(block, dict) else None
    if not isinstance(found, str):
        raise wrong(pointer, block, "a block with a `type`")
    return found


def unsupported(block: Block, pointer: str) -> Rejected:
    known = ", ".join(CONTENT)
    return reject(
        "unsupported_part",
        f"{pointer}/type",
        f"A conversation has no place for {values.shortened(block['type'])!r}; understood are {known}, and tool calls and their results.",
    )


def data_url(media_type: Any, data: Any, pointer: str) -> Image:
    """The image in base64 as a `data:` URL. Raises Rejected."""
    if not isinstance(media_type, str) or not media_type.startswith("image/"):
        raise reject("unsupported_part", pointer, f"Of data only images are understood; the media type is {_named(media_type)}.")
    if not isinstance(data, str) or not data:
        raise wrong(pointer, data, "base64")
    return Image(f"data:{media_type};base64,{data}")


def address(found: Any, pointer: str, detail: str = "") -> Image:
    """Raises Rejected."""
    if not isinstance(found, str) or not found:
        raise wrong(pointer, found, "the address of an image")
    return Image(found, detail)


def _named(found: Any) -> str:
    return repr(values.shortened(found)) if isinstance(found, str) else values.described(found)


def _text(block: Block, pointer: str) -> str:
    found = block.get("text")
    if not isinstance(found, str):
        raise wrong(f"{pointer}/text", found, "text")
    if block.keys() != _PLAIN_TEXT:
        refuse_unread(block, _TEXT, pointer)
        for key in _CITED:
            if block.get(key):
                raise reject("unsupported_part", f"{pointer}/{key}", f"This text has {key}: a conversation has no place for its sources.")
    return found


_PLAIN_TEXT = {"type", "text"}


def _chat_image(block: Block, pointer: str) -> Image:
    """`{"type": "image_url", "image_url": {"url", "detail"}}`, and with the URL itself in its place."""
    refuse_unread(block, _IMAGE, pointer)
    found = block.get("image_url")
    if not isinstance(found, dict):
        return address(found, f"{pointer}/image_url")
    refuse_unread(found, frozenset(("url", "detail")), f"{pointer}/image_url")
    return address(found.get("url"), f"{pointer}/image_url/url", values.text(found, "detail", f"{pointer}/image_url"))


def _responses_image(block: Block, pointer: str) -> Image:
    """`{"type": "input_image", "image_url": "…", "detail": "auto"}`; one that was uploaded before has a `file_id` instead."""
    if block.get("file_id") is not None:
        raise _uploaded(f"{pointer}/file_id")
    refuse_unread(block, _IMAGE, pointer)
    return address(block.get("image_url"), f"{pointer}/image_url", values.text(block, "detail", pointer))


def _anthropic_image(block: Block, pointer: str) -> Image:
    """`{"type": "image", "source": {"type": "base64", "media_type", "data"} | {"type": "url", "url"}}`."""
    refuse_unread(block, _SOURCE, pointer)
    source, at = block.get("source"), f"{pointer}/source"
    if not isinstance(source, dict):
        raise wrong(at, source, "the source of an image")
    if source.get("type") == "base64":
        return data_url(source.get("media_type"), source.get("data"), at)
    if source.get("type") == "url":
        return address(source.get("url"), f"{at}/url")
    raise _uploaded(f"{at}/type")


def _uploaded(pointer: str) -> Rejected:
    return reject("unsupported_part", pointer, "This image lies at the provider; send its URL or its data.")


def _left_out(block: Block, pointer: str) -> None:
    return None


CONTENT: dict[str, Callable[[Block, str], Piece | None]] = {
    "text": _text,
    "input_text": _text,
    "output_text": _text,
    "image_url": _chat_image,
    "input_image": _responses_image,
    "image": _anthropic_image,
    "thinking": _left_out,
    "redacted_thinking": _left_out,
    "reasoning": _left_out,
}
