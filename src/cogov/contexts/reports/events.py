"""Facts of the reporting loop. No personal data: ids, codes, counts and digests."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.contexts.reports.events_time import PauseEnded as PauseEnded
from cogov.contexts.reports.events_time import TimeApproved as TimeApproved
from cogov.contexts.reports.events_time import TimeRefused as TimeRefused
from cogov.kernel.journal import event


@event("reports.filed")
@dataclass(frozen=True)
class Filed:
    category: str
    areas: tuple[int, ...]
    private: bool
    text_digest: str
    photos: int = 0
    emergency: bool = False
    split_from: int | None = None
    source: str = ""
    due_at: str = ""
    """The first promise, ISO 8601; empty where none was given, as for what another system took in."""
    answer_due_at: str = ""
    """Until when a first answer was promised."""


@event("reports.asked")
@dataclass(frozen=True)
class Asked:
    update: int


@event("reports.answered")
@dataclass(frozen=True)
class Answered:
    update: int


@event("reports.accepted")
@dataclass(frozen=True)
class Accepted:
    difficulty: str
    due_at: str
    private: bool = False
    """From now on seen by the parties only."""


@event("reports.rejected")
@dataclass(frozen=True)
class Rejected:
    update: int


@event("reports.restored")
@dataclass(frozen=True)
class Restored:
    """A rejection or a merging was taken back."""

    from_state: str


@event("reports.merged")
@dataclass(frozen=True)
class Merged:
    into: int


@event("reports.joined")
@dataclass(frozen=True)
class Joined:
    """Another report was merged into this one."""

    report: int


@event("reports.parted")
@dataclass(frozen=True)
class Parted:
    """A merged report stands alone again."""

    report: int


@event("reports.split")
@dataclass(frozen=True)
class Split:
    into: int


@event("reports.hidden")
@dataclass(frozen=True)
class Hidden:
    """`what`: text, photo, update or rating; `item` its id. `hidden` False shows it again."""

    what: str
    item: int
    hidden: bool = True


@event("reports.recategorised")
@dataclass(frozen=True)
class Recategorised:
    before: str
    after: str


@event("reports.moved")
@dataclass(frozen=True)
class Moved:
    before: tuple[int, ...]
    after: tuple[int, ...]


@event("reports.dispatched")
@dataclass(frozen=True)
class Dispatched:
    """`rule` is the responsibility that decided, None when a person did. `update` explains a transfer."""

    body: int
    rule: int | None = None
    supporting: tuple[int, ...] = ()
    before: int | None = None
    update: int | None = None


@event("reports.returned")
@dataclass(frozen=True)
class Returned:
    body: int
    update: int


@event("reports.assigned")
@dataclass(frozen=True)
class Assigned:
    body: int
    handler: int | None


@event("reports.started")
@dataclass(frozen=True)
class Started:
    body: int


@event("reports.noted")
@dataclass(frozen=True)
class Noted:
    """Something was said. `audience`: public, staff or parties."""

    update: int
    audience: str


@event("reports.photos_added")
@dataclass(frozen=True)
class PhotosAdded:
    photo_kind: str
    count: int


@event("reports.resolved")
@dataclass(frozen=True)
class Resolved:
    """`by_resident`: a resident says "I fixed it"."""

    outcome: str
    update: int | None = None
    photos: int = 0
    by_resident: bool = False


@event("reports.closed")
@dataclass(frozen=True)
class Closed:
    """Somebody other than the handler has checked it. `checked_by`: reporter, inspector, reviewer or time."""

    outcome: str
    checked_by: str
    update: int | None = None


@event("reports.reopened")
@dataclass(frozen=True)
class Reopened:
    body: int
    times: int
    update: int | None = None


@event("reports.withdrawn")
@dataclass(frozen=True)
class Withdrawn:
    update: int | None = None


@event("reports.supported")
@dataclass(frozen=True)
class Supported:
    supporters: int


@event("reports.rated")
@dataclass(frozen=True)
class Rated:
    stars: int
    fixed: bool
    round: int


@event("reports.warned")
@dataclass(frozen=True)
class Warned:
    """A clock is close to its end; `body` is told, whose handler has the report."""

    clock: str
    body: int | None = None
    step: int = 0


@event("reports.escalated")
@dataclass(frozen=True)
class Escalated:
    """A clock ran out; `body` is told: at `step` 1 the head of the one that has the report, then one level higher."""

    clock: str
    body: int | None
    step: int


@event("reports.category_set")
@dataclass(frozen=True)
class CategorySet:
    """A category was made or changed."""

    code: str
    fields: tuple[str, ...] = ()


@event("reports.anonymised")
@dataclass(frozen=True)
class Anonymised:
    """The reporter asked to be forgotten; `text_kept` where the text had been public."""

    text_kept: bool
