"""What points can be exchanged for: partners, where things are collected, items with their stock, orders."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.kernel.models import Journalled


class Kind(models.TextChoices):
    GOODS = "goods", _("Goods")
    DISCOUNT = "discount", _("Discounts")
    LIBRARY = "library", _("Library")
    CINEMA = "cinema", _("Cinema")
    TRANSPORT = "transport", _("Bus and metro")
    SERVICE = "service", _("Services")


class State(models.TextChoices):
    """Of an order. Points are held in the first two, paid in COLLECTED, and back in the last three."""

    ORDERED = "ordered", pgettext_lazy("order", "Ordered")
    READY = "ready", pgettext_lazy("order", "Ready to collect")
    COLLECTED = "collected", pgettext_lazy("order", "Collected")
    CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("order", "Expired")
    RETURNED = "returned", pgettext_lazy("order", "Returned")


OPEN = (State.ORDERED.value, State.READY.value)
TAKEN = (State.COLLECTED.value, State.RETURNED.value)


class Partner(Journalled):
    """Who hands things over. `keeper` is the public office that looks after it; `body`, where it has one, its own
    place among the bodies, whose staff sign in."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    keeper = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    phone = models.CharField(max_length=40, blank=True, help_text="Public")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_zh="") | ~Q(name_en=""), name="catalogue_partner_named"),
        ]


class Point(Journalled):
    """A place where a partner hands things over."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="points")
    name_zh = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    address_zh = models.CharField(max_length=160, blank=True)
    address_en = models.CharField(max_length=200, blank=True)
    hours_zh = models.CharField(max_length=80, blank=True)
    hours_en = models.CharField(max_length=120, blank=True)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_zh="") | ~Q(name_en=""), name="catalogue_point_named"),
        ]


class Device(Journalled):
    """A telephone or till with which a partner scans without signing in. Of its key only the digest is kept."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=60, help_text="What it is called on the counter")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of its key of 160 bits")
    since = models.DateTimeField(help_text="UTC")
    until = models.DateTimeField(null=True, help_text="UTC; empty = it may scan")


