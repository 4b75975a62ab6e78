"""What a visitor's session holds: receipts shown, and for staff how they came in and when they were last active."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest

from cogov.contexts.accounts.actions.staff import note_sign_in
from cogov.contexts.accounts.models import Person, SecondFactor
from cogov.contexts.accounts.steps import Proof, Step, next_step
from cogov.kernel.clock import now
from cogov.kernel.ids import salt

BACKEND = "django.contrib.auth.backends.ModelBackend"
RECEIPTS = "receipts"
MOST_RECEIPTS = 100
"""A session row stays small; a receipt older than the last hundred is simply shown again."""

STAFF = "staff"
SEEN = "seen"
STEPS = "steps"

STAFF_IDLE = timedelta(seconds=getattr(settings, "STAFF_IDLE_SECONDS", 30 * 60))
"""After this long without a request staff are signed out: a desk left for lunch."""

STAFF_SHIFT = timedelta(seconds=getattr(settings, "STAFF_SHIFT_SECONDS", 12 * 3600))
"""A session of staff never lasts longer than a long shift."""

SEEN_EVERY = timedelta(minutes=1)
"""Activity is noted no finer, so that not every request writes the session."""


@dataclass(frozen=True)
class Idle:
    """What a page has to know to warn in time."""

    seconds: int
    minutes: int


IDLE = Idle(int((STAFF_IDLE - SEEN_EVERY).total_seconds()), int(STAFF_IDLE.total_seconds() // 60))

STEPS_LIFE = timedelta(minutes=20)
"""Time to find the telephone and read a code; then the password is asked again."""


def remember_receipt(request: HttpRequest, report_id: int) -> None:
    """This visitor has shown the receipt of the report; the newest `MOST_RECEIPTS` count."""
    kept = [known for known in request.session.get(RECEIPTS, []) if known != report_id]
    request.session[RECEIPTS] = [*kept, report_id][-MOST_RECEIPTS:]


def forget_receipt(request: HttpRequest, report_id: int) -> None:
    request.session[RECEIPTS] = [known for known in request.session.get(RECEIPTS, []) if known != report_id]


def receipts(request: HttpRequest) -> frozenset[int]:
    return frozenset(request.session.get(RECEIPTS, ()))


def enter_resident(request: HttpRequest, person: Person) -> None:
    """Sign in under a new session key. Receipts shown before stay, unless somebody else was signed in."""
    if "_auth_user_id" in request.session:
        logout(request)
    login(request, person, backend=BACKEND)


def enter_staff(request: HttpRequest, person: Person, factor: str) -> None:
    """Sign in with all proofs shown, in an empty session: a resident's receipts are left behind."""
    logout(request)
    login(request, person, backend=BACKEND)
    request.session[STAFF] = {"factor": factor, "at": now().isoformat()}
    request.session[SEEN] = now().isoformat()


def leave(request: HttpRequest) -> None:
    logout(request)


def is_staff(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session."""
    return STAFF in request.session


def has_idled_out(request: HttpRequest) -> bool:
    """Whether staff were away too long, or on duty longer than a shift.

    Seen in the future: the clock was set back, and how long they were away cannot be told.
    """
    came = datetime.fromisoformat(request.session[STAFF]["at"])
    seen = datetime.fromisoformat(request.session[SEEN])
    return abs(now() - seen) > STAFF_IDLE or now() - came > STAFF_SHIFT


def note_activity(request: HttpRequest) -> None:
    if abs(now() - datetime.fromisoformat(request.session[SEEN])) > SEEN_EVERY:
        request.session[SEEN] = now().isoformat()


class StaffEntry:
    """The proofs that a member of staff has shown so far; nobody is signed in before the last one."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        kept = request.session.get(STEPS)
        fresh = kept and now() - datetime.fromisoformat(kept["at"]) <= STEPS_LIFE
        self._kept: dict[str, Any] | None = kept if fresh else None

    def begin(self, person: Person | None, proof: Proof | None, goal: str) -> None:
        """Start over, in a session of its own."""
        if "_auth_user_id" in self.request.session:
            logout(self.request)
        self.request.session.cycle_key()
        self._kept = {
            "person": person.pk if person else None,
            "proofs": [proof] if proof else [],
            "at": now().isoformat(),
            "goal": goal,
            "nonce": salt(),
        }
        self._save()

    def prove(self, proof: Proof, person: Person | None = None, factor: str = "") -> None:
        assert self._kept is not None
        if person is not None:
            self._kept["person"] = person.pk
        self._kept["proofs"] = [*self._kept["proofs"], proof]
        self._kept["factor"] = factor or self._kept.get("factor", "")
        self._save()

    def finish(self, person: Person) -> str:
        """Sign in; returns where the person wanted to go."""
        assert self._kept is not None
        goal, factor = str(self._kept["goal"]), str(self._kept.get("factor", ""))
        note_sign_in(person_id=person.pk, factor=factor)
        enter_staff(self.request, person, factor)
        return goal

    @property
    def begun(self) -> bool:
        return self._kept is not None

    @property
    def nonce(self) -> str:
        assert self._kept is not None
        return str(self._kept["nonce"])

    @property
    def proofs(self) -> frozenset[Proof]:
        return frozenset(Proof(proof) for proof in self._kept["proofs"]) if self._kept else frozenset()

    def person(self) -> Person | None:
        """One query."""
        if self._kept is None or self._kept["person"] is None:
            return None
        return Person.objects.filter(pk=self._kept["person"], is_active=True).first()

    def step(self) -> Step:
        """One query once a first proof was shown."""
        if self._kept is None:
            return Step.START
        has_factor = SecondFactor.objects.filter(person=self._kept["person"]).exists()
        return next_step(self.proofs, has_factor=has_factor)

    def _save(self) -> None:
        self.request.session[STEPS] = self._kept
