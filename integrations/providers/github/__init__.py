"""GitHub, in the cloud or an enterprise server of one's own."""

from integrations.providers.github import client, payloads, verify
from integrations.providers.protocol import Provider

PROVIDER = Provider(
    says="GitHub",
    default_url="https://api.github.com",
    max_bytes=25 * 1024 * 1024,
    is_signed=verify.is_signed,
    verify=verify.verify,
    sent=verify.sent,
    decode=payloads.decode,
    repository=payloads.repository,
    read=payloads.read,
    client=client.GitHub,
    request_word="pull request",
)
