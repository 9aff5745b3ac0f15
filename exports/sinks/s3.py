"""S3 and the stores that speak its protocol. Large files go up as multipart uploads, several parts at a time, and become visible only
when those are completed, at publish; small ones are written then.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from evalplatform import outbound
from evalplatform.errors import DomainError, InvalidInput, Problem
from exports.sinks import Outgoing, Parameter, Place
from exports.sinks.s3_client import PARALLEL, client, code_of, status_of, telling
from exports.sinks.slices import Slice

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import CompletedPartTypeDef

log = logging.getLogger(__name__)

MIB = 1024 * 1024
PART_BYTES = 16 * MIB
MAX_PARTS = 9_000  # a store takes 10,000
ADDRESSINGS = ("path", "virtual")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")
_REGION = re.compile(r"[A-Za-z0-9-]{1,32}")
_LOCATION = re.compile(r"s3://([^/]+)/(.+)", re.DOTALL)


class Target:
    """One bucket."""

    settings = (
        Parameter("bucket", "name of the bucket", required=True, max_length=63),
        Parameter("region", "region of the bucket; us-east-1 if empty", max_length=32),
        Parameter("endpoint_url", "address of a compatible store; that of AWS if empty"),
        Parameter("addressing", "path or virtual; by default path where endpoint_url is set", max_length=8),
    )
    secrets = (
        Parameter("access_key_id", "id of the access key", required=True),
        Parameter("secret_access_key", "the access key's secret", required=True),
        Parameter("session_token", "of temporary credentials", max_length=8192),
    )

    def __init__(self, place: Place, *, quick: bool = False) -> None:
        self.bucket: str = place.settings["bucket"]
        self._client, self.close = client(place, quick=quick)
        self._uploads: dict[str, tuple[str, list[CompletedPartTypeDef]]] = {}  # key -> id of its upload, and the parts that are there
        self._there: set[str] = set()  # keys that an earlier try has published

    @staticmethod
    def problems(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> list[Problem]:
        found = []
        if not _BUCKET.fullmatch(settings.get("bucket", "")):
            found.append(Problem("/settings/bucket", "A bucket has 3 to 63 letters, digits, dots, hyphens and underscores."))
        if settings.get("region") and not _REGION.fullmatch(settings["region"]):
            found.append(Problem("/settings/region", "A region is a word such as eu-central-1."))
        if settings.get("addressing") and settings["addressing"] not in ADDRESSINGS:
            found.append(Problem("/settings/addressing", f"addressing is one of {', '.join(ADDRESSINGS)}."))
        if endpoint := settings.get("endpoint_url"):
            try:
                outbound.check_url(endpoint)
            except InvalidInput as error:
                found.append(Problem("/settings/endpoint_url", error.message))
        return found

    def stage(self, files: Sequence[Outgoing], *, check: Callable[[], None], leftovers: bool) -> None:
        try:
            for file in files:
                if self._is_there(file):
                    self._there.add(file.key)
                elif file.bytes > PART_BYTES:
                    if leftovers:
                        self._abort_all(file.key)
                    self._upload(file, check)
        except BaseException:
            self._abandon()
            raise

    def publish(self, files: Sequence[Outgoing], *, check: Callable[[], None]) -> list[str]:
        *others, last = files

        def show(file: Outgoing) -> None:
            check()
            self._show(file)

        try:
            with _threads() as run:
                run(show, others)
            show(last)
        except BaseException:
            self._abandon()
            raise
        return [f"s3://{self.bucket}/{file.key}" for file in files]

    def withdraw(self, keys: Sequence[str], *, owner: str) -> None:
        for key in keys:
            try:
                self._abort_all(key)
                if (self._metadata(key) or {}).get("export") == owner:
                    with telling(f"delete {key}", self.bucket):
                        self._client.delete_object(Bucket=self.bucket, Key=key)
            except DomainError as error:
                if error.code != "bucket_missing":
                    raise

    def link(self, location: str, *, name: str, seconds: int) -> str:
        bucket, key = _LOCATION.fullmatch(location).groups()  # type: ignore[union-attr]  # our own text
        disposition = f'attachment; filename="{name}"'
        asked = {"Bucket": bucket, "Key": key, "ResponseContentDisposition": disposition}
        return self._client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)

    def probe(self, key: str) -> None:
        with telling("write an object", self.bucket):
            self._client.put_object(Bucket=self.bucket, Key=key, Body=b"evalplatform")
        with telling("read an object", self.bucket):
            self._client.head_object(Bucket=self.bucket, Key=key)
        with telling("delete an object", self.bucket):
            self._client.delete_object(Bucket=self.bucket, Key=key)
        with telling("begin a multipart upload", self.bucket):
            upload = self._client.create_multipart_upload(Bucket=self.bucket, Key=key)["UploadId"]
        with telling("abort a multipart upload", self.bucket):
            self._client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload)
        with telling("list multipart uploads", self.bucket):
            self._client.list_multipart_uploads(Bucket=self.bucket, Prefix=key)

    def _is_there(self, file: Outgoing) -> bool:
        """An earlier try has published it. Raises DomainError `key_taken` when an object that is not of this export has its key."""
        there = self._metadata(file.key)
        if there is None:
            return False
        if there.get("export") != file.owner:
            detail = f"The bucket {self.bucket!r} has another object at {file.key!r}. Put {{export}} into the destination's key."
            raise DomainError("key_taken", detail)
        return there.get("sha256") == file.sha256

    def _metadata(self, key: str) -> dict[str, str] | None:
        """What we wrote with the object; None if there is no object, or we may not know."""
        with telling(f"look at {key}", self.bucket):
            try:
                return self._client.head_object(Bucket=self.bucket, Key=key)["Metadata"]
            except ClientError as error:
                if status_of(error) in (403, 404) and code_of(error) != "NoSuchBucket":
                    return None
                raise

    def _upload(self, file: Outgoing, check: Callable[[], None]) -> None:
        with telling(f"begin the upload of {file.key}", self.bucket):
            upload = self._client.create_multipart_upload(Bucket=self.bucket, Key=file.key, **_described(file))["UploadId"]
        self._uploads[file.key] = upload, []
        size = max(PART_BYTES, -(-file.bytes // (MAX_PARTS * MIB)) * MIB)

        def send(start: int) -> "CompletedPartTypeDef":
            number = start // size + 1
            with (
                Slice(file.path, start, min(size, file.bytes - start), check=check) as part,
                telling(f"take {file.key}", self.bucket),
            ):
                done = self._client.upload_part(
                    Bucket=self.bucket, Key=file.key, UploadId=upload, PartNumber=number, Body=cast("IO[bytes]", part)
                )  # fmt: skip
            return {"PartNumber": number, "ETag": done["ETag"]}

        with _threads() as run:
            self._uploads[file.key][1].extend(run(send, range(0, file.bytes, size)))

    def _show(self, file: Outgoing) -> None:
        if file.key in self._there:
            return
        with telling(f"publish {file.key}", self.bucket):
            if file.key not in self._uploads:
                with file.path.open("rb") as body:
                    self._client.put_object(Bucket=self.bucket, Key=file.key, Body=body, **_described(file))
                return
            upload, parts = self._uploads[file.key]
            self._client.complete_multipart_upload(Bucket=self.bucket, Key=file.key, UploadId=upload, MultipartUpload={"Parts": parts})
        del self._uploads[file.key]

    def _abandon(self) -> None:
        """Abort our own uploads, as well as it goes: the shipment's row stays, and what is left is cleared up after the export's end."""
        for key, (upload, _) in self._uploads.items():
            try:
                self._client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload)
            except Exception as error:
                log.warning("The upload of %s is left for later: %s", key, type(error).__name__)
        self._uploads.clear()

    def _abort_all(self, key: str) -> None:
        """Abort what dead attempts have left of the key: parts that nobody sees and the owner of the bucket pays for."""
        with telling("list multipart uploads", self.bucket):
            found = self._client.list_multipart_uploads(Bucket=self.bucket, Prefix=key).get("Uploads", [])
        for upload in (one for one in found if one["Key"] == key):
            with telling("abort a multipart upload", self.bucket):
                try:
                    self._client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload["UploadId"])
                except self._client.exceptions.NoSuchUpload:
                    continue


def _described(file: Outgoing) -> Any:
    return {"ContentType": file.media_type, "Metadata": {"sha256": file.sha256, "export": file.owner}}


@contextmanager
def _threads() -> Iterator[Callable[..., list[Any]]]:
    """Runs a function on several things at a time; the first error ends it, and what has not begun is not begun."""
    pool = ThreadPoolExecutor(PARALLEL, thread_name_prefix="shipping")
    try:
        yield lambda function, things: list(pool.map(function, things))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
