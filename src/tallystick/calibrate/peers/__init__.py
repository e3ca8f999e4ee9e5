"""Which public packages stand beside our checks in calibration, and what do they say?

Each is imported only when called, and none is needed to install or run Tallystick: they are in
the dependency group ``peers`` (rddensity and its lpdensity are GPL-3.0-only).
"""
