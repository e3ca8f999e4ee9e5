"""Does `tallystick law` answer at once, in words and as JSON, and refuse what it cannot use?"""

import json
import resource
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest
from small_pack import write_pack
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.statutes import built_in, every_pack
from tallystick.statutes.shelf import registered

TIMES = 4
EXAMPLE = ("law", "KZ", "--substance", "cannabis", "--grams", "1050", "--act", "sale",
           "--on", "2024-01-01")  # fmt: skip


def run(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else done.stderr


def of_processor(*arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_it_answers_at_once():
    """In a few times what a program of Typer takes to begin, next to it: the best of five pairs."""
    times = []
    for _ in range(5):
        said, seconds = of_processor("-m", "tallystick", *EXAMPLE)
        assert b"10 to 15 years" in said
        times.append(seconds / of_processor("-c", "import typer.main")[1])
    assert min(times) < TIMES


@pytest.mark.parametrize("arguments", [EXAMPLE, ("law",), ("law", "KZ", "--json")])
def test_nothing_slow_is_imported(arguments):
    text = (
        "import sys\nfrom tallystick.cli import app\n"
        f"app({list(arguments)!r}, standalone_mode=False)\n"
        "slow = {'ibis', 'numpy', 'pydantic', 'duckdb', 'pyarrow', 'rich', 'importlib.metadata'}\n"
        "sys.exit(str(slow & set(sys.modules)) if slow & set(sys.modules) else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_alone_it_lists_the_jurisdictions_with_coverage_and_confidence():
    lines = run("law").splitlines()
    assert [line.split()[0] for line in lines[1 : lines.index("")]] == list(built_in())
    assert lines[0].split()[-5:] == [
        "text", "second", "inferred", "conflict", "memory",
    ]  # fmt: skip
    told = {each["code"]: each for each in json.loads(run("law", "--json"))}
    for code, pack in every_pack().items():
        assert told[code]["rows"] == sum(told[code]["confidence"].values()) == len(pack.rows)
    assert told["DE"]["tables_testable_by_weight"] == 3
    assert told["UK-EW"]["tables_testable_by_weight"] == told["UK-EW"]["complete_tables"] == 0


@pytest.mark.parametrize("name", ["KZ", "kz", "Kazakhstan", "KAZ"])
def test_of_a_jurisdiction_it_shows_what_is_held(name):
    said = run("law", name)
    assert "large more than 50 g, up to 1,000 g" in said
    assert "public use: 296(1)" in said


def test_the_example_in_words():
    said = " ".join(run(*EXAMPLE, "--circumstance", "oath").split())
    for words in (
        "1,050 g of dried cannabis herb: especially large (more than 1,000 g)",
        "Answer 297(3): prison 10 to 15 years; confiscation",
        "read as it stands from 2020-02-01 to 2025-03-02",
        "Aggravating an offence by which a person broke an oath or professional vow (54(1)(13))",
        "the least sure of these is conflicting: sources disagree: check the law before use",
        "https://www.zakon.kz/sobytiia/6508900",
        "was not read itself; its figures are from statements of the police",
    ):
        assert words in said, words


def test_the_example_as_json():
    said = json.loads(run(*EXAMPLE, "--circumstance", "oath", "--json"))
    (charge,) = said["charges"]
    assert (charge["article"], charge["part"], charge["kind"]) == ("297", "3", "criminal")
    penalty = charge["penalty"]
    assert (penalty["prison_min_years"], penalty["prison_max_years"], penalty["life"]) == (
        10, 15, False,
    )  # fmt: skip
    assert said["quantity"]["class"] == "especially_large"
    assert [each["key"] for each in said["circumstances"]["aggravating"]] == ["oath"]
    assert said["confidence"] == "conflicting"
    assert set(said["sources"]) >= {*penalty["source"], *said["quantity"]["row"]["source"]}
    assert all(text.isprintable() for text in said["sources"].values())


def test_the_later_law_is_told_for_both_persons_and_as_json():
    said = " ".join(run(*EXAMPLE).split())
    for words in (
        "for a private person: since 2025-03-03 297(3), prison 7 to 12 years; confiscation; "
        "milder; it holds, since a milder law reaches back (Criminal Code Art. 6(1) to (3)), also",
        "for an officer: since 2025-03-03 297(4), prison 15 to 20 years; confiscation; harsher; it "
        "does not reach back",
    ):
        assert words in said, words
    private, officer = json.loads(run(*EXAMPLE, "--json"))["later_law"]
    assert (private["verdict"], private["holds"]["penalty"]["prison_max_years"]) == ("milder", 12)
    assert (officer["verdict"], officer["holds"]["penalty"]["prison_max_years"]) == ("harsher", 15)


def test_a_word_that_may_be_several_substances_is_answered_for_each():
    asked = ("law", "DE", "--substance", "cannabis", "--grams", "1000", "--act", "possession",
             "--on", "2024-04-01")  # fmt: skip
    said = run(*asked)
    assert said.startswith("cannabis may be 3 things in Germany: ")
    assert said.count("Germany (DE), the law on 2024-04-01") == 3
    told = {each["quantity"]["substance"]: each for each in json.loads(run(*asked, "--json"))}
    assert list(told) == ["cannabis_thc", "cannabis_herb", "cannabis_herb_in_all"]
    pure = json.loads(run(*asked, "--purity", "10", "--json"))[0]["quantity"]
    assert (pure["amount"], pure["weighed"], pure["class"]) == (1000, 100, "nicht_geringe_menge")


def test_an_answer_stands_first_and_its_sources_last():
    labels = [line[:14].strip() for line in run(*EXAMPLE).splitlines()]
    order = [labels.index(each) for each in ("Answer", "Amount", "How sure", "Sources")]
    assert order == sorted(order)


def test_a_fine_is_told_in_money_of_the_year():
    asked = ("law", "KZ", "--substance", "cannabis", "--grams", "10", "--act", "possession", "--on")
    for day, fine in (("2025-06-01", "160 MCI (629,120 KZT)"), ("2026-06-01", "(692,000 KZT)")):
        assert fine in " ".join(run(*asked, day).split())
    assert "160 MCI (590,720 KZT)" in " ".join(run(*asked, "2024-06-01").split())
    assert "KZT" not in run(*asked, "2020-06-01")


def test_both_ends_of_a_fine_are_written_alike():
    asked = ("law", "RU", "--substance", "heroin", "--grams", "0.2", "--act", "possession")
    assert "fine 4,000 to 5,000 RUB" in " ".join(run(*asked, "--on", "2020-01-01").split())


def test_where_there_is_no_answer_it_says_so_and_exits_with_0():
    said = run("law", "PT", "--act", "sale", "--on", "2020-01-01")
    assert "not known here: the pack has no offence of sale; it has possession, use" in " ".join(
        said.split()
    )
    none = json.loads(run("law", "PT", "--act", "sale", "--on", "2020-01-01", "--json"))
    assert (none["charges"], none["confidence"], none["quantity"]) == ([], None, None)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Narnia",), "jurisdiction 'Narnia': there is BR, BY"),
        (("KS",), "jurisdiction 'KS': "),
        (("\x1b[2J",), r"jurisdiction '\x1b[2J'"),
        (("KZ", "--substance", "canabis"), "did you mean cannabis"),
        (("KZ", "--substance", "heroin", "--grams", "0"), "--grams '0': write a weight above 0"),
        (("KZ", "--substance", "heroin", "--grams", "1e9"), "--grams '1e9': write a weight"),
        (("KZ", "--substance", "heroin", "--grams", "nan"), "--grams 'nan': write a weight"),
        (
            ("DE", "--substance", "cannabis", "--purity", "0"),
            "--purity '0': write per cent above 0",
        ),
        (("DE", "--substance", "cannabis", "--purity", "101"), "--purity '101': write per cent"),
        (("UA", "--substance", "cannabis", "--plants", "1.5"), "--plants '1.5': write a whole"),
        (("KZ", "--substance", "heroin", "--grams", "1", "--plants", "1"), "give one of the two"),
        (("KZ", "--grams", "1", "--act", "sale"), "an amount is of a substance"),
        (("KZ", "--grams", "1"), "an amount is of a substance"),
        (("KZ", "--act", "steal"), "--act 'steal': did you mean sale?"),
        (("KZ", "--on", "1.1.2024"), "--on '1.1.2024': write a day such as 2024-01-01"),
        (("KZ", "--on", "2024-02-30"), "--on '2024-02-30': write a day"),
        (("KZ", "--circumstance", "oat"), "circumstance 'oat': in Kazakhstan, did you mean oath?"),
        (("--grams", "5"), "name the jurisdiction first"),
        (("KZ", "--pack", "nowhere"), "No such file"),
        (("check", "nowhere"), "No such file"),
    ],
)
def test_what_cannot_be_used_exits_with_2_and_one_message(arguments, says):
    said = run("law", *arguments, code=2)
    assert says in said
    assert all(line.isprintable() for line in said.splitlines())
    assert "Traceback" not in said


def test_a_pack_is_checked(tmp_path):
    folder = write_pack(tmp_path / "xa")
    assert run("law", "check", folder) == (
        "XA Exampleland: sound; 23 rows (18 verified_text, 1 verified_secondary, 1 inferred, "
        "1 conflicting, 2 memory), 4 tables, 3 complete\n"
    )
    assert run("law", "check", folder / "offences.csv") == run("law", "check", tmp_path)
    write_pack(folder, thresholds=("g,0,no,1,yes", "g,0,no,2,yes"), penalties=("1(2),3", "1(4),3"))
    said = run("law", "check", folder, code=2).splitlines()
    assert said == [
        "xa/thresholds.csv row 3: it begins at 1 where row 2 goes on to 2; an amount has one "
        "class; move one of the bounds",
        "xa/penalties.csv row 3: offence '1(4)' is not in offences.csv; did you mean 1(3) or 1(2)?",
        "xa/offences.csv row 3: it has no penalty; add its row to penalties.csv, or say why under "
        "no_penalty",
        "3 faults",
    ]


def test_every_built_in_pack_is_sound():
    first, *_ = built_in().values()
    said = run("law", "check", first.parent).splitlines()
    assert [line.split()[0] for line in said] == list(built_in())


def test_a_pack_by_its_path(tmp_path):
    folder = write_pack(tmp_path / "xa")
    asked = ("law", "Example", "--pack", folder, "--substance", "heroin", "--grams", "2", "--act",
             "sale", "--on", "2021-01-01")  # fmt: skip
    assert "1(1): prison 1 to 3 years" in run(*asked)
    write_pack(folder, pack=('"XA"', '"KZ"'))
    assert "Exampleland (KZ)" in run("law", "KZ", "--pack", folder)
    assert "Kazakhstan (KZ)" in run("law", "KZ")


def test_hostile_text_of_a_pack_never_reaches_the_terminal(tmp_path):
    folder = write_pack(tmp_path / "xa")
    text = (folder / "offences.csv").read_text()
    (folder / "offences.csv").write_text(text.replace("selling", "sell\x07ing", 1))
    said = run("law", "XA", "--pack", folder, code=2)
    assert r"offences.csv row 2: name is 'sell\x07ing'; a cell is one line of" in said


def registering(monkeypatch, tmp_path, *packs):
    """Let packages be installed that register `packs`: the entry point's name and the path."""
    info = tmp_path / "theirs" / "theirs-1.dist-info"
    info.mkdir(parents=True)
    lines = "".join(f"{name} = theirs_{name}:PACK\n" for name, _ in packs)
    (info / "entry_points.txt").write_text(f"[tallystick.statutes]\n{lines}")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    for name, path in packs:
        (tmp_path / "theirs" / f"theirs_{name}.py").write_text(f"PACK = {path!r}\n")
    monkeypatch.syspath_prepend(str(tmp_path / "theirs"))


def test_packs_of_other_packages_by_entry_point(tmp_path, monkeypatch):
    assert registered() == []
    folder = write_pack(tmp_path / "xa")
    registering(monkeypatch, tmp_path, ("xa", str(folder)))
    assert "XA" in every_pack()
    assert "Exampleland (XA)" in run("law", "XA")
    assert "Kazakhstan (KZ)" in run("law", "KZ")


def test_two_packages_with_one_code_are_refused(tmp_path, monkeypatch):
    folder = write_pack(tmp_path / "kz", pack=('"XA"', '"KZ"'))
    registering(monkeypatch, tmp_path, ("mine", str(folder)))
    assert "mine: two packs have the code KZ; take one of the packages out" in run(
        "law", "KZ", code=2
    )
    assert "Exampleland (KZ)" in run("law", "KZ", "--pack", folder)


def test_an_entry_point_that_is_no_path_is_told(tmp_path, monkeypatch):
    registering(monkeypatch, tmp_path, ("odd", 5))
    assert "'odd': its entry point is no path" in run("law", code=2)


def test_an_entry_point_that_cannot_be_loaded_is_told(tmp_path, monkeypatch):
    registering(monkeypatch, tmp_path, ("gone", 5))
    (tmp_path / "theirs" / "theirs_gone.py").unlink()
    assert "'gone': its entry point cannot be loaded: " in run("law", "KZ", code=2)


def test_an_entry_point_may_be_a_function(monkeypatch, tmp_path):
    folder = write_pack(tmp_path / "xa")
    monkeypatch.setattr("tallystick.statutes.shelf._some_registered", lambda: True)
    monkeypatch.setattr(EntryPoint, "load", lambda self: lambda: str(folder))
    entry = EntryPoint("xa", "made:up", "tallystick.statutes")
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [entry])
    assert registered() == [("xa", folder)]


