"""The ledger (存证账本): an append-only Merkle log of what this node did, which nobody can rewrite.

A leaf (叶) says that something of a kind, found by a reference, had certain facts; the facts stay
in their house and enter as a salted digest.  The tree is that of RFC 6962 with SM3.  A tree head
(树头) is signed at least each minute, so that a witness (见证方) who keeps heads notices any change
of the past.  `docs/ledger.md` says how a house brings its rows in.
"""

from tongban.base.ledger.leaves import Row, append, erase, insert, insert_alike, leaf, row_of
from tongban.base.ledger.sources import source, table

__all__ = ["Row", "append", "erase", "insert", "insert_alike", "leaf", "row_of", "source", "table"]
