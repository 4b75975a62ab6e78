"""What residents and staff see of points, and nobody else."""

import io

import pytest
from django.test import Client

from cogov.contexts.accounts.models import Person
from cogov.contexts.bodies.tests.factories import desk
from cogov.contexts.rewards import actions, balances
from cogov.contexts.rewards.actions.earning import checked
from cogov.contexts.rewards.models import Kind, Pool, Rule, Suspicion, Trial
from cogov.contexts.rewards.tests.conftest import a_rule
from cogov.contexts.rewards.tests.test_earning import case
from cogov.contexts.rewards.tests.test_judging import decided, suspected
from cogov.kernel import ids, ledger
from cogov.kernel.actors import Role
from cogov.kernel.worker import drain

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def browser(world, who="resident") -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(Person.objects.get(pk=world.actor(who).person))
    return client


def staff(role) -> Client:
    client = desk(role)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def earned(world, times=1, who="resident"):
    for subject in range(1, times + 1):
        actions.earn(case(world, Kind.USEFUL, subject=subject, who=who))
        checked("reports.report", subject, at=case(world).at, good=True)


def text(client, address, status=200, **query):
    answer = client.get(address, query)
    assert answer.status_code == status
    return answer.content.decode()


def test_each_line_says_what_it_is_for(world, rules):
    earned(world)
    actions.earn(case(world, Kind.ACCEPTED, subject=77))
    page = text(browser(world), "/points")
    assert "Your report 1 was confirmed as fixed." in page
    assert "+40" in page
    assert "Your report 77 was accepted." in page
    assert "The points are yours when the case has been checked." in page


def test_a_page_without_points_says_what_to_do(world):
    page = text(browser(world), "/points")
    assert "No points yet" in page


def test_a_ceiling_is_told(world):
    a_rule(Kind.ACCEPTED, 10, caps={"person_day": 10})
    actions.earn(case(world))
    actions.earn(case(world, subject=2))
    assert "You have reached what one person gets for this in a day." in text(browser(world), "/points")


def test_the_statement_goes_on_page_by_page_at_a_constant_cost(world, rules, django_assert_max_num_queries):
    account, issued = balances.of_person(world.actor("resident").person), balances.issued()
    for number in range(120):
        lines = [ledger.Line(issued, -1), ledger.Line(account, 1)]
        ledger.post(key=f"k{number}", lines=lines, why="test", by=world.actor("resident"))
    client = browser(world)
    first = text(client, "/points")
    assert "then 120 in all" in first
    assert "then 70 in all" not in first
    cursor = ledger.statement(account, limit=50)[-1].id
    with django_assert_max_num_queries(16):
        second = text(client, "/points", before=cursor)
    assert "then 70 in all" in second


