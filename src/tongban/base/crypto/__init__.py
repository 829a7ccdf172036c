"""Commercial cryptography (商用密码): SM2, SM3, SM4, and the keys they are used with.

Opening and verifying return nothing wrong: they raise `InvalidSeal` (or its `InvalidSignature`).
Everything sealed carries its algorithm and the id of its key.
"""
