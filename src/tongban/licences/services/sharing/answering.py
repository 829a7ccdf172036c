"""Answers of the sharing interface: their message code, and the signature that proves them."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings

from tongban.base.crypto import keys
from tongban.licences.rules import sharing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.licences.rules.sharing import Codes

KEY = "documents"
_OURS = Path(__file__).resolve().parents[2] / "data" / "sharing_codes.yaml"


@lru_cache(maxsize=4)
def _read(path: Path) -> Codes:
    return sharing.read_codes(yaml.safe_load(path.read_text(encoding="utf-8")))


def codes() -> Codes:
    """The message codes of this node, read once; a wrong table is `sharing.CodesInvalid`."""
    return _read(settings.TONGBAN.sharing_codes or _OURS)


def answer(*, head: Mapping[str, str], data: Any, refusal: str = "", said: str = "") -> Any:
    """The whole answer with its signature: `data`, or why not.

    Signed by the key of the node's documents (SM2 over `sharing.to_sign`), so that the caller can
    prove later what he was told, and upon which request.
    """
    code, message = codes().of(refusal) if refusal else ("0", codes().messages["0"])
    told = {
        **head,
        "status": "1" if refusal else "0",
        "code": code,
        "message": f"{message}：{said}" if said else message,
    }
    whole: dict[str, Any] = {"head": told, "data": data}
    signed = keys.store().sign(KEY, sharing.to_sign(whole))
    told["sign"] = {  # type: ignore[assignment]
        "algorithm": str(signed.algorithm),
        "keyId": signed.key_id,
        "value": base64.b64encode(signed.value).decode(),
    }
    return whole
