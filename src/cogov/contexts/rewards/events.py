"""Facts about points. What moved stands in the ledger's own facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cogov.kernel.journal import event


@event("rewards.rule_made")
@dataclass(frozen=True, slots=True)
class RuleMade:
    """A draft, with what it says."""

    code: str
    version: int
    says: Mapping[str, object] = field(default_factory=dict)


@event("rewards.rule_changed")
@dataclass(frozen=True, slots=True)
class RuleChanged:
    says: Mapping[str, object] = field(default_factory=dict)


@event("rewards.rule_on")
@dataclass(frozen=True, slots=True)
class RuleSwitchedOn:
    code: str
    version: int


@event("rewards.rule_ended")
@dataclass(frozen=True, slots=True)
class RuleEnded:
    """`by_version` took its place, None when the rule itself ended."""

    code: str
    version: int
    by_version: int | None = None


@event("rewards.trial_asked")
@dataclass(frozen=True, slots=True)
class TrialAsked:
    rule: int
    months: int


@event("rewards.suspected")
@dataclass(frozen=True, slots=True)
class Suspected:
    what: str
    person: int
    earning: int


@event("rewards.suspicion_joined")
@dataclass(frozen=True, slots=True)
class SuspicionJoined:
    earning: int


@event("rewards.cleared")
@dataclass(frozen=True, slots=True)
class Cleared:
    earnings: tuple[int, ...]


@event("rewards.not_given")
@dataclass(frozen=True, slots=True)
class NotGiven:
    earnings: tuple[int, ...]


@event("rewards.appealed")
@dataclass(frozen=True, slots=True)
class Appealed:
    suspicion: int


@event("rewards.appeal_decided")
@dataclass(frozen=True, slots=True)
class AppealDecided:
    overturned: bool
    earnings: tuple[int, ...]


@event("rewards.pool_made")
@dataclass(frozen=True, slots=True)
class PoolMade:
    what: str
    keeper: int


@event("rewards.pool_joined")
@dataclass(frozen=True, slots=True)
class PoolJoined:
    person: int
    keeper: bool = False


@event("rewards.pool_left")
@dataclass(frozen=True, slots=True)
class PoolLeft:
    person: int


@event("rewards.pool_renewed")
@dataclass(frozen=True, slots=True)
class PoolCodeRenewed:
    """The code by which people join is another one."""

    keeper: int
