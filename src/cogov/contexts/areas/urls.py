from django.urls import path

from cogov.contexts.areas import views

app_name = "areas"
urlpatterns = [
    path("areas", views.city, name="list"),
    path("areas/<str:code>", views.one, name="one"),
]
