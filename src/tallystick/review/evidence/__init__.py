"""The records behind a pattern: their query run again, and what people mark them as."""
