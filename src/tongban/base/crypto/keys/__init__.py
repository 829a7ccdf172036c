"""The keys of this node: one interface, files by default, a module (HSM) if bought."""

from typing import TYPE_CHECKING

from tongban.base import on_demand
from tongban.base.crypto.keys.facts import (
    MANY,
    PURPOSES,
    SAMPLE_ONLY,
    SINGLE,
    Algorithm,
    KeyFacts,
    KeyMissing,
    KeyStore,
    KeyTrouble,
    KeyUnknown,
    SampleKeys,
    Secret,
    Signature,
    State,
)

if TYPE_CHECKING:
    from tongban.base.crypto.keys.configured import (
        ToldKey,
        published,
        require_production_keys,
        store,
        told,
    )
    from tongban.base.crypto.keys.files import FileKeyStore, KeyFileInvalid, KeysExposed

__all__ = [
    "MANY",
    "PURPOSES",
    "SAMPLE_ONLY",
    "SINGLE",
    "Algorithm",
    "FileKeyStore",
    "KeyFacts",
    "KeyFileInvalid",
    "KeyMissing",
    "KeyStore",
    "KeyTrouble",
    "KeyUnknown",
    "KeysExposed",
    "SampleKeys",
    "Secret",
    "Signature",
    "State",
    "ToldKey",
    "published",
    "require_production_keys",
    "store",
    "told",
]

if not TYPE_CHECKING:
    __getattr__ = on_demand.door(
        __name__,
        {
            "configured": ("ToldKey", "published", "require_production_keys", "store", "told"),
            "files": ("FileKeyStore", "KeyFileInvalid", "KeysExposed"),
        },
    )
