"""The seal block: what a signature vouches for, and what a second one leaves whole."""

from __future__ import annotations

import base64
from functools import cache

import pytest
from lxml import etree

from tests.base.ofd import packages, pages
from tongban.base import ofd
from tongban.base.crypto import sm3

LIST = "Doc_0/Signs/Signatures.xml"
FIRST, SECOND = "Doc_0/Signs/Sign_0", "Doc_0/Signs/Sign_1"


def reopened(files: dict[str, bytes]) -> ofd.Package:
    return ofd.open_package(ofd.pack(files))


@cache
def drawn() -> dict[str, bytes]:
    """A document with a font, a picture and an index."""
    body = f'#mark("item/A")[甲乙] #image({pages.picture_of("RGB", "jpeg")}, width: 20mm)'
    return ofd.draw(pages.typeset(body), pages.INFO).files


def test_a_signature_vouches_for_every_file_but_the_list_and_itself() -> None:
    package = reopened(packages.signed())

    (entry,) = ofd.signatures(package)

    own = {LIST, f"{FIRST}/Signature.xml", f"{FIRST}/SignedValue.dat"}
    assert {path for path, _ in entry.references} == set(package.files) - own
    assert entry.changed(package) == ()
    assert ofd.uncovered(package) == ()


def test_a_signature_reads_back_as_it_was_described() -> None:
    spots = [
        ofd.Spot(1, 120.5, 200, 40, 40),
        ofd.Spot(2, 190, 100, 40, 40, clip=(0, 0, 20, 40)),
    ]
    pending = ofd.begin_signature(
        packages.blank(2), provider='通办 "甲"', method_oid=packages.SM2_OID,
        at=packages.NOON, spots=spots, seal=b"seal",
    )  # fmt: skip

    (entry,) = ofd.signatures(reopened(pending.finish(b"value")))

    assert (entry.identifier, entry.kind) == ("s001", "Seal")
    assert (entry.provider, entry.method) == ('通办 "甲"', packages.SM2_OID)
    assert entry.at == "20260312040000Z"
    assert entry.spots == tuple(spots)
    assert (entry.seal, entry.value) == (b"seal", b"value")
    assert entry.description == pending.description
    assert entry.description_path == pending.description_path == f"{FIRST}/Signature.xml"


def test_the_description_has_the_shape_of_the_standard() -> None:
    tree = etree.fromstring(packages.signed()[f"{FIRST}/Signature.xml"])

    def of(*path: str) -> str:
        return "/".join(f"{{{ofd.OFD_NS}}}{each}" for each in path)

    named = [etree.QName(each).localname for each in tree.find(of("SignedInfo"))]
    assert named == [
        "Provider", "SignatureMethod", "SignatureDateTime", "References", "StampAnnot", "Seal",
    ]  # fmt: skip
    assert tree.findtext(of("SignedValue")) == f"/{FIRST}/SignedValue.dat"
    assert tree.findtext(of("SignedInfo", "Seal", "BaseLoc")) == f"/{FIRST}/Seal.esl"
    references = tree.find(of("SignedInfo", "References"))
    assert references.get("CheckMethod") == "1.2.156.10197.1.401"
    held = {each.get("FileRef"): each.findtext(of("CheckValue")) for each in references}
    seal = base64.b64encode(sm3.digest(b"seal")).decode()
    assert held[f"/{FIRST}/Seal.esl"] == seal


def test_the_entrance_names_the_list_from_the_first_signature_on() -> None:
    first = packages.signed()

    second = packages.signed(first)

    assert f"/{LIST}".encode() in first["OFD.xml"]
    assert second["OFD.xml"] == first["OFD.xml"]


def test_a_second_signature_leaves_the_first_whole_and_vouches_for_it() -> None:
    first = packages.signed(seal=b"one")

    package = reopened(packages.signed(first, seal=b"two"))

    one, two = ofd.signatures(package)
    assert (one.identifier, two.identifier) == ("s001", "s002")
    assert one.description == first[f"{FIRST}/Signature.xml"]
    assert one.changed(package) == two.changed(package) == ()
    vouched = {path for path, _ in two.references}
    assert {
        f"{FIRST}/{name}" for name in ("Signature.xml", "SignedValue.dat", "Seal.esl")
    } < vouched
    assert ofd.uncovered(package) == ()


def test_a_locked_package_takes_no_further_signature() -> None:
    locked = packages.signed(lock=True)

    (entry,) = ofd.signatures(reopened(locked))

    assert LIST in dict(entry.references)
    assert entry.changed(reopened(locked)) == ()
    with pytest.raises(ofd.PackageLocked):
        packages.signed(locked)


