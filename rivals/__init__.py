"""Made-up agencies by a second hand, who knew the dictionary of tables and no check.

`python -m rivals FOLDER --size N --seed S [--oddity KIND] [--plant KIND [--dose 0.5]]` writes
tables/*.parquet, engagement.toml and truth.json. The kinds are in `rivals.kinds`.

Whoever wrote this had read docs/tables.md and how an engagement is written; neither the checks,
their statistics, the program's own simulator nor what is said of them. The manipulations below are
for a second half, by somebody else, and are not written here:

| kind | what is made |
|---|---|
| ghosts in both systems | arrests that never happened, with an entry in the log for each |
| weights far past a line | 1.5 to 3 times the line, so that nothing bunches beside it |
| rotating suppliers | several suppliers, none charged, who take turns |
| rotating witnesses | eight witnesses of one unit, who take turns |
| paraphrased reports | old reports in other words and another order |
| unfounded | cases that nobody solved are called unfounded |
"""
