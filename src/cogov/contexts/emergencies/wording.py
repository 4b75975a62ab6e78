"""Messages of emergencies, in the reader's language; a drill says so first."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.desk.facade import Letter
from cogov.contexts.emergencies.models import Emergency, PlanVersion, Task
from cogov.kernel.errors import Missing


def either(zh: str, en: str) -> str:
    """In the present language, else in the other."""
    return (zh or en) if (get_language() or "zh").startswith("zh") else (en or zh)


def name_of(version: PlanVersion) -> str:
    return either(version.name_zh, version.name_en)


def where(emergency: Emergency) -> str:
    try:
        return areas.full_name(emergency.area_id)
    except Missing:
        return ""


def marked(drill: bool, text: str) -> str:
    return _("DRILL – %(text)s") % {"text": text} if drill else text


def alarm(emergency: Emergency, link: str, round_: int) -> Letter:
    """To a duty officer."""
    told = {"name": name_of(emergency.version), "place": where(emergency)}
    subject = marked(emergency.drill, _("Emergency: %(name)s, %(place)s") % told)
    words = _("You are on duty. Please open the page and acknowledge; until somebody does, we call again.")
    if round_ > 1:
        words = _("Nobody of your office has acknowledged yet.") + " " + words
    if emergency.drill:
        words = _("This is a drill. Act as if it were real, but alarm nobody outside.") + " " + words
    return Letter(subject, words, link=link)


def command(emergency: Emergency, link: str) -> Letter:
    """To whoever got the command."""
    subject = marked(emergency.drill, _("You command: %(name)s") % {"name": name_of(emergency.version)})
    return Letter(subject, _("The command has been handed to you. Open the page to see what has happened."), link=link)


def task(emergency: Emergency, given: Task, link: str) -> Letter:
    subject = marked(emergency.drill, _("A task for your office: %(name)s") % {"name": name_of(emergency.version)})
    return Letter(subject, either(given.text_zh, given.text_en), link=link)


def over(emergency: Emergency, link: str) -> Letter:
    subject = marked(emergency.drill, _("Over: %(name)s") % {"name": name_of(emergency.version)})
    return Letter(subject, _("The commander has declared it over. Thank you."), link=link)
