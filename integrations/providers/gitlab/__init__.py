"""GitLab, in the cloud or a server of one's own."""

from integrations.providers.gitlab import client, payloads, verify
from integrations.providers.protocol import Provider

PROVIDER = Provider(
    says="GitLab",
    default_url="https://gitlab.com/api/v4",
    max_bytes=25 * 1024 * 1024,
    is_signed=verify.is_signed,
    verify=verify.verify,
    sent=verify.sent,
    decode=payloads.decode,
    repository=payloads.repository,
    read=payloads.read,
    client=client.GitLab,
    request_word="merge request",
)
