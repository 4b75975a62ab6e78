"""A receipt opens a report, so no log holds one."""

import logging

from cogov.config.logs import WithoutReceipts


def line(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, None)
    assert WithoutReceipts().filter(record)
    return record.getMessage()


def test_the_code_of_a_receipt_is_cut_out_of_whatever_is_logged() -> None:
    code = "abcdefghijklmnopqrstuvwxyz234567"
    assert line("%s: %s", "Not Found", f"/r/{code}") == "Not Found: /r/…"
    assert line(f"GET /r/{code}?fresh=1 cannot be answered: 100 %") == "GET /r/…?fresh=1 cannot be answered: 100 %"


def test_other_lines_stay_as_they_are() -> None:
    assert line("%s: %s", "Not Found", "/reports/7") == "Not Found: /reports/7"


def test_what_the_server_writes_goes_through_it() -> None:
    [handler] = logging.getLogger().handlers[:1] and [
        one for one in logging.getLogger().handlers if any(isinstance(each, WithoutReceipts) for each in one.filters)
    ]
    assert isinstance(handler, logging.StreamHandler)
