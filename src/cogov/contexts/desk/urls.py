from django.urls import path

from cogov.contexts.desk.views import fediverse, gateways, inbox, letters, news, posts, settings

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
    path("channels/sms/in/<slug:token>", gateways.sms_in, name="sms_in"),
    path("channels/wechat", gateways.wechat_in, name="wechat_in"),
    path("channels/weibo", gateways.weibo_in, name="weibo_in"),
    path(".well-known/webfinger", fediverse.webfinger, name="webfinger"),
    path(".well-known/nodeinfo", fediverse.node_links, name="node_links"),
    path("nodeinfo/2.1", fediverse.node_info, name="node_info"),
    path("microblog/inbox", fediverse.inbox, name="voices_inbox"),
    path("microblog/<slug:code>", fediverse.actor, name="voice"),
    path("microblog/<slug:code>/inbox", fediverse.inbox, name="voice_inbox"),
    path("microblog/<slug:code>/outbox", fediverse.outbox, name="voice_outbox"),
    path("microblog/<slug:code>/followers", fediverse.followers, name="voice_followers"),
    path("microblog/<slug:code>/<int:post>", fediverse.post, name="voice_post"),
    path("desk/posts", posts.index, name="posts"),
    path("desk/posts/<int:body>", posts.one, name="posts_of"),
    path("letters/stop/<int:message>/<slug:token>", letters.stop, name="letters_stop"),
    path("desk/inbox", inbox.index, name="inbox"),
    path("desk/inbox/<int:incoming>", inbox.one, name="inbox_one"),
    path("desk/inbox/<int:incoming>/<slug:step>", inbox.act, name="inbox_act"),
    path("desk/messages", letters.messages_page, name="messages"),
    path("desk/deliveries", letters.deliveries, name="deliveries"),
]
