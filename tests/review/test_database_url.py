"""What DATABASE_URL may say, and that a password in it is never printed."""

import pytest


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://ana:p%40ss@db.example.org:5433/case%201?sslmode=verify-full",
         {"NAME": "case 1", "USER": "ana", "PASSWORD": "p@ss", "HOST": "db.example.org",
          "PORT": "5433"}),
        ("postgres://ana@/case?host=/run/postgresql",
         {"NAME": "case", "USER": "ana", "PASSWORD": "", "HOST": "/run/postgresql", "PORT": ""}),
    ],
)  # fmt: skip
def test_an_address_is_read_as_libpq_reads_it(url, told):
    from tallystick.review.database import postgresql

    made = postgresql(url)
    assert {name: made[name] for name in told} == told
    if "sslmode" in url:
        assert made["OPTIONS"]["sslmode"] == "verify-full"
    assert "host" not in made["OPTIONS"]


@pytest.mark.parametrize("url", ["mysql://ana:secret@host/case", "postgresql://ana:secret@host",
                                 "secret", "postgresql://ana:secret@host:port/case"])  # fmt: skip
def test_another_address_is_refused_without_printing_it(url):
    from tallystick.review.case_folder import CaseError
    from tallystick.review.database import postgresql

    with pytest.raises(CaseError, match="not an address of PostgreSQL") as caught:
        postgresql(url)
    assert "secret" not in str(caught.value)


def test_without_psycopg_one_message_says_how_to_get_it(monkeypatch):
    import sys

    from tallystick.review.office import MissingExtraError, require_extra

    monkeypatch.setenv("DATABASE_URL", "postgresql://ana@/case")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match=r"tallystick\[review,postgres\]"):
        require_extra()
