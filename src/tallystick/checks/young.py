"""What must be said with each finding of a check whose promise was not measured in full yet?"""

YOUNG = (
    "How often this check finds what is not there was measured in few made worlds so far, and not "
    "by `tallystick calibrate` in full: take it for a lead, and name nobody for it alone."
)
