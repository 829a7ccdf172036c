"""The recommended curve of GB/T 32918.5: its numbers, and whether a point lies on it."""

from __future__ import annotations

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123

SIZE = 32
"""Bytes of one coordinate, of a private key, and of each half of a signature."""
POINT_SIZE = 1 + 2 * SIZE
UNCOMPRESSED = b"\x04"
"""First byte of a point written as 04‖x‖y."""
OID = "1.2.156.10197.1.301"


def has_point(point: bytes) -> bool:
    """Whether these are 65 bytes 04‖x‖y of a point on the curve."""
    if len(point) != POINT_SIZE or not point.startswith(UNCOMPRESSED):
        return False
    x = int.from_bytes(point[1 : 1 + SIZE])
    y = int.from_bytes(point[1 + SIZE :])
    return x < P and y < P and (y * y - (x * x * x + A * x + B)) % P == 0
