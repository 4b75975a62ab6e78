"""Import from CSV: the differences, nothing guessed, nothing twice, nobody above their rights, and in seconds."""

from __future__ import annotations

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cogov.contexts.accounts.models import Person
from cogov.contexts.areas.tests.factories import squares
from cogov.contexts.bodies import categories, facade, importing
from cogov.contexts.bodies.categories import CategoryName, use_categories
from cogov.contexts.bodies.models import Body, Membership, Responsibility
from cogov.contexts.bodies.tests.factories import BodyFactory, MembershipFactory, PersonFactory, desk, staff
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.errors import Conflict, Invalid
from cogov.kernel.ids import token
from cogov.kernel.models import Entry
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}

BODIES = """code,area,parent,kind,name_zh,name_en,phone
south,c,,department,南城管,South,12345
south-2,c1,south-1,office,二科,Second,
south-1,c1,south,office,一科,First,
"""


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(categories, "_sources", [])
    use_categories(lambda: (CategoryName("water", ("water",), "供水", "Water"),))
    return squares()


def run(kind: str, text: str, **more: object) -> importing.Plan:
    return importing.apply(kind, text.encode(), by=more.pop("by", SYSTEM), **more)  # type: ignore[arg-type]


def reasons(plan: importing.Plan) -> list[str]:
    return [one.sentence for one in plan.refused]


# Reading


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("gbk", "GB18030")]
)
def test_encodings_of_offices_are_read_and_said(city: object, encoding: str, told: str) -> None:
    plan = importing.apply("bodies", BODIES.encode(encoding), by=SYSTEM)
    assert plan.encoding == told
    assert Body.objects.get(code="south").name_zh == "南城管"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_usual_delimiters_are_read(city: object, delimiter: str) -> None:
    assert len(run("bodies", BODIES.replace(",", delimiter)).added) == 3


def test_chinese_names_of_columns_are_known_and_unknown_ones_said(city: object) -> None:
    plan = run("bodies", "单位代码,区域代码,类型,单位名称,颜色\nwest,c,部门,西城管,红\n")
    assert [change.key for change in plan.added] == ["west"]
    assert plan.ignored == ("颜色",)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"area,kind\nc,office\n", b"code,code\na,b\n", "code\n南".encode("utf-16"), b"code\n\xff\xff\xff",
        b"code,area\na,b,c\n", b'code,area\n"a,c\n', b"code\na\x00b\n",
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_with_a_sentence(city: object, data: bytes) -> None:
    with pytest.raises(Invalid):
        importing.differences("bodies", data, by=SYSTEM)


# Bodies


def test_bodies_are_added_in_the_order_of_their_tree(city: object) -> None:
    run("bodies", BODIES)
    south, first, second = (facade.by_code(code) for code in ("south", "south-1", "south-2"))
    assert second.path == (south.id, first.id, second.id)


def test_a_dry_run_changes_nothing_and_a_second_import_neither(city: object) -> None:
    assert len(importing.differences("bodies", BODIES.encode(), by=SYSTEM).added) == 3
    assert not Body.objects.exists()
    run("bodies", BODIES)
    entries = Entry.objects.count()
    again = run("bodies", BODIES)
    assert (again.unchanged, again.added, again.changed, Entry.objects.count()) == (3, [], [], entries)


def test_only_what_differs_is_changed_and_absent_columns_stay(city: object) -> None:
    run("bodies", BODIES)
    plan = run("bodies", "code,phone,name_en\nsouth,999,South\nsouth-1,,First\n")
    assert [(one.key, one.fields) for one in plan.changed] == [("south", {"phone": ("12345", "999")})]
    assert (plan.unchanged, plan.absent) == (1, 1)
    assert Body.objects.get(code="south").name_zh == "南城管"


def test_bad_rows_are_refused_one_by_one_and_the_others_taken(city: object) -> None:
    plan = run(
        "bodies",
        "code,area,parent,kind,name_zh,email,calendar\n"
        "good,c,,office,好,,\nno area,c,,office,甲,,\nx1,zz,,office,甲,,\nx2,c,nobody,office,甲,,\nx3,c,,palace,甲,,\n"
        "x4,c,,office,,,\nx5,c,,office,甲,not-mail,\nx6,c,,office,甲,,moon\ngood,c,,office,又,,\na,c,b,office,甲,,\n"
        "b,c,a,office,乙,,\n",
    )
    assert [one.key for one in plan.added] == ["good"]
    assert sorted(one.line for one in plan.refused) == list(range(3, 13))


