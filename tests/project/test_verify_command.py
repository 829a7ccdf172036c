"""`tongban verify`: every kind of file, with nothing but the file and a trust file."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.base.ofd import packages
from tests.seals import making
from tongban.base import ofd
from tongban.base.crypto import sm2
from tongban.licences.rules import identifiers, qr, status_lists
from tongban.project import cli

if TYPE_CHECKING:
    from collections.abc import Callable

OFFICE = making.office()
AT = "2026-03-20T09:00"
PLACE = 4242
IDENTIFIER = identifiers.build(
    type_code="119900000000000275001", issuer_code="11990100000000019F", serial="X1"
)
ISSUER = sm2.generate()
METADATA = {
    "ZZMC": "食品经营许可证",
    "ZZBH": "JY19901010000001",
    "ZZBS": str(IDENTIFIER),
    "ZZBFJG": "样例市政务服务和数据管理局",
    "ZZYXQJZRQ": "2027-01-01",
    "ZTLBWZ": str(PLACE),
}


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    def written(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return written


@pytest.fixture
def verify(
    put: Callable[[str, str | bytes], str], capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run the command on a content; answers with exit code and what was printed."""
    anchors = put("anchors.pem", OFFICE.authority.pem())

    def run(content: str | bytes, *more: str, at: str = AT) -> tuple[int, str]:
        given = [] if "--anchors" in more else ["--anchors", anchors]
        code = cli.main(["verify", put("file", content), *given, "--at", at, *more])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def licence(**metadata: str) -> bytes:
    """A sealed document that says which licence it is."""
    files = making.document()
    custom = "".join(
        f'<ofd:CustomData Name="{name}">{value}</ofd:CustomData>'
        for name, value in {**METADATA, **metadata}.items()
    )
    files["OFD.xml"] = files["OFD.xml"].replace(
        b"</ofd:DocInfo>", f"<ofd:CustomDatas>{custom}</ofd:CustomDatas></ofd:DocInfo>".encode()
    )
    return making.sealed(OFFICE, files)


def code_text(key: sm2.PrivateKey = ISSUER, place: int | None = PLACE) -> str:
    message = qr.message(str(IDENTIFIER), date(2026, 3, 13), place)
    return qr.payload(str(IDENTIFIER), date(2026, 3, 13), sm2.sign(key, message), place)


def status_list(
    status: status_lists.Status, *, key: sm2.PrivateKey = ISSUER, number: int = 0
) -> str:
    return status_lists.write(
        status_lists.packed(10_000, [(PLACE, status)]),
        address=f"https://tongban.example{status_lists.PATH}{number}",
        now=datetime(2026, 3, 20, 0, 30, tzinfo=UTC),
        header={"alg": "SM2", "kid": "status-1"},
        sign=lambda message: sm2.sign(key, message),
    )


def test_a_sound_file_is_valid(verify: Callable[..., tuple[int, str]]) -> None:
    code, said = verify(licence())

    assert code == 0
    assert said.splitlines() == [
        "有效。文件从盖章到现在没有改动，印章和证书都核对无误。",
        f"证照：食品经营许可证，编号 JY19901010000001，{METADATA['ZZBFJG']}，标识 {IDENTIFIER}",
        "印章：样例市政务服务和数据管理局（99010100000042），2026年3月13日 17:30:00 —— 有效",
    ]


def test_the_report_comes_as_json(verify: Callable[..., tuple[int, str]]) -> None:
    code, said = verify(licence(), "--json")

    read = json.loads(said)
    assert (code, read["kind"], read["verdict"]) == (0, "ofd", "valid")
    assert read["licence"]["ZZBS"] == str(IDENTIFIER)
    assert read["signatures"][0]["steps"][0]["step"] == "format"


def test_a_changed_file_is_not_valid(verify: Callable[..., tuple[int, str]]) -> None:
    files = dict(ofd.open_package(licence()).files)
    page = "Doc_0/Pages/Page_0/Content.xml"

    code, said = verify(ofd.pack({**files, page: files[page] + b" "}))

    assert code == 1
    assert said.startswith("被篡改。")
    assert page in said


@pytest.mark.parametrize("content", [ofd.pack(packages.blank()), b"%PDF-1.7\n"])
def test_no_seal_is_not_valid_and_no_pdf_is_not_judged(
    verify: Callable[..., tuple[int, str]], content: bytes
) -> None:
    code, said = verify(content)

    expected = (1, "没有印章。") if content.startswith(b"PK") else (2, "未能核验。")
    assert (code, said[: said.index("。") + 1]) == expected


