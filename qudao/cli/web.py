"""The web server of `qudao serve`: gunicorn, with the code that is already loaded."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

THREADS = 4
YOUNG_OBJECTS = 50_000  # made before garbage is looked for; Python's own 700 is for small ones


@dataclass(frozen=True, slots=True)
class Address:
    """Where the site listens."""

    host: str
    port: int

    @property
    def bound(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.bound}"


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn without its command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        """Everything that a page may need, before the serving processes are forked."""
        application = get_wsgi_application()
        import_module(settings.ROOT_URLCONF)
        _look_for_garbage_seldom()
        return application


def _look_for_garbage_seldom() -> None:
    """A page makes thousands of objects and few circles among them. What is loaded now is never
    looked at again, which also leaves it shared between the serving processes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)


def serve_pages(address: Address, *, workers: int) -> int:
    """Serve until told to stop; requests under way are given ten seconds to end."""
    options = {
        "bind": address.bound,
        "worker_class": "gthread",
        "workers": workers,
        "threads": THREADS,
        "preload_app": True,
        "graceful_timeout": 10,
        "loglevel": "warning",
        "proc_name": "qudao-web",
        # one way to steer the process, signals, is enough; and the home folder may be read-only
        "control_socket_disable": True,
    }
    WebServer(options).run()
    return 0
