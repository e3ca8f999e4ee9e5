"""What a file holds at first sight: its rows, where its header stands, how it is written."""