def test_the_statement_comes_as_csv_and_pdf(world, rules):
    earned(world, times=3)
    answer = browser(world).get("/points/statement.csv")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0] == "Day,Points,Balance,For,Number of the posting"
    assert len(rows) == 4
    assert "Your report 3 was confirmed as fixed." in rows[1]
    paper = browser(world).get("/points/statement.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert b"STSong-Light" in paper.content


def test_a_pdf_of_many_lines_has_many_pages(world, rules):
    account, issued = balances.of_person(world.actor("resident").person), balances.issued()
    for number in range(90):
        lines = [ledger.Line(issued, -1), ledger.Line(account, 1)]
        ledger.post(key=f"k{number}", lines=lines, why="test", by=world.actor("resident"))
    paper = browser(world).get("/points/statement.pdf").content
    assert io.BytesIO(paper).read().count(b"/Type /Page\n") >= 3


def test_everybody_reads_the_rules_in_force_and_nobody_the_drafts(world):
    a_rule(Kind.ACCEPTED, 13, name_en="For a report", caps={"person_day": 60})
    a_rule(Kind.USEFUL, 99, name_en="Secret plan", on=False)
    page = text(Client(headers=ENGLISH), "/points/how")
    assert "For a report" in page
    assert "at most 60 a day" in page
    assert "Secret plan" not in page


def test_a_decision_is_read_and_objected_to_by_the_one_concerned_only(world, rules):
    row = decided(world)
    address = f"/points/decisions/{row.pk}"
    assert "四次都是同一地点" in text(browser(world), address)
    text(browser(world, "neighbour"), address, status=404)
    answer = browser(world).post(address, {"text": ""})
    assert answer.status_code == 422
    browser(world).post(address, {"text": "真的坏了"})
    row.refresh_from_db()
    assert (row.state, row.appeal) == ("appealed", "真的坏了")


def test_a_suspicion_that_nobody_has_looked_at_is_not_shown_as_a_decision(world, rules):
    row = suspected(world)
    text(browser(world), f"/points/decisions/{row.pk}", status=404)
    assert "Somebody looks at it first." in text(browser(world), "/points")


# Pools


def test_a_family_begins_joins_and_puts_in(world, rules):
    earned(world)
    client, key = browser(world), ids.token()
    for _ in range(2):
        client.post("/points/pools/new", {"kind": "family", "name": "我们一家", "key": key})
    pool = Pool.objects.get()
    browser(world, "neighbour").post("/points/pools/join", {"code": pool.code})
    key = ids.token()
    for _ in range(2):
        client.post(f"/points/pools/{pool.pk}", {"do": "put", "points": 30, "key": key})
    assert ledger.balance(balances.of_pool(pool.pk)).total == 30
    page = text(browser(world, "neighbour"), f"/points/pools/{pool.pk}")
    assert "我们一家" in page
    assert pool.code not in page
    text(browser(world, "reviewer"), f"/points/pools/{pool.pk}", status=404)


def test_no_more_is_put_in_than_one_has(world, rules):
    earned(world)
    pool = actions.make_pool(kind="community", name="玫瑰", by=world.actor("resident"))
    answer = browser(world).post(f"/points/pools/{pool}", {"do": "put", "points": 41, "key": ids.token()})
    assert answer.status_code == 422
    assert "There are not enough points for this." in answer.content.decode()


def test_a_wrong_code_and_a_second_family_are_refused(world):
    actions.make_pool(kind="family", name="甲", by=world.actor("resident"))
    other = actions.make_pool(kind="family", name="乙", by=world.actor("neighbour"))
    client = browser(world)
    assert client.post("/points/pools/join", {"code": "nothing"}).status_code == 422
    answer = client.post("/points/pools/join", {"code": Pool.objects.get(pk=other).code})
    assert "You belong to a family already." in answer.content.decode()


# The desk


def rule_fields(**more):
    fields = {
        "kind": "accepted", "name_zh": "受理", "name_en": "Accepted", "points": 10, "hard_percent": 150,
        "complicated_percent": 200, "since": "2026-01-01", "wait_days": 0, "revision": 0,
    }  # fmt: skip
    return fields | more


def test_a_rule_is_drafted_tried_switched_on_and_replaced(world):
    client, key = staff(Role.ADMIN), ids.token()
    for _ in range(2):
        client.post("/desk/points/rules/new", rule_fields(key=key, person_day=60))
    rule = Rule.objects.get()
    assert (rule.state, rule.caps) == ("draft", {"person_day": 60})
    client.post(f"/desk/points/rules/{rule.pk}/trial", {"months": 3})
    drain()
    assert Trial.objects.get().state == "done"
    assert "this would have cost the same" in text(client, f"/desk/points/rules/{rule.pk}/trial")
    client.post(f"/desk/points/rules/{rule.pk}", {"do": "on", "revision": rule.journal_seq})
    client.post(f"/desk/points/rules/new?of={rule.pk}", rule_fields(key=ids.token(), points=12))
    second = Rule.objects.get(version=2)
    assert second.code == rule.code
    client.post(f"/desk/points/rules/{second.pk}", {"do": "on", "revision": 1})
    assert list(Rule.objects.order_by("pk").values_list("state", flat=True)) == ["ended", "on"]


def test_two_who_change_a_draft_notice_each_other(world):
    rule = a_rule(on=False)
    client = staff(Role.ADMIN)
    for points in (11, 12):
        answer = client.post(f"/desk/points/rules/{rule.pk}", rule_fields(do="save", points=points, revision=1))
    rule.refresh_from_db()
    assert rule.points == 11
    assert answer.status_code == 422
    assert "Somebody else has changed this meanwhile" in answer.content.decode()


def test_a_wrong_rule_is_told_beside_its_fields(world):
    answer = staff(Role.ADMIN).post(
        "/desk/points/rules/new", rule_fields(key=ids.token(), since="2026-02-01", until="2026-01-01")
    )
    assert answer.status_code == 422
    assert "The last day lies before the first." in answer.content.decode()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEADER, Role.AUDITOR, Role.ANALYST])
def test_those_who_read_rules_cannot_change_them(world, role):
    rule = a_rule(on=False)
    client = staff(role)
    text(client, f"/desk/points/rules/{rule.pk}")
    assert client.post(f"/desk/points/rules/{rule.pk}", {"do": "on", "revision": 1}).status_code == 403
    assert client.get("/desk/points/rules/new").status_code == 403
    assert Rule.objects.get().state == "draft"


def test_the_queue_costs_the_same_for_one_and_many(world, rules, django_assert_max_num_queries):
    client = staff(Role.SUPERVISOR)
    for number in range(12):
        person = Person.objects.create(email=f"s{number}@example.org")
        Suspicion.objects.create(kind="split", person=person, at=case(world).at)
    with django_assert_max_num_queries(20):
        page = text(client, "/desk/points/suspicions")
    assert page.count("One problem reported in parts") == 12


def test_a_decision_is_made_on_its_page(world, rules):
    row = suspected(world)
    client = staff(Role.SUPERVISOR)
    address = f"/desk/points/suspicions/{row.pk}"
    assert "What the points are for" in text(client, address)
    form = {"revision": row.journal_seq, "do": "take", "reason": ""}
    assert client.post(address, form).status_code == 422
    assert client.post(address, form | {"reason": "同一盏灯"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "taken"


def test_an_auditor_reads_and_decides_nothing(world, rules):
    row = suspected(world)
    client = staff(Role.AUDITOR)
    assert "Somebody else has to decide this." in text(client, f"/desk/points/suspicions/{row.pk}")
    form = {"revision": row.journal_seq, "do": "clear", "reason": ""}
    assert client.post(f"/desk/points/suspicions/{row.pk}", form).status_code == 403
