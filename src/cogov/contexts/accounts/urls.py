from django.urls import path

from cogov.contexts.accounts.views import account, demo, residents, security, staff

urlpatterns = [
    path("sign-in", residents.sign_in, name="sign-in"),
    path("sign-in/code", residents.sign_in_code, name="sign-in-code"),
    path("sign-out", residents.sign_out, name="sign-out"),
    path("staff/sign-in", staff.sign_in, name="staff-sign-in"),
    path("staff/password", staff.password, name="staff-password"),
    path("staff/mail-code", staff.mail_code, name="staff-mail-code"),
    path("staff/second-step", staff.second_step, name="staff-second-step"),
    path("staff/set-up", staff.set_up, name="staff-set-up"),
    path("staff/new-password", staff.new_password, name="staff-new-password"),
    path("staff/recovery-codes", staff.recovery_codes, name="staff-recovery-codes"),
    path("staff/stay", staff.stay, name="staff-stay"),
    path("account", account.account, name="account"),
    path("account/profile", account.profile, name="account-profile"),
    path("account/contact", account.contact, name="account-contact"),
    path("account/contact/code", account.contact_code, name="account-contact-code"),
    path("account/contact/remove", account.contact_remove, name="account-contact-remove"),
    path("account/consent", account.consent, name="account-consent"),
    path("account/export", account.export, name="account-export"),
    path("account/export.json", account.export_file, name="account-export-file"),
    path("account/erase", account.erase, name="account-erase"),
    path("account/sign-out-everywhere", account.sign_out_everywhere, name="account-sign-out-everywhere"),
    path("desk/security/views", security.views, name="security-views"),
    path("desk/security/factor-reset", security.factor_reset, name="security-factor-reset"),
    path("demo", demo.personas, name="demo"),
    path("demo/sign-in", demo.sign_in, name="demo-sign-in"),
    path("demo/codes", demo.codes, name="demo-codes"),
]
