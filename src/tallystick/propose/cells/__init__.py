"""What the cells of one column tell, whatever its header says."""
