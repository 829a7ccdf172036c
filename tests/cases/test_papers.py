"""Every paper is printed and read back: each fact is on it, and the law's sentences are too."""

import io
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from pypdf import PdfReader

from tongban.base import typeset
from tongban.cases.rules import acceptance_papers, papers

AT = datetime(2026, 3, 2, 10, 15, tzinfo=timezone(timedelta(hours=8)))
COMMON: dict[str, Any] = {
    "issuer": "样例区行政审批局",
    "number": "样区审批字〔2026〕000016号",
    "case_number": "990101260302000016",
    "applicant": "样*民",
    "applicant_number": "9****************5",
    "item": "食品经营许可（新办）",
    "made_at": AT,
    "clerk": "例窗口",
    "phone": "000-12345678",
    "verification_code": "7K3M-9QXW-2F6A",
    "verify_at": "https://demo.example/verify/",
    "qr": "https://demo.example/verify/?code=7K3M9QXW2F6A",
    "agent": "例*红",
    "contact": "100****0001",
    "address": "样例区政务服务中心2层12号窗口",
    "legal_basis": ("《中华人民共和国行政许可法》第三十二条", "《食品经营许可管理办法》第九条"),
}
REASONS = ("经营场所不在本机关管辖范围内。", "没有与经营的食品相适应的消毒设施。")

PAPERS: dict[str, papers.Paper] = {
    "receipt": papers.Receipt(
        **COMMON,
        received_at=AT,
        materials=(
            papers.ReceivedMaterial("食品经营许可申请书", "电子件", 1, "在线填写"),
            papers.ReceivedMaterial("设备设施布局图", "复印件", 7, "已与原件核对"),
        ),
        answer_by=date(2026, 3, 9),
    ),
    "acceptance": papers.Acceptance(
        **COMMON,
        applied_on=date(2026, 3, 1),
        accepted_on=date(2026, 3, 2),
        due_on=date(2026, 3, 13),
        limit="9个工作日",
        counted=("从3月3日起数9个工作日，到3月13日为止。",),
        legal_due_on=date(2026, 3, 30),
        legal_limit="20个工作日",
        result="食品经营许可证",
        fee="不收费",
        late_materials=(papers.LateMaterial("健康证明", "复印件", date(2026, 3, 6)),),
    ),
    "correction": papers.Correction(
        **COMMON,
        applied_on=date(2026, 3, 2),
        asked_on=date(2026, 3, 4),
        requests=(
            papers.CorrectionRequest("布局图", "没有标出消毒设施", "标出消毒设施的位置"),
            papers.CorrectionRequest("规章制度", "缺少处置方案", "补交处置方案"),
        ),
        reply_by=date(2026, 4, 2),
        ways="在网上补交。",
    ),
    "refusal": papers.Refusal(
        **COMMON,
        applied_on=date(2026, 3, 2),
        decided_on=date(2026, 3, 3),
        reasons=REASONS,
        competent_office="示范县行政审批局",
        competent_contact="000-00000123",
        review_office="样例区人民政府",
        court="样例区人民法院",
    ),
    "suspension": papers.Suspension(
        **COMMON,
        accepted_on=date(2026, 3, 2),
        procedure="专家评审",
        reason="工艺复杂，需要组织专家评审。",
        starts_on=date(2026, 3, 5),
        time_needed="5个工作日",
        stops_clock=True,
        ends_on=date(2026, 3, 12),
        due_on=date(2026, 3, 20),
        approver="试批准",
    ),
    "extension": papers.Extension(
        **COMMON,
        accepted_on=date(2026, 3, 2),
        decided_on=date(2026, 3, 27),
        reason="现场核查发现布局需要复核。",
        extended_by="10个工作日",
        former_due_on=date(2026, 3, 30),
        due_on=date(2026, 4, 14),
        approver="试批准",
    ),
    "grant": papers.Grant(
        **COMMON,
        accepted_on=date(2026, 3, 2),
        decided_on=date(2026, 3, 12),
        decision="准予从事热食类食品制售。",
        licence_name="食品经营许可证",
        licence_number="JY29901010000016",
        validity="5年",
        conditions=("在显著位置公示许可证。",),
        hand_over="邮寄送达",
        hand_over_by=date(2026, 3, 26),
    ),
    "denial": papers.Denial(
        **COMMON,
        accepted_on=date(2026, 3, 2),
        decided_on=date(2026, 3, 12),
        reasons=REASONS,
        review_office="样例区人民政府",
        court="样例区人民法院",
    ),
    "delivery": papers.Delivery(
        **COMMON,
        delivered=(papers.DeliveredPaper("准予行政许可决定书", "样区审批许字〔2026〕9号", 2),),
        recipient="样*民（本人）",
        way="直接送达",
        place="样例区政务服务中心",
        delivered_at=AT,
        received_by="例*强",
        relation="同住成年家属",
        witness="试见证",
        remark="当面核对无误",
    ),
    "gap_acceptance": acceptance_papers.GapAcceptance(
        **COMMON,
        applied_on=date(2026, 3, 1),
        accepted_on=date(2026, 3, 2),
        due_on=date(2026, 3, 13),
        limit="9个工作日",
        counted=("从3月3日起数9个工作日，到3月13日为止。",),
        legal_due_on=date(2026, 3, 30),
        legal_limit="20个工作日",
        result="食品经营许可证",
        fee="不收费",
        late_materials=(papers.LateMaterial("健康证明", "复印件", date(2026, 3, 10)),),
        gap_due_on=date(2026, 3, 10),
        consequence="到期没有补齐的，终止办理，视为撤回申请。",
    ),
    "gap_promise": acceptance_papers.GapPromise(
        **COMMON,
        promised=("按期补齐上面列出的材料。", "材料真实、有效。"),
        late_materials=(papers.LateMaterial("健康证明", "复印件", date(2026, 3, 10)),),
        signed_at=AT,
        signed_way="本人登录后在线签署",
    ),
    "promise": acceptance_papers.Promise(
        **COMMON,
        basis="国发〔2021〕7号",
        requirements=("布局符合标准。", "制度已经建立。"),
        replaced=("健康证明", "管理制度"),
        check="作出决定后 30 个工作日内核查。",
        liability="虚假承诺的，依法撤销。",
        promised=("以上是真实的意思表示。",),
        signed_at=AT,
        signed_way="在窗口签署纸质承诺书",
    ),
    "referral": acceptance_papers.Referral(
        **COMMON,
        accepted_on=date(2026, 3, 2),
        referred_on=date(2026, 3, 9),
        upper_office="样例市市场监督管理局",
        upper_number="990100260309000001",
        upper_due_on=date(2026, 3, 30),
    ),
    "revocation": acceptance_papers.Revocation(
        **COMMON,
        granted_on=date(2026, 3, 2),
        decided_on=date(2026, 4, 2),
        licence_name="食品经营许可证",
        reasons=REASONS,
        legal_ground="《行政许可法》第六十九条",
        review_office="样例区人民政府",
        court="样例区人民法院",
    ),
}
# Facts that are not words of the paper itself.
ELSEWHERE = {"made_at", "qr", "stops_clock"}


