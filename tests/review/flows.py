"""What people do with the pages from one end to the other; each flow is a row of FLOWS.

A flow gets `o`: `o.reader(login)` is somebody with a browser, `o.folder` an empty folder.
"""

from dataclasses import dataclass

from flows_of_decisions import (
    agreed_by_two,
    corrected,
    decided_in_two_windows,
    faults_beside_their_fields,
    kept_after_a_question,
    recused,
    referred_with_an_outcome,
    refused_by_the_second,
    reopened_after_a_later_run,
    replies_as_a_file,
    run_withdrawn,
    runs_compared,
    taken_back,
    waited_for_and_ended,
)
from flows_of_findings import (
    dossier_of_a_unit,
    dossier_of_an_officer,
    explained_by_marks,
    front_to_question,
    lead_opened,
    names_of_a_finding,
    narrowed,
    narrowed_twice,
    picture_read,
    query_again,
    records_marked,
    renamed_unit,
    searched,
    searched_in_vain,
    sorted_by_check,
    thread_read,
)
from flows_of_office import (
    audit_refused,
    audit_stopped,
    audit_to_run,
    document_erased,
    half_handed_out,
    language_changed,
    lead_of_a_unit,
    log_walked,
    names_of_own_officers,
    only_read,
    person_added,
    precision_read,
    read_twice,
    text_erased,
)
from flows_of_whole_cases import from_import_to_an_outsider, unit_comes_in


@dataclass(frozen=True)
class Flow:
    """A flow, the case that it begins with (test_flows.py), and whether keys alone do it too."""

    goes: object
    begins: str = "two"
    keys: bool = False

    @property
    def name(self):
        return self.goes.__name__


FLOWS = (
    Flow(searched, keys=True),
    Flow(searched_in_vain),
    Flow(narrowed, keys=True),
    Flow(narrowed_twice),
    Flow(sorted_by_check, keys=True),
    Flow(front_to_question),
    Flow(names_of_a_finding, keys=True),
    Flow(dossier_of_a_unit, keys=True),
    Flow(dossier_of_an_officer),
    Flow(lead_opened),
    Flow(renamed_unit, "renamed", keys=True),
    Flow(thread_read, "thread"),
    Flow(picture_read, "thread"),
    Flow(query_again, "listed", keys=True),
    Flow(records_marked, "listed", keys=True),
    Flow(explained_by_marks, "shell"),
    Flow(agreed_by_two, keys=True),
    Flow(refused_by_the_second),
    Flow(faults_beside_their_fields, keys=True),
    Flow(corrected),
    Flow(referred_with_an_outcome),
    Flow(waited_for_and_ended),
    Flow(taken_back),
    Flow(decided_in_two_windows),
    Flow(recused),
    Flow(kept_after_a_question, keys=True),
    Flow(reopened_after_a_later_run),
    Flow(run_withdrawn),
    Flow(runs_compared),
    Flow(replies_as_a_file),
    Flow(log_walked, keys=True),
    Flow(half_handed_out, keys=True),
    Flow(person_added),
    Flow(text_erased),
    Flow(document_erased),
    Flow(names_of_own_officers, "posted", keys=True),
    Flow(precision_read),
    Flow(read_twice, "before_the_quarter"),
    Flow(language_changed, keys=True),
    Flow(only_read),
    Flow(lead_of_a_unit),
    Flow(audit_stopped, "exports", keys=True),
    Flow(audit_to_run, "exports"),
    Flow(audit_refused, "exports"),
    Flow(from_import_to_an_outsider, "shell", keys=True),
    Flow(unit_comes_in, "accounts", keys=True),
)
