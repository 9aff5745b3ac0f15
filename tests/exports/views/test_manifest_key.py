from cryptography.hazmat.primitives import serialization
from rest_framework.test import APIClient

from exports import signing


def test_the_public_key_is_for_everybody() -> None:
    answer = APIClient().get("/.well-known/evalplatform-manifest-key")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-pem-file")
    assert answer.content == signing.public_pem()
    assert serialization.load_pem_public_key(answer.content)
    assert b"PRIVATE" not in answer.content
