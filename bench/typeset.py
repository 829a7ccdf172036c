"""How long a paper takes: `python -m bench.typeset`. Cold is the first one of a process."""

import statistics
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from tongban.base import typeset
from tongban.licences.rules import faces

ROUNDS = 200


def face(number: int) -> faces.Face:
    """A certificate that differs from every other, so that no result can be reused."""
    return faces.Face(
        title="食品经营许可证",
        number=f"JY2990101{number:07d}",
        identifier=f"1.2.156.3005.2.119900000000000275001.11990100000000019F.{number:010d}.001.D",
        holders=("样大民",),
        issuer="样例区行政审批局",
        issued_on=date(2026, 3, 12),
        made_at=datetime(2026, 3, 12, tzinfo=timezone(timedelta(hours=8))),
        entries=tuple(faces.Entry(f"信息项{each}", f"内容{number + each}") for each in range(8)),
        qr=f"ZZ1|{number}|" + "A" * 86,
        verify_at="https://demo.example/verify/",
    )


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    for form in ("licences/certificate", "licences/permit", "licences/card"):
        cold = milliseconds(lambda form=form: typeset.pdf(form, face(0).facts()))  # type: ignore[misc]
        warm = [
            milliseconds(lambda form=form, each=each: typeset.pdf(form, face(each).facts()))  # type: ignore[misc]
            for each in range(1, ROUNDS)
        ]
        picture = milliseconds(lambda form=form: typeset.png(form, face(1).facts()))  # type: ignore[misc]
        print(
            f"{form:22} pdf first {cold:6.1f} ms, then median {statistics.median(warm):5.2f} ms,"
            f" worst {max(warm):5.1f} ms; png {picture:5.1f} ms"
        )


if __name__ == "__main__":
    main()
