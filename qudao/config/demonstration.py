"""Whether this start is the demonstration's: said by the environment, or by a mark in its folder.

`make run` says it by QUDAO_DEMONSTRATION=1. Once the demonstration is built, a mark in the data
folder says it for commands typed by hand. A mark never turns a real installation into a
demonstration: a secret key, a flag of either kind, an address of its own or another database
than the marked one counts more.
"""

from __future__ import annotations

from pathlib import Path

from qudao.config import environment as env
from qudao.core.mark import is_marked


def is_demonstration(folder: Path, database_url: str) -> bool:
    """Whether to start as the demonstration, whose key and passwords are public."""
    if env.text("QUDAO_DEMONSTRATION"):
        return env.flag("QUDAO_DEMONSTRATION")
    return not says_real_use() and is_marked(folder, database_url)


def says_real_use() -> bool:
    """Whether the environment is that of a site for real, perhaps without its secret."""
    own = (
        env.text("QUDAO_SECRET_KEY"),
        env.text("QUDAO_URL"),
        env.text("QUDAO_ALLOWED_HOSTS"),
        env.text("QUDAO_TRUSTED_ORIGINS"),
    )
    return any(own) or env.flag("QUDAO_HTTPS")
