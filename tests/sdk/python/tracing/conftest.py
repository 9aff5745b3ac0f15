"""A tracer, and what it has sent."""

import pytest
from evalplatform_sdk.tracing import Tracer

from tests.sdk.python.sent import Sent


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def tracer(sent: Sent) -> Tracer:
    return Tracer(sent, environment="test", release="2.1")
