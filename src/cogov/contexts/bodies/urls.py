from django.urls import path

from cogov.contexts.bodies.views import bodies, calendars, imports, people, public, responsibilities

app_name = "bodies"
urlpatterns = [
    path("bodies", public.index, name="list"),
    path("bodies/<slug:code>", public.one, name="one"),
    path("desk/bodies", bodies.index, name="desk"),
    path("desk/bodies/add", bodies.add, name="desk-add"),
    path("desk/bodies/<slug:code>", bodies.one, name="desk-one"),
    path("desk/bodies/<slug:code>/members", bodies.members, name="desk-members"),
    path("desk/people", people.index, name="people"),
    path("desk/import", imports.page, name="import"),
    path("desk/calendars", calendars.index, name="calendars"),
    path("desk/calendars/add", calendars.add, name="calendar-add"),
    path("desk/calendars/<slug:code>", calendars.one, name="calendar"),
    path("desk/responsibilities", responsibilities.index, name="rules"),
    path("desk/responsibilities/add", responsibilities.add, name="rule-add"),
    path("desk/responsibilities/<int:rule>", responsibilities.one, name="rule"),
]
