"""How fast is Tallystick, how much memory does it take, and beside what?

Run ``make bench``, or ``python -m benchmarks.speed --out docs``; see ``--help``. It writes
``benchmarks.json``, in which every single run is kept, and ``benchmarks.md``, which is rendered
from that file. Only public tools measure: ``/usr/bin/time -v`` (or what the system says of a child
that has ended, where it is missing) and pyperf.
"""
