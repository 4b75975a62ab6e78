from django.urls import path

from cogov.contexts.hotline.views import calls, desk, owing

app_name = "hotline"
urlpatterns = [
    path("desk/call", desk.index, name="desk"),
    path("desk/call/ringing", desk.ringing, name="ringing"),
    path("desk/call/start", desk.start, name="start"),
    path("desk/call/<int:number>", calls.one, name="call"),
    path("desk/call/<int:number>/look", calls.look, name="look"),
    path("desk/call/<int:number>/<slug:step>", calls.act, name="act"),
    path("desk/callbacks", owing.index, name="backs"),
    path("desk/callbacks/<int:number>/<slug:step>", owing.act, name="back"),
]
