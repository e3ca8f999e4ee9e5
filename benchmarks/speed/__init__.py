"""How fast is Tallystick, how much memory does it take, and beside what?

Run ``make bench``, or ``python -m benchmarks.speed --out docs``; see ``--help``. It writes
``benchmarks.json``, in which every single run is kept; the site builds docs/benchmarks.md of it.
Only public tools measure: ``/usr/bin/time -v`` (or what the system says of a child that has ended,
where it is missing) and pyperf.
"""
