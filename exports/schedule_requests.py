"""What a person may ask of schedules: make, change, pause, resume and delete them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from evalplatform.errors import Conflict, InvalidInput, NotFound, Problem
from evalplatform.exact_json import escape_key
from exports import cron, destinations, jobs, resources, schedules, spec, windows
from exports.models import Schedule, WindowKind

MAX_NAME = 100
_KEYS = ("name", "request", "cron", "time_zone", "window", "paused")
_DEFAULTS = {"time_zone": "UTC", "window": WindowKind.WHOLE.value, "paused": False}
_REQUIRED = ("name", "request", "cron")


@dataclass(frozen=True)
class Asked:
    """A schedule that can be kept, in the form of the model's fields."""

    name: str
    request: dict[str, Any]
    cron: str
    time_zone: str
    window: str
    paused: bool


def create(*, project_id: UUID, body: Any, user_id: int | None = None, key_prefix: str = "") -> Schedule:
    """Keep the schedule in `body`; its first run is at its next slot. Raises InvalidInput, and Conflict when the name is taken."""
    asked = _parse({**_DEFAULTS, **_object(body)})
    schedule = Schedule(project_id=project_id, created_by_id=user_id, created_with=key_prefix)
    schedule.fields = schedules.listed_fields(asked.request["resource"])
    _assign(schedule, asked)
    with transaction.atomic():
        _check_what_it_names(schedule)
        return _saved(schedule)


def update(schedule: Schedule, body: Any) -> Schedule:
    """Change what `body` names. Another window, resource or filter is another question: it starts over with all rows.

    Raises InvalidInput, and Conflict when the name is taken.
    """
    with transaction.atomic():
        schedule = Schedule.objects.select_for_update().get(id=schedule.id)
        asked = _parse({**{key: getattr(schedule, key) for key in _KEYS}, **_object(body)})
        if _question(schedule.window, schedule.request) != _question(asked.window, asked.request):
            schedule.generation += 1
            schedule.done_up_to = schedule.cluster = ""
            schedule.fields = schedules.listed_fields(asked.request["resource"])
        _assign(schedule, asked)
        _check_what_it_names(schedule)
        return _saved(schedule)


def pause(schedule: Schedule) -> Schedule:
    """No more runs; one that is under way goes on. Done twice it is done once."""
    Schedule.objects.filter(id=schedule.id).update(paused=True, next_at=None, updated_at=Now())
    schedule.refresh_from_db()
    return schedule


def resume(schedule: Schedule) -> Schedule:
    """On with the next slot. What a window has missed is in its next run. Does nothing to a schedule that is not paused."""
    with transaction.atomic():
        schedule = Schedule.objects.select_for_update().get(id=schedule.id)
        if schedule.paused:
            next_at = schedules.next_at(schedule, windows.position().at)
            Schedule.objects.filter(id=schedule.id).update(paused=False, next_at=next_at, updated_at=Now())
            schedule.refresh_from_db()
    return schedule


def delete(schedule: Schedule) -> None:
    """The exports that it made stay, and one that is under way goes on."""
    with transaction.atomic():
        Schedule.objects.select_for_update().filter(id=schedule.id).first()  # nothing can be started between the two steps of delete()
        schedule.delete()


def find(project_id: UUID, schedule_id: UUID) -> Schedule:
    """The schedule, if it is of this project. Raises NotFound."""
    try:
        return Schedule.objects.get(project_id=project_id, id=schedule_id)
    except Schedule.DoesNotExist:
        raise NotFound("There is no such schedule in this project.") from None


def _assign(schedule: Schedule, asked: Asked) -> None:
    """Take over what was asked; `next_at` is reckoned anew only if it is another one."""
    timing = (schedule.cron, schedule.time_zone, schedule.paused)
    for key in _KEYS:
        setattr(schedule, key, getattr(asked, key))
    if timing != (asked.cron, asked.time_zone, asked.paused):
        schedule.next_at = None if asked.paused else schedules.next_at(schedule, windows.position().at)


