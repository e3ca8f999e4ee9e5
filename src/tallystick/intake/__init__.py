"""The confidential channel: a colleague writes, readers answer, and nobody learns who wrote."""