def test_without_trust_nothing_is_judged(
    verify: Callable[..., tuple[int, str]],
    put: Callable[[str, str | bytes], str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(tmp_path / "nowhere"))
    monkeypatch.delenv("TONGBAN_TRUST", raising=False)

    code = cli.main(["verify", put("file", licence()), "--at", AT])
    empty = verify(licence(), "--anchors", put("none.pem", ""))

    assert code == 2
    assert empty[0] == 2
    assert "--anchors" in empty[1]


@pytest.mark.parametrize("setting", ["TONGBAN_TRUST", "TONGBAN_DATA_DIR"])
def test_the_trust_file_of_this_machine_is_used(
    setting: str,
    put: Callable[[str, str | bytes], str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "pki").mkdir()
    put("pki/trust.pem", OFFICE.authority.pem())
    monkeypatch.delenv("TONGBAN_TRUST", raising=False)
    places = {"TONGBAN_TRUST": tmp_path / "pki" / "trust.pem", "TONGBAN_DATA_DIR": tmp_path}
    monkeypatch.setenv(setting, str(places[setting]))

    assert cli.main(["verify", put("file", licence()), "--at", AT]) == 0


def test_revocation_lists_are_given_apart(
    verify: Callable[..., tuple[int, str]], put: Callable[[str, str | bytes], str]
) -> None:
    office = making.office()
    office.authority.revoke(office.signer, making.SIGNED_AT - timedelta(days=1))
    root = put("root.pem", office.authority.pem(lists=False))
    listed = put("list.crl", office.authority.crl())
    content = making.sealed(office)

    without = verify(content, "--anchors", root)
    revoked = verify(content, "--anchors", root, "--crl", listed)

    assert without[0] == 2
    assert "吊销列表" in without[1]
    assert revoked[0] == 1
    assert "签章之前已被吊销" in revoked[1]


def test_the_time_of_checking_can_be_chosen(verify: Callable[..., tuple[int, str]]) -> None:
    before_sealing = verify(licence(), at="2026-03-12")
    same_day = verify(licence(), at="2026-03-13")
    expired = verify(licence(), at="2027-01-02")
    long_term = verify(licence(ZZYXQJZRQ="长期"), at="2027-01-02")

    assert before_sealing[0] == 1
    assert "晚于现在" in before_sealing[1]
    assert same_day[0] == long_term[0] == 0
    assert expired[0] == 1
    assert expired[1].startswith("无效。印章有效，但证照已过有效期（到 2027-01-01 为止）。")


def test_a_code_is_checked_with_the_issuers_key(
    verify: Callable[..., tuple[int, str]], put: Callable[[str, str | bytes], str]
) -> None:
    keys = put("keys.pem", ISSUER.public.to_pem())
    address = qr.address("https://tongban.example", code_text())

    for text in (code_text(), f"{address}\n", code_text(place=None)):
        code, said = verify(text, "--keys", keys)
        assert code == 0
        assert said.startswith("有效。二维码是签发机关生成的。")
        assert str(IDENTIFIER) in said
        assert "--status" in said
    assert verify(code_text(sm2.generate()), "--keys", keys)[0] == 1
    assert verify(code_text()[:-2], "--keys", keys)[0] == 1


def test_a_code_may_be_typed_in_place_of_a_file(
    put: Callable[[str, str | bytes], str], capsys: pytest.CaptureFixture[str]
) -> None:
    keys = put("keys.pem", ISSUER.public.to_pem())

    code = cli.main(["verify", code_text(), "--keys", keys, "--json"])

    read = json.loads(capsys.readouterr().out)
    assert (code, read["kind"], read["issued_on"]) == (0, "qr", "2026-03-13")


def test_a_code_without_a_key_is_not_judged(verify: Callable[..., tuple[int, str]]) -> None:
    forged_by_anchor = verify(code_text())
    code, said = verify(code_text(), "--anchors", "/dev/null")

    assert forged_by_anchor[0] == 1
    assert code == 2
    assert "--keys" in said


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (status_lists.Status.VALID, 0, "证照现行有效"),
        (status_lists.Status.ENDED, 1, "已经失效"),
        (status_lists.Status.SUSPENDED, 1, "被暂扣"),
    ],
)
def test_a_status_list_tells_whether_it_is_in_force(
    verify: Callable[..., tuple[int, str]],
    put: Callable[[str, str | bytes], str],
    status: status_lists.Status,
    code: int,
    words: str,
) -> None:
    given = (
        "--keys", put("keys.pem", ISSUER.public.to_pem()),
        "--status", put("list.jwt", status_list(status)),
    )  # fmt: skip

    for content in (licence(), code_text()):
        answered, said = verify(content, *given)
        assert (answered, words in said) == (code, True), said


