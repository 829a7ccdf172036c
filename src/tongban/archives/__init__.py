"""Electronic files of concluded cases (电子归档, GB/T 42727-2023).

A package (归档信息包) holds everything of one case: papers, materials, the licence, process data
and proofs of the ledger, with a list of SM3 digests that the node has signed.  It is checked for
four properties (四性检测), kept as long as the retention says, handed over or destroyed by
approved lists only, and one case can be restored from it.  Stands on cases, which know nothing
of it.
"""
