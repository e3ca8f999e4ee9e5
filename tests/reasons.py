"""The English of a reason that a test of `stats` gives, by the words of a check."""

from tallystick.findings.words import words_of


def text_of(check, reason):
    return words_of(check, "en").said(f"reasons.{reason}", reason.values) if reason else ""
