from django.urls import path

from cogov.contexts.catalogue.views import desk, items, partner, partners, public, stock

app_name = "catalogue"
urlpatterns = [
    path("goods", public.index, name="list"),
    path("goods/<slug:code>", public.one, name="item"),
    path("goods/<slug:code>/order", public.order, name="order"),
    path("orders", public.orders, name="orders"),
    path("orders/<int:number>", public.one_order, name="one"),
    path("orders/<int:number>/cancel", public.cancel, name="cancel"),
    path("partner", partner.scan, name="scan"),
    path("partner/code/<slug:token>", partner.code, name="code"),
    path("partner/hand-over", partner.hand_over, name="hand-over"),
    path("partner/device/<slug:token>", partner.device, name="device"),
    path("partner/waiting", partner.waiting, name="waiting"),
    path("partner/statement", partner.statement, name="statement"),
    path("desk/goods", desk.find, name="desk"),
    path("desk/goods/resident", desk.resident, name="desk-resident"),
    path("desk/goods/slip/<int:number>", desk.slip, name="slip"),
    path("desk/stock", stock.index, name="stock"),
    path("desk/stock/add", items.add, name="item-add"),
    path("desk/stock/<slug:code>", stock.one, name="stock-one"),
    path("desk/stock/<slug:code>/change", items.change, name="item-edit"),
    path("desk/partners", partners.index, name="partners"),
    path("desk/partners/add", partners.add, name="partner-add"),
    path("desk/partners/<slug:code>", partners.one, name="partner"),
]
