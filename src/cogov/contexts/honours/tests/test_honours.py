"""Honours follow from checked deeds; rights only from a person's decision; certificates can be checked and revoked."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from cogov.contexts.accounts.models import Person, PersonalDataView
from cogov.contexts.areas.tests.factories import squares
from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tests.factories import BodyFactory, desk, staff
from cogov.contexts.honours import actions, codes, queries
from cogov.contexts.honours.models import Award, Benefit, Certificate, Claim, Commendation, Deed, Measure
from cogov.contexts.honours.tasks import last_month, propose_commendations
from cogov.contexts.honours.tests import factories as make
from cogov.contexts.reports import actions as reporting
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import build
from cogov.contexts.rewards.actions.pooling import make_pool
from cogov.kernel import ids, worker
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def post(client: Client, address: str, **data: object):  # type: ignore[no-untyped-def]
    return client.post(address, {"key": ids.token(), **data}, headers=ENGLISH)


def text(client: Client, address: str) -> str:
    answer = client.get(address, headers=ENGLISH)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


# Levels and badges


def test_an_honour_is_given_once_when_it_is_reached_and_stays() -> None:
    make.honour(at_least=2)
    who = make.resident()
    make.deeds(who, 1)
    assert not Award.objects.exists()
    make.deeds(who, 2)
    assert Award.objects.get().count == 2
    actions.forget_deeds(report=1, by=SYSTEM)
    assert Award.objects.count() == 1


def test_a_span_of_time_and_months_are_counted() -> None:
    make.honour("quick", at_least=2, within_days=30)
    make.honour("steady", at_least=3, measure=Measure.MONTHS)
    who = make.resident()
    for days in (100, 60, 0):
        make.deeds(who, 1, at=now() - timedelta(days=days))
    assert list(Award.objects.values_list("honour__code", flat=True)) == ["steady"]


def test_a_checked_repair_counts_for_the_reporter_and_not_when_it_is_opened_again() -> None:
    world = build()
    report = world.file()
    reviewer, handler, inspector = (world.actor(who) for who in ("reviewer", "handler:lamps", "inspector"))
    reporting.accept(report=report.pk, by=reviewer)
    reporting.start(report=report.pk, by=handler)
    reporting.resolve(report=report.pk, by=handler, text=Said("已修好"))
    worker.drain()
    assert not Deed.objects.exists()
    reporting.confirm(report=report.pk, by=inspector)
    worker.drain()
    deed = Deed.objects.get()
    assert (deed.kind, deed.person_id, deed.report) == ("solved", world.people["resident"], report.pk)
    reporting.reopen(report=report.pk, by=inspector, reason=Said("又坏了"))
    worker.drain()
    assert not Deed.objects.exists()


def test_only_who_keeps_the_rules_sets_them_and_two_editors_do_not_overwrite() -> None:
    row = make.honour()
    with pytest.raises(Forbidden):
        actions.set_honour(code="x", by=staff(Role.HANDLER), name_zh="x", name_en="x")
    actions.set_honour(code=row.code, revision=1, by=staff(Role.ADMIN), at_least=5)
    with pytest.raises(Conflict):
        actions.set_honour(code=row.code, revision=1, by=staff(Role.ADMIN), at_least=9)


# Benefits: a person decides, another one decides on the objection


def decider(claim: Claim) -> Actor:
    return staff(Role.SUPERVISOR, Body.objects.get(pk=claim.benefit.body_id))


def decide(claim: Claim, by: Actor, *, grant: bool, reason: str = "enough done") -> None:
    actions.decide(claim=claim.pk, grant=grant, reason=reason, revision=claim.journal_seq, by=by, key=ids.token())
    claim.refresh_from_db()


def test_evidence_is_gathered_as_plain_counts_and_nothing_is_decided_by_it() -> None:
    make.honour(at_least=1)
    who = make.resident()
    make.deeds(who, 500)
    claim = make.claim(who, make.benefit())
    assert claim.state == Claim.State.APPLIED
    assert claim.evidence["ever"] == {"solved": 500, "fixed": 0, "deeds": 500, "months": 1}
    assert claim.evidence["honours"] == ["helper"]
    with pytest.raises((Forbidden, Missing)):
        decide(claim, SYSTEM, grant=True)
    with pytest.raises((Forbidden, Missing)):
        decide(claim, staff(Role.SUPERVISOR), grant=True)


def test_granting_needs_a_reason_and_gives_a_certificate_for_its_time() -> None:
    claim = make.claim(make.resident(), make.benefit(months=6))
    with pytest.raises(Invalid):
        decide(claim, decider(claim), grant=True, reason=" ")
    decide(claim, decider(claim), grant=True)
    paper = Certificate.objects.get()
    assert (claim.state, claim.certificate) == (Claim.State.GRANTED, paper)
    assert paper.valid_until is not None
    assert timedelta(days=180) < paper.valid_until - now() < timedelta(days=186)


def test_nobody_decides_about_himself_or_on_an_objection_to_his_own_decision() -> None:
    who = make.resident()
    claim = make.claim(who, make.benefit())
    first, second = decider(claim), decider(claim)
    with pytest.raises(Forbidden):
        decide(claim, Actor(person=who.person, grants=first.grants), grant=True)
    decide(claim, first, grant=False, reason="too little yet")
    with pytest.raises(Missing):
        actions.object_to(claim=claim.pk, text="no", by=make.resident(), key=ids.token())
    actions.object_to(claim=claim.pk, text="my reports of spring are missing", by=who, key=ids.token())
    claim.refresh_from_db()
    review = {"claim": claim.pk, "overturn": True, "reason": "they are there", "revision": claim.journal_seq}
    with pytest.raises(Conflict, match="Somebody else"):
        actions.review(**review, by=first, key=ids.token())  # type: ignore[arg-type]
    actions.review(**review, by=second, key=ids.token())  # type: ignore[arg-type]
    claim.refresh_from_db()
    assert claim.state == Claim.State.OVERTURNED
    assert claim.certificate is not None


def test_the_database_itself_refuses_a_review_by_the_same_person() -> None:
    claim = make.claim(make.resident(), make.benefit())
    by = decider(claim)
    decide(claim, by, grant=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.update(state="upheld", reviewed_by=by.person, reviewed_at=now(), review="same")


def test_a_benefit_is_asked_for_once_at_a_time_and_a_repeated_request_is_one() -> None:
    who, key = make.resident(), ids.token()
    row = make.benefit()
    first = actions.apply(benefit=row.code, by=who, key=key)
    assert actions.apply(benefit=row.code, by=who, key=key) == first
    with pytest.raises(Conflict):
        make.claim(who, row)


def test_the_second_of_two_deciders_meets_a_conflict() -> None:
    claim = make.claim(make.resident(), make.benefit())
    late = Claim.objects.select_related("benefit").get()
    decide(claim, decider(claim), grant=False)
    with pytest.raises(Conflict):
        decide(late, decider(claim), grant=True)


# Commendations


def month() -> tuple[str, datetime, datetime]:
    return last_month()


def test_the_figures_of_a_month_propose_persons_families_and_communities_once() -> None:
    city = squares()
    name, start, _end = month()
    busy, lazy = make.resident(), make.resident()
    make_pool(kind="family", name="我们家", by=busy)
    make.deeds(busy, 3, at=start + timedelta(days=1), area=city["c1111"])
    make.deeds(lazy, 1, at=start + timedelta(days=2), area=city["c1111"])
    propose_commendations()
    propose_commendations()
    rows = list(Commendation.objects.order_by("kind", "-count").values_list("kind", "person", "area", "count"))
    assert rows == [
        ("community", None, city["c1111"], 4), ("family", busy.person, None, 3),
        ("person", busy.person, None, 3), ("person", lazy.person, None, 1),
    ]  # fmt: skip
    assert set(Commendation.objects.values_list("month", "state")) == {(name, "proposed")}


def test_a_person_decides_on_a_proposal_and_only_within_reach() -> None:
    city = squares()
    _name, start, _end = month()
    make.deeds(make.resident(), 1, at=start, area=city["c1111"])
    propose_commendations()
    top, east = BodyFactory(area_id=city["c"]), BodyFactory(area_id=city["c2"])
    leader, stranger = staff(Role.LEADER, top), staff(Role.LEADER, east)
    row = Commendation.objects.get(kind="community")
    with pytest.raises(Missing):
        actions.commend(commendation=row.pk, reason="good", body=east.pk, by=stranger, key=ids.token())
    with pytest.raises(Invalid):
        actions.commend(commendation=row.pk, reason="", body=top.pk, by=leader, key=ids.token())
    actions.commend(commendation=row.pk, reason="good work", body=top.pk, by=leader, key=ids.token())
    with pytest.raises(Conflict):
        actions.decline(commendation=row.pk, reason="no", body=top.pk, by=leader, key=ids.token())
    row.refresh_from_db()
    assert (row.state, row.decided_by_id) == ("commended", leader.person)
    page = text(Client(), "/honours")
    assert "Community" in page


# Certificates


def certificate() -> tuple[Actor, Certificate, Claim]:
    who = make.resident()
    Person.objects.filter(pk=who.person).update(name="王桂兰Marker")
    claim = make.claim(who, make.benefit())
    decide(claim, decider(claim), grant=True)
    return who, Certificate.objects.get(), claim


def test_anyone_can_check_a_certificate_and_sees_the_name_only_if_its_holder_wants() -> None:
    who, paper, _claim = certificate()
    address = f"/certificates/{codes.token(paper.pk, paper.salt)}"
    page = text(Client(), address)
    assert "genuine and valid" in page
    assert "Free swimming" in page
    assert "Marker" not in page
    client = make.browser(who)
    post(client, f"/honours/mine/{paper.pk}/name", shown="1")
    assert "Marker" in text(Client(), address)
    post(client, f"/honours/mine/{paper.pk}/name")
    assert "Marker" not in text(Client(), address)
    assert Client().get(f"/certificates/{'a' * 32}").status_code == 404
    assert post(make.browser(make.resident()), f"/honours/mine/{paper.pk}/name", shown="1").status_code == 404


def test_the_pdf_is_for_its_holder_and_carries_the_address_of_the_check() -> None:
    who, paper, _claim = certificate()
    answer = make.browser(who).get(f"/honours/mine/{paper.pk}.pdf")
    written = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().replace("\n", "")
    for part in ("免费游泳", "Free swimming", "王桂兰", "扫码核验", "某规定"):
        assert part in written
    assert make.browser(make.resident()).get(f"/honours/mine/{paper.pk}.pdf").status_code == 404


def test_a_revoked_or_ended_certificate_says_so_and_its_holder_reads_why() -> None:
    who, paper, claim = certificate()
    Certificate.objects.update(valid_until=now())
    address = f"/certificates/{codes.token(paper.pk, paper.salt)}"
    assert "its time has passed" in text(Client(), address)
    with pytest.raises(Missing):
        actions.revoke(certificate=paper.pk, reason="wrong", by=staff(Role.LEADER), key=ids.token())
    by = desk(Role.SUPERVISOR, Body.objects.get(pk=claim.benefit.body_id))
    assert post(by, "/desk/honours/certificates", number=paper.pk, reason="").status_code == 422
    post(by, "/desk/honours/certificates", number=paper.pk, reason="obtained with a false paper")
    page = text(Client(), address)
    assert "has been revoked" in page
    assert "false paper" not in page
    assert "false paper" in text(make.browser(who), "/honours/mine")


def test_the_code_of_a_certificate_is_not_in_the_database() -> None:
    _who, paper, _claim = certificate()
    stored = " ".join(map(str, Certificate.objects.values_list()[0]))
    assert codes.token(paper.pk, paper.salt) not in stored


# Pages


def test_a_resident_asks_reads_the_decision_and_objects() -> None:
    who = make.resident()
    row = make.benefit()
    client = make.browser(who)
    assert "No score is made of it" in text(client, "/honours/benefits/swim")
    address = post(client, "/honours/benefits/swim")["Location"]
    claim = Claim.objects.select_related("benefit").get()
    by = desk(Role.SUPERVISOR, Body.objects.get(pk=row.body_id))
    assert "swimming" in text(by, "/desk/honours/claims")
    place = f"/desk/honours/claims/{claim.pk}"
    text(by, place)
    assert PersonalDataView.objects.filter(person=who.person).exists()
    post(by, place, step="no", reason="please come again in spring", revision=1)
    page = text(client, address)
    assert "come again in spring" in page
    assert "Person" in page
    post(client, address, text="it is spring")
    assert "You decided on this yourself" in text(by, place)
    other = desk(Role.LEADER, Body.objects.get(pk=row.body_id))
    claim.refresh_from_db()
    post(other, place, step="yes", reason="right", revision=claim.journal_seq)
    assert "Granted after all" in text(client, address)
    assert make.browser(make.resident()).get(address).status_code == 404


def test_claims_of_other_bodies_do_not_exist() -> None:
    claim = make.claim(make.resident(), make.benefit())
    stranger = desk(Role.SUPERVISOR, BodyFactory())
    assert stranger.get(f"/desk/honours/claims/{claim.pk}").status_code == 404
    assert "swimming" not in text(stranger, "/desk/honours/claims")
    auditor = desk(Role.AUDITOR, Body.objects.get(pk=claim.benefit.body_id))
    assert post(auditor, f"/desk/honours/claims/{claim.pk}", step="yes", reason="r", revision=1).status_code == 403


def test_the_lists_ask_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    row = make.benefit()
    for _ in range(8):
        make.claim(make.resident(), row)
    by = desk(Role.SUPERVISOR, Body.objects.get(pk=row.body_id))
    text(by, "/desk/honours/claims")
    with django_assert_max_num_queries(10):
        assert text(by, "/desk/honours/claims").count("swimming") == 8


def test_everything_can_be_done_at_a_desk_for_somebody_without_a_telephone() -> None:
    person = Person.objects.create(name="王桂兰", email="guilan@example.org", email_verified_at=now())
    row = make.benefit()
    operator = desk(Role.OPERATOR)
    visit = post(operator, "/desk/honours/resident", contact="guilan@example.org")["Location"]
    assert "王桂兰" in text(operator, visit)
    post(operator, visit, step="apply", benefit=row.code)
    claim = Claim.objects.select_related("benefit").get()
    assert claim.person_id == person.pk
    decide(claim, decider(claim), grant=False, reason="not yet")
    assert "not yet" in text(operator, visit)
    post(operator, visit, step="object", claim=claim.pk, text="look again")
    claim.refresh_from_db()
    actions.review(
        claim=claim.pk, overturn=True, reason="yes", revision=claim.journal_seq, by=decider(claim), key=ids.token()
    )
    paper = Certificate.objects.get()
    printed = operator.get(visit.replace("/visit?", f"/{paper.pk}.pdf?"))
    assert printed["Content-Type"] == "application/pdf"
    assert desk(Role.OPERATOR).get(visit).status_code == 404
    assert PersonalDataView.objects.filter(person=person).count() >= 4


def test_commendations_and_rules_are_kept_at_the_desk() -> None:
    city = squares()
    make.deeds(make.resident(), 1, at=month()[1], area=city["c1111"])
    propose_commendations()
    leader = desk(Role.LEADER, BodyFactory(area_id=city["c"]))
    page = text(leader, "/desk/honours")
    row = Commendation.objects.get(kind="person")
    assert "checked deed" in page
    assert post(leader, "/desk/honours", step="commend", number=row.pk, reason="").status_code == 422
    post(leader, "/desk/honours", step="commend", number=row.pk, reason="thank you")
    row.refresh_from_db()
    assert row.state == "commended"
    keeper = desk(Role.ORGANISER)
    form = {
        "code": "lamp", "kind": "badge", "name_zh": "点灯人", "name_en": "Lamplighter", "measure": "solved",
        "at_least": "3", "within_days": "0", "active": "on", "revision": "0",
    }  # fmt: skip
    assert keeper.post("/desk/honours/rules/new", form)["Location"] == "/desk/honours/rules"
    assert "Lamplighter" in text(keeper, "/desk/honours/rules")
    assert keeper.post("/desk/honours/rules/new", form | {"at_least": "0"}).status_code == 422
    assert "Lamplighter" in text(Client(), "/honours")


def test_a_benefit_is_added_and_changed_for_a_body_of_one_s_own_only() -> None:
    own, other = BodyFactory(), BodyFactory()
    keeper = desk(Role.ADMIN, own)
    form = {
        "code": "park", "name_zh": "公园年票", "name_en": "Park pass", "policy_zh": "一号令", "policy_en": "Order 1",
        "honour_id": "", "body_id": str(own.pk), "months": "12", "active": "on", "revision": "0",
    }  # fmt: skip
    assert keeper.post("/desk/honours/rules/benefits/new", form | {"body_id": str(other.pk)}).status_code == 422
    assert not Benefit.objects.exists()
    assert keeper.post("/desk/honours/rules/benefits/new", form)["Location"] == "/desk/honours/rules"
    row = Benefit.objects.get()
    assert (row.body_id, row.months, row.honour_id) == (own.pk, 12, None)
    seen = form | {"revision": str(row.journal_seq), "months": "6"}
    assert keeper.post("/desk/honours/rules/benefits/park", seen).status_code == 302
    again = keeper.post("/desk/honours/rules/benefits/park", seen | {"months": "3"})
    assert again.status_code == 409, "the second of two editors"
    row.refresh_from_db()
    assert row.months == 6


def test_queries_of_the_public_page_do_not_grow_with_rows(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(8):
        make.honour(f"h{number}", at_least=number + 1)
    with django_assert_max_num_queries(6):
        text(Client(), "/honours")
    assert len(queries.honours()) == 8
