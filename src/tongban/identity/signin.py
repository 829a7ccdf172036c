"""Sign-in: the backend that knows people by any of their names, and allauth's adapter.

The two realms never meet: an account of staff is unknown at the people's door and the other way
round.  Whoever is turned away hears one sentence, whatever was wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tongban.base import clock
from tongban.identity import queries, rules, services
from tongban.identity.models import Account, keyed_index
from tongban.identity.rules import SessionKey

if TYPE_CHECKING:
    from django.http import HttpRequest

_LOCKED_FOR = 10 * 60
_FAILED = "login_failed"
_WRONG = _("账号或密码不对。请核对后再试；连续错5次，要等10分钟。")
_LOCKED = _("错的次数太多，请10分钟后再试。忘了密码，可以带身份证到政务大厅窗口重置。")


class Backend(BaseBackend):
    """Finds an account of one realm by user name, e-mail, telephone or identity number."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Account | None:  # noqa: ARG002
        """The account, or None after the time that a password check takes.

        Takes `username` (any of the names), `password`, and `realm`, which is the people's if it
        is not given.
        """
        username = str(credentials.get("username") or "")
        password = str(credentials.get("password") or "")
        if not username or not password:
            return None
        realm = credentials.get("realm", rules.Realm.PUBLIC)
        account = queries.account_named(username, realm=realm)
        if account is None:
            make_password(password)
            return None
        if account.check_password(password) and account.is_active:
            return account
        return None

    def get_user(self, user_id: int) -> Account | None:
        return queries.account_for_session(user_id)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Where allauth asks for our decisions."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "too_many_login_attempts": _LOCKED,
        "rate_limited": _("操作太频繁了，请稍等一会儿再试。"),
        "enter_current_password": _("现在的密码不对，请重新填写。"),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Decline without looking if the account, or whatever was typed, is locked."""
        if cache.get(self._lock(request, **credentials)):
            self._decline("locked", **credentials)
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write it down; the fifth time, lock for ten minutes from now."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        if not ratelimit.consume(request, action=_FAILED, key=key, dry_run=True):
            cache.set(self._lock(request, **credentials), 1, _LOCKED_FOR)
        self._decline("wrong", **credentials)

    def login(self, request: HttpRequest, user: Account) -> None:
        """Begin a session with a new id; nothing of an earlier choice goes with it.

        Only who comes back after his session ran out acts for the same principal as before.
        """
        request.session.pop(SessionKey.PRINCIPAL, None)
        account, principal = request.session.pop(SessionKey.LAPSED, (None, ""))
        super().login(request, user)
        if account == user.pk:
            request.session[SessionKey.PRINCIPAL] = principal
        now = clock.now()
        stamp = int(now.timestamp())
        request.session[SessionKey.SIGNED_IN_AT] = request.session[SessionKey.SEEN_AT] = stamp
        services.signed_in(
            actor=queries.actor_behind(user), account_id=user.pk, realm=user.realm, now=now
        )

    def logout(self, request: HttpRequest) -> None:
        account = request.user
        if isinstance(account, Account):
            services.signed_out(
                actor=queries.actor_behind(account),
                account_id=account.pk,
                why="asked",
                now=clock.now(),
            )
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        staff = getattr(request.user, "realm", "") == rules.Realm.STAFF
        return "/desk/" if staff else str(super().get_login_redirect_url(request))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        staff = getattr(request.user, "realm", "") == rules.Realm.STAFF
        return "/accounts/staff/login/" if staff else "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def clean_password(self, password: str, user: Account | None = None) -> str:
        faults = services.password_faults(user, password) if user is not None else ()
        if faults:
            raise ValidationError(list(faults))
        return password

    def set_password(self, user: Account, password: str) -> None:
        changed = services.change_password(
            actor=queries.actor_behind(user), account_id=user.pk, password=password, now=clock.now()
        )
        user.password = changed.password
        user.must_change_password = changed.must_change_password

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002
        """One key for all names of an account, so that each further name gives no further try."""
        realm = str(credentials.get("realm", rules.Realm.PUBLIC))
        typed = str(credentials.get("username", ""))
        account = queries.account_named(typed, realm=realm)
        means = str(account.pk) if account else rules.normalised(typed)
        return keyed_index(f"sign-in:{realm}:{bool(account)}", means).hex()

    def _lock(self, request: HttpRequest, **credentials: Any) -> str:
        return f"sign-in-lock:{self._get_login_attempts_cache_key(request, **credentials)}"

    def _decline(self, why: str, **credentials: Any) -> None:
        realm = str(credentials.get("realm", rules.Realm.PUBLIC))
        account = queries.account_named(str(credentials.get("username", "")), realm=realm)
        services.sign_in_declined(
            account_id=account.pk if account else None, realm=realm, why=why, now=clock.now()
        )
