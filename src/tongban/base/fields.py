"""Columns that are sealed in the database and plain in Python.

What is stored is an envelope (`base.crypto.envelope`) bound to model and field: a value copied
into another column does not open.  PostgreSQL sees bytes only, so such a column cannot be
searched, ordered or unique; look people up through a keyed index beside it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from django import forms
from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.fields.mixins import CheckFieldDefaultMixin
from django.utils.translation import gettext_lazy as _

from tongban.base.crypto import envelope, keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.expressions import Combinable
    from django.db.models.lookups import Lookup

    Column = models.Field
else:

    class Column(models.Field):
        """A field that may be written with its types, as the checker wants it."""

        def __class_getitem__(cls, _types: object) -> type[Column]:
            return cls


PURPOSE = "fields"

# What may be assigned to a field and what is read from it, as django-stubs names them.
_Set_contra = TypeVar("_Set_contra", contravariant=True)
_Get_co = TypeVar("_Get_co", covariant=True)


class SealedColumn(Column[_Set_contra, _Get_co]):
    """What both kinds share: bytea, sealed on the way in, opened on the way out.

    A value is bound to "label.Model.field".  When a model or field is renamed, pass the old
    name as `bound_to`, or its rows no longer open.
    """

    def __init__(self, *args: Any, bound_to: str = "", **kwargs: Any) -> None:
        self.bound_to = bound_to
        self._aad = b""
        super().__init__(*args, **kwargs)

    def contribute_to_class(
        self,
        cls: type[models.Model],
        name: str,
        private_only: bool = False,  # noqa: FBT001, FBT002 - Django's own signature
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        self._aad = (self.bound_to or f"{cls._meta.label}.{name}").encode()

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.bound_to:
            kwargs["bound_to"] = self.bound_to
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse what a sealed column cannot keep: keys, uniqueness, indexes."""
        errors = super().check(**kwargs)
        if self.primary_key or self.unique or self.db_index:  # type: ignore[attr-defined]
            message = "A sealed column cannot be a key, unique or indexed."
            errors.append(checks.Error(message, obj=self, id="base.E001"))
        return errors

    def get_internal_type(self) -> str:
        return type(self).__name__

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002 - PostgreSQL only
        return "bytea"

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Return `isnull`; anything else would compare sealed bytes and never match."""
        if lookup_name != "isnull":
            raise FieldError(
                f"{self.name} is sealed: {lookup_name} cannot be looked up, use isnull"
            )
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self.name} is sealed: it has no {lookup_name}")

    def seal(self, plain: str) -> bytes:
        """Return what is stored for a text; never twice the same."""
        return envelope.seal(keys.store(), PURPOSE, plain.encode(), self._bound())

    def open(self, stored: bytes | memoryview) -> str:
        """Return the text that was stored, or raise `InvalidSeal`."""
        return envelope.open(keys.store(), PURPOSE, bytes(stored), self._bound()).decode()

    def _bound(self) -> bytes:
        if not self._aad:
            raise TypeError("a sealed column works inside its model only")
        return self._aad


class EncryptedTextField(SealedColumn[_Set_contra, _Get_co]):
    """A text nobody reads in the database; `max_length` counts plain characters."""

    if TYPE_CHECKING:
        _pyi_private_set_type: str | Combinable
        _pyi_private_get_type: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def to_python(self, value: Any) -> str | None:
        return value if value is None else str(value)

    def get_prep_value(self, value: Any) -> bytes | None:
        plain = self.to_python(super().get_prep_value(value))
        return None if plain is None else self.seal(plain)

    def from_db_value(
        self, value: bytes | None, _expression: object, _connection: BaseDatabaseWrapper
    ) -> str | None:
        return None if value is None else self.open(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"max_length": self.max_length, **kwargs})


class EncryptedJSONField(CheckFieldDefaultMixin, SealedColumn[_Set_contra, _Get_co]):
    """A JSON value nobody reads in the database; None is stored as NULL."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    empty_strings_allowed = False
    default_error_messages = {"invalid": _("内容不是有效的 JSON。")}
    _default_hint = ("dict", "{}")

    def get_prep_value(self, value: Any) -> bytes | None:
        plain = super().get_prep_value(value)
        return None if plain is None else self.seal(_written(plain))

    def from_db_value(
        self, value: bytes | None, _expression: object, _connection: BaseDatabaseWrapper
    ) -> Any:
        return None if value is None else json.loads(self.open(value))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        try:
            _written(value)
        except (TypeError, ValueError) as broken:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from broken

    def value_to_string(self, obj: models.Model) -> Any:
        return self.value_from_object(obj)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
