from django.urls import path

from cogov.contexts.programme.views import desk, public

app_name = "programme"
urlpatterns = [
    path("go/<slug:code>", public.go, name="go"),
    path("account/age", public.age, name="age"),
    path("desk/programme", desk.month, name="month"),
    path("desk/programme/posters", desk.posters, name="posters"),
    path("desk/programme/posters/add", desk.poster_add, name="poster-add"),
    path("desk/programme/posters/<slug:code>", desk.poster, name="poster"),
    path("desk/programme/posters/<slug:code>/end", desk.poster_end, name="poster-end"),
    path("desk/programme/posters/<slug:code>/paper.pdf", desk.poster_paper, name="poster-paper"),
    path("desk/programme/reports", desk.reports, name="reports"),
    path("desk/programme/reports/<int:month>", desk.report, name="report"),
    path("desk/programme/reports/<int:month>.pdf", desk.report_paper, name="report-paper"),
]
