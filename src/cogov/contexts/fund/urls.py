from django.urls import path

from cogov.contexts.fund.views import audit, desk, public

app_name = "fund"
urlpatterns = [
    path("fund", public.overview, name="overview"),
    path("fund/vouchers", public.booked, name="booked"),
    path("fund/vouchers/<int:voucher>", public.booked_one, name="booked-one"),
    path("fund/data.csv", public.data_csv, name="data-csv"),
    path("fund/data.json", public.data_json, name="data-json"),
    path("desk/fund", desk.desk, name="desk"),
    path("desk/fund/vouchers", desk.vouchers, name="vouchers"),
    path("desk/fund/vouchers/<int:voucher>", desk.voucher, name="voucher"),
    path("desk/fund/vouchers/<int:voucher>/<slug:step>", desk.step, name="step"),
    path("desk/fund/ask/<slug:kind>", desk.ask, name="ask"),
    path("desk/fund/forecast", desk.forecast, name="forecast"),
    path("desk/fund/settings", desk.settings, name="settings"),
    path("desk/fund/settings/<slug:what>", desk.set_, name="set"),
    path("desk/fund/accounts", audit.accounts_page, name="accounts"),
    path("desk/fund/accounts/<int:account>", audit.account_page, name="account"),
    path("desk/fund/postings/<int:posting>", audit.posting, name="posting"),
    path("desk/fund/reconciliation", audit.reconciliation, name="reconciliation"),
    path("desk/fund/reconciliation/now", audit.reconcile, name="reconcile"),
    path("desk/fund/journal.csv", audit.journal_csv, name="journal-csv"),
]
