"""How is the program run as `python -m tallystick`?"""

from tallystick.cli import main

main()
