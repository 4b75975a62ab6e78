from django.urls import path

from cogov.contexts.emergencies.views import desk, plans, public

app_name = "emergencies"
urlpatterns = [
    path("emergencies", public.index, name="list"),
    path("emergencies/<int:number>", public.one, name="one"),
    path("desk/emergencies", desk.index, name="desk"),
    path("desk/emergencies/declare", desk.declare, name="declare"),
    path("desk/emergencies/plans", plans.index, name="plans"),
    path("desk/emergencies/plans/add", plans.add, name="plan-add"),
    path("desk/emergencies/plans/<int:number>", plans.one, name="plan"),
    path("desk/emergencies/<int:number>", desk.room, name="room"),
    path("desk/emergencies/<int:number>/<slug:step>", desk.act, name="act"),
]