def _check_what_it_names(schedule: Schedule) -> None:
    """Its exports have somewhere to go, which cannot be deleted until the transaction that saves it ends; and what they keep out is there.

    Raises InvalidInput.
    """
    try:
        asked = spec.parse(schedule.request)
        destinations.for_export(schedule.project_id, asked.destination)
        jobs.check_kept_out(asked, schedule.project_id)
    except InvalidInput as error:
        raise schedules.in_request(error) from None


def _saved(schedule: Schedule) -> Schedule:
    schedule.updated_at = Now()
    try:
        with transaction.atomic():
            schedule.save()
    except IntegrityError as error:
        if "schedule_name_once" not in str(error):
            raise
        raise Conflict("name_taken", f"The project has a schedule named {schedule.name!r} already. Take another name.") from None
    schedule.refresh_from_db()
    return schedule


def _question(window: str, request: dict[str, Any]) -> tuple[Any, ...]:
    return window, request.get("resource"), request.get("filter") or {}


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", f"A schedule is a JSON object with {', '.join(_REQUIRED)}.", "wrong_type"))
    return body


def _parse(body: dict[str, Any]) -> Asked:
    """The schedule in `body`. Raises InvalidInput with a pointer for each thing that is wrong with it."""
    problems = [
        Problem(f"/{escape_key(key)}", f"There is no such key; known are {', '.join(_KEYS)}.", "unknown_field")
        for key in body.keys() - set(_KEYS)
    ]
    problems += [Problem(f"/{key}", f"A schedule needs {key}.", "required") for key in _REQUIRED if key not in body]
    problems += [problem for key, check in _CHECKS.items() if key in body for problem in check(body[key])]
    if not problems:
        problems += _window_problems(body["window"], body["request"]["resource"])
    if problems:
        raise InvalidInput(*problems)
    return Asked(**{**body, "name": body["name"].strip(), "cron": cron.check_cron(body["cron"])})


def _name_problems(name: Any) -> list[Problem]:
    if isinstance(name, str) and name.strip() and len(name) <= MAX_NAME and name.isprintable():
        return []
    return [Problem("/name", f"name is a text of 1 to {MAX_NAME} characters, on one line.")]


def _request_problems(request: Any) -> list[Problem]:
    try:
        spec.parse(request)
    except InvalidInput as error:
        return list(schedules.in_request(error).problems)
    return []


def _text_problems(key: str, check: Callable[[str], str]) -> Callable[[Any], list[Problem]]:
    def problems(value: Any) -> list[Problem]:
        try:
            check(value if isinstance(value, str) else "")
        except ValueError as error:
            return [Problem(f"/{key}", str(error), f"bad_{key}")]
        return []

    return problems


def _choice_problems(key: str, choices: tuple[Any, ...], detail: str) -> Callable[[Any], list[Problem]]:
    return lambda value: (
        [] if any(value is one or value == one and isinstance(value, str) for one in choices) else [Problem(f"/{key}", detail)]
    )


def _window_problems(window: str, resource: str) -> list[Problem]:
    """A window needs the resource to know which transaction wrote a row."""
    column = windows.COLUMNS.get(WindowKind(window))
    model = apps.get_model(resources.get(resource).model)
    if column is None or column in {field.name for field in model._meta.get_fields()}:
        return []
    return [Problem("/window", f"{resource} cannot be exported by the window {window}; use whole.", "unknown_window")]


_CHECKS: dict[str, Callable[[Any], list[Problem]]] = {
    "name": _name_problems,
    "request": _request_problems,
    "cron": _text_problems("cron", cron.check_cron),
    "time_zone": _text_problems("time_zone", cron.check_time_zone),
    "window": _choice_problems("window", tuple(WindowKind.values), f"window is one of {', '.join(WindowKind.values)}."),
    "paused": _choice_problems("paused", (True, False), "paused is true or false."),
}
