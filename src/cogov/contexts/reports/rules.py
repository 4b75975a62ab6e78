"""Who may do what with a report. Circumstances (states, who handled it) are the workflow's guards."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports.api.rules import URL_CLASSES as API_URLS
from cogov.contexts.reports.models import Assignment, Report, State, TimeRequest
from cogov.contexts.reports.open311.rules import URL_CLASSES as OPEN311_URLS
from cogov.kernel.actors import Actor, AreaLevel, Grant, Role

EVERYTHING = Q(pk__isnull=False)
"""An empty Q() says nothing in a disjunction; this says all."""

_PUBLIC = (
    "home", "new", "suggest", "questions", "places", "known", "find_receipt", "receipt", "mine", "index", "map", "feed",
    "share", "widget", "page", "support", "comment", "answer", "judge", "withdraw", "fix", "feedback",
)  # fmt: skip
_STAFF = ("desk", "desk_search", "desk_report", "act")
URL_CLASSES: dict[str, str] = {
    **{f"reports:{name}": "public" for name in _PUBLIC},
    **{f"reports:{name}": "staff:*" for name in _STAFF},
    "reports:review": "staff:reviewer",
    "reports:to_dispatch": "staff:dispatcher",
    "reports:work": "staff:handler,supervisor",
    "reports:work_map": "staff:handler,supervisor",
    "reports:requests": "staff:supervisor,leader",
    "reports:policies": "staff:admin,supervisor,leader,reviewer,dispatcher,auditor",
    "reports:policy": "staff:admin,supervisor,leader,reviewer,dispatcher,auditor",
    "reports:policy-add": "staff:admin",
    "reports:request": "staff:*",
    "reports:for_resident": "staff:operator,inspector,reviewer",
    "reports:paper": "staff:operator,inspector,reviewer",
    "reports:check": "staff:inspector,reviewer",
    **OPEN311_URLS,
    **API_URLS,
}
"""Route name → who may knock (see the permission matrix); what they then see is decided by `visible`."""

AREA_ROLES = (Role.REVIEWER, Role.DISPATCHER, Role.SUPERVISOR, Role.OPERATOR, Role.INSPECTOR, Role.LEADER, Role.AUDITOR)
"""Roles that see the reports of their area."""

PRIVATE_ROLES = frozenset({Role.REVIEWER, Role.DISPATCHER, Role.SUPERVISOR})
"""Of these, the ones without whom a private report could not be worked on."""

OFF_THE_MAP = (State.REJECTED, State.WITHDRAWN)
"""States whose reports are nobody's business but the parties'."""


def public() -> Q:
    """What anybody may see."""
    return Q(private=False) & ~Q(state__in=OFF_THE_MAP)


def visible(actor: Actor) -> Q:
    """The one gate: the reports that exist for this actor."""
    if actor.machine:
        return Q()
    scope = public() | own(actor)
    for grant in actor.grants:
        scope |= _through(grant)
    blind = blind_spots(actor)
    return (scope & (Q(about_body=None) | ~Q(about_body__in=blind))) | own(actor) if blind else scope


def own(actor: Actor) -> Q:
    """Reports that the actor filed, by account, on behalf of somebody, or by receipt."""
    mine = Q(pk__in=actor.receipts) if actor.receipts else Q(pk=None)
    for person in (actor.person, actor.on_behalf_of):
        if person is not None:
            mine |= Q(reporter=person)
    return mine


def blind_spots(actor: Actor) -> frozenset[int]:
    """Bodies whose complaints the actor must not see: those to which he belongs, and the ones above."""
    return frozenset(ancestor for body in actor.bodies for ancestor in bodies.chain(body))


def in_area(grant: Grant, report: Report) -> bool:
    if grant.level == AreaLevel.CITY:
        return True
    return bool(getattr(report, f"{grant.level.value}_id") == grant.area)


def sees(actor: Actor, report: Report) -> bool:
    """`visible` for one loaded report without its supporting bodies: no query."""
    if actor.machine or is_party(actor, report):
        return True
    if report.about_body_id in blind_spots(actor):
        return False
    if not report.private and report.state not in OFF_THE_MAP:
        return True
    return any(_grant_sees(grant, report) for grant in actor.grants)


def is_party(actor: Actor, report: Report) -> bool:
    """The reporter, by account or receipt, or staff acting for them."""
    people = {actor.person, actor.on_behalf_of} - {None}
    return report.pk in actor.receipts or (report.reporter_id is not None and report.reporter_id in people)


def is_staff_of(actor: Actor, report: Report, *roles: Role) -> bool:
    """Holds one of the roles over the report's area, and is not the one complained about."""
    if report.about_body_id is not None and report.about_body_id in blind_spots(actor):
        return False
    return any(in_area(grant, report) for grant in actor.with_roles(*roles))


