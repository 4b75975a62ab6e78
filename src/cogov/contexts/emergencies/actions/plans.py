"""Plans are written and revised; every version stays, and running emergencies keep theirs."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.emergencies import rules
from cogov.contexts.emergencies.events import Planned
from cogov.contexts.emergencies.models import Duty, Kind, Plan, PlanVersion, Trigger
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

WORDS = ("name_zh", "name_en", "advice_zh", "advice_en")


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What a plan is to say. `duties`: for each body (id) its officers (ids of persons) in the order of calling."""

    body: int
    kind: str
    name_zh: str
    name_en: str
    advice_zh: str
    advice_en: str
    duties: tuple[tuple[int, tuple[int, ...]], ...]
    trigger: str = Trigger.NEVER.value
    categories: tuple[str, ...] = ()


@transaction.atomic
def save_plan(draft: PlanDraft, *, by: Actor, plan: int | None = None, revision: int = 0) -> Plan:
    """A new plan, or the next version of one; nothing happens where nothing differs.

    Raises Forbidden, Missing, Invalid, and Conflict when the plan is no longer at `revision`.
    """
    _check(draft, by)
    if plan is None:
        made = Plan.objects.create(body_id=draft.body, created_at=now())
        _version(made, 1, draft, by)
        journal.record(_fact(made, draft), subject=made, by=by, first=True)
        return made
    found = _locked(plan, revision, by)
    if found.active and _digest(draft) == _digest(draft_of(newest(found))):
        return found
    found.version, found.body_id, found.active = found.version + 1, draft.body, True
    _version(found, found.version, draft, by)
    journal.record(_fact(found, draft), subject=found, by=by, save=("version", "body", "active"))
    return found


@transaction.atomic
def retire(plan: int, *, revision: int, by: Actor) -> Plan:
    """No emergency is declared by it any more; saving it again brings it back."""
    found = _locked(plan, revision, by)
    found.active = False
    journal.record(_fact(found, draft_of(newest(found))), subject=found, by=by, save=["active"])
    return found


def newest(plan: Plan) -> PlanVersion:
    return PlanVersion.objects.select_related("plan").get(plan=plan, number=plan.version)


def draft_of(version: PlanVersion) -> PlanDraft:
    """The version as one would write it again. One query."""
    listed: dict[int, list[int]] = {}
    for duty in version.duties.all():
        listed.setdefault(duty.body_id, []).append(duty.person_id)
    return PlanDraft(
        body=version.plan.body_id,
        kind=version.kind,
        trigger=version.trigger,
        categories=tuple(version.categories),
        duties=tuple((body, tuple(people)) for body, people in listed.items()),
        **{name: getattr(version, name) for name in WORDS},
    )


def _locked(plan: int, revision: int, by: Actor) -> Plan:
    found = Plan.objects.select_for_update().filter(pk=plan).first()
    if found is None:
        raise Missing
    if not rules.may_plan(by, found):
        raise Forbidden
    if found.journal_seq != revision:
        raise Conflict
    return found


def _check(draft: PlanDraft, by: Actor) -> None:
    if not rules.may_plan_for(by, draft.body):
        raise Forbidden(_("You may write plans for your own office and those below it."))
    if draft.kind not in Kind.values or draft.trigger not in Trigger.values:
        raise Invalid
    empty = {name: _("Please fill this in: an emergency is told in both languages.") for name in WORDS
             if not getattr(draft, name).strip()}  # fmt: skip
    if empty:
        raise Invalid(fields=empty)
    if not draft.duties or not all(people for _body, people in draft.duties):
        raise Invalid(fields={"duties": _("Every office of the plan needs somebody on duty.")})
    if draft.trigger != Trigger.NEVER and not draft.categories:
        raise Invalid(fields={"categories": _("Choose the categories whose reports declare it.")})
    for body, people in draft.duties:
        strangers = set(people) - set(bodies.members(body))
        if strangers or len(set(people)) != len(people):
            sentence = _("On duty for %(body)s can only be people who work there, each once.")
            raise Invalid(fields={"duties": sentence % {"body": bodies.name(body)}})


def _version(plan: Plan, number: int, draft: PlanDraft, by: Actor) -> None:
    row = PlanVersion.objects.create(
        plan=plan, number=number, at=now(), author_id=by.person, kind=draft.kind, trigger=draft.trigger,
        categories=list(draft.categories), **{name: getattr(draft, name).strip() for name in WORDS},
    )  # fmt: skip
    Duty.objects.bulk_create(
        Duty(version=row, body_id=body, position=position, person_id=person)
        for body, people in draft.duties
        for position, person in enumerate(people, start=1)
    )


def _fact(plan: Plan, draft: PlanDraft) -> Planned:
    return Planned(plan.version, plan.body_id, _digest(draft), plan.active)


def _digest(draft: PlanDraft) -> str:
    return ids.digest(journal.canonical(asdict(draft)))
