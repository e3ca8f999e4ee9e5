"""What is beside published figures: lists of cases, numbers that count nothing, other names."""

from tallystick.propose import look_at, propose


def proposed(folder, head, rows, name="totals.csv"):
    """Return the figures proposed for a file, its unit and metric; None where there are none."""
    text = "\n".join([head, *(",".join(map(str, row)) for row in rows)]) + "\n"
    (folder / name).write_text(text, encoding="utf-8")
    (look,) = look_at(folder / name, name)
    found = [each for each in propose(look).tables if each.table == "reported_figures"]
    if not found:
        return None
    columns = found[0].columns
    unit, metric = (columns[each].headers if each in columns else () for each in NAMES)
    return columns["value"].headers, unit, metric


NAMES = ("unit_id", "metric")
TOWNS = ("Alder", "Birch", "Cedar", "Dune", "Elm", "Fir", "Gorse", "Hazel", "Iris", "Juniper")


def test_rows_of_persons_in_codes_are_no_totals(tmp_path):
    rows = [(9_100_000 + k, 2019, k % 3 + 1, -999 if k % 5 else 2, -999 if k % 4 else 60, k % 7)
            for k in range(60)]  # fmt: skip
    assert proposed(tmp_path, "OffenderID,YEAR,BOOKER,SAFE,MINIM,LEVELS", rows) is None


def test_rows_with_the_time_of_day_are_no_totals(tmp_path):
    rows = [(2021, k % 12 + 1, f"{k % 24:02d}:{k % 60:02d}", f"Road {k}", k % 3, 50 + k)
            for k in range(120)]  # fmt: skip
    assert proposed(tmp_path, "Year,Month,Time,Road,Points,Limit", rows) is None


def test_rows_with_the_day_of_the_month_are_no_totals(tmp_path):
    rows = [(2021, k % 12 + 1, k % 28 + 1, TOWNS[k % 10], k % 3, k % 5) for k in range(120)]
    assert proposed(tmp_path, "Year,Month,Day,Town,Vehicles,Lanes", rows) is None


def test_rows_with_a_day_and_a_count_are_totals(tmp_path):
    rows = [(2021, k % 12 + 1, k % 28 + 1, TOWNS[k % 10], 40 + k) for k in range(120)]
    assert proposed(tmp_path, "Year,Month,Day,Town,Number of stops", rows) is not None


def test_rows_with_people_and_ages_are_no_totals(tmp_path):
    rows = [(2018 + k % 3, TOWNS[k % 10], "MF"[k % 2], "WBH"[k % 3], 18 + k % 40, k % 4)
            for k in range(120)]  # fmt: skip
    assert proposed(tmp_path, "Year,Town,Sex,Race,Age,Shots", rows) is None


def test_scores_ranks_and_codes_are_left_out(tmp_path):
    rows = [(2020, town, 300 + 7 * k, 1000 + k, 10.5 + k, 40 + 13 * k, 0.2 * k)
            for k, town in enumerate(TOWNS)]  # fmt: skip
    head = "Year,Town,komnr,IMDrank,IMDscore,Burglary count,rate_p100k"
    assert proposed(tmp_path, head, rows) == (("Burglary count",), ("Town",), ())


def test_fractions_beside_whole_numbers_are_left_out(tmp_path):
    rows = [(2020, town, 90 + 13 * k, 9.1 + 1.3 * k, 40 + 3 * k, 4.1 + 0.3 * k)
            for k, town in enumerate(TOWNS)]  # fmt: skip
    head = "Year,Town,theftAbs,theft,assaultAbs,assault"
    assert proposed(tmp_path, head, rows) == (("theftAbs", "assaultAbs"), ("Town",), ())


def test_numbers_that_stand_one_for_one_for_names_are_codes(tmp_path):
    rows = [(2015 + k // 10, TOWNS[k % 10], 300 + 7 * (k % 10), 40 + 3 * k, 7 + 11 * k)
            for k in range(40)]  # fmt: skip
    assert proposed(tmp_path, "Year,Town,kom,thefts,assaults", rows) == (
        ("thefts", "assaults"), ("Town",), ()
    )  # fmt: skip


def test_the_year_in_which_a_thing_was_built_is_no_period(tmp_path):
    months = "January,February,March,April,May,June"
    rows = [(town, 2003 + k, "Northbound" if k % 2 else "Southbound", *range(k, k + 6))
            for k, town in enumerate(TOWNS)]  # fmt: skip
    head = f"Intersection,INSTALL_YEAR,FACING,{months}"
    (tmp_path / "cameras_2023.csv").write_text(
        "\n".join([head, *(",".join(map(str, row)) for row in rows)]), encoding="utf-8"
    )
    (look,) = look_at(tmp_path / "cameras_2023.csv", "cameras_2023.csv")
    (table,) = propose(look).tables
    assert table.beside["period"]["columns"] == ["name of the column"]
    assert table.beside["wide"]["names"][0] == "2023-01"
    assert "FACING" not in {each for made in table.columns.values() for each in made.headers}


def test_an_article_is_what_is_counted_and_its_chapter_no_unit(tmp_path):
    rows = [(2020, f"Article {100 + k}", ("I", "II", "IV")[k % 3], 40 + k, 7 * k, 3 * k)
            for k in range(30)]  # fmt: skip
    found = proposed(tmp_path, "Year,Article,Chapter,REG,SUSP,CLOSED", rows)
    assert found == (("REG", "SUSP", "CLOSED"), (), ("Article",))


def test_two_spellings_of_one_thing_are_no_unit_and_metric(tmp_path):
    rows = [(name.lower(), name.upper(), 20 + k, 30 + k, 40 + k) for k, name in enumerate(TOWNS)]
    found = proposed(tmp_path, "id,label,2019,2020,2021", rows)
    assert found is not None
    assert found[1] == ()


def test_a_column_mostly_of_dashes_is_one_of_figures(tmp_path):
    rows = [(2020, town, 40 + k, "-" if k > 2 else 5 + k, 9 + k) for k, town in enumerate(TOWNS)]
    found = proposed(tmp_path, "Year,Town,Theft,Murder,Assault", rows)
    assert found == (("Theft", "Murder", "Assault"), ("Town",), ())