def test_help_is_there():
    assert "law" in run("--help")
    assert "--circumstance" in run("law", "ask", "--help")
    assert "--grams" in run("law", "KZ", "--help")
    assert {"ask", "check"} <= set(run("law", "--help").split())


@pytest.fixture
def partly_from_memory(tmp_path):
    """The law of India, were some cells of heroin from memory."""
    folder = shutil.copytree(built_in()["IN"], tmp_path / "in")
    cells = {
        "thresholds.csv": {"heroin,small,": "upper", "heroin,intermediate,": "lower"},
        "penalties.csv": {"21(a),0,1,": "from"},
    }
    for name, told in cells.items():
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        assert lines[0].endswith(",from_memory")
        for start, cell in told.items():
            (place,) = (at for at, line in enumerate(lines) if line.startswith(start))
            lines[place] += cell
        (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


def test_a_cell_from_memory_is_told_as_such(partly_from_memory):
    asked = ("law", "IN", "--pack", partly_from_memory, "--substance", "heroin", "--grams", "3",
             "--act", "possession")  # fmt: skip
    said = " ".join(run(*asked, "--on", "2024-01-01").split())
    assert "up to 5 g (upper bound from memory)" in said
    assert "from memory all the same: upper bound of heroin, a small quantity" in said
    told = json.loads(run(*asked, "--on", "2024-01-01", "--json"))
    assert told["charges"][0]["penalty"]["from_memory"] == ["from"]
    assert told["from_memory"] == [
        "upper bound of heroin, a small quantity", "start date of 21(a)",
    ]  # fmt: skip
    assert told["rests_on_amount"] is True


def test_the_class_of_an_amount_is_left_out_where_the_article_holds_whatever_it_is():
    asked = ("law", "KZ", "--substance", "cannabis", "--grams", "5", "--act", "public_use",
             "--on", "2021-01-01")  # fmt: skip
    said = " ".join(run(*asked).split())
    assert "(conflicting)" in said
    assert (
        "How sure the least sure of these but the class of the amount, on which the article does "
        "not rest, is verified_text: read in the text of the law"
    ) in said
    assert "296(1): verified_text [criminal-code-2020, criminal-code-2022" in said
    told = json.loads(run(*asked, "--json"))
    assert (told["confidence"], told["rests_on_amount"]) == ("verified_text", False)


def test_a_class_that_is_not_sure_is_never_shown_without_the_word(partly_from_memory):
    for code, pack in every_pack().items():
        said = " ".join(run("law", code).split())
        for row in pack.thresholds:
            if row.confidence in ("memory", "conflicting"):
                assert f"({row.confidence})" in said
    asked = ("law", "IN", "--pack", partly_from_memory, "--substance", "heroin")
    said = " ".join(run(*asked, "--on", "2026-01-01").split())
    assert (
        "a small quantity up to 5 g (upper bound from memory); more than small, less than "
        "commercial more than 5 g, up to 250 g (lower bound from memory); a commercial"
    ) in said
    assert "from memory all the same: start date of 21(a); upper bound of heroin" in said
