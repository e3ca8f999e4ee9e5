"""When cases occurred: dates, hours and the order of day and month."""
