"""Tasks for the bodies of an emergency."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cogov.contexts.desk import facade as desk
from cogov.contexts.emergencies import rules, wording
from cogov.contexts.emergencies.actions.base import line, locked, require_active
from cogov.contexts.emergencies.events import TaskDone, TaskGiven
from cogov.contexts.emergencies.models import LogLine, Task
from cogov.contexts.emergencies.workflow import TASKS
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden, Invalid, Missing


@transaction.atomic
def give_task(emergency: int, *, body: int, by: Actor, zh: str = "", en: str = "") -> Task:
    """By the commander, to a body of the plan; its duty officers are told. Raises Missing, Forbidden, Invalid."""
    found = locked(emergency)
    if not rules.commands(by, found):
        raise Forbidden
    require_active(found)
    listed = rules.officers(found)
    if body not in listed:
        raise Invalid(fields={"body": _("Please choose an office of the plan.")})
    zh, en = zh.strip()[:300], en.strip()[:300]
    if not (zh or en):
        raise Invalid(fields={"task_zh": _("Please write what has to be done.")})
    made = Task.objects.create(emergency=found, body_id=body, text_zh=zh, text_en=en, given_at=now())
    fact = TaskGiven(found.pk, body, ids.digest(journal.canonical([zh, en])))
    journal.record(fact, subject=made, by=by, first=True)
    line(found, LogLine.What.TASK, by=by, zh=zh, en=en, body=body)
    link = reverse("emergencies:room", args=[found.pk])
    for person in listed[body]:
        desk.notify(
            person=person, occasion=f"emergency:{found.pk}:task:{made.pk}",
            letter=lambda: wording.task(found, made, link), urgent=True,
        )  # fmt: skip
    return made


@transaction.atomic
def finish_task(task: int, *, by: Actor) -> Task:
    """By its body or the commander. Raises Missing, and as the workflow."""
    row = Task.objects.filter(pk=task).values_list("emergency", flat=True).first()
    if row is None:
        raise Missing
    found = locked(row)
    made = Task.objects.select_for_update().get(pk=task)
    made.emergency = found
    TASKS.check("done", made, by)
    made.done_at = now()
    TASKS.apply("done", made, by=by, fact=TaskDone(found.pk, made.body_id), save=["done_at"])
    line(found, LogLine.What.DONE, by=by, zh=made.text_zh, en=made.text_en, body=made.body_id)
    return made
