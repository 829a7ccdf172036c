"""The sharing interface (GB/T 36906) as one system of a department asks it: answers a second.

Run with `python -m bench.sharing [asked]`.  Each question goes through the whole application: the
token, the quota, the policy, the record of the look with its leaf, the licence opened and its
signature checked, and the answer signed with SM2.  One process asks one question after the other,
so that the node answers as many times more as it has cores; what PostgreSQL does comes on top of
the processor time of the process.
"""

from __future__ import annotations

import base64
import json
import os
import statistics
import sys
import time
import warnings
from typing import TYPE_CHECKING, Any

from bench import licences as library  # sets Django up, in a database and a folder of its own
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from tongban.access import services as access
from tongban.base import clock
from tongban.base import files as stored
from tongban.base.actors import SYSTEM
from tongban.project import loaded

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED = 500
KEY, UNIT = "bench", "mkt"
SCOPES = ("licences.search", "licences.read", "licences.verify")
WHY = {"useCause": "核验申请人的身份", "caseNumber": "TB20260001"}


class System:
    """A department's system with its token."""

    def __init__(self) -> None:
        _client, self.secret = access.register_client(
            actor=SYSTEM, key=KEY, name="bench", unit=UNIT, scopes=SCOPES, per_minute=100_000,
            now=clock.now(),
        )  # fmt: skip
        self.client, self.headers = Client(), {}
        self.headers = {"Authorization": f"Bearer {self.token()}"}

    def token(self) -> str:
        """A new token, as a system gets one every two hours."""
        told = self.ask("token", {"appName": KEY, "appSecret": self.secret})
        return str(told["data"]["accessToken"])

    def ask(self, what: str, data: dict[str, Any]) -> Any:
        """The answer to one question, which must be yes and signed."""
        answer = self.client.post(
            f"/api/v1/sharing/{what}", json.dumps({"head": {}, "data": data}),
            content_type="application/json", headers=self.headers,
        ).json()  # fmt: skip
        if answer["head"]["status"] != "0" or not answer["head"]["sign"]["value"]:
            raise RuntimeError(answer["head"])
        return answer


def shown(name: str, times: int, act: Callable[[int], object]) -> None:
    """One line: how many a second, how long one takes, and how much of it this process works."""
    act(0)
    took, worked = [], time.process_time()
    for at in range(times):
        begin = time.perf_counter()
        act(at)
        took.append(time.perf_counter() - begin)
    worked = (time.process_time() - worked) / times * 1000
    p95 = statistics.quantiles(took, n=20)[-1] * 1000
    rate = times / sum(took)
    print(f"sharing: {name:<28} {rate:6,.0f} /s, p95 {p95:.0f} ms, processor {worked:.1f} ms")


def main(asked: int) -> None:
    """Issue a few licences, then print one line for each kind of question."""
    people = library.lay_down()
    issued = [library.issue(holder) for holder in people]
    system, kind = System(), {"certTypeCode": str(issued[0].type.type_code)}
    loaded.settle()  # as the worker and the web server do

    def of(at: int) -> dict[str, Any]:
        return {"certificateIdentifier": issued[at % len(issued)].identifier, **WHY}

    def held(at: int) -> dict[str, Any]:
        holder = str(issued[at % len(issued)].personal["CZZTDM"][0])
        return {"holderCode": holder, "holderTypeCode": "111", **kind, **WHY}

    def said(at: int) -> dict[str, Any]:
        return {**of(at), "items": {"ZZMC": "居民身份证"}}

    def file(at: int) -> dict[str, Any]:
        content = stored.read(issued[at % len(issued)].file_digest)
        return {"content": base64.b64encode(content).decode()}

    few = max(20, asked // 10)
    shown("token", few, lambda _at: system.token())
    shown("items of a face", asked, lambda _at: system.ask("remark-info", kind))
    shown("search by holder", asked, lambda at: system.ask("search", held(at)))
    shown("query by holder", asked, lambda at: system.ask("query-by-holder", held(at)))
    shown("query by identifier", asked, lambda at: system.ask("query-info", of(at)))
    shown("verify information", asked, lambda at: system.ask("verify-info", said(at)))
    shown("annotated copy as OFD", few, lambda at: system.ask("download-file", of(at)))
    shown("verify a file", few, lambda at: system.ask("verify-file", file(at)))


if __name__ == "__main__":
    settings.ALLOWED_HOSTS = ["*"]
    warnings.filterwarnings("ignore", message="No directory at")  # no assets are served here
    connection.settings_dict["OPTIONS"].pop("pool", None)
    connection.settings_dict["TEST"]["NAME"] = f"bench_sharing_{os.getpid()}"
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ASKED)
    finally:
        teardown_databases(databases, verbosity=0)
        library._FOLDER.cleanup()
