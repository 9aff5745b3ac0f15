"""What can be done with an endpoint in the back office."""

from django.urls import reverse

from evalplatform.backoffice.steps import Asked, Done, Step
from integrations.admin.endpoint_forms import changed_form, new_form, recovery_form, rotation_form
from integrations.models import Endpoint, EndpointKind, EndpointState
from integrations.webhooks import endpoints, replaying

WRITE = "webhooks:write"


def _make(asked: Asked) -> Done:
    made = endpoints.create(project_id=asked.caller.project_id, body=asked.form.body())
    to = reverse("admin:integrations_endpoint_change", args=[made.endpoint.id])
    return Done("The endpoint stands.", to=to, secret=made.secret, secret_of=str(made.endpoint))


def _change(asked: Asked) -> Done:
    endpoints.update(asked.one, body=asked.form.body())
    return Done("The endpoint is changed.")


def _switch(state: EndpointState, says: str) -> Step:
    def run(asked: Asked) -> Done:
        endpoints.update(asked.one, body={"state": state.value})
        return Done(f"The endpoint is {state.value}.")

    is_on = state == EndpointState.ACTIVE
    return Step(
        "switch-on" if is_on else "switch-off",
        "Switch on" if is_on else "Switch off",
        says,
        WRITE,
        run,
        offered=lambda one: (one.state == EndpointState.ACTIVE) != is_on,
    )


def _rotate(asked: Asked) -> Done:
    seconds = int(asked.form.cleaned_data["overlap_seconds"])
    made = endpoints.rotate(asked.one, body={"overlap_seconds": seconds})
    return Done("From now on the new secret signs.", secret=made.secret, secret_of=str(made.endpoint))


def _test(asked: Asked) -> Done:
    made = replaying.send_test(asked.one)
    return Done("A test is on its way; this is what becomes of it.", to=reverse("admin:integrations_delivery_change", args=[made.id]))


def _recover(asked: Asked) -> Done:
    found = replaying.recover(asked.one, body={"since": asked.form.cleaned_data["since"]})
    more = " There are more: recover again." if found.has_more else ""
    return Done(f"{found.deliveries:,} events that it missed are sent to it.{more}")


def _delete(asked: Asked) -> Done:
    endpoints.delete(asked.one)
    return Done("The endpoint is deleted.", to=reverse("admin:integrations_endpoint_changelist"))


def _is_active(one: Endpoint) -> bool:
    return one.state == EndpointState.ACTIVE


def _is_signed(one: Endpoint) -> bool:
    return one.kind == EndpointKind.STANDARD


_GONE = "The endpoint and its secrets are forgotten for good. What waits for it is not sent; its deliveries stay in the history."
ADDS = Step(
    "add", "Add an endpoint", "Events of the project are sent to it. The secret that signs them is shown once.", WRITE, _make, form=new_form
)
STEPS = (
    Step("change", "Change", "What is written here takes the place of what is there.", WRITE, _change, form=changed_form),
    _switch(EndpointState.ACTIVE, "Events are sent to it again, also those that waited."),
    _switch(EndpointState.PAUSED, "Nothing is sent to it until it is switched on; what happens meanwhile waits."),
    Step("test", "Send a test", "An event endpoint.test is sent to it alone.", WRITE, _test, offered=_is_active),
    Step(
        "recover",
        "Recover",
        f"All events since a time that it should have had and has not are sent, the oldest first, {replaying.MOST_AT_ONCE:,} at once.",
        WRITE,
        _recover,
        form=recovery_form,
        offered=_is_active,
    ),
    Step("rotate", "Rotate the secret", "A new secret is made and shown once.", WRITE, _rotate, form=rotation_form, offered=_is_signed),
    Step("delete", "Delete", _GONE, WRITE, _delete, is_grave=True),
)
