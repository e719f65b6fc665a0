"""A small SMTP server on a real socket, which keeps what it was told."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Told:
    """One message as the server heard it."""

    sender: str
    recipients: list[str]
    content: str


@dataclass
class Conversation:
    """What a server knows and was told."""

    port: int = 0
    user: str = ""
    password: str = ""
    refuses_recipients: bool = False
    messages: list[Told] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def smtp_server(**settings: object) -> Iterator[Conversation]:
    """Serve on a free port of this machine until the block ends."""
    talk = Conversation(**settings)  # type: ignore[arg-type]

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _Dialogue(self, talk).run()

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        talk.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield talk
        finally:
            server.shutdown()
            thread.join()


class _Dialogue:
    def __init__(self, handler: socketserver.StreamRequestHandler, talk: Conversation) -> None:
        self.handler, self.talk = handler, talk
        self.sender, self.recipients = "", list[str]()
        self.is_known = not talk.user

    def say(self, line: str) -> None:
        self.handler.wfile.write(f"{line}\r\n".encode())

    def hear(self) -> str:
        return self.handler.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")

    def run(self) -> None:
        self.say("220 test.invalid ready")
        while line := self.hear():
            word, _space, rest = line.partition(" ")
            answer = getattr(self, f"on_{word.lower()}", None)
            if word.upper() == "QUIT":
                self.say("221 bye")
                return
            answer(rest) if answer else self.say("502 unknown")

    def on_ehlo(self, _name: str) -> None:
        self.say("250-test.invalid")
        self.say("250 AUTH PLAIN" if self.talk.user else "250 8BITMIME")

    def on_auth(self, rest: str) -> None:
        _nothing, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.talk.logins.append((user, password))
        self.is_known = (user, password) == (self.talk.user, self.talk.password)
        self.say("235 welcome" if self.is_known else "535 wrong user or password")

    def on_mail(self, rest: str) -> None:
        self.sender, self.recipients = _address(rest), []
        self.say("250 ok" if self.is_known else "530 log in first")

    def on_rcpt(self, rest: str) -> None:
        if self.talk.refuses_recipients:
            self.say("550 no such box here")
            return
        self.recipients.append(_address(rest))
        self.say("250 ok")

    def on_rset(self, _rest: str) -> None:
        self.say("250 ok")

    def on_data(self, _rest: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.hear()) != ".":
            lines.append(line)
        self.talk.messages.append(Told(self.sender, self.recipients, "\n".join(lines)))
        self.say("250 taken")


def _address(text: str) -> str:
    return text.partition("<")[2].partition(">")[0]
