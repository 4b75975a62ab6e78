from django.urls import path

from cogov.contexts.insight import views, week_views

app_name = "insight"
urlpatterns = [
    path("figures", views.city, name="city"),
    path("figures.<slug:suffix>", views.city_data, name="city-data"),
    path("figures/cases", views.cases, name="cases"),
    path("figures/areas/<int:number>", views.area, name="area"),
    path("figures/areas/<int:number>.<slug:suffix>", views.area_data, name="area-data"),
    path("figures/bodies/<int:number>", views.body, name="body"),
    path("figures/bodies/<int:number>.<slug:suffix>", views.body_data, name="body-data"),
    path("desk/weeks", week_views.index, name="weeks"),
    path("desk/weeks/<int:number>", week_views.one, name="week"),
    path("desk/weeks/<int:number>.pdf", week_views.paper, name="week-paper"),
]
