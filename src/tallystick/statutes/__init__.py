"""The law as data: citation, thresholds, penalty ranges, dates in force, confidence."""
