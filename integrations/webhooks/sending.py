"""One attempt over the network: a request or an e-mail in, an Outcome out. It runs in a thread and knows no database."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from smtplib import SMTPException

from django.core.mail import EmailMessage

from evalplatform import outbound, retries, standard_webhooks
from evalplatform.errors import DomainError
from integrations.webhooks.messages import Rendered
from integrations.webhooks.outcome import MAX_ANSWER, MAX_MESSAGE, Outcome, readable

log = logging.getLogger(__name__)

SECONDS = 20.0  # for the whole of an attempt


@dataclass(frozen=True)
class Outgoing:
    """All that an attempt needs. `secrets` sign, the newest first; without any nothing is signed."""

    message_id: str
    rendered: Rendered
    url: str = field(repr=False, default="")
    recipients: tuple[str, ...] = ()
    secrets: tuple[str, ...] = field(repr=False, default=())
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)


def send(outgoing: Outgoing) -> Outcome:
    """Make the attempt; never raises, since what it raised would be lost with the thread."""
    began = time.monotonic()
    try:
        outcome = _mailed(outgoing) if outgoing.recipients else _posted(outgoing)
    except DomainError as error:
        outcome = Outcome(error.code, error.message[:MAX_MESSAGE])
    except (SMTPException, OSError) as error:
        outcome = Outcome("mail_refused", f"The mail server does not take it: {type(error).__name__}.")
    except Exception:
        log.exception("An attempt to deliver %s broke", outgoing.message_id)
        outcome = Outcome("internal_error", "This server made a mistake; its log says more.")
    return replace(outcome, seconds=time.monotonic() - began)


def _posted(outgoing: Outgoing) -> Outcome:
    body = outgoing.rendered.body
    signed = (
        standard_webhooks.sign(body, secrets=outgoing.secrets, id=outgoing.message_id, timestamp=int(time.time()))
        if outgoing.secrets
        else {}
    )
    headers = {**outgoing.headers, "Content-Type": outgoing.rendered.content_type, "User-Agent": "evalplatform", **signed}
    answer = outbound.send("POST", outgoing.url, headers=headers, body=body, seconds=SECONDS, max_bytes=MAX_ANSWER)
    said = readable(answer.body)
    if 200 <= answer.status < 300:
        return Outcome(status=answer.status, answer=said)
    asked = retries.asked_seconds(answer.status, answer.headers)
    why = "a redirect, and none is followed" if 300 <= answer.status < 400 else "only 2xx is success"
    return Outcome("not_accepted", f"The receiver answered {answer.status}: {why}.", answer.status, said, asked)


def _mailed(outgoing: Outgoing) -> Outcome:
    text = outgoing.rendered.body.decode()
    headers = {"Message-ID": f"<{outgoing.message_id}@evalplatform>", "Auto-Submitted": "auto-generated"}
    EmailMessage(outgoing.rendered.subject, text, to=list(outgoing.recipients), headers=headers).send()
    return Outcome()
