"""How long a licence takes as OFD: `python -m bench.ofd`. Each one differs from every other."""

from __future__ import annotations

import os
import statistics
import time
from datetime import UTC, date, datetime

from tongban.base import ofd, typeset
from tongban.licences.rules import faces, layouts

ROUNDS = 60
NOW = datetime(2026, 3, 12, 4, tzinfo=UTC)
SEAL = os.urandom(12_000)
SPOT = ofd.Spot(1, 120, 150, 40, 40)


def face(number: int) -> faces.Face:
    """A certificate that differs from every other, so that no result can be reused."""
    return faces.Face(
        title="食品经营许可证",
        number=f"JY2990101{number:07d}",
        identifier=f"1.2.156.3005.2.119900000000000275001.11990100000000019F.{number:010d}.001.D",
        holders=("样大民",),
        issuer="样例区行政审批局",
        issued_on=date(2026, 3, 12),
        made_at=NOW,
        entries=tuple(
            faces.Entry(f"信息项{each}", f"内容{number + each}", f"KZ_{each}") for each in range(8)
        ),
        qr=f"ZZ1|{number}|" + "A" * 86,
        verify_at="https://demo.example/verify/",
    )


def steps(form: layouts.Form, number: int) -> dict[str, float]:
    """Milliseconds of processor time of each step of one licence; the typesetter's own threads
    come on top."""
    spent: dict[str, float] = {}
    begin = time.thread_time()

    def done(name: str) -> None:
        nonlocal begin
        spent[name] = (time.thread_time() - begin) * 1000
        begin = time.thread_time()

    printed = face(number)
    layout = layouts.Layout.model_validate({"form": form})
    marked = typeset.marked(*layouts.printed(layout, printed))
    done("typeset")
    custom = {entry.key: entry.value for entry in printed.entries}
    info = ofd.Info(printed.title, printed.issuer, printed.made_at, custom=custom)
    drawing = ofd.draw(marked, info)
    done("draw")
    pending = ofd.begin_signature(
        drawing.files, provider="bench", method_oid="1.2.156.10197.1.501", at=NOW,
        spots=[SPOT], seal=SEAL,
    )  # fmt: skip
    files = pending.finish(SEAL)
    done("describe")
    content = ofd.pack(files)
    done("pack")
    package = ofd.open_package(content)
    (entry,) = ofd.signatures(package)
    assert entry.changed(package) == ofd.uncovered(package) == ()
    done("check")
    ofd.indexed(package)
    done("index")
    spent["bytes"] = len(content)
    return spent


def main() -> None:
    for form in layouts.Form:
        steps(form, 0)
        measured = [steps(form, number) for number in range(1, ROUNDS)]
        middle = {name: statistics.median(each[name] for each in measured) for name in measured[0]}
        size = middle.pop("bytes")
        listed = ", ".join(f"{name} {spent:5.2f}" for name, spent in middle.items())
        ours = middle["draw"] + middle["describe"] + middle["pack"]
        print(f"{form:14} ms: {listed}; draw to pack {ours:5.2f}; {size / 1024:4.1f} KB")


if __name__ == "__main__":
    main()
