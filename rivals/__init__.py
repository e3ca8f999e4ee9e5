"""Made-up agencies by a second hand, who knew the dictionary of tables and no check.

`python -m rivals FOLDER --size N --seed S [--oddity KIND] [--plant KIND [--dose 0.5]]` writes
tables/*.parquet, engagement.toml and truth.json. The kinds are in `rivals.kinds`, and the function
of each says what is made.

Two authors wrote this, one after the other. Both had read docs/tables.md, which names the checks
that use a column, and how an engagement is written; neither had read the checks, their statistics,
the program's own simulator, or what is said of them. The second author's kinds:

| manipulation | what is made |
|---|---|
| ghosts_in_both_systems | arrests that never happened, each with an entry in the log |
| weights_far_past_line | 1.5 to 3 times the line, so that nothing bunches beside it |
| rotating_suppliers | six suppliers of a unit, none charged, who take turns |
| rotating_witnesses | eight witnesses of a unit, who take turns |
| paraphrased_reports | old reports in other words and another order |
| called_unfounded | complaints that nobody solved are called unfounded |
| pinned_on_known | unsolved cases are cleared by arrests of five people with a record |
| parts_counted_again | a seizure is booked whole, and its parts again |
| padded_overtime | stops that never happened fill four hours after a shift |

| innocent oddity | what is unusual |
|---|---|
| merged_units | a district takes another's cases, beats, officers and goal in mid-year |
| festival_town | sixteen days in July with many cases and seasonal officers |
| court_strike | the court of three units decides nothing for four months |
| translating_clerk | one clerk translates the reports of most officers of a unit |
"""
