"""Receipts, notices and decisions are sealed by their office, once, and only what was ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases.bundles import events
from tests.cases.circumstances import (
    FOOD,
    TUESDAY,
    applicant,
    at_last_post,
    audited,
    day,
    found,
    give,
    submitted,
)
from tests.desk.desks import desk_of
from tests.portal import visitors
from tongban.base import ofd
from tongban.base.crypto import pki
from tongban.base.models import OutboxEvent
from tongban.cases import jobs, queries, services
from tongban.cases.models import CaseDocument, SealedBundlePaper, SealedPaper
from tongban.cases.queries.single import CaseNotFound
from tongban.cases.rules import sealable
from tongban.cases.rules.paper_checks import PaperVerdict
from tongban.cases.services import papers
from tongban.demo.services import stories
from tongban.project.verifying import Means, check
from tongban.seals.models import Authorisation, Order

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tongban.project.verifying import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def decided() -> CaseDocument:
    """The decision paper of a granted case."""
    number = at_last_post()
    give("approver", number, "grant")
    return CaseDocument.objects.select_related("case").get(case__number=number, kind="grant")


def verified(content: bytes) -> Outcome:
    """What `tongban verify` says."""
    return check(content, Means(trust=pki.trust(), keys=(), at=day(1), status=None))


def test_a_decision_is_sealed_once_on_the_order_of_its_number_and_verifies() -> None:
    paper = decided()
    number = str(paper.case.number)

    first = services.seal_paper(document_id=paper.pk, now=TUESDAY)
    jobs.seal_paper(document=str(paper.pk))
    content, name = services.open_sealed(actor=applicant(), number=number, document_id=paper.pk)

    assert first
    assert name == f"准予行政许可决定书-{number}.ofd"
    found_ = verified(content)
    assert found_.verdict == "valid", found_.text
    assert "道里区公安分局" in found_.text
    (order,) = Order.objects.filter(case_number=number, document_kind="decision")
    assert (order.decision, order.title) == (paper.number, "准予行政许可决定书")
    assert order.state == "used"
    assert audited(number).count("cases.paper_sealed") == 1
    middle = len(content) // 2
    broken = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    assert verified(broken).verdict != "valid"


def test_each_receipt_notice_and_decision_asks_to_be_sealed_and_nothing_else_does() -> None:
    number = submitted(FOOD)
    services.refuse(
        actor=stories.staff("clerk"), number=number, reasons=["不属于本机关职权范围"], now=TUESDAY
    )

    asked = OutboxEvent.objects.filter(name="cases.paper_made").order_by("id")
    papers_ = CaseDocument.objects.filter(case__number=number).order_by("serial")
    assert [one.kind for one in papers_] == ["receipt", "refusal"]
    assert [row.payload["document"] for row in asked] == [str(one.pk) for one in papers_]
    numbered = {kind.__name__.lower() for kind in papers._KINDS}
    assert set(sealable.KINDS) == {*numbered, "receipt"}


def test_a_receipt_is_sealed_under_the_number_of_its_case() -> None:
    number = submitted()
    receipt = CaseDocument.objects.get(case__number=number, kind="receipt")

    assert queries.awaiting_seal(number, since=TUESDAY) == ("收件凭证",)
    services.seal_paper(document_id=receipt.pk, now=TUESDAY)

    content, _name = services.open_sealed(actor=applicant(), number=number, document_id=receipt.pk)
    assert verified(content).verdict == "valid"
    (order,) = Order.objects.filter(case_number=number)
    assert (order.document_kind, order.decision) == ("document", number)
    assert queries.awaiting_seal(number, since=TUESDAY) == ()


def test_an_office_that_entrusted_no_seal_keeps_its_papers_as_pdf(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    paper = decided()
    titles = CaseDocument.objects.filter(case=paper.case, kind__in=sealable.KINDS)
    with django_assert_num_queries(3):  # the papers, and whose seal each kind of them bears
        waiting = queries.awaiting_seal(str(paper.case.number), since=TUESDAY)
    assert waiting == tuple(titles.order_by("serial").values_list("title", flat=True))
    assert len(waiting) > 2
    Authorisation.objects.filter(job="job:cases").update(withdrawn_at=TUESDAY)

    assert services.seal_paper(document_id=paper.pk, now=TUESDAY) is False

    assert queries.awaiting_seal(str(paper.case.number), since=TUESDAY) == ()
    assert not SealedPaper.objects.exists()
    number = str(found(str(paper.case.number)).number)
    with pytest.raises(services.PaperUnsealed):
        services.open_sealed(actor=applicant(), number=number, document_id=paper.pk)
    page = desk_of("damin", realm="public").get(f"/cases/{number}/").content.decode()
    assert "下载盖章的 OFD" not in page


def test_the_sealed_paper_is_on_the_pages_of_those_who_may_see_the_case() -> None:
    paper = decided()
    services.seal_paper(document_id=paper.pk, now=TUESDAY)
    number, path = paper.case.number, f"documents/{paper.pk}/sealed/"
    person, staff = desk_of("damin", realm="public"), desk_of("approver")

    page, desk = person.get(f"/cases/{number}/"), staff.get(f"/desk/cases/{number}/")
    saved, shown = person.get(f"/cases/{number}/{path}"), staff.get(f"/desk/cases/{number}/{path}")

    assert f"/cases/{number}/{path}" in page.content.decode()
    assert f"/desk/cases/{number}/{path}" in desk.content.decode()
    assert saved["Content-Type"] == shown["Content-Type"] == "application/ofd"
    assert saved.content == shown.content
    assert desk_of("xiaohong", realm="public").get(f"/cases/{number}/{path}").status_code == 404
    assert desk_of("clerk2").get(f"/desk/cases/{number}/{path}").status_code == 404
    with pytest.raises(CaseNotFound):
        services.open_sealed(
            actor=stories.staff("clerk2"), number=str(number), document_id=paper.pk
        )


def test_a_paper_of_a_life_event_is_sealed_by_its_leading_office_as_that_of_a_case() -> None:
    number = events.submitted(events.owner(), events.RESTAURANT, events.HAS_SHOP)
    clerk, outsider = stories.staff("clerk"), stories.person("xiaohong")
    (paper,) = queries.bundle(clerk, number).papers
    with pytest.raises(services.PaperUnsealed):
        services.open_sealed(actor=clerk, number=number, document_id=paper.pk)
    assert queries.awaiting_seal(number, since=TUESDAY) == ("收件凭证",)

    assert services.seal_papers(number=number, now=TUESDAY) == 1
    jobs.seal_paper(document=str(paper.pk))

    assert {"document": str(paper.pk)} in [
        row.payload for row in OutboxEvent.objects.filter(name="cases.paper_made")
    ]
    assert queries.awaiting_seal(number, since=TUESDAY) == ()
    content, name = services.open_sealed(actor=clerk, number=number, document_id=paper.pk)
    said = verified(content)
    assert (said.verdict, name) == ("valid", f"收件凭证-{number}.ofd")
    assert f"文书：收件凭证，核验码 {paper.code}" in said.text
    assert paper.facts["issuer"] == "道里区市场监督管理局"
    assert "道里区市场监督管理局" in said.text
    assert [one.decision for one in Order.objects.filter(case_number=number)] == [number]
    shop, desk = visitors.for_firm(), desk_of("clerk")
    for visitor, page, stranger in (
        (shop, f"/events/cases/{number}/", desk_of("xiaohong", realm="public")),
        (desk, f"/desk/events/{number}/", desk_of("clerk2")),
    ):
        address = f"{page}papers/{paper.pk}/sealed/"
        assert address in visitor.get(page).content.decode()
        assert visitor.get(address).content == content
        assert stranger.get(address).status_code == 404
    with pytest.raises(queries.BundleNotFound):
        services.open_sealed(actor=outsider, number=number, document_id=paper.pk)


def test_a_sealed_file_is_found_again_whatever_was_done_to_it() -> None:
    paper = decided()
    services.seal_paper(document_id=paper.pk, now=TUESDAY)
    content, _name = services.open_sealed(
        actor=applicant(), number=str(paper.case.number), document_id=paper.pk
    )
    package = ofd.open_package(content)
    page = next(path for path in package.files if path.endswith("Content.xml"))
    bare = {path: body for path, body in package.files.items() if "Sign" not in path}
    changed = {**package.files, page: package.files[page] + b" "}
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]

    genuine = services.check_file(content, now=day(1)).paper
    assert genuine is not None
    assert genuine.seal is not None
    assert (genuine.verdict, genuine.is_recorded) == (PaperVerdict.GENUINE, True)
    assert (genuine.paper.number, genuine.paper.title) == (paper.number, paper.title)
    assert genuine.seal.seal_name.startswith("道里区公安分局")
    for broken in (ofd.pack(changed), ofd.pack(bare), flipped):
        found_ = services.check_file(broken, now=day(1)).paper
        assert found_ is not None
        assert found_.verdict is PaperVerdict.TAMPERED, found_
        assert found_.paper.code == paper.code
    SealedPaper.objects.all().delete()
    unrecorded = services.check_file(content, now=day(1)).paper
    assert unrecorded is not None
    assert (unrecorded.verdict, unrecorded.seal) == (PaperVerdict.TAMPERED, None)
    assert not SealedBundlePaper.objects.exists()
    CaseDocument.objects.filter(pk=paper.pk).update(code="ELSEWHERE")
    assert services.check_file(content, now=day(1)).paper is None
