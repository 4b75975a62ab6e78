"""Routes of the reporting loop."""

from __future__ import annotations

from django.urls import include, path

from cogov.contexts.reports.views import acting, desk, filing, policies, reading, time

app_name = "reports"
urlpatterns = [
    path("", include("cogov.contexts.reports.open311.urls")),
    path("", include("cogov.contexts.reports.api.urls")),
    path("", include("cogov.contexts.reports.webhooks.urls")),
    path("", reading.home, name="home"),
    path("report", filing.new, name="new"),
    path("report/suggest", filing.suggest, name="suggest"),
    path("report/questions", filing.questions, name="questions"),
    path("report/places", filing.places, name="places"),
    path("report/known", filing.known, name="known"),
    path("receipt", filing.find_receipt, name="find_receipt"),
    path("r/<str:code>", filing.receipt, name="receipt"),
    path("my-reports", filing.mine, name="mine"),
    path("reports", reading.index, name="index"),
    path("reports.geojson", reading.map_data, name="map"),
    path("reports.atom", reading.ReportFeed(), name="feed"),
    path("reports/share", reading.share, name="share"),
    path("embed/reports", reading.widget, name="widget"),
    path("reports/<int:report>", reading.page, name="page"),
    path("reports/<int:report>/support", acting.support, name="support"),
    path("reports/<int:report>/comment", acting.comment, name="comment"),
    path("reports/<int:report>/answer", acting.answer, name="answer"),
    path("reports/<int:report>/judge", acting.judge, name="judge"),
    path("reports/<int:report>/withdraw", acting.withdraw, name="withdraw"),
    path("reports/<int:report>/fix", acting.fix, name="fix"),
    path("feedback", acting.feedback, name="feedback"),
    path("desk", desk.home, name="desk"),
    path("desk/new", filing.for_resident, name="for_resident"),
    path("desk/receipts/<int:report>", filing.paper, name="paper"),
    path("desk/review", desk.review, name="review"),
    path("desk/dispatch", desk.to_dispatch, name="to_dispatch"),
    path("desk/work", desk.work, name="work"),
    path("desk/work.geojson", desk.work_map, name="work_map"),
    path("desk/check", desk.check, name="check"),
    path("desk/requests", time.queue, name="requests"),
    path("desk/requests/<int:number>", time.one, name="request"),
    path("desk/limits", policies.index, name="policies"),
    path("desk/limits/add", policies.add, name="policy-add"),
    path("desk/limits/<int:rule>", policies.one, name="policy"),
    path("desk/search", desk.search, name="desk_search"),
    path("desk/reports/<int:report>", desk.report, name="desk_report"),
    path("desk/reports/<int:report>/<slug:step>", desk.act, name="act"),
]
