"""Hashing the passwords of sample accounts."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class DemoPasswordHasher(Argon2PasswordHasher):
    """Argon2id with the least cost that OWASP advises (19 MiB, two passes): a start is sooner.

    Elsewhere Django's own cost holds; a password hashed here is hashed anew at the next sign-in.
    """

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
