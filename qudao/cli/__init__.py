"""The console command `qudao`: its own commands, and Django's for everything else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.utils import translation
from django.utils.translation import gettext as _

import qudao
from qudao.cli.commands import COMMANDS, Command, command_named
from qudao.cli.terminal import complain, language_of_terminal, say
from qudao.core.errors import QudaoError

INTERRUPTED = 128 + signal.SIGINT


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qudao.config.settings")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; answers the exit code."""
    name = arguments[0] if arguments else "help"
    if name in {"--version", "version"}:
        say(f"qudao {qudao.__version__}")
        return 0
    wants_overview = len(arguments) < 2 and name in {"help", "--help", "-h"}
    command = command_named(name)
    try:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        if not command and not wants_overview:
            execute_from_command_line(["qudao", *arguments])
            return 0
        django.setup()
    except ImproperlyConfigured as problem:
        complain(problem)
        return 1
    with translation.override(language_of_terminal()):
        if command and is_marked_only():
            complain(_("This is the demonstration in %(folder)s.") % {"folder": settings.VAR_DIR})
        return run_own(command, arguments[1:]) if command else show_overview()


def is_marked_only() -> bool:
    """Whether nothing but the mark in its folder says that this is the demonstration."""
    return settings.IS_DEMONSTRATION and not os.environ.get("QUDAO_DEMONSTRATION")


def run_own(command: Command, arguments: Sequence[str]) -> int:
    try:
        return command.load()(arguments)
    except QudaoError as problem:
        complain(problem)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def show_overview() -> int:
    say(_("qudao COMMAND [ARGUMENT ...]"))
    say()
    width = max(len(command.name) for command in COMMANDS)
    for command in COMMANDS:
        say(f"  {command.name:<{width}}  {command.summary}")
    say()
    say(_("Each explains itself with --help. Every other name is a command of Django's, such as:"))
    say("  migrate, check, shell, dbshell, createcachetable, dumpdata, help COMMAND")
    return 0
