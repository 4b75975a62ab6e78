"""What can be done with points."""

from cogov.contexts.rewards.actions.earning import earn, fail, vest, vest_due
from cogov.contexts.rewards.actions.judging import appeal, clear, decide_appeal, take
from cogov.contexts.rewards.actions.pooling import join_pool, leave_pool, make_pool, put_in, renew_code
from cogov.contexts.rewards.actions.ruling import RuleData, change_rule, draft_rule, end_rule, switch_on, try_rule

__all__ = [
    "RuleData",
    "appeal",
    "change_rule",
    "clear",
    "decide_appeal",
    "draft_rule",
    "earn",
    "end_rule",
    "fail",
    "join_pool",
    "leave_pool",
    "make_pool",
    "put_in",
    "renew_code",
    "switch_on",
    "take",
    "try_rule",
    "vest",
    "vest_due",
]
