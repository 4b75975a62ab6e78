"""The fund in the hands of everybody, of who spends, and of auditors."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection
from django.test import Client

from cogov.contexts.bodies.tests.factories import BodyFactory, desk
from cogov.contexts.fund import actions
from cogov.contexts.fund.models import Kind, State, Voucher
from cogov.contexts.fund.tests.factories import Treasury, treasury
from cogov.contexts.fund.urls import urlpatterns
from cogov.kernel import checkpoints, guards, ids
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.ledger.models import Account, Line, Posting

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def fund(db: None) -> Treasury:
    return treasury()


def browser(fund: Treasury, role: Role) -> Client:
    return desk(role, fund.source.body)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=ENGLISH)
    assert answer.status_code == status, (address, answer.status_code)
    return b"".join(answer).decode()  # type: ignore[call-overload]


def send(client: Client, address: str, **form: object):  # type: ignore[no-untyped-def]
    return client.post(address, {"key": ids.token(), **form}, headers=ENGLISH)


# In public


def test_everybody_sees_what_came_in_and_what_it_was_spent_on(fund: Treasury) -> None:
    fund.paid(12_345)
    page = text(Client(), "/fund")
    for figure in ("10,000.00", "123.45", "9,876.55"):
        assert figure in page


def test_every_figure_leads_to_the_vouchers_that_sum_to_it(fund: Treasury) -> None:
    payment = fund.paid(10_000)
    fund.paid(2_500)
    fund.book(Kind.CORRECTION, 1, payment)
    found = json.loads(text(Client(), "/fund/data.json"))
    for figure in found["figures"]:
        page = Client().get(figure["vouchers"]).context["rows"]
        sums = [row.fen for row in page if row.state == State.BOOKED and row.kind == figure["kind"]]
        assert sum(sums) == figure["fen"], figure
    assert found["at_bank"] == 1_000_000 - 2_500


def test_the_public_page_costs_the_same_for_many_vouchers(fund: Treasury, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = Client(headers=ENGLISH)
    client.get("/fund")
    with django_assert_num_queries(4):
        client.get("/fund")
    for _ in range(5):
        fund.paid(100)
    with django_assert_num_queries(4):
        client.get("/fund")


def test_the_list_of_vouchers_costs_the_same_for_many(fund: Treasury, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(5):
        fund.paid(100)
    Client().get("/fund/vouchers")
    with django_assert_num_queries(3):
        Client().get("/fund/vouchers")


def test_what_is_only_asked_for_is_not_public(fund: Treasury) -> None:
    waiting = fund.ask(Kind.COMMITMENT, 100, memo="Marker of a wish")
    assert "Marker" not in text(Client(), "/fund/vouchers")
    text(Client(), f"/fund/vouchers/{waiting.pk}", 404)


def test_nobody_is_named_in_public(fund: Treasury) -> None:
    actions.set_supplier(name="Marker Person", natural=True, by=SYSTEM)
    fund.supplier = actions.set_supplier(name="Marker Person", natural=True, by=SYSTEM)
    payment = fund.paid(100)
    names = {actor.person for actor in fund.people.values()}
    assert names
    for address in ("/fund", "/fund/vouchers", f"/fund/vouchers/{payment.pk}", "/fund/data.csv", "/fund/data.json"):
        page = text(Client(), address)
        assert "Marker" not in page
        assert "Person " not in page, address


def test_a_public_voucher_shows_its_entry_and_after_a_checkpoint_its_proof(fund: Treasury) -> None:
    payment = fund.paid(100)
    assert "the proof comes within minutes" in text(Client(), f"/fund/vouchers/{payment.pk}")
    checkpoints.checkpoint()
    page = text(Client(), f"/fund/vouchers/{payment.pk}")
    assert "Proved" in page
    assert checkpoints.Checkpoint.objects.get().root in page


def test_the_table_to_take_away_is_escaped_and_sums_as_the_page(fund: Treasury) -> None:
    actions.set_purpose(code="goods", name_zh="=cmd()", name_en="=cmd()", by=SYSTEM)
    rows = list(csv.reader(io.StringIO(text(Client(), "/fund/data.csv").lstrip("\ufeff"))))
    assert any(row[1] == "'=cmd()" for row in rows)
    assert any(row[3] == "10000.00" for row in rows)


def test_both_languages_are_there(fund: Treasury) -> None:
    page = Client(headers={"accept-language": "zh-hans"}).get("/fund").content.decode()
    assert "市财政" in page
    assert "资金" in page


def test_an_empty_fund_says_so() -> None:
    assert "No money has come in yet" in text(Client(), "/fund")


# At the desk


def test_a_voucher_is_asked_checked_and_approved_by_three_people_at_their_desks(fund: Treasury) -> None:
    asker, checker, leader = (browser(fund, role) for role in (Role.ADMIN, Role.SUPERVISOR, Role.LEADER))
    form = {"fen": "1,200.50", "budget": fund.budget.pk, "supplier": fund.supplier.pk, "memo": "Umbrellas"}
    answer = send(asker, "/desk/fund/ask/commitment", **form)
    assert answer.status_code == 302
    row = Voucher.objects.latest("pk")
    assert (row.fen, row.state) == (120_050, State.ASKED)
    address = f"/desk/fund/vouchers/{row.pk}"
    assert "Approve" not in text(asker, address).replace("Approved", "")
    assert "Umbrellas" in text(checker, "/desk/fund")
    send(checker, f"{address}/check", revision=row.journal_seq)
    row.refresh_from_db()
    assert send(leader, f"{address}/approve", revision=row.journal_seq).status_code == 302
    row.refresh_from_db()
    assert row.state == State.BOOKED
    assert "Umbrellas" in text(Client(), "/fund/vouchers")


def test_a_form_sent_twice_asks_once(fund: Treasury) -> None:
    asker, key = browser(fund, Role.ADMIN), ids.token()
    form = {"key": key, "fen": "5", "budget": fund.budget.pk, "supplier": fund.supplier.pk, "memo": "Umbrellas"}
    first, again = (asker.post("/desk/fund/ask/commitment", form) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Voucher.objects.filter(memo="Umbrellas").count() == 1


def test_a_step_pressed_twice_acts_once(fund: Treasury) -> None:
    row, key = fund.ask(Kind.COMMITMENT, 100), ids.token()
    checker = browser(fund, Role.SUPERVISOR)
    for _ in range(2):
        answer = checker.post(f"/desk/fund/vouchers/{row.pk}/check", {"key": key, "revision": row.journal_seq})
        assert answer.status_code == 302


def test_the_second_of_two_approvers_is_told_that_it_changed(fund: Treasury) -> None:
    row = fund.ask(Kind.COMMITMENT, 100)
    one, other = browser(fund, Role.SUPERVISOR), browser(fund, Role.SUPERVISOR)
    send(one, f"/desk/fund/vouchers/{row.pk}/check", revision=row.journal_seq)
    assert send(other, f"/desk/fund/vouchers/{row.pk}/check", revision=row.journal_seq).status_code == 409


def test_wrong_input_is_said_beside_the_field(fund: Treasury) -> None:
    form = {"fen": "-3", "budget": fund.budget.pk, "supplier": fund.supplier.pk, "memo": "Umbrellas"}
    answer = send(browser(fund, Role.ADMIN), "/desk/fund/ask/commitment", **form)
    assert answer.status_code == 422
    assert "write the amount in yuan" in answer.content.decode()
    form |= {"fen": "999999"}
    assert "left for this" in send(browser(fund, Role.ADMIN), "/desk/fund/ask/commitment", **form).content.decode()


def test_staff_of_another_body_do_not_see_what_waits(fund: Treasury) -> None:
    row = fund.ask(Kind.COMMITMENT, 100)
    stranger = desk(Role.SUPERVISOR, BodyFactory(parent=None))
    text(stranger, f"/desk/fund/vouchers/{row.pk}", 404)
    assert send(stranger, f"/desk/fund/vouchers/{row.pk}/check", revision=1).status_code == 404


def test_a_refusal_without_a_reason_is_refused(fund: Treasury) -> None:
    row = fund.ask(Kind.COMMITMENT, 100)
    answer = send(browser(fund, Role.SUPERVISOR), f"/desk/fund/vouchers/{row.pk}/refuse", revision=1, why="")
    assert answer.status_code == 422


def test_the_desk_costs_the_same_for_many_vouchers(fund: Treasury, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    leader = browser(fund, Role.LEADER)
    leader.get("/desk/fund")
    for _ in range(6):
        fund.ask(Kind.COMMITMENT, 100)
    with django_assert_max_num_queries(16):
        leader.get("/desk/fund")
    with django_assert_max_num_queries(10):
        leader.get("/desk/fund/vouchers")


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("source", {"code": "gifts", "name_zh": "捐赠", "name_en": "Gifts", "kind": "donation"}),
        ("purpose", {"code": "honours", "name_zh": "表彰", "name_en": "Honours"}),
        ("supplier", {"name": "Book shop", "number": "91330000ABC"}),
        ("budget", {"year": 2027}),
    ],
)
def test_an_administrator_keeps_the_lists(fund: Treasury, what: str, form: dict[str, object]) -> None:
    more = {
        "source": {"body": fund.source.body_id},
        "budget": {"source": fund.source.pk, "purpose": fund.budget.purpose_id},
    }
    admin = browser(fund, Role.ADMIN)
    assert send(admin, f"/desk/fund/settings/{what}", **(form | more.get(what, {}))).status_code == 302
    assert str(form.get("name_en", form.get("name", ""))) in text(admin, "/desk/fund/settings")


def test_a_leader_sets_a_limit(fund: Treasury) -> None:
    leader = browser(fund, Role.LEADER)
    assert send(leader, "/desk/fund/settings/limit", kind="payment", fen="5000").status_code == 302
    assert "5,000.00" in text(leader, "/desk/fund/settings")


def test_the_forecast_says_when_it_is_too_early(fund: Treasury) -> None:
    assert "Too early to tell" in text(browser(fund, Role.LEADER), "/desk/fund/forecast")


# Auditors


def addresses(fund: Treasury, payment: Voucher) -> list[str]:
    """An example of every route of the fund."""
    values = {
        "<int:voucher>": payment.pk, "<slug:step>": "approve", "<slug:kind>": "receipt", "<slug:what>": "limit",
        "<int:account>": Account.objects.first().pk, "<int:posting>": payment.posting,
    }  # fmt: skip
    found = []
    for route in urlpatterns:
        path = str(route.pattern)
        for name, value in values.items():
            path = path.replace(name, str(value))
        found.append(f"/{path}")
    return found


WRITES = ("/ask/", "/settings/limit", "/now", "/approve")


def test_an_auditor_reads_everything_and_changes_nothing(fund: Treasury) -> None:
    payment = fund.paid(100)
    waiting = fund.ask(Kind.COMMITMENT, 100)
    auditor = browser(fund, Role.AUDITOR)
    before = list(Voucher.objects.values_list("pk", "state", "journal_seq")), Posting.objects.count()
    for address in addresses(fund, payment):
        if any(part in address for part in WRITES):
            assert auditor.get(address).status_code in (403, 405), address
        else:
            text(auditor, address)
        assert send(auditor, address, revision=1, fen="1").status_code in (403, 405), address
    text(auditor, f"/desk/fund/vouchers/{waiting.pk}")
    assert (list(Voucher.objects.values_list("pk", "state", "journal_seq")), Posting.objects.count()) == before


def test_an_auditor_sees_a_posting_with_its_place_in_the_chain_and_its_proof(fund: Treasury) -> None:
    payment = fund.paid(100)
    checkpoints.checkpoint()
    page = text(browser(fund, Role.AUDITOR), f"/desk/fund/postings/{payment.posting}")
    assert "Proved" in page
    assert f"ledger.posting {payment.posting}" in page


def test_a_posting_is_found_by_its_number(fund: Treasury) -> None:
    posting = fund.paid(100).posting
    auditor = browser(fund, Role.AUDITOR)
    assert auditor.get(f"/desk/fund/accounts?q={posting}")["Location"] == f"/desk/fund/postings/{posting}"
    assert "No posting has this number" in text(auditor, "/desk/fund/accounts?q=999999")


def test_a_posting_that_was_altered_is_no_longer_proved(fund: Treasury) -> None:
    payment = fund.paid(100)
    checkpoints.checkpoint()
    guards.remove(connection)
    Line.objects.filter(posting=payment.posting, amount__gt=0).update(amount=50)
    guards.install(connection)
    page = text(browser(fund, Role.AUDITOR), f"/desk/fund/postings/{payment.posting}")
    assert "Journal and ledger tell different things" in page


def test_a_budget_is_closed_and_opened_again(fund: Treasury) -> None:
    admin = browser(fund, Role.ADMIN)
    form = {"budget": fund.budget.pk, "revision": fund.budget.journal_seq}
    assert send(admin, "/desk/fund/settings/close", **form).status_code == 302
    fund.budget.refresh_from_db()
    assert fund.budget.closed
    assert send(admin, "/desk/fund/settings/close", **form).status_code == 409
    send(admin, "/desk/fund/settings/close", budget=fund.budget.pk, revision=fund.budget.journal_seq, open="1")
    fund.budget.refresh_from_db()
    assert not fund.budget.closed


def test_a_look_into_a_residents_account_is_logged(fund: Treasury) -> None:
    from cogov.contexts.accounts.models import PersonalDataView
    from cogov.kernel import ledger
    from cogov.kernel.ledger import Unit

    person = fund.actor("admin").person
    account = ledger.account(unit=Unit.POINTS, kind="person", owner=f"person:{person}")
    text(browser(fund, Role.AUDITOR), f"/desk/fund/accounts/{account}")
    assert PersonalDataView.objects.get().person_id == person


def test_the_bookkeepers_file_balances_and_is_escaped(fund: Treasury) -> None:
    fund.paid(10_000)
    fund.book(Kind.RECEIPT, 100, memo="=1+1 from a gift")
    rows = list(csv.reader(io.StringIO(text(browser(fund, Role.AUDITOR), "/desk/fund/journal.csv").lstrip("\ufeff"))))[
        1:
    ]
    assert len(rows) == 2 * Voucher.objects.filter(state=State.BOOKED).count()
    debit, credit = (round(sum(float(row[column] or 0) for row in rows) * 100) for column in (7, 8))
    assert debit == credit > 0
    assert all(row[4] for row in rows)
    assert any(row[9] == "'=1+1 from a gift" for row in rows)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.AUDITOR, Role.ADMIN, Role.LEADER}])
def test_accounts_are_for_auditors_alone(fund: Treasury, role: Role) -> None:
    client = browser(fund, role)
    for address in ("/desk/fund/accounts", "/desk/fund/journal.csv", "/desk/fund/reconciliation"):
        assert client.get(address).status_code == 403, (role, address)
