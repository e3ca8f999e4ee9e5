"""Flows of the list, of names, dossiers and threads, and of records."""

from flow_steps import DECIDED, bundle_handed_on, finding, mask, pattern
from renamed_units import IS, WAS
from two_runs import OFFICER_NOW, STILL, TURNED

# The list.


def searched(o):
    r = o.reader()
    r.open("/")
    r.follow("nav.findings")
    r.rows(7)
    r.write("list.search", "supplied")
    r.press("list.find")
    r.reads("list.shown", 4, all=7)
    r.rows(4)
    r.follow("list.all")
    r.rows(7)


def searched_in_vain(o):
    r = o.reader()
    r.open("/findings")
    r.write("list.search", "<script>alert(1)</script>")
    r.press("list.find")
    r.reads("list.nothing")
    r.follow("list.all")
    r.rows(7)


def facet(r, name, value):
    link = r._link(r.words(f"{name}.{value}"))
    if not link.count():
        r.unfold(f"facet.{name}")
    r.follow(f"{name}.{value}")


def narrowed(o):
    r = o.reader()
    r.open("/findings")
    facet(r, "over", "gone")
    r.rows(1)
    facet(r, "over", "gone")
    r.rows(7)


def narrowed_twice(o):
    """New: one finding and two leads; of them leads: two."""
    r = o.reader()
    r.open("/findings")
    facet(r, "over", "new")
    r.rows(3)
    facet(r, "kind", "lead")
    r.rows(2)
    r.follow("list.all")
    r.rows(7)


def sorted_by_check(o):
    r = o.reader()
    r.open("/findings")
    r.choose("list.sort", "check")
    r.press("list.find")
    r.rows(7)
    checks = [each.split()[0] for each in r.page.locator(
        "table.patterns tbody th .small").all_inner_texts()]  # fmt: skip
    assert checks == sorted(checks)
    assert len(set(checks)) == 3


def front_to_question(o):
    r = o.reader()
    r.open("/")
    r.reads("front.questions")
    r.follow_to(finding(TURNED))
    r.reads("finding.questions")


# Names, dossiers, threads.


def names_of_a_finding(o):
    r = o.reader()
    r.open(finding(STILL))
    r.not_there("Division 3")
    r.unfold("unmask.ask")
    r.write("unmask.why", "To ask for the file")
    r.press("unmask.button")
    r.reads("unmask.shown")
    r.reads_text("Division 3")
    r.open("/log")
    r.reads("act.pattern.unmask")
    r.reads_text("To ask for the file")
    other = o.reader("me")
    other.open(finding(STILL))
    other.not_there("Division 3")


def dossier_of_a_unit(o):
    r = o.reader()
    r.open(finding(STILL))
    r.follow_to("/units/")
    r.reads("dossier.lead")
    r.not_there("Division")
    r.unfold("dossier.ask")
    r.write("unmask.why", "To write to its chief")
    r.press("dossier.show")
    r.reads_text("Division 3")
    r.follow_to(finding(STILL))


def dossier_of_an_officer(o):
    r = o.reader()
    r.open(f"/officers/{mask('officer', 'K1031')}")
    r.reads("dossier.listed_note")
    assert pattern(OFFICER_NOW).code not in r.page.content()
    r.follow_to(finding(STILL))


def renamed_unit(o):
    r = o.reader()
    r.open(finding(WAS))
    r.follow("renamed.ask")
    r.choose("renamed.later", f"Unit {mask('unit', IS.subject)}")
    r.write("renamed.why", "Order 12 of 2024")
    r.press("renamed.button")
    r.reads_text("Order 12 of 2024")
    r.open("/findings")
    r.rows(2)
    r.follow_to(finding(WAS))
    r.reads_text("Order 12 of 2024")
    r.open("/runs")
    r.unfold("renamed.end")
    r.write("renamed.end_why", "It was of another unit")
    r.press("renamed.end_button")
    r.reads_text("It was of another unit")
    r.open("/findings")
    r.rows(3)


def lead_opened(o):
    r = o.reader()
    r.open(finding(OFFICER_NOW))
    r.reads("lead.goes")
    r.unfold("lead.open")
    r.write("lead.why", "The chief asked")
    r.press("lead.button")
    r.reads("lead.kept")


def thread_read(o):
    r = o.reader()
    r.open("/runs/1")
    r.follow_to("/runs/1/threads/1")
    r.reads_text("P1")
    r.not_there("K1029")
    r.follow_to("/findings/")
    r.reads("finding.causes")


def picture_read(o):
    r = o.reader()
    r.open(finding(STILL))
    r.follow("picture.open")
    r.reads("picture.who")
    r.reads("months.title")
    r.not_there("K1029")


# Evidence.


def query_again(o):
    r = o.reader()
    r.open("/findings")
    r.follow_to("/findings/")
    r.follow("mark.open")
    r.press("again.button")
    r.reads("again.equal", 4)


def records_marked(o):
    from tallystick.review.models import RowMark

    r = o.reader()
    r.open("/findings")
    r.follow_to("/findings/")
    r.follow("mark.open")
    for at in (1, 3):
        r._tick(r.page.get_by_label(r.words("mark.tick", n=at), exact=True))
    r.tick("said", "explained")
    r.write("mark.why", "The purchase file has it")
    r.press("mark.button")
    r.reads("mark.tally", marked=2, n=4)
    r.reads_text("The purchase file has it")
    assert RowMark.objects.count() == 2


def explained_by_marks(o):
    """Import, list, finding, marks, decision alone, bundle, an outsider's shell."""
    records_marked(o)
    r = o.reader()
    r.open("/findings")
    r.follow_to("/findings/")
    r.choose("decide.which_cause", "delivered")
    r.write("text.explains", DECIDED)
    r._tick(r.page.locator('input[name="marks"]'))
    r.day("decide.until")
    r.press("decide.button_alone")
    r.reads("decide.off")
    r.reads("decide.marked", 2)
    bundle_handed_on(o, r)
