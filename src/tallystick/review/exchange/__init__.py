"""What passes between the office and the units: requests, documents, releases, replies."""
