"""Accounts of an office: who logs in, with which second factor, and how often they may guess."""
