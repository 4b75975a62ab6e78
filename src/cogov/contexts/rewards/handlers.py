"""What the reports' facts earn. Each runs at least once; what was earned before is not earned again."""

from __future__ import annotations

from cogov.contexts.reports import events
from cogov.contexts.reports import facade as reports
from cogov.contexts.rewards import simulation, suspicions
from cogov.contexts.rewards.actions import earning
from cogov.contexts.rewards.cases import REPORT, cases_of, fails, is_check
from cogov.contexts.rewards.events import TrialAsked
from cogov.contexts.rewards.weighing import in_force
from cogov.kernel.journal import on
from cogov.kernel.models import Entry

EARNING = (
    events.Accepted, events.Closed, events.Joined, events.Merged, events.Resolved, events.Answered,
    events.PhotosAdded, events.Rated, events.Reopened, events.Rejected, events.Withdrawn, events.Restored,
)  # fmt: skip


def reward(fact: object, entry: Entry) -> None:
    """Nothing at all while no rule is in force."""
    if not in_force.get():
        return
    merit = reports.merits([entry.subject_id]).get(entry.subject_id)
    if merit is None:
        return
    if isinstance(fact, events.Accepted):
        suspicions.remember_photos(merit.report)
    for case in cases_of(fact, entry, merit):
        earning.earn(case)
    failed = fails(fact)
    if failed is not None:
        earning.fail(REPORT, merit.report, kinds=failed)
    if is_check(fact):
        good = merit.outcome == "fixed"
        for one in (merit.report, *reports.joined_to(merit.report)):
            earning.checked(REPORT, one, at=entry.at, good=good)


def run_trial(_fact: TrialAsked, entry: Entry) -> None:
    simulation.run(entry.subject_id)


for _kind in EARNING:
    on(_kind)(reward)
on(TrialAsked, outside=True)(run_trial)
