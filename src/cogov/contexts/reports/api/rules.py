"""The class of each address of the API, and of the pages on which its keys are made."""

from __future__ import annotations

_OPEN = (
    "list_categories", "suggest_categories", "list_areas", "search_areas", "areas_at", "list_reports", "map_reports",
    "reports_nearby", "get_report", "upload_photo", "file_report", "show_receipt", "support_report",
    "comment_report", "answer_report", "rate_report", "confirm_report", "reopen_report", "fix_report",
    "withdraw_report", "api-root", "openapi-json",
)  # fmt: skip

_DESK = (
    "desk_report", "accept", "reject", "restore", "ask", "merge", "part", "split", "recategorise", "move", "redact",
    "hide", "dispatch", "return_", "assign", "start", "note", "add_photos", "resolve", "confirm", "reopen",
)  # fmt: skip

URL_CLASSES = {
    **{f"api-v1:{name}": "public" for name in _OPEN},
    **{f"api-v1:{name}": "staff:*" for name in _DESK},
    "api-v1:desk_review": "staff:reviewer",
    "api-v1:desk_dispatch": "staff:dispatcher",
    "api-v1:desk_check": "staff:inspector,reviewer",
    "api-v1:desk_work": "staff:handler,supervisor",
    "api-docs": "public",
    "api-missing": "public",
    "reports:api_keys": "staff:admin",
    "reports:api_key": "staff:admin",
    "reports:webhooks": "staff:admin",
    "reports:webhook": "staff:admin",
    "reports:webhook_again": "staff:admin",
}