def pages_of(paper: papers.Paper, missing: typeset.Missing = "refuse") -> list[str]:
    content = typeset.pdf(paper.template, paper.facts(), missing=missing)
    pages = PdfReader(io.BytesIO(content)).pages
    return ["".join(page.extract_text().split()) for page in pages]


def text_of(paper: papers.Paper) -> str:
    return "".join(pages_of(paper))


def shown(value: object) -> list[str]:
    """How a fact reads on paper, without spaces."""
    if isinstance(value, datetime):
        return [f"{value.year}年{value.month}月{value.day}日{value:%H:%M}"]
    if isinstance(value, date):
        return [f"{value.year}年{value.month}月{value.day}日"]
    if isinstance(value, tuple):
        return [each for one in value for each in shown(one)]
    if is_dataclass(value) and not isinstance(value, type):
        return [each for one in fields(value) for each in shown(getattr(value, one.name))]
    return ["".join(str(value).split())]


def left_out(kind: str) -> set[str]:
    """What a paper has no use for: a delivery record has no addressee to inform of the law."""
    return {"delivery": {"legal_basis"}}.get(kind, set())


@pytest.mark.parametrize("kind", PAPERS)
def test_every_fact_is_on_the_paper(kind: str) -> None:
    paper = PAPERS[kind]
    printed = text_of(paper)

    assert paper.name in printed
    for each in fields(paper):
        if each.name in ELSEWHERE | left_out(kind):
            continue
        for words in shown(getattr(paper, each.name)):
            assert words in printed, each.name


