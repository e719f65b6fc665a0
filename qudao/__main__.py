"""Run the command line as a module: python -m qudao."""

from qudao.cli import main

main()
