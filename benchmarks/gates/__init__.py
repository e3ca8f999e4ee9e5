"""Do the simulated worlds show what was published, measured by the published estimators?"""
