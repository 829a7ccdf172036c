"""A whole life event (一件事) as one record: its own papers around the packages of its cases.

After annex C of GB/T 42727-2023: a description and one general package for each member case.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tongban.archives import queries, rules
from tongban.archives.models import Archive, Wish
from tongban.archives.rules import packages
from tongban.archives.services import collecting, keeping, sealing
from tongban.base import clock, files
from tongban.base.actors import SYSTEM
from tongban.cases import queries as cases
from tongban.cases.rules.bundles import LABELS, MEMBER_LABELS, BundleState, MemberState
from tongban.directory import queries as directory
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.cases.models import Bundle
    from tongban.cases.queries import BundleView

AGAIN = timedelta(hours=1)


def hurry(bundle: Bundle | None, now: datetime) -> None:
    """A case of the life event was filed: look again whether all of them are."""
    if bundle is not None:
        waiting = Wish.objects.filter(case_number=bundle.number, built_at=None)
        waiting.update(next_try_at=now)


def nest(wish: Wish, now: datetime) -> Archive | None:
    """File a life event that is over; None while a case of it is not filed yet.

    Part of a command that holds the wish.  Raises what `collecting.collect` raises of papers.
    """
    collecting.require_sealed(wish.case_number, now)
    view = cases.bundle(SYSTEM, wish.case_number)
    numbers = {str(one.case.number) for one in view.members if one.case}
    inner = {row.case_number: row for row in Archive.objects.filter(case_number__in=numbers)}
    if view.bundle.concluded_at is None or inner.keys() != numbers:
        wish.next_try_at = now + AGAIN
        wish.save(update_fields=["next_try_at"])
        return None
    archive = _described(view, list(inner.values()), now)
    unit = _unit(view, archive, inner, now)
    filed = sealing.file_away(archive, unit, wish, now)
    Archive.objects.filter(pk__in=[row.pk for row in inner.values()]).update(within=filed)
    return filed


def _described(view: BundleView, inner: list[Archive], now: datetime) -> Archive:
    """The row of the whole: kept as long as the one of its cases that is kept longest."""
    bundle = view.bundle
    ended_on = max([clock.day_of(bundle.concluded_at or now), *(row.ended_on for row in inner)])
    order = list(rules.Period)
    period = min((rules.Period(row.period) for row in inner), key=order.index, default=order[-1])
    return Archive(
        number=sealing.archive_number(bundle.unit, ended_on, period),
        case_number=str(bundle.number), unit=bundle.unit, region=bundle.region,
        item_key=bundle.event_key, item_name=bundle.event_name, year=ended_on.year,
        ended_on=ended_on, period=period, keep_until=rules.keep_until(ended_on, period),
        made_at=now,
    )  # fmt: skip


def _unit(
    view: BundleView, archive: Archive, inner: dict[str, Archive], now: datetime
) -> sealing.Unit:
    number = archive.case_number
    proven = collecting.proven(number)  # before a paper is printed, which writes an entry
    loose = _loose_files(view)
    facts = _facts(view, loose)
    unit = sealing.Unit(
        {}, {}, _stated(view, archive, facts["applicant"]), _step_rows(facts["steps"]),
        _relations(view, inner), {"structure": "nested", "decided": False},
    )  # fmt: skip
    shelf = collecting.Shelf(unit.contents, unit.titles)
    for material, file in loose:
        shelf.add(rules.Group.APPLY, material, file.name.rpartition(".")[2].lower(),
                  files.read(file.digest))  # fmt: skip
    for paper in view.papers:
        for group, title, ending, content in collecting.written_out(number, paper, now):
            shelf.add(group, title, ending, content)
    collecting.trust(shelf)
    said = {"form": view.bundle.form, "answers": view.bundle.answers}
    shelf.add(rules.Group.APPLY, "一张表", "json", collecting.written(said))
    shelf.put(packages.FACTS, "业务过程数据", collecting.written(facts))
    shelf.put(packages.PROOFS, "存证账本证明", collecting.written(proven))
    members = {}
    for case_number, row in sorted(inner.items()):
        path = f"{packages.MEMBERS}/{case_number}.zip"
        shelf.put(path, f"{row.item_name} 归档信息包", keeping.read(row.digest))
        members[path] = case_number
    unit.further["members"] = members
    return unit


def _loose_files(view: BundleView) -> list[tuple[str, Any]]:
    """Files of the one set that no case has, because its member never began."""
    known = cases.file_digests([one.case.pk for one in view.members if one.case])
    return [
        (row.name, file)
        for row in view.materials
        for file in row.files.all()
        if file.digest not in known
    ]


def _facts(view: BundleView, loose: list[tuple[str, Any]]) -> dict[str, Any]:
    """The whole with all that its house keeps of it, as plain JSON."""
    bundle = view.bundle
    card = identity.subject(bundle.applicant_id)
    members = [
        {**collecting.columns(one.row), "case": str(one.case.number) if one.case else ""}
        for one in view.members
    ]
    facts = {
        "case": {**collecting.columns(bundle), "item_name": bundle.event_name},
        "item": {"key": bundle.event_key, "name": bundle.event_name,
                 "version": view.event.version},
        "applicant": {"name": card.name, "number": card.number, "number_type": card.number_type},
        "members": members,
        "materials": [collecting.columns(row) for row in view.materials],
        "files": [collecting.columns(file) for _name, file in loose],
        "documents": [collecting.said_of(paper) for paper in view.papers],
        "steps": _steps(view),
    }  # fmt: skip
    plain: dict[str, Any] = json.loads(collecting.written(facts))
    return plain


def _steps(view: BundleView) -> list[dict[str, Any]]:
    """What happened to the whole, in order; each case has its own steps in its package."""
    bundle = view.bundle
    found: list[tuple[datetime, str, str]] = [
        (at, words, BundleState.RUNNING)
        for at, words in (
            (bundle.submitted_at, "一次提交"), (bundle.noticed_at, "一次性告知补正"),
            (bundle.accepted_at, "整体受理"),
        )
        if at is not None
    ]  # fmt: skip
    found += [
        (one.row.ended_at, f"{one.row.name}：{MEMBER_LABELS[MemberState(one.row.state)]}",
         BundleState.RUNNING)
        for one in view.members if one.row.ended_at
    ]  # fmt: skip
    found.sort(key=lambda step: step[0])
    if bundle.concluded_at is not None:
        found.append((bundle.concluded_at, "全部结束", bundle.state))
    return [{"at": at, "step": words, "after": after} for at, words, after in found]


def _step_rows(steps: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [
        {"名称": step["step"], "时间": str(step["at"]), "结果": str(step["after"])}
        for step in steps
    ]


def _relations(view: BundleView, inner: dict[str, Archive]) -> list[dict[str, str]]:
    """The cases of the whole with their own archives, and which of them waited for which."""
    rows = []
    for one in view.members:
        number = str(one.case.number) if one.case else ""
        rows.append(
            {"类型": "成员", "标识": number or one.row.key, "题名": one.row.name,
             "档号": inner[number].number if number else "",
             "结果": MEMBER_LABELS[MemberState(one.row.state)]}
        )  # fmt: skip
        rows += [
            {"类型": "前序", "标识": before, "后序": one.row.key} for before in one.row.waits_for
        ]
    return rows


def _stated(view: BundleView, archive: Archive, who: dict[str, str]) -> dict[str, str]:
    bundle, settings = view.bundle, queries.settings()
    accepted = clock.day_of(bundle.accepted_at).isoformat() if bundle.accepted_at else ""
    return {
        "档号": archive.number, "全宗号": settings.fonds, "年度": str(archive.year),
        "保管期限": archive.period, "机构": directory.department(bundle.unit).name,
        "办件编号": archive.case_number, "事项名称": bundle.event_name,
        "实施编码": f"{bundle.event_key}@{view.event.version}",
        "申请人": who["name"], "申请人证件类型": who["number_type"],
        "申请人证件号码": who["number"], "受理时间": accepted,
        "办结时间": archive.ended_on.isoformat(), "办理结果": LABELS[BundleState(bundle.state)],
        "办结说明": bundle.end_reason, "密级": settings.secrecy, "开放状态": settings.openness,
        "来源系统": f"{sealing.SYSTEM_NAME} {bundle.region}",
    }  # fmt: skip
