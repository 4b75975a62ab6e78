from django.urls import path

from cogov.contexts.desk.views import gateways, letters, news, settings

app_name = "desk"
urlpatterns = [
    path("subscribe", letters.subscribe, name="subscribe"),
    path("subscribe/<int:subscription>/<slug:token>", letters.confirm, name="confirm"),
    path("unsubscribe/<int:subscription>/<slug:token>", letters.unsubscribe, name="unsubscribe"),
    path("news", news.page, name="news"),
    path("news/<int:notice>", news.one, name="news_one"),
    path("news/settings", settings.page, name="news_settings"),
    path("news/devices", settings.device, name="news_device"),
    path("news/stop/<int:person>/<slug:token>", settings.stop, name="news_stop"),
    path("channels/sms/arrival/<int:message>/<slug:token>", gateways.sms_arrival, name="sms_arrival"),
    path("desk/messages", letters.messages_page, name="messages"),
    path("desk/deliveries", letters.deliveries, name="deliveries"),
]
