from django.urls import path

from cogov.contexts.knowledge.views import desk, public

app_name = "knowledge"
urlpatterns = [
    path("answers", public.index, name="list"),
    path("answers/<int:number>", public.one, name="one"),
    path("answers/<int:number>/vote", public.vote, name="vote"),
    path("desk/answers", desk.index, name="desk"),
    path("desk/answers/add", desk.add, name="add"),
    path("desk/answers/figures", desk.figures, name="figures"),
    path("desk/answers/<int:number>", desk.edit, name="edit"),
    path("desk/answers/<int:number>/history", desk.history, name="history"),
    path("desk/answers/<int:number>/<slug:step>", desk.act, name="act"),
]
