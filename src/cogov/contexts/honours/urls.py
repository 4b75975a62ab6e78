from django.urls import path

from cogov.contexts.honours.views import counter, desk, mine, public

app_name = "honours"
urlpatterns = [
    path("honours", public.index, name="index"),
    path("certificates/<slug:token>", public.check, name="check"),
    path("honours/mine", mine.index, name="mine"),
    path("honours/mine/<int:number>.pdf", mine.paper, name="paper"),
    path("honours/mine/<int:number>/name", mine.show_name, name="show-name"),
    path("honours/benefits/<slug:code>", mine.apply, name="apply"),
    path("honours/claims/<int:number>", mine.claim, name="claim"),
    path("desk/honours", desk.commendations, name="commendations"),
    path("desk/honours/claims", desk.claims, name="claims"),
    path("desk/honours/claims/<int:number>", desk.claim, name="desk-claim"),
    path("desk/honours/certificates", desk.certificates, name="certificates"),
    path("desk/honours/rules", desk.rules_page, name="rules"),
    path("desk/honours/rules/<slug:code>", desk.rule, name="rule"),
    path("desk/honours/rules/benefits/<slug:code>", desk.benefit, name="benefit"),
    path("desk/honours/resident", counter.find, name="desk"),
    path("desk/honours/resident/visit", counter.resident, name="desk-resident"),
    path("desk/honours/resident/<int:number>.pdf", counter.paper, name="desk-paper"),
]
