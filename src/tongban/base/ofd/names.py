"""Names that GB/T 33190 fixes, and where our own packages keep their parts."""

from __future__ import annotations

from typing import Final

OFD_NS: Final = "http://www.ofdspec.org/2016"
"""The namespace of every element we write. Reading goes by local names and needs it nowhere."""

SM3_OID: Final = "1.2.156.10197.1.401"

ENTRANCE: Final = "OFD.xml"
DOCUMENT: Final = "Doc_0/Document.xml"
PUBLIC_RESOURCES: Final = "Doc_0/PublicRes.xml"
DOCUMENT_RESOURCES: Final = "Doc_0/DocumentRes.xml"
RESOURCES: Final = "Doc_0/Res"
TAGS: Final = "Doc_0/Tags"
SIGNS: Final = "Doc_0/Signs"
SIGNATURES: Final = f"{SIGNS}/Signatures.xml"

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
