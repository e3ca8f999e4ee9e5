"""What leaves the office as a signed bundle: masked, unless somebody says why not."""