def can_review(actor: Actor, report: Report) -> bool:
    return is_staff_of(actor, report, Role.REVIEWER)


def can_dispatch(actor: Actor, report: Report) -> bool:
    return actor.machine or is_staff_of(actor, report, Role.DISPATCHER)


def can_handle(actor: Actor, report: Report) -> bool:
    """A handler, or the supervisor, of the leading body or of one above it."""
    if report.body_id is None or report.about_body_id in blind_spots(actor):
        return False
    return any(report.body_id in grant.bodies for grant in actor.with_roles(Role.HANDLER, Role.SUPERVISOR))


def can_decide(actor: Actor, request: TimeRequest) -> bool:
    """More time is given by a supervisor or leader of the body that asked, or of one above it."""
    deciders = actor.with_roles(Role.SUPERVISOR, Role.LEADER)
    return any(request.body_id in grant.bodies for grant in deciders) and sees(actor, request.report)


def may_set_policies(actor: Actor) -> bool:
    """Limits hold for the whole city: its own administrators set them."""
    return actor.machine or any(grant.level == AreaLevel.CITY for grant in actor.with_roles(Role.ADMIN))


def can_take_back(actor: Actor, request: TimeRequest) -> bool:
    """Whoever works for the body that asked."""
    return can_handle(actor, request.report)


def can_go_on(actor: Actor, request: TimeRequest) -> bool:
    return can_handle(actor, request.report) or can_decide(actor, request)


def can_check(actor: Actor, report: Report) -> bool:
    return is_party(actor, report) or is_staff_of(actor, report, Role.INSPECTOR, Role.REVIEWER)


def can_speak_for_reporter(actor: Actor, report: Report) -> bool:
    return is_party(actor, report)


def can_see_inside(actor: Actor, report: Report) -> bool:
    """Staff notes, hidden texts and photos, the whole text before release."""
    return (
        can_review(actor, report)
        or can_dispatch(actor, report)
        or can_handle(actor, report)
        or is_staff_of(actor, report, Role.SUPERVISOR, Role.INSPECTOR)
    )


def anyone(actor: Actor, report: Report) -> bool:
    return sees(actor, report)


def _through(grant: Grant) -> Q:
    scope = Q(pk=None)
    if grant.role in AREA_ROLES:
        area = EVERYTHING if grant.level == AreaLevel.CITY else Q(**{grant.level.value: grant.area})
        scope |= area if grant.role in PRIVATE_ROLES else area & Q(private=False)
    if grant.role in (Role.HANDLER, Role.SUPERVISOR):
        scope |= Q(body__in=grant.bodies)
        scope |= Q(Exists(Assignment.objects.filter(report=OuterRef("pk"), body__in=grant.bodies)))
    return scope


def _grant_sees(grant: Grant, report: Report) -> bool:
    if grant.role in AREA_ROLES and in_area(grant, report) and (grant.role in PRIVATE_ROLES or not report.private):
        return True
    return grant.role in (Role.HANDLER, Role.SUPERVISOR) and report.body_id in grant.bodies
