"""Checks the content of a message: text, or a list of texts and images."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from evalplatform.exact_json import escape_key
from exports.finetuning.breaches import Breach
from exports.finetuning.targets.openai_messages.dialect import Dialect, Images

SHOWN = 80
DETAILS = ("auto", "low", "high")
_DATA = re.compile(r"data:image/([a-z+.-]+);base64,", re.ASCII)
_ADDRESS = re.compile(r"https?://\S+", re.ASCII)
_KEYS = {"text": frozenset({"type", "text"}), "image_url": frozenset({"type", "image_url"})}
_IMAGE_KEYS = frozenset({"url", "detail"})


def breaches(message: Mapping[str, Any], role: Any, at: str, dialect: Dialect) -> Iterator[Breach]:
    """Each thing that is wrong with the content; `at` is where the message stands."""
    content, calls = message.get("content"), message.get("tool_calls")
    if content is None:
        if role != "assistant" or not calls:
            yield Breach("missing_content", at, "The message has no content.")
    elif isinstance(content, list):
        yield from _parts(content, role, f"{at}/content", dialect)
    elif not isinstance(content, str):
        yield Breach("content_type", f"{at}/content", "content is a text or a list of parts.")
    elif not content and role != "tool" and not calls:
        yield _empty(f"{at}/content")
    if dialect.text_or_calls and role == "assistant" and content and calls:
        yield Breach("text_and_calls", f"{at}/content", "A message has a text or tool calls, not both (repair drop_text_beside_calls).")


def count_images(messages: list[Any]) -> int:
    """How many parts of all messages are images."""
    found = 0
    for message in messages:
        content = message.get("content") if isinstance(message, dict) else None
        if isinstance(content, list):
            found += sum(isinstance(part, dict) and part.get("type") == "image_url" for part in content)
    return found


def _parts(content: list[Any], role: Any, at: str, dialect: Dialect) -> Iterator[Breach]:
    if not content:
        yield _empty(at)
    if role == "tool" and not dialect.tool_parts:
        yield Breach("tool_content", at, "The content of a tool message is one text, not a list of parts.")
    for index, part in enumerate(content):
        yield from _part(part, role, f"{at}/{index}", dialect)


def _empty(at: str) -> Breach:
    return Breach("empty_content", at, "The content is empty; leave the message out (repair drop_empty_turns).")


def _part(part: Any, role: Any, at: str, dialect: Dialect) -> Iterator[Breach]:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind not in ("text", "image_url"):
        yield Breach("part_type", at, 'A part is {"type": "text", "text": …} or {"type": "image_url", "image_url": {"url": …}}.')
        return
    for key in part:
        if key not in _KEYS[kind]:
            yield unknown_key(key, at, f"a part of type {kind}")
    if kind == "text":
        if not isinstance(part.get("text"), str):
            yield Breach("part_type", f"{at}/text" if "text" in part else at, "A part of type text has its text under text.")
    elif dialect.images is None:
        yield Breach("image", at, "There are no images here, only text.")
    elif role != "user":
        yield Breach("image_place", at, "Images stand in messages of the user alone.")
    else:
        yield from _image(part.get("image_url"), f"{at}/image_url" if "image_url" in part else at, dialect.images)


def _image(image: Any, at: str, images: Images) -> Iterator[Breach]:
    if not isinstance(image, dict) or not isinstance(image.get("url"), str):
        yield Breach("part_type", at, 'An image is {"url": …} with an address or a data: URL.')
        return
    for key in image:
        if key not in _IMAGE_KEYS:
            yield unknown_key(key, at, "an image")
    yield from _url(image["url"], f"{at}/url", images)
    if "detail" in image and image["detail"] not in DETAILS:
        yield Breach("image_detail", f"{at}/detail", "detail is low, high or auto.")


def _url(url: str, at: str, images: Images) -> Iterator[Breach]:
    data = _DATA.match(url)
    if data is None:
        if not (images.addresses and _ADDRESS.fullmatch(url)):
            known = "an https address or " if images.addresses else ""
            yield Breach("image_url", at, f"An image is {known}a data: URL with base64 (data:image/png;base64,…).")
        return
    if data[1] not in images.formats:
        yield Breach("image_format", at, f"Images are {', '.join(images.formats)}, not {shown(data[1])}.")
    if images.max_bytes and (len(url) - data.end()) * 3 // 4 > images.max_bytes:
        yield Breach("image_size", at, f"An image has at most {images.max_bytes:,} bytes.")


def unknown_key(key: str, at: str, where: str) -> Breach:
    """The breach of a key that does not belong where it stands."""
    return Breach("unknown_key", f"{at}/{escape_key(key)}", f"There is no key {shown(key)} in {where}.")


def shown(text: str) -> str:
    """A text as a message quotes it: in full only where it is short."""
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…")
