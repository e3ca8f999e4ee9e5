"""How does a run get masks in place of the names of its units and officers?"""