def test_a_status_list_that_cannot_be_believed_says_nothing(
    verify: Callable[..., tuple[int, str]], put: Callable[[str, str | bytes], str]
) -> None:
    keys = put("keys.pem", ISSUER.public.to_pem())
    valid = status_lists.Status.VALID
    lists = {
        "签名不对": status_list(valid, key=sm2.generate()),
        "不包含": status_list(valid, number=1),
        "读不懂": "nonsense",
        "不是这个时间": status_list(valid),
    }

    for words, text in lists.items():
        at = "2026-03-21T09:00" if words == "不是这个时间" else AT
        code, said = verify(licence(), "--keys", keys, "--status", put("l.jwt", text), at=at)
        assert code == 2
        assert words in said
    placeless = verify(
        code_text(place=None), "--keys", keys, "--status", put("l.jwt", status_list(valid))
    )
    assert placeless[0] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\xd0\xcf\x11\xe0", "Office"),
        (b"<html>", "XML"),
        (b"eyJhbGciOiJFUzI1NiJ9.e30.x", "JWT"),
        (b"\x00\x01\x02", "认不出"),
        (packages.archive([("word/document.xml", b"<a/>")]), "不是 OFD 文件"),
    ],
)
def test_what_it_does_not_know_it_says(
    verify: Callable[..., tuple[int, str]], content: bytes, words: str
) -> None:
    code, said = verify(content)

    assert code == 2
    assert words in said


@pytest.mark.parametrize(
    "more",
    [
        ["--anchors", "/nowhere/anchors.pem"],
        ["--anchors", __file__],
        ["--crl", __file__],
        ["--keys", __file__],
        ["--at", "yesterday"],
        ["--status", "/nowhere/list"],
    ],
    ids=lambda more: " ".join(more)[:18],
)
def test_what_cannot_be_used_is_one_line(
    put: Callable[[str, str | bytes], str],
    capsys: pytest.CaptureFixture[str],
    more: list[str],
) -> None:
    code = cli.main(["verify", put("file", licence()), *more])

    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (2, "", 1)
    assert cli.main(["verify", "/nowhere/file"]) == 2


def test_a_signed_pdf_is_judged_too(
    verify: Callable[..., tuple[int, str]], put: Callable[[str, str | bytes], str]
) -> None:
    content, root = signed_pdf()
    anchors = put("root.pem", root)
    changed = content.replace(b"612 792", b"612 791", 1)
    assert changed != content

    sound = verify(content, "--anchors", anchors)
    untrusted = verify(content)
    spoilt = verify(changed, "--anchors", anchors)
    longer = verify(content + b"\n% more\n", "--anchors", anchors)

    assert sound[0] == 0, sound[1]
    assert "样例测试签名" in sound[1]
    assert untrusted[0] == 2
    assert spoilt[0] == longer[0] == 1


def test_an_unsigned_pdf_has_no_seal(verify: Callable[..., tuple[int, str]]) -> None:
    code, said = verify(blank_pdf())

    assert code == 1
    assert said.startswith("没有印章。")


def test_it_imports_no_framework_and_opens_no_network(
    put: Callable[[str, str | bytes], str],
) -> None:
    """In a process of its own, where nothing was imported before."""
    source = f"""
import socket, sys
def refuse(*_args, **_more): raise AssertionError("a socket was opened")
socket.socket.connect = socket.socket.bind = socket.create_connection = refuse
from tongban.project import cli
code = cli.main(["verify", {put("file", licence())!r}, "--at", {AT!r},
                 "--anchors", {put("anchors.pem", OFFICE.authority.pem())!r}])
heavy = {{"django", "psycopg", "pydantic", "procrastinate", "pikepdf", "pyhanko", "PIL",
         "ssl", "http", "email"}}
print(code, sorted(heavy & {{name.partition(".")[0] for name in sys.modules}}))
"""
    ran = subprocess.run(  # noqa: S603 - our own interpreter and our own lines
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )

    assert ran.stdout.splitlines()[-1] == "0 []"


def blank_pdf() -> bytes:
    import pikepdf

    written = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(612, 792))
        made.save(written)
    return written.getvalue()


def signed_pdf() -> tuple[bytes, str]:
    """A PDF with one signature by a certificate of a root of its own, and that root."""
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "样例测试签名")])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    own = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(5)
        .not_valid_before(making.FIRST)
        .not_valid_after(making.LAST)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, key_cert_sign=True, **usage
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    der = own.public_bytes(serialization.Encoding.DER)
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(der),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    written: Any = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(blank_pdf())),
        signers.PdfSignatureMetadata(field_name="Seal", md_algorithm="sha256"),
        signer=signer,
    )
    return written.getvalue(), making.armoured("CERTIFICATE", der)
