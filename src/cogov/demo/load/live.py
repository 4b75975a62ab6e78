"""The newest reports, through the real actions: so that deliveries, mails and tasks have something to do."""

from __future__ import annotations

from cogov.contexts.media.facade import store_photo
from cogov.contexts.reports import actions
from cogov.contexts.reports.actions.filing import FOR_OTHERS
from cogov.contexts.reports.schemas import ContactDraft, Draft
from cogov.demo.load.replay import ABOUT_STAFF, Stage
from cogov.demo.people import resident
from cogov.demo.photos import paint
from cogov.demo.stories import Story
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.ids import token

ACCEPTED_EVERY = 2
"""Every second one is reviewed, the others wait on the desk."""
DARKROOM = 8
"""Photos that go through the darkroom: each costs a fifth of a second."""


def file_all(stage: Stage, stories: list[Story]) -> list[int]:
    """File the stories now and review some of them; returns the reports' ids in order."""
    left = DARKROOM
    filed = []
    for place, story in enumerate(stories):
        filed.append(_file(stage, story, place, photos=left > 0))
        left -= len(story.photos)
    return filed


def _file(stage: Stage, story: Story, place: int, *, photos: bool) -> int:
    by = _sender(stage, story)
    session = token()
    sent: tuple[str, ...] = ()
    if photos:
        sent = tuple(store_photo(data=paint(photo), by=by, session=session).token for photo in story.photos)
    receipt = actions.file_report(draft=_draft(stage, story, sent, session), by=by, key=token())
    if place % ACCEPTED_EVERY == 0:
        actions.accept(report=receipt.report, by=stage.crowd.staff("doc", "reviewer", place))
    return receipt.report


def _sender(stage: Stage, story: Story) -> Actor:
    channel = Channel(story.channel)
    if channel is Channel.PATROL:
        return stage.crowd.staff(story.cell[:12], "inspector", 0).through(channel)
    person = None if story.reporter is None else stage.crowd.resident(story.reporter)
    if channel in FOR_OTHERS:
        return stage.crowd.staff("hotline", "operator", story.number).through(channel).for_resident(person)
    return Actor(person=person, channel=channel)


def _draft(stage: Stage, story: Story, photos: tuple[str, ...], session: str) -> Draft:
    known = resident(story.reporter) if story.reporter is not None else None
    contact = ContactDraft() if known is None or known.account else ContactDraft(known.name, known.email)
    return Draft(
        category=story.category,
        text=story.text,
        language=story.language,
        lat=story.latitude,
        lon=story.longitude,
        address=story.address,
        photos=photos,
        upload_session=session,
        attributes=story.answers,
        contact=contact,
        name_shown=story.name_shown,
        about_body=stage.ground.bodies[story.cell[:9]] if story.category == ABOUT_STAFF else None,
    )
