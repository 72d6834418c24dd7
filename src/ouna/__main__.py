"""`python -m ouna` is the `ouna` command."""

from ouna.cli import main

main()
