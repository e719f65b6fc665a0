"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass, one lane: the first choice of OWASP's password cheat sheet.

    Django's default of 100 MiB on eight lanes lets a few dozen logins at once exhaust a small
    machine, and takes a second each on two busy cores.
    """

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1
