"""One version of a licence is one: document, credential, row and picture of it say the same."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    OTHER_PERSON,
    issue_licence,
    make_subject,
    person,
)
from tongban.base import files, ofd
from tongban.licences import queries, services
from tongban.licences.rules import credentials, face_values, metadata, pages
from tongban.licences.services import rendering

if TYPE_CHECKING:
    from tongban.licences.models import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
ABOUT_IT = frozenset({"iss", "vct", "iat", "document", "status"})
"""What a credential says besides the metadata."""


@pytest.fixture(params=["food_business_licence", "household_register"])
def licence(request: pytest.FixtureRequest) -> Licence:
    """Of a company; of two people."""
    if request.param == "food_business_licence":
        return issue_licence(make_subject(**ENTERPRISE), request.param)
    both = (make_subject(), make_subject(**OTHER_PERSON))
    return issue_licence(both[0], request.param, holders=tuple(one.id for one in both))


def download(licence: Licence, form: str) -> bytes:
    """What the holder gets."""
    content, _name = services.download(
        actor=person(licence.holder_id), identifier=licence.identifier, form=form, now=NOON
    )
    return content


def package(licence: Licence) -> ofd.Package:
    return ofd.open_package(files.read(licence.file_digest))


def public_key(purpose: str) -> str:
    return next(key.public_key for key in queries.verification_keys() if key.purpose == purpose)


def test_the_document_says_what_the_row_says_and_where_its_status_is(licence: Licence) -> None:
    custom = dict(ofd.info(package(licence)).custom)

    assert custom.pop("ZZZTQD").endswith("/api/v1/status-lists/0")
    assert custom.pop("ZTLBWZ") == str(licence.status_place)
    assert custom == metadata.custom(licence.whole_metadata)


def test_each_value_on_the_page_is_the_one_in_the_metadata(licence: Licence) -> None:
    indexed = ofd.indexed(package(licence))
    stated = metadata.custom(licence.whole_metadata)
    kinds = {one.key: one for one in face_values.fields_of(licence.type.fields)}

    items = {key.removeprefix("item/"): text for key, text in indexed.items() if "item/" in key}
    assert {"ZZBH", "ZZBFJG"} <= items.keys()
    compared = 0
    for key, text in items.items():
        if key in kinds:
            expected = face_values.displayed(kinds[key], licence.face[key])
        elif key in {"ZZBH", "ZZBFJG", "ZZBS"}:
            expected = stated[key]
        else:
            continue
        compared += 1
        assert "".join(text.split()) == "".join(expected.split()), key
    assert compared >= 4


@pytest.mark.parametrize("form", ["es256", "sm2"])
def test_the_credential_claims_what_the_row_says(licence: Licence, form: str) -> None:
    claims = credentials.read(download(licence, form).decode()).claims

    said = {key: value for key, value in claims.items() if key not in ABOUT_IT}
    assert said == licence.whole_metadata
    assert claims["document"] == licence.document_digest
    assert claims["status"]["status_list"]["idx"] == licence.status_place


def test_the_reference_implementation_reads_the_same_from_it(licence: Licence) -> None:
    pem = public_key("credentials").encode()
    assert load_pem_public_key(pem)

    verified: dict[str, Any] = SDJWTVerifier(
        download(licence, "es256").decode(), lambda *_: JWK.from_pem(pem)
    ).get_verified_payload()

    said = {key: value for key, value in verified.items() if key not in ABOUT_IT}
    assert said == licence.whole_metadata


def test_what_is_not_disclosed_stays_hidden(licence: Licence) -> None:
    whole = download(licence, "es256").decode()

    claims = credentials.read(credentials.present(whole, ["ZZBH"])).claims

    assert claims["ZZBH"] == licence.number
    assert "CZZT" not in claims
    assert not [key for key in claims if key.startswith("KZ_")]
    assert claims["ZZBS"] == licence.identifier


def test_the_pdf_names_the_record_it_was_made_from(licence: Licence) -> None:
    read = pypdf.PdfReader(io.BytesIO(rendering.pdf(licence, now=NOON)))
    assert read.metadata is not None

    words = [word.strip() for word in str(read.metadata["/Keywords"]).split(",")]
    assert pages.read(words) == pages.Stated(licence.identifier, licence.document_digest)
    (seal,) = services.check_file(files.read(licence.file_digest), now=NOON).report.signatures  # type: ignore[union-attr]
    assert seal.sealed_by is not None
    assert seal.sealed_by.digest.hex() == licence.document_digest
