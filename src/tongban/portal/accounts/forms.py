"""Forms of the sign-in pages; allauth calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as allauth
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongban.base import clock
from tongban.base.actors import ANONYMOUS
from tongban.base.errors import Refusal
from tongban.identity import rules, services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from tongban.identity.models import Account

_LONGEST = 150


def _words(sentence: Any) -> dict[str, Any]:
    return {"required": sentence}


class SignInForm(allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    """The people's door."""

    realm: ClassVar[str] = rules.Realm.PUBLIC
    label: ClassVar[Any] = _("手机号码、身份证号码或用户名")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=self.label,
            max_length=_LONGEST,
            error_messages=_words(_("请填写您的账号。")),
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )
        self.fields["password"] = forms.CharField(
            label=_("密码"),
            strip=False,
            max_length=_LONGEST,
            error_messages=_words(_("请填写密码。")),
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, Any]:
        """What the backend needs.  Without `_login_with_password` the session would keep it."""
        return {
            "username": self.cleaned_data["login"],
            "password": self.cleaned_data["password"],
            "realm": self.realm,
        }

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Begin the session; what was typed, perhaps an identity number, is not kept in it."""
        self._login.redirect_url = redirect_url
        credentials = {"password": "", "realm": self.realm}
        answer: HttpResponse = allauth.flows.login.perform_password_login(
            request, credentials, self._login
        )
        request.session.set_expiry(0)
        return answer


class StaffSignInForm(SignInForm):
    """The staff's door."""

    realm = rules.Realm.STAFF
    label = _("工作账号")


class SignUpForm(forms.Form):
    """A stranger registers himself; nothing of it is verified."""

    by_passkey: ClassVar[bool] = False

    name = forms.CharField(
        label=_("姓名"),
        max_length=100,
        help_text=_("和身份证上的一致。"),
        error_messages=_words(_("请填写姓名。")),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    number = forms.CharField(
        label=_("身份证号码"),
        max_length=40,
        help_text=_("18位，最后一位可能是X。"),
        error_messages=_words(_("请填写身份证号码。")),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-never-keep": True}),
    )
    phone = forms.CharField(
        label=_("手机号码"),
        max_length=32,
        help_text=_("以后可以用它登录，办事进度也发到这里。"),
        error_messages=_words(_("请填写手机号码。")),
        widget=forms.TextInput(
            attrs={"autocomplete": "tel", "inputmode": "tel", "class": "medium"}
        ),
    )
    password = forms.CharField(
        label=_("设一个密码"),
        strip=False,
        max_length=_LONGEST,
        help_text=_("至少8位，大写字母、小写字母、数字、符号中至少有三种，不要用姓名和号码。"),
        error_messages=_words(_("请设一个密码。")),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次密码"),
        strip=False,
        max_length=_LONGEST,
        error_messages=_words(_("请再输一次密码。")),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_number(self) -> str:
        typed = str(self.cleaned_data["number"])
        return self._taken(
            lambda: (
                rules.check_number(
                    rules.NumberType.CITIZEN,
                    typed,
                    sample_allowed=settings.TONGBAN.sample_allowed,
                    today=clock.today(),
                ).number
            )
        )

    def clean_phone(self) -> str:
        typed, samples = str(self.cleaned_data["phone"]), settings.TONGBAN.sample_allowed
        return self._taken(
            lambda: rules.check_phone(typed, sample_allowed=samples, mobile_only=True)
        )

    def _taken(self, check: Callable[[], str]) -> str:
        """What the rules make of a value, so that every fault is said at once."""
        try:
            return check()
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        """Sign the person up; what the service declines stands at its field."""
        given: dict[str, Any] = self.cleaned_data
        if {"password", "again"} <= given.keys() and given["password"] != given["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        if self.errors:
            return given
        try:
            self.account = services.sign_up(
                actor=ANONYMOUS,
                number_type=rules.NumberType.CITIZEN,
                name=given["name"],
                number=given["number"],
                phone=given["phone"],
                password=given["password"],
                now=clock.now(),
            )
        except Refusal as refusal:
            for field, sentence in (refusal.fields or {"": str(refusal)}).items():
                self.add_error(field if field in self.fields else None, sentence)
        return given

    def try_save(self, request: HttpRequest) -> tuple[Account, None]:  # noqa: ARG002 - allauth's
        """The account that was made, as allauth wants it."""
        return self.account, None


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The present password and the next one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        least = 10 if self.user.is_staff_account else 8
        words = {
            "oldpassword": (_("现在的密码"), "", _("请填写现在的密码。")),
            "password1": (
                _("新密码"),
                _("至少%(least)s位，大写字母、小写字母、数字、符号中至少有三种，不要用姓名和号码。")
                % {"least": least},
                _("请填写新密码。"),
            ),
            "password2": (_("再输一次新密码"), "", _("请再输一次新密码。")),
        }
        for name, (label, hint, missing) in words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = missing
            field.widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if {"password1", "password2"} <= given.keys() and given["password1"] != given["password2"]:
            self.add_error("password2", _("两次输入的密码不一样。"))
        return given
