"""`python -m openvbc` is the same as `openvbc`."""

from openvbc.cli import main

main()