def test_a_body_stays_in_its_area(city: object) -> None:
    run("bodies", BODIES)
    assert len(run("bodies", "code,area\nsouth,c1\n").refused) == 1


def test_an_administrator_imports_below_his_own_bodies_only(city: object) -> None:
    own, other = BodyFactory(code="own"), BodyFactory(code="other")
    text = (
        "code,area,parent,kind,name_zh\nn1,c,own,office,甲\nn2,c,other,office,乙\nn3,c,,office,丙\nother,c,,office,改\n"
    )
    plan = run("bodies", text, by=staff(Role.ADMIN, own))
    assert [one.key for one in plan.added] == ["n1"]
    assert {one.key for one in plan.refused} == {"n2", "n3", "other"}
    assert Body.objects.get(pk=other.pk).name_zh != "改"


# People

PEOPLE = """email,name,body,role
li@example.org,李,south,handler
LI@example.org,李,south,reviewer
wu@example.org,吴,south,处置人员
"""


def test_people_are_made_and_appointed_once(city: object) -> None:
    run("bodies", BODIES)
    plan = run("people", PEOPLE)
    assert len(plan.added) == 3
    assert Membership.objects.count() == 3
    assert Person.objects.count() == 2
    again = run("people", PEOPLE)
    assert (again.unchanged, Membership.objects.count(), Person.objects.count()) == (3, 3, 2)
    assert list(Verification().findings()) == []


def test_a_name_of_an_account_is_never_changed_by_a_file(city: object) -> None:
    run("bodies", BODIES)
    known = PersonFactory(name="Own Choice", email="li@example.org")
    run("people", PEOPLE)
    known.refresh_from_db()
    assert known.name == "Own Choice"


def test_people_that_make_no_sense_are_refused_with_reasons(city: object) -> None:
    run("bodies", BODIES)
    plan = run(
        "people",
        "email,name,body,role\nnobody,甲,south,handler\na@example.org,甲,moon,handler\nb@example.org,甲,south,king\n"
        "c@example.org,甲,south,handler\nC@example.org,甲,south,handler\n",
    )
    assert (len(plan.added), len(plan.refused)) == (1, 4)
    assert len(set(reasons(plan))) == 4


@pytest.mark.parametrize(
    ("giver", "role", "granted"),
    [
        (Role.ADMIN, "handler", True),
        (Role.ADMIN, "admin", False),
        (Role.ADMIN, "auditor", False),
        (Role.SECURITY, "admin", True),
        (Role.SECURITY, "handler", False),
        (None, "handler", True),
        (None, "admin", False),
        (None, "security", False),
    ],
)
def test_roles_that_watch_each_other_are_not_handed_out_by_one(
    city: object, giver: Role | None, role: str, granted: bool
) -> None:
    home = BodyFactory(code="home")
    by = staff(giver, home) if giver else SYSTEM
    before = Membership.objects.count()
    plan = run("people", f"email,name,body,role\nnew@example.org,新,home,{role}\n", by=by)
    assert (Membership.objects.count() - before, len(plan.refused)) == ((1, 0) if granted else (0, 1))


def test_nobody_gives_himself_a_role_by_a_file(city: object) -> None:
    home = BodyFactory(code="home")
    admin = staff(Role.ADMIN, home)
    mail = Person.objects.get(pk=admin.person).email
    plan = run("people", f"email,name,body,role\n{mail},我,home,leader\n", by=admin)
    assert len(plan.refused) == 1
    assert not Membership.objects.filter(role="leader").exists()


# Responsibilities


def test_responsibilities_are_added_changed_and_left_alone(city: object) -> None:
    run("bodies", BODIES)
    text = "category,area,body,note\nwater,c,south,2024令\n*,c1,south-1,\nmoon,c,south,\n"
    plan = run("responsibilities", text)
    assert (len(plan.added), len(plan.refused)) == (2, 1)
    again = run("responsibilities", text.replace("2024令", "2025令").replace("\nmoon,c,south,", ""))
    assert [one.fields for one in again.changed] == [{"note": ("2024令", "2025令")}]
    assert again.unchanged == 1
    assert Responsibility.objects.count() == 2


# The page


def send(client: Client, kind: str, text: str):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile("list.csv", text.encode(), "text/csv")
    return client.post(f"/desk/import?kind={kind}", {"file": file}, **ENGLISH)


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


