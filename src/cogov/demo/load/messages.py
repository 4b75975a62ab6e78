"""The demo city's channels: what came in and waits, news behind the bells, a body that speaks in public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import override

from cogov.contexts.bodies import facade
from cogov.contexts.desk import wording
from cogov.contexts.desk.actions import receiving
from cogov.contexts.desk.channels.port import Heard
from cogov.contexts.desk.microblog import speaking
from cogov.contexts.desk.models import Incoming, Notice
from cogov.contexts.reports.models import Report
from cogov.demo.load.crowd import Crowd
from cogov.demo.people import MAIL
from cogov.kernel.actors import SYSTEM, Actor

SPEAKER = "water"
"""Code of the body with a voice: what people ask about most in public."""

CAME_IN = (
    ("email", f"zhou.min@{MAIL}", "周敏", "小区门口一下雨就积水",
     "您好！我们小区东门口只要下雨就积水，老人出门要绕很远的路，已经一年多了。请问这事归谁管？谢谢！", 190, False),
    ("sms", "+8613800000331", "", "", "楼下垃圾桶三天没清了，味道很大", 95, False),
    ("wechat", "oLanjiang_8f31x", "", "", "这里路面有个大坑，昨晚骑车差点摔了", 52, True),
    ("microblog", "https://social.example/users/ana", "Ana", "",
     "Is the water on Lotus Road safe to drink today? It ran brown this morning.", 33, False),
    ("weibo", "5723311900", "江边小跑", "", "@蓝江市 共享单车把盲道都占了，坐轮椅的邻居过不去", 21, False),
    ("email", f"james.okafor@{MAIL}", "James Okafor", "Thank you",
     "The lamp in our lane works again since Tuesday. Thank you, and please tell the crew!", 8, False),
)  # fmt: skip
"""Channel, sender, name, subject, words, minutes ago, whether it tells its place."""

SAID = (
    ("今晚 22 时至次日 5 时，湖滨路检修供水管道，沿线水压会降低，请提前储水。",
     "Tonight from 10 p.m. to 5 a.m. we repair the main in Lakeside Road: please store water."),
    ("湖滨路供水已恢复正常。刚恢复时水色可能略黄，放几分钟即清。",
     "Lakeside Road has its water back. It may look yellow at first: let it run for some minutes."),
)  # fmt: skip


def add(crowd: Crowd, bodies: dict[str, int], residents: Sequence[int], staff: Sequence[int], moment: datetime) -> None:
    """Six messages through the real actions, two posts, some news: about 150 statements, a third of a second."""
    _speak(crowd, bodies)
    _write(bodies, moment)
    _tell(residents, staff, moment)


def _write(bodies: dict[str, int], moment: datetime) -> None:
    spot = Report.objects.exclude(lat=None).order_by("-pk").values_list("lat", "lon").first()
    for number, (channel, sender, name, subject, words, minutes, placed) in enumerate(CAME_IN):
        lat, lon = spot if placed and spot else (None, None)
        heard = Heard(
            name=f"demo-{number}", sender=sender, sender_name=name, subject=subject, text=words, lat=lat, lon=lon,
            thread=f"{sender}/1" if channel == "microblog" else "", understood=False,
            body=bodies.get(SPEAKER) if channel == "microblog" else None,
            proof="dmarc=pass" if channel == "email" else "",
        )  # fmt: skip
        row = receiving.receive(heard=heard, by=SYSTEM, channel=Incoming.Channel(channel))
        Incoming.objects.filter(pk=row.pk).update(received_at=moment - timedelta(minutes=minutes))


def _speak(crowd: Crowd, bodies: dict[str, int]) -> None:
    person = crowd.staff(SPEAKER, "supervisor", 0).person
    assert person is not None
    by = Actor(person=person, grants=facade.grants_of(person))
    speaking.open_voice(body=bodies[SPEAKER], by=by)
    for zh, en in SAID:
        speaking.publish(body=bodies[SPEAKER], by=by, text_zh=zh, text_en=en)


def _tell(residents: Sequence[int], staff: Sequence[int], moment: datetime) -> None:
    """The last turns of the residents' own reports, and of late ones for staff."""
    rows = []
    for person in residents:
        own = Report.objects.filter(reporter=person).exclude(state="received").order_by("-updated_at")[:4]
        rows += [_news(person, report, moment) for report in own]
    late = list(Report.objects.filter(closed_at=None, due_at__lt=moment, private=False).order_by("-due_at")[:3])
    rows += [_late(person, report, moment) for person in staff for report in late]
    Notice.objects.bulk_create(rows)


def _news(person: int, report: Report, moment: datetime) -> Notice:
    with override("zh-hans"):
        subject = wording.of_state(report.pk, report.state)
    old = moment - report.updated_at > timedelta(days=7)
    return Notice(
        person_id=person, occasion=f"demo:{report.pk}", subject=subject, text=report.text[:200],
        link=reverse("reports:page", args=[report.pk]), created_at=min(report.updated_at, moment),
        read_at=moment if old else None,
    )  # fmt: skip


def _late(person: int, report: Report, moment: datetime) -> Notice:
    assert report.due_at is not None
    with override("zh-hans"):
        letter = wording.late_in(report.pk, report.category.name_zh, "reports.escalated", "resolution")
    return Notice(
        person_id=person, occasion=f"demo:{report.pk}", subject=letter.subject, text=letter.text,
        link=reverse("reports:desk_report", args=[report.pk]), created_at=min(report.due_at, moment),
    )  # fmt: skip
