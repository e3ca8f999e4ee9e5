"""The measures of benchmarks/channel, each of a small size, and what they must be able to find."""

import io
import sys
from pathlib import Path

import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.channel import drawing, flood, guesses, scanned

from tallystick.intake.drawing.process import pages_of

DISK = 8 << 20


def test_a_flood_is_refused_in_words_above_the_floor_and_the_first_page_still_comes(tmp_path):
    found = flood.flooded(tmp_path, 40, 2 << 20, disk=DISK)
    assert found.is_met, found
    # Of 2 MiB one half stays free, since the file is written anew each night.
    assert 6 <= found.kept <= 16


def test_a_flood_without_a_floor_would_be_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(flood, "TEXT", "word")
    found = flood.flooded(tmp_path, 8, 4 << 20, disk=DISK)
    assert (found.kept, found.refused, found.is_met) == (8, 0, False)


@pytest.mark.slow
def test_ten_thousand_posts_keep_the_floor(tmp_path):
    assert flood.flooded(tmp_path, 10_000, 64 << 20, disk=1 << 30).is_met


def test_both_medians_of_guesses_are_measured_in_pairs(tmp_path):
    (found,) = guesses.measured(tmp_path, 3, 0.3)
    assert found.pairs == 3
    assert min(found.secret, found.locator) >= 0.3
    assert found.low <= found.difference <= found.high


def test_a_locator_that_answers_sooner_is_seen_through_any_load():
    """Load that falls on both of a pair, up to ten seconds, hides nothing."""
    load = [each * 37 % 101 / 10 for each in range(500)]
    own = [each * 53 % 97 / 1e6 for each in range(500)]
    alike = guesses.of_pairs([(1 + a + b, 1 + a) for a, b in zip(load, own, strict=True)])
    apart = guesses.of_pairs([(1 + a + b, 0.994 + a) for a, b in zip(load, own, strict=True)])
    assert (alike.is_met, apart.is_met) == (True, False)
    assert apart.difference == pytest.approx(-0.006048, abs=2e-6)


def test_a_scanned_pdf_is_as_large_as_asked_and_drawn_legibly():
    pdf = scanned.scanned_pdf(700_000, pages=2)
    assert 350_000 < len(pdf) <= 700_000
    first, second = (Image.open(io.BytesIO(page)) for page in pages_of(pdf))
    assert first.size == second.size == (1241, 1754)
    # Print is dark, and the paper between the lines is not.
    assert first.convert("L").getextrema()[0] < 60
    assert first.convert("L").crop((0, 0, 1241, 60)).getextrema()[0] > 200


def test_posts_at_once_are_timed_and_weighed(tmp_path, monkeypatch):
    small = scanned.scanned_pdf(300_000, pages=1)
    monkeypatch.setattr(drawing, "scanned_pdf", lambda most: small)
    (found,) = drawing.rounds(tmp_path, 1)
    assert len(found.seconds) == drawing.AT_ONCE
    assert found.processor > 0
    assert 30 < found.mb < drawing.MOST_MB
