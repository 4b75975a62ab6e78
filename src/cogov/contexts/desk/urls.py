from django.urls import path

from cogov.contexts.desk import views

app_name = "desk"
urlpatterns = [
    path("subscribe", views.subscribe, name="subscribe"),
    path("subscribe/<int:subscription>/<slug:token>", views.confirm, name="confirm"),
    path("unsubscribe/<int:subscription>/<slug:token>", views.unsubscribe, name="unsubscribe"),
    path("desk/messages", views.messages_page, name="messages"),
    path("desk/deliveries", views.deliveries, name="deliveries"),
]
