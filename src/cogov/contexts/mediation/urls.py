from django.urls import path

from cogov.contexts.mediation.views import desk, parties

app_name = "mediation"
urlpatterns = [
    path("mediation", parties.about, name="about"),
    path("mediation/new", parties.new, name="new"),
    path("my-mediation", parties.mine, name="mine"),
    path("my-mediation/<int:number>", parties.my_case, name="my-case"),
    path("my-mediation/<int:number>/<slug:step>", parties.my_act, name="my-act"),
    path("m/<slug:code>", parties.by_code, name="code"),
    path("m/<slug:code>/<slug:step>", parties.act_by_code, name="code-act"),
    path("desk/mediation", desk.index, name="desk"),
    path("desk/mediation/new", desk.new, name="desk-new"),
    path("desk/mediation/<int:number>", desk.one, name="case"),
    path("desk/mediation/<int:number>/letter/<int:key>", desk.letter, name="letter"),
    path("desk/mediation/<int:number>/<slug:step>", desk.act, name="act"),
]
