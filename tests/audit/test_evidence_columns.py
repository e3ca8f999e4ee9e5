"""Do case lists leave out badges, and free text that the check does not ask about?"""

import ibis

from tallystick.audit.evidence import told_columns

ROWS = ibis.table(
    {"incident_id": "string", "badge": "string", "held_badge": "string", "text": "string",
     "aggravating": "string", "officer_id": "string", "context": "string"}, name="rows",
)  # fmt: skip


def test_badges_go_and_free_text_stays_where_it_is_asked_about():
    assert told_columns(ROWS, ()).columns == ("incident_id", "officer_id", "context")
    kept = ("incident_id", "text", "officer_id", "context")
    assert told_columns(ROWS, ("text", "badge")).columns == kept
    plain = ROWS.select("incident_id", "officer_id")
    assert told_columns(plain, ()) is plain
