"""Would the project's own checks have seen the gaming that a regime drives, and when?"""
