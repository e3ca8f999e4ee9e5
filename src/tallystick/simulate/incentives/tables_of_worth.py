"""What is each act worth to who is judged, by kind of regime?

Ordinal judgements from the literature: the order matters, not the digits (`worth_order`).
"""

from __future__ import annotations

REGIMES = ("count", "severity", "clearance", "quota", "verified")
WORTH = {
    #             count severity clearance quota verified
    "easy":      (1.0,  0.1,     0.5,      1.0,  0.3),
    "threshold": (0.6,  1.0,     0.0,      0.0,  0.6),
    "backdate":  (1.0,  0.6,     0.3,      1.0,  0.3),
    "ghost":     (1.0,  1.0,     1.0,      1.0,  1.0),
    "copied":    (0.3,  0.3,     0.3,      0.3,  0.1),
    "witness":   (0.3,  0.3,     0.3,      0.3,  0.1),
    "recycled":  (0.3,  0.3,     0.0,      0.3,  0.1),
    "informant": (0.3,  0.3,     0.3,      0.3,  0.1),
    "unrecord":  (0.0,  1.0,     1.0,      0.0,  0.5),
    "downgrade": (0.0,  1.0,     1.0,      0.0,  0.5),
    "unfound":   (0.0,  1.0,     1.0,      0.0,  0.5),
    "supply":    (1.0,  1.0,     1.0,      1.0,  1.0),
}  # fmt: skip
