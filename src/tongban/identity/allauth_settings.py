"""Settings of django-allauth; `project.settings` takes them over."""

from __future__ import annotations

ACCOUNT_ADAPTER = "tongban.identity.signin.Adapter"
ACCOUNT_FORMS = {
    "login": "tongban.portal.accounts.forms.SignInForm",
    "signup": "tongban.portal.accounts.forms.SignUpForm",
    "change_password": "tongban.portal.accounts.forms.ChangePasswordForm",
}
# Our own backend finds an account by user name, e-mail, telephone or identity number; allauth
# itself is only told of the user name, and never looks into the sealed e-mail address.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# One's own page says what comes next: going to a hall with the identity card.
ACCOUNT_SIGNUP_REDIRECT_URL = "/me/"
ACCOUNT_SESSION_REMEMBER = False
# Five failures lock the account they are aimed at for ten minutes; a whole hall may share one
# address, so the limits by address are wide.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "5/10m/key,60/10m/ip",
    "signup": "20/h/ip",
    "change_password": "5/m/user",
}
