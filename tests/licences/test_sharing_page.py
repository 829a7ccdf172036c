"""The page for systems that ask the library: its program runs, its signature check finds lies."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from gmssl import sm2 as other_sm2
from gmssl import sm3 as other_sm3

from tests.contract.answers import contract
from tests.licences.factories import ENTERPRISE, make_licence, make_subject
from tests.licences.sharers import WHY, ask, token
from tongban.access import services as access
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.base.crypto import keys
from tongban.licences import services
from tongban.licences.rules import sharing

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

PAGE = (Path(__file__).resolve().parents[2] / "docs/sharing-interface.md").read_text("utf-8")
WHOSE = {"holderCode": ENTERPRISE["number"], "holderTypeCode": "001", **WHY}


def by_another_library(told: dict[str, Any]) -> bool:
    """Whether gmssl takes the signature, with Z by GM/T 0009 made from the published key."""
    point = keys.store().public(told["head"]["sign"]["keyId"]).point.hex()[2:]
    checker = other_sm2.CryptSM2(public_key=point, private_key="")
    message = sharing.to_sign(told)
    z = other_sm3.sm3_hash(list(bytes.fromhex(
        "0080" + "31323334353637383132333435363738" + checker.ecc_table["a"]
        + checker.ecc_table["b"] + checker.ecc_table["g"] + point
    )))  # fmt: skip
    e = other_sm3.sm3_hash(list(bytes.fromhex(z) + message))
    signed = base64.b64decode(told["head"]["sign"]["value"]).hex()
    return bool(checker.verify(signed, bytes.fromhex(e)))


@pytest.mark.django_db
def test_another_library_takes_the_signature_of_an_answer_and_no_other() -> None:
    make_licence(make_subject(**ENTERPRISE))
    bearer = token(now=clock.now())
    told = ask("search", WHOSE, bearer)
    refused = ask("search", {**WHOSE, "useCause": ""}, bearer)

    assert by_another_library(told)
    assert by_another_library(refused)
    for spoilt in (
        {**told, "data": []},
        {**told, "head": {**told["head"], "client": "somebody-else"}},
        {**told, "head": {**told["head"], "request": "00" * 32}},
        {**refused, "head": {**refused["head"], "status": "0"}},
    ):
        assert not by_another_library(spoilt)


@pytest.mark.django_db
def test_the_keys_are_public_and_name_no_other_purpose() -> None:
    listed = Client().get("/api/v1/sharing/keys").json()["items"]

    held = {key.key_id for key in keys.store().held() if key.purpose == "documents"}
    assert {one["key_id"] for one in listed} == held
    assert all(one["public_key"].startswith("-----BEGIN PUBLIC KEY-----\n") for one in listed)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.django_db(transaction=True)
def test_the_program_of_the_page_runs(live_server: LiveServer, tmp_path: Path) -> None:
    make_licence(make_subject(**ENTERPRISE))
    token("mkt-desk", now=clock.now())
    secret = access.renew_secret(actor=SYSTEM, key="mkt-desk", now=clock.now())
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    own = {"TB": live_server.url, "NAME": "mkt-desk", "SECRET": secret, "no_proxy": "*"}

    ran = subprocess.run(  # noqa: S603 - the program is our own page
        [sys.executable, "-c", found.group(1)],
        cwd=tmp_path, env={**os.environ, **own}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip

    assert ran.stdout == "0 ['营业执照'] True\nFalse\n", ran.stderr


def test_the_page_lists_every_service_and_every_code() -> None:
    services_there = {
        path.rsplit("/", 1)[-1]
        for path, methods in contract()["paths"].items()
        if path.startswith("/api/v1/sharing/") and "post" in methods
    }
    table = PAGE.partition("## 2.")[2].partition("## 3.")[0]
    codes = PAGE.partition("## 3.")[2].partition("## 4.")[0]

    assert set(re.findall(r"^\| `([a-z-]+)`", table, re.MULTILINE)) == services_there
    listed = dict(re.findall(r"\| `(\d+)` \| ([一-鿿]+)", codes))
    assert listed == dict(services.sharing.codes().messages)
