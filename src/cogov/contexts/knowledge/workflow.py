"""The steps of an answer. Writing makes a version; only a second person shows it to residents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.contexts.knowledge import rules
from cogov.contexts.knowledge.models import Answer, State, Version
from cogov.kernel.actors import Actor
from cogov.kernel.workflow import Reason, Transition, Workflow

ANY = frozenset(State.values)


def read_by_another(actor: Actor, answer: Answer) -> Reason:
    """Four eyes: whoever wrote the newest version does not release it."""
    if answer.state == State.PUBLISHED and answer.shown == answer.version:
        return _("Residents already read this version.")
    author = Version.objects.filter(answer=answer, number=answer.version).values_list("author", flat=True).first()
    if author is not None and author == actor.person:
        return _("You wrote this version. Somebody else has to read it before residents do.")
    return None


WORKFLOW = Workflow(
    "knowledge",
    State,
    [
        Transition("publish", _("Publish"), ANY, State.PUBLISHED, rules.may_release, guard=read_by_another),
        Transition("withdraw", _("Withdraw"), frozenset({State.PUBLISHED}), State.WITHDRAWN, rules.may_release),
    ],
)