@pytest.mark.parametrize(
    "path",
    [
        "OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml", "Doc_0/PublicRes.xml",
        "Doc_0/Res/font_1.ttf", "Doc_0/Res/image_1.jpg", "Doc_0/Tags/Index.xml",
        f"{FIRST}/Seal.esl",
    ],
)  # fmt: skip
def test_one_changed_byte_of_any_file_is_found(path: str) -> None:
    files = packages.signed(drawn())
    (before,) = ofd.signatures(ofd.Package(files))
    content = files[path]

    for at in (0, len(content) // 2, len(content) - 1):
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        package = reopened({**files, path: changed})
        assert before.changed(package) == (path,)


@pytest.mark.parametrize("name", ["Signature.xml", "Seal.esl", "SignedValue.dat"])
def test_one_changed_byte_of_an_earlier_signature_is_found_by_the_later(name: str) -> None:
    files = packages.signed(packages.signed(drawn()))
    _, later = ofd.signatures(ofd.Package(files))
    content, path = files[f"{FIRST}/{name}"], f"{FIRST}/{name}"

    package = reopened({**files, path: content[:-1] + bytes([content[-1] ^ 1])})

    assert later.changed(package) == (path,)


def test_a_changed_description_is_not_what_was_signed() -> None:
    """The signature over it is checked where certificates are known; here its bytes are kept."""
    files = packages.signed(drawn())
    path = f"{FIRST}/Signature.xml"
    signed_digest = sm3.digest(files[path])

    for old, new in ((b'FileRef="', b'FileRef=" '), (b"100 200 40 40", b"100 201 40 40")):
        changed = {**files, path: files[path].replace(old, new)}
        (entry,) = ofd.signatures(reopened(changed))
        assert sm3.digest(entry.description) != signed_digest


def test_a_file_that_is_gone_is_found() -> None:
    files = packages.signed({**packages.blank(), "Doc_0/Res/image.png": b"picture"})
    (entry,) = ofd.signatures(ofd.Package(files))

    del files["Doc_0/Res/image.png"]

    assert entry.changed(ofd.Package(files)) == ("Doc_0/Res/image.png",)


def test_a_file_that_was_added_is_covered_by_nobody() -> None:
    files = packages.signed()

    files["Doc_0/Res/added.png"] = b"picture"

    assert ofd.uncovered(ofd.Package(files)) == ("Doc_0/Res/added.png",)


def test_digests_of_a_weaker_kind_vouch_for_nothing() -> None:
    files = packages.signed()
    path = f"{FIRST}/Signature.xml"

    files[path] = files[path].replace(b"1.2.156.10197.1.401", b"MD5")

    (entry,) = ofd.signatures(ofd.Package(files))
    assert entry.changed(ofd.Package(files)) == tuple(name for name, _ in entry.references)


def test_a_signature_of_nothing_vouches_for_nothing() -> None:
    files = packages.signed()
    path = f"{FIRST}/Signature.xml"
    content = files[path]
    start, end = content.index(b"<ofd:Reference "), content.index(b"</ofd:References>")

    files[path] = content[:start] + content[end:]

    assert "Doc_0/Document.xml" in ofd.uncovered(ofd.Package(files))


def test_a_signature_without_a_seal_is_a_plain_one() -> None:
    pending = ofd.begin_signature(
        packages.blank(), provider="tongban", method_oid=packages.SM2_OID, at=packages.NOON,
        spots=[], seal=b"",
    )  # fmt: skip

    (entry,) = ofd.signatures(ofd.Package(pending.finish(b"value")))

    assert (entry.kind, entry.seal, entry.spots) == ("Sign", None, ())


def test_a_seal_on_a_page_that_is_not_there_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no page 2"):
        ofd.begin_signature(
            packages.blank(), provider="tongban", method_oid=packages.SM2_OID, at=packages.NOON,
            spots=[ofd.Spot(2, 0, 0, 40, 40)], seal=b"seal",
        )  # fmt: skip


def test_a_package_of_another_writer_may_use_another_prefix_and_relative_paths() -> None:
    files = packages.signed()
    for path, content in files.items():
        if path.endswith(".xml"):
            files[path] = content.replace(b"ofd:", b"x:").replace(b":ofd=", b":x=")
    files[LIST] = files[LIST].replace(f"/{FIRST}/".encode(), b"Sign_0/")
    files[f"{FIRST}/Signature.xml"] = files[f"{FIRST}/Signature.xml"].replace(
        f"/{FIRST}/SignedValue.dat".encode(), b"SignedValue.dat"
    )

    (entry,) = ofd.signatures(ofd.Package(files))

    assert entry.description_path == f"{FIRST}/Signature.xml"
    assert entry.value_path == f"{FIRST}/SignedValue.dat"
    assert entry.spots == (ofd.Spot(1, 100, 200, 40, 40),)
