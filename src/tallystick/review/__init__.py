"""The review workbench: from a finding to a decision that can be defended."""
