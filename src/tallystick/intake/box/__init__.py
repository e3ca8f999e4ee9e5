"""The box: ciphertext, and what is needed to deliver it."""