@pytest.mark.parametrize("kind", PAPERS)
def test_programs_can_read_back_what_the_paper_is(kind: str) -> None:
    paper = PAPERS[kind]
    read = PdfReader(io.BytesIO(typeset.pdf(paper.template, paper.facts()))).metadata

    assert read is not None
    assert read.title == f"{paper.name}（{paper.item}）"
    assert read.author == paper.issuer
    assert paper.case_number in str(read.keywords)
    assert paper.number in str(read.keywords)


@pytest.mark.parametrize("kind", PAPERS)
def test_optional_facts_may_be_missing(kind: str) -> None:
    paper = PAPERS[kind]
    without = replace(
        paper,
        agent="",
        contact="",
        address="",
        legal_basis=(),
        qr="",
        number="",
        verification_code="",
    )

    printed = text_of(without)

    for label in ("经办人", "联系电话", "办理地点", "核验码", "法律依据", "None", "none"):
        # 经办人 is also one who may sign receipt.
        assert label not in printed.replace("申请人（经办人）签收", "")


@pytest.mark.parametrize("kind", ["refusal", "denial", "revocation"])
def test_a_refusal_names_both_remedies(kind: str) -> None:
    paper = PAPERS[kind]
    assert isinstance(paper, papers.Against)

    named = text_of(paper)
    unnamed = text_of(replace(paper, review_office="", court=""))

    assert "六十日内，向样例区人民政府申请行政复议" in named
    assert "六个月内，依法向样例区人民法院提起行政诉讼" in named
    assert "六十日内，向有管辖权的行政复议机关申请行政复议" in unnamed
    assert "六个月内，依法向有管辖权的人民法院提起行政诉讼" in unnamed


def test_a_receipt_says_that_it_is_no_acceptance() -> None:
    assert "只证明收到材料，不代表已经受理" in text_of(PAPERS["receipt"])


def test_a_special_procedure_says_whether_its_time_counts() -> None:
    stopped = PAPERS["suspension"]
    assert isinstance(stopped, papers.Suspension)

    assert "不计算在办理期限内" in text_of(stopped)
    assert "不计算在办理期限内" not in text_of(replace(stopped, stops_clock=False))


def test_a_correction_says_what_happens_if_nothing_comes() -> None:
    assert "到期没有补正的，视为撤回申请" in text_of(PAPERS["correction"])


def test_very_long_reasons_flow_on_and_nothing_gets_lost() -> None:
    reasons = tuple(
        f"第{each}点：{'经现场核查，不符合规定的条件；' * 60}完{each}。" for each in range(6)
    )
    denial = PAPERS["denial"]
    assert isinstance(denial, papers.Denial)

    pages = pages_of(replace(denial, reasons=reasons))

    assert len(pages) >= 3
    assert all(f"完{each}。" in "".join(pages) for each in range(6))
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in page
    # The sign-off never stands alone on the last page.
    assert "您的权利" in pages[-1]


def test_a_head_of_a_long_list_comes_again() -> None:
    receipt = PAPERS["receipt"]
    assert isinstance(receipt, papers.Receipt)
    many = tuple(papers.ReceivedMaterial(f"材料{each}", "原件") for each in range(80))

    pages = pages_of(replace(receipt, materials=many))

    assert len(pages) >= 3
    assert "材料名称" in pages[0]
    assert "材料名称" in pages[1]


def test_unbroken_words_stay_inside_the_page() -> None:
    long = "https://demo.example/" + "a" * 300
    receipt = replace(PAPERS["receipt"], item=long)

    assert long in text_of(receipt)


def test_a_rare_name_does_not_stop_a_paper() -> None:
    rare = replace(PAPERS["grant"], applicant="样\U0002ffff民")

    with pytest.raises(typeset.MissingGlyphs):
        pages_of(rare)
    assert "样〔U+2FFFF〕民" in pages_of(rare, missing="mark")[0]


def test_people_cannot_write_markup_into_a_paper() -> None:
    denial = PAPERS["denial"]
    assert isinstance(denial, papers.Denial)
    tricks = ("#facts.issuer", "*b*$x$@y<z>", '#import"a":*', "=标题", "//注释", "第一行\n\n第二行")

    printed = text_of(replace(denial, reasons=tricks, applicant="#panic()"))

    for trick in (*tricks, "#panic()"):
        assert "".join(trick.split()) in printed
