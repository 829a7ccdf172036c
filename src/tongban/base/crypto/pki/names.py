"""Names in certificates, in the order of GB/T 20518: country, province, place, body, unit, name."""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import x509

LONGEST = 64
"""Characters in one part of a name (X.520)."""
_SHORT = {
    "country_name": "C",
    "state_or_province_name": "ST",
    "locality_name": "L",
    "organization_name": "O",
    "organizational_unit_name": "OU",
    "common_name": "CN",
    "serial_number": "SN",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Who a certificate is for; only the common name must be there."""

    common_name: str
    organisation: str = ""
    unit: str = ""
    locality: str = ""
    province: str = ""
    country: str = "CN"

    def __post_init__(self) -> None:
        parts = self._parts()
        if not self.common_name.strip():
            raise ValueError("a certificate needs a common name")
        if any(len(part) > LONGEST for part in parts.values()):
            raise ValueError(f"each part of a name has at most {LONGEST} characters")
        if len(self.country) not in {0, 2}:
            raise ValueError("a country is written with two letters")

    def built(self) -> x509.Name:
        """The name as ASN.1."""
        return x509.Name.build({key: value for key, value in self._parts().items() if value})

    def _parts(self) -> dict[str, str]:
        return {
            "country_name": self.country,
            "state_or_province_name": self.province,
            "locality_name": self.locality,
            "organization_name": self.organisation,
            "organizational_unit_name": self.unit,
            "common_name": self.common_name,
        }


def shown(name: x509.Name) -> str:
    """One line for people, such as ``C=CN, O=某局, CN=某局电子印章``."""
    parts = [
        f"{_SHORT.get(pair['type'].native, pair['type'].dotted)}={pair['value'].native}"
        for together in name.chosen
        for pair in together
    ]
    return ", ".join(parts)


def part(name: x509.Name, kind: str) -> str:
    """The last part of one kind, or nothing."""
    found = [
        str(pair["value"].native)
        for together in name.chosen
        for pair in together
        if pair["type"].native == kind
    ]
    return found[-1] if found else ""
