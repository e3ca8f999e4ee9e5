"""The pages that a colleague sees; they need no script and set no cookie."""
