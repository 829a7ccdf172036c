"""SM2 as the standard writes it, slow and plain: it takes a fixed k, which no library does."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base.crypto import sm3

Point = tuple[int, int] | None


@dataclass(frozen=True)
class Curve:
    """A curve over a prime field with its base point of order n."""

    p: int
    a: int
    b: int
    n: int
    g: tuple[int, int]

    def add(self, one: Point, two: Point) -> Point:
        if one is None or two is None:
            return one or two
        (x1, y1), (x2, y2) = one, two
        if x1 == x2 and (y1 + y2) % self.p == 0:
            return None
        if one == two:
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, self.p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, self.p)
        x3 = (slope * slope - x1 - x2) % self.p
        return x3, (slope * (x1 - x3) - y1) % self.p

    def times(self, k: int, point: Point) -> Point:
        total: Point = None
        while k:
            if k & 1:
                total = self.add(total, point)
            point = self.add(point, point)
            k >>= 1
        return total

    def public(self, d: int) -> tuple[int, int]:
        found = self.times(d, self.g)
        assert found is not None
        return found


RECOMMENDED = Curve(
    p=0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF,
    a=0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC,
    b=0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
    n=0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
    g=(
        0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
        0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
    ),
)
EXAMPLE = Curve(
    p=0x8542D69E4C044F18E8B92435BF6FF7DE457283915C45517D722EDB8B08F1DFC3,
    a=0x787968B4FA32C3FD2417842E73BBFEFF2F3C848B6831D7E0EC65228B3937E498,
    b=0x63E4C6D3B23B0C849CF84241484BFE48F61D59A5B16BA06E6E12D1DA27C5249A,
    n=0x8542D69E4C044F18E8B92435BF6FF7DD297720630485628D5AE74EE7C32E79B7,
    g=(
        0x421DEBD61B62EAB6746434EBC3CC315E32220B3BADD50BDC4C4E6C147FEDD43D,
        0x0680512BCBB42C07D47349D2153B70C4E5D7FDFCBFA36EA1A85841B9E46E09A2,
    ),
)


def z(curve: Curve, ident: bytes, public: tuple[int, int]) -> bytes:
    """The digest of the signer's id, the curve and the public key."""
    numbers = (curve.a, curve.b, *curve.g, *public)
    length = (8 * len(ident)).to_bytes(2)
    return sm3.digest(length + ident + b"".join(each.to_bytes(32) for each in numbers))


def e(curve: Curve, ident: bytes, public: tuple[int, int], message: bytes) -> int:
    return int.from_bytes(sm3.digest(z(curve, ident, public) + message))


def sign(curve: Curve, d: int, k: int, digest: int) -> tuple[int, int]:
    x1, _ = curve.public(k)
    r = (digest + x1) % curve.n
    s = pow(1 + d, -1, curve.n) * (k - r * d) % curve.n
    assert r
    assert r + k != curve.n
    assert s
    return r, s


def verifies(
    curve: Curve, public: tuple[int, int], digest: int, signature: tuple[int, int]
) -> bool:
    r, s = signature
    t = (r + s) % curve.n
    point = curve.add(curve.times(s, curve.g), curve.times(t, public))
    return bool(t) and point is not None and (digest + point[0]) % curve.n == r


def stream(shared: bytes, size: int) -> bytes:
    """The key derivation of GB/T 32918.4: SM3 with a counter from 1."""
    blocks = (sm3.digest(shared + n.to_bytes(4)) for n in range(1, size // 32 + 2))
    return b"".join(blocks)[:size]


def encrypt(curve: Curve, public: tuple[int, int], k: int, plain: bytes) -> bytes:
    """C1‖C3‖C2 with a fixed k."""
    shared = curve.times(k, public)
    assert shared is not None
    x2, y2 = (each.to_bytes(32) for each in shared)
    c1 = b"".join(each.to_bytes(32) for each in curve.public(k))
    c2 = bytes(a ^ b for a, b in zip(plain, stream(x2 + y2, len(plain)), strict=True))
    return b"\x04" + c1 + sm3.digest(x2 + plain + y2) + c2
