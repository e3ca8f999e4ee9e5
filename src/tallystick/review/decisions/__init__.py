"""What people decide, and who they are."""
