"""What is told of a case as a whole: accounts, amounts, searches, verdicts."""