class Item(Journalled):
    """Something to be had for points. Physically there are `stock` + `reserved` pieces; each change is a StockMove."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    name_zh = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    policy_zh = models.CharField(max_length=200, blank=True, help_text="The decision that allows to offer it")
    policy_en = models.CharField(max_length=240, blank=True)
    photo = models.ForeignKey("media.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    price = models.PositiveIntegerField(help_text="Points for one")
    cost = models.PositiveIntegerField(help_text="Fen that the city pays the partner for one")
    stock = models.PositiveIntegerField(default=0, help_text="Pieces that nobody has ordered")
    reserved = models.PositiveIntegerField(default=0, help_text="Pieces that wait for whoever ordered them")
    limit = models.PositiveSmallIntegerField(default=0, help_text="Pieces for one person; 0 = no limit")
    limit_days = models.PositiveSmallIntegerField(default=0, help_text="Within so many days; 0 = ever")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="The last day on which it can be ordered")
    ready_at_once = models.BooleanField(default=True, help_text="It lies at the collection points already")
    collect_days = models.PositiveSmallIntegerField(default=14, help_text="Days for which an order is kept")
    return_days = models.PositiveSmallIntegerField(default=7, help_text="Days after collecting; 0 = no returns")
    active = models.BooleanField(default=True)
    stopped_at = models.DateTimeField(null=True, help_text="UTC; until somebody allows orders again")
    stop_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_zh="") | ~Q(name_en=""), name="catalogue_item_named"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="catalogue_item_kind"),
            models.CheckConstraint(condition=Q(price__gte=1), name="catalogue_item_price"),
            models.CheckConstraint(condition=Q(stock__gte=0, reserved__gte=0), name="catalogue_item_stock"),
            models.CheckConstraint(condition=Q(collect_days__gte=1), name="catalogue_item_collect"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stop_reason="") | Q(stopped_at__isnull=False) & ~Q(stop_reason=""),
                name="catalogue_item_stopped",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="catalogue_item_valid",
            ),
        ]
        indexes = [models.Index(fields=["price", "id"], condition=Q(active=True), name="catalogue_item_by_price")]


class StockMove(models.Model):
    """One change of an item's stock, or a note about it; their sums are the item's two columns."""

    class Why(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("stock", "Received")
        COUNTED = "counted", pgettext_lazy("stock", "Counted")
        CORRECTED = "corrected", pgettext_lazy("stock", "Corrected")
        ORDERED = "ordered", pgettext_lazy("stock", "Put aside for an order")
        RELEASED = "released", pgettext_lazy("stock", "Back from an order")
        COLLECTED = "collected", pgettext_lazy("stock", "Handed over")
        RETURNED = "returned", pgettext_lazy("stock", "Brought back")
        STOPPED = "stopped", _("Orders stopped")
        RESUMED = "resumed", _("Orders allowed again")

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(help_text="UTC")
    why = models.CharField(max_length=12, choices=Why.choices)
    stock = models.IntegerField(default=0, help_text="Change of the item's stock")
    reserved = models.IntegerField(default=0, help_text="Change of what is put aside")
    order = models.ForeignKey("Order", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(why__in=["received", "counted", "corrected", "ordered", "released",
                "collected", "returned", "stopped", "resumed"]), name="catalogue_stockmove_why"),
            models.UniqueConstraint(
                fields=["order", "why"], condition=Q(order__isnull=False), name="catalogue_stockmove_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["item", "-id"], name="catalogue_stockmove_item")]


class Order(Journalled):
    """One piece ordered by one person. `points` and `cost` (fen) as they were at that moment."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    points = models.PositiveIntegerField()
    cost = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ORDERED)
    ordered_at = models.DateTimeField(help_text="UTC, like all times here")
    expires_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Cancelled, expired or returned")
    reason = models.CharField(max_length=300, blank=True, help_text="Of a cancellation or return")
    salt = models.CharField(max_length=32, help_text="Makes its code, together with the server's key")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the code of 160 bits")
    short = models.CharField(max_length=32, help_text="Keyed digest of the short code")
    account = models.BigIntegerField(help_text="The ledger's account that pays: the person's, or a pool's")
    pool = models.BigIntegerField(null=True, help_text="Number of the pool that pays; null = the person")
    hold = models.BigIntegerField(help_text="The ledger's hold of the points")
    posting = models.BigIntegerField(null=True, help_text="The ledger's posting by which they were paid")
    back = models.BigIntegerField(null=True, help_text="The posting by which they came back after a return")
    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, null=True, related_name="+", help_text="That scanned without a sign-in"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="catalogue_order_state"),
            models.CheckConstraint(condition=Q(points__gte=1), name="catalogue_order_points"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("ordered_at")), name="catalogue_order_time"),
            models.CheckConstraint(
                condition=Q(state__in=TAKEN, collected_at__isnull=False, posting__isnull=False)
                | ~Q(state__in=TAKEN) & Q(collected_at=None, posting=None),
                name="catalogue_order_paid",
            ),
            models.CheckConstraint(
                condition=Q(state="returned", back__isnull=False) | ~Q(state="returned") & Q(back=None),
                name="catalogue_order_back",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["cancelled", "expired", "returned"], ended_at__isnull=False)
                | Q(state__in=["ordered", "ready", "collected"], ended_at=None),
                name="catalogue_order_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="catalogue_order_person"),
            models.Index(fields=["partner", "state", "-id"], name="catalogue_order_partner"),
            models.Index(fields=["item", "state"], name="catalogue_order_item"),
            models.Index(fields=["short"], condition=Q(state__in=OPEN), name="catalogue_order_short"),
            models.Index(fields=["expires_at"], condition=Q(state__in=OPEN), name="catalogue_order_expiry"),
        ]
