"""Electronic seals (电子印章): their life, who may use them for what, and every impression made.

Owned words: a *seal* (印章) is a picture bound to its owner and to the signers who may use it,
signed by its maker (制章者); an *order* (用印指令) is a decision that one document, named by its
digest, is to be sealed; an *impression* (用印) is one use of a seal on one document; a *statement
of use* (用印清单) lists all impressions between two days and proves that none is missing.

Stands on `base`, and on `directory`, `identity`, `access` and `notices`.  Structures follow
GB/T 38540-2020 (header version 4); versions 1 (GM/T 0031-2014) and 5 (GM/T 0031-2025) are read.
"""