def test_the_page_shows_the_differences_then_does_them_once(city: object) -> None:
    client = desk(Role.ADMIN, BodyFactory(code="own"))
    text = "code,area,parent,kind,name_zh\nn1,c,own,office,甲处\nn2,zz,own,office,乙处\n"
    page = send(client, "bodies", text).content.decode()
    assert "甲处" in page
    assert "does not exist" in page
    assert not Body.objects.filter(code="n1").exists()
    sent = {"key": token(), "seen": hidden(page, "seen"), "text": text}
    for _ in range(2):
        assert client.post("/desk/import?kind=bodies", sent).status_code == 302
    assert Body.objects.filter(code="n1").count() == 1


def test_what_changed_meanwhile_is_shown_again_and_nothing_is_done(city: object) -> None:
    client = desk(Role.ADMIN, BodyFactory(code="own"))
    text = "code,area,parent,kind,name_zh\nn1,c,own,office,甲处\nn2,c,own,office,乙处\n"
    seen = hidden(send(client, "bodies", text).content.decode(), "seen")
    run("bodies", "code,area,parent,kind,name_zh\nn2,c,own,office,丙处\n")
    answer = client.post("/desk/import?kind=bodies", {"key": token(), "seen": seen, "text": text})
    assert answer.status_code == 409
    assert not Body.objects.filter(code="n1").exists()
    with pytest.raises(Conflict):
        importing.apply("bodies", text.encode(), by=SYSTEM, seen=seen)


def test_a_file_that_cannot_be_read_is_said_on_the_page(city: object) -> None:
    client = desk(Role.ADMIN)
    assert send(client, "bodies", "colour\nred\n").status_code == 422
    assert client.post("/desk/import?kind=bodies", {}).status_code == 422


@pytest.mark.parametrize(
    ("role", "open_to"),
    [
        (Role.ADMIN, {"bodies", "people", "responsibilities"}),
        (Role.SECURITY, {"people"}),
        (Role.DISPATCHER, {"responsibilities"}),
        (Role.REVIEWER, set()),
    ],
)
def test_each_role_imports_what_it_may_change(city: object, role: Role, open_to: set[str]) -> None:
    client = desk(role, BodyFactory(code="own"))
    found = {kind for kind in importing.KINDS if client.get(f"/desk/import?kind={kind}").status_code == 200}
    assert found == open_to


# Thousands


def _many(people: int, bodies: int) -> tuple[str, str]:
    offices = [f"o{n},c1,{'' if n % 10 == 0 else f'o{n - n % 10}'},committee,第{n}社区" for n in range(bodies)]
    staff_ = [f"p{n}@example.org,人{n},o{n % bodies},handler" for n in range(people)]
    return "\n".join(["code,area,parent,kind,name_zh", *offices]), "\n".join(["email,name,body,role", *staff_])


@pytest.mark.slow
def test_3200_people_of_300_bodies_come_in_seconds_and_stay_usable(city: object, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    offices, people = _many(3200, 300)
    begin = time.monotonic()
    assert len(run("bodies", offices).added) == 300
    plan = run("people", people)
    seconds = time.monotonic() - begin
    assert (len(plan.added), Membership.objects.count()) == (3200, 3200)
    assert seconds < 30  # a few seconds on an idle machine; the limit tells a query for each row from bulk
    assert run("people", people).unchanged == 3200
    client = desk(Role.ADMIN, Body.objects.get(code="o0"))
    client.get("/desk/people")
    with django_assert_max_num_queries(12):
        page = client.get("/desk/people?q=人31").content.decode()
    assert "人31" in page or "Nobody" in page


def test_a_list_of_people_is_walked_by_key_and_costs_the_same(city: object, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    home = BodyFactory(code="home")
    for number in range(60):
        MembershipFactory(body=home, person=PersonFactory(name=f"Worker {number:02}"))
    client = desk(Role.ADMIN, home)
    seen: set[str] = set()
    for address in ("/desk/people", "/desk/bodies/home/members"):
        client.get(address)
        with django_assert_max_num_queries(14):
            page = client.get(address, **ENGLISH).content.decode()
        older = page.split('rel="next"')[0].split('href="')[-1].split('"')[0].replace("&amp;", "&")
        more = client.get(address + older, **ENGLISH).content.decode()
        seen = {f"Worker {n:02}" for n in range(60) if f"Worker {n:02}" in page + more}
        assert len(seen) == 60, address
        assert "Worker 07" in client.get(f"{address}?q=worker 07", **ENGLISH).content.decode()


def test_people_of_other_offices_are_not_listed(city: object) -> None:
    MembershipFactory(person=PersonFactory(name="Marker Stranger"), body=BodyFactory(code="far"))
    assert "Marker" not in desk(Role.ADMIN, BodyFactory(code="near")).get("/desk/people").content.decode()
