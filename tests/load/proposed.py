"""What does `init` write of a file, with the columns of one table mapped by hand?"""

from tallystick.propose import Answers, Choice, FileProposal, TableProposal, engagement_text
from tallystick.propose import look_at as look

ANSWERS = Answers("n", "a", "UTC")


def looked(folder, name, content):
    """What is seen of a file with this content."""
    path = folder / "looked" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return look(path, name)


def block(sight, columns, table="incidents"):
    """The block that is written of a look; `columns` are theirs by ours."""
    choices = {
        name: Choice((mapping if isinstance(mapping, str) else mapping.get("column", "?"),),
                     {"column": mapping} if isinstance(mapping, str) else mapping, "by hand")
        for name, mapping in columns.items()
    }  # fmt: skip
    text = engagement_text(ANSWERS, [FileProposal(sight, (TableProposal(table, choices),))])
    return f"[[tables.{table}]]" + text.partition(f"[[tables.{table}]]")[2]
