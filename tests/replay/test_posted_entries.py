"""What a rebuild of the journal adds to what finance has seen, correction by correction."""

from domain.accounting import journal_entries
from domain.journal_lines import JournalLine
from domain.posted_entries import correcting_lines
from replay.posted_entries import Versions, correction_of
from tests.domain.test_journal_corrections import as_expense, receipt


def test_a_version_that_another_one_corrected_back_corrects_again_under_an_id_of_its_own() -> None:
    event = receipt()
    stands = as_expense(journal_entries(event))
    versions = Versions(former=1, declared=2, columns=JournalLine._fields)
    first = correction_of(event, stands, (), versions)
    assert first is not None
    assert correction_of(event, stands, first.lines, versions) is None
    back = correcting_lines(stands, first.lines, stands)
    again = correction_of(event, stands, [*first.lines, *back], versions)
    assert again is not None
    assert {each.account: each.debit for each in again.lines} == {
        each.account: each.debit for each in first.lines
    }
    assert again.correction_id != first.correction_id
