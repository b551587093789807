"""`python -m web` is `admit`."""

from web.cli import main

main()
