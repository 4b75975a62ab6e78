from django.urls import path

from cogov.contexts.rewards.views import decisions, pools, public, ruling, statement

app_name = "rewards"
urlpatterns = [
    path("points", statement.mine, name="mine"),
    path("points/how", public.how, name="how"),
    path("points/statement.csv", statement.as_csv, name="csv"),
    path("points/statement.pdf", statement.as_pdf, name="pdf"),
    path("points/decisions/<int:suspicion>", statement.decision, name="decision"),
    path("points/pools", pools.index, name="pools"),
    path("points/pools/new", pools.new, name="pool-new"),
    path("points/pools/join", pools.join, name="pool-join"),
    path("points/pools/<int:pool>", pools.one, name="pool"),
    path("desk/points/rules", ruling.index, name="rules"),
    path("desk/points/rules/new", ruling.new, name="rule-new"),
    path("desk/points/rules/<int:rule>", ruling.one, name="rule"),
    path("desk/points/rules/<int:rule>/trial", ruling.trial, name="trial"),
    path("desk/points/suspicions", decisions.index, name="suspicions"),
    path("desk/points/suspicions/<int:suspicion>", decisions.one, name="suspicion"),
]
