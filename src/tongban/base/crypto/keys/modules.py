"""A PKCS#11 module in this process: one session, shared by threads, opened anew after a fork."""

from __future__ import annotations

import functools
import os
import threading
from typing import TYPE_CHECKING, Any, TypeVar

import pkcs11
from pkcs11 import exceptions

from tongban.base.crypto.keys.facts import KeyTrouble

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

_LOST = (
    exceptions.SessionClosed,
    exceptions.SessionHandleInvalid,
    exceptions.UserNotLoggedIn,
    exceptions.DeviceRemoved,
    exceptions.DeviceError,
    exceptions.TokenNotPresent,
    exceptions.ObjectHandleInvalid,
    exceptions.KeyHandleInvalid,
)
"""After these a new session may work: the module was restarted, or the token put in again."""


class ModuleTrouble(KeyTrouble):
    """The module does not answer, or not as it should; the message is one line."""


class Library:
    """One loaded module; it is told that only one thread at a time calls it, so we see to that.

    What a process inherits by a fork is worthless and must not be closed by it, as the numbers
    of sessions would be those of its own: such sessions are kept and never used.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.generation = 0
        self._stale = False
        self._buried: list[object] = []
        try:
            self.loaded = pkcs11.lib(path)
        except (exceptions.PKCS11Error, RuntimeError, OSError) as unusable:
            raise ModuleTrouble(f"the PKCS#11 module {path} cannot be loaded") from unusable
        os.register_at_fork(after_in_child=self._forked)

    def token(self, label: str) -> Any:
        """The token of this label, or raise `ModuleTrouble`; the lock must be held."""
        if self._stale:
            self.loaded.reinitialize()
            self._stale = False
        try:
            return self.loaded.get_token(token_label=label)
        except exceptions.PKCS11Error as missing:
            raise ModuleTrouble(f"{self.path} has no one token {label!r}") from missing

    def bury(self, session: object) -> None:
        """Keep a session that must neither be used nor closed."""
        self._buried.append(session)

    def _forked(self) -> None:
        # Another thread of the parent may have held the lock: in the child nobody would free it.
        self.lock = threading.RLock()
        self.generation += 1
        self._stale = True


@functools.cache
def library(path: str) -> Library:
    """The one of this path in this process."""
    return Library(path)


class Module:
    """A token of a module, logged in; every use goes through `use`."""

    def __init__(self, path: str, token: str, pin: str) -> None:
        self.library = library(path)
        self.label = token
        self._pin = pin
        self._session: Any = None
        self._generation = -1
        self._found: dict[tuple[Any, str], Any] = {}

    def __repr__(self) -> str:
        return f"Module({self.library.path}, {self.label})"

    def use(self, work: Callable[[Any], Answer]) -> Answer:
        """Run `work` with a session, alone; a lost session is replaced once.

        What the module then still refuses raises `ModuleTrouble`.
        """
        with self.library.lock:
            try:
                try:
                    return work(self._opened())
                except _LOST:
                    self._drop()
                    return work(self._opened())
            except exceptions.PKCS11Error as refused:
                raise ModuleTrouble(
                    f"the PKCS#11 token {self.label!r} refused: {type(refused).__name__}"
                ) from refused

    def key(self, session: Any, kind: Any, label: str) -> Any:
        """A key of the token, looked for once a session; only within `use`."""
        found = self._found.get((kind, label))
        if found is None:
            found = self._found[kind, label] = session.get_key(object_class=kind, label=label)
        return found

    def _opened(self) -> Any:
        if self._session is None or self._generation != self.library.generation:
            self._drop()
            token = self.library.token(self.label)
            try:
                self._session = token.open(rw=True, user_pin=self._pin)
            except exceptions.UserAlreadyLoggedIn:  # which holds for all sessions of a process
                self._session = token.open(rw=True)
            self._generation = self.library.generation
        return self._session

    def _drop(self) -> None:
        self._found = {}
        if self._session is not None:
            self.library.bury(self._session)
            self._session = None
