"""Audits that a person starts from a page: one at a time, in a process of its own."""
