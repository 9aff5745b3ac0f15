"""The endpoint that scorers with a model ask, as a request describes it; what is asked of it stands in each scorer's parameters."""

from dataclasses import dataclass

from evalplatform.evaluations.answering import endpoint
from evalplatform.evaluations.reading import Reader


@dataclass(frozen=True)
class Judge:
    """A judge that fails is asked again, at most `max_attempts` times for a judgement."""

    address: str
    concurrency: int = 4
    max_attempts: int = 3
    timeout_seconds: float = 60.0


def read(reader: Reader) -> Judge:
    """The judge in the object that is read, without its key; problems are in the reader."""
    made = Judge(
        address=endpoint.address(reader),
        concurrency=reader.whole("concurrency", low=1, high=endpoint.MAX_CONCURRENCY, default=4) or 4,
        max_attempts=reader.whole("max_attempts", low=1, high=endpoint.MAX_ATTEMPTS, default=3) or 3,
        timeout_seconds=reader.number("timeout_seconds", low=1, high=endpoint.MAX_SECONDS, default=60),
    )
    endpoint.key(reader)
    reader.refuse_unknown()
    return made
