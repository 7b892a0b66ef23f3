"""Why no program can know of some slips: what a cell says is as plausible as what it said.

One line for each column and kind of slip, with a sentence. A column that stands here is guarded by readers
alone as far as the sentence says; everywhere else, and for every other slip, a survivor is a hole.
"""

from fnmatch import fnmatch
from typing import NamedTuple

from mutants import ROW, Slip

#: Slips that change what a cell says, as far as its form goes.
SENSE = (
    *("digits transposed", "digit changed", "off by one", "zero added", "date shifted"),
    *("date cut short", "value of the row above or below", "value of another row", "another code"),
    *("another identifier", "list shortened", "list lengthened", "number said otherwise"),
    *("not dropped", "word dropped", "cell emptied", "cell filled", "text cut off"),
    *("cells of two rows swapped", "cell swapped with the next"),
)
SPELLING = ("letter dropped", "letter doubled", "letters transposed")
CASE = ("case of the first letter", "case of a word")
ORDER = ("rows swapped", "row moved")


class Reason(NamedTuple):
    """For which columns and slips no program can know, and why."""

    columns: str  #: table.column, several with spaces between; * for any
    slips: tuple[str, ...]
    why: str


OWN_WORDS = (
    "issues.label issues.definition issues.not_when concepts.concept concepts.definition "
    "concepts.not_when statements.summary *.note *.notes events.label quantities.measure "
    "occasions.subject counts.counted_by findings.claim findings.finding findings.why "
    "findings.no_source_reason people.office timeline.event dependencies.what coders.scope "
    "coders.order units.what renamed.why adjudications.reason link_adjudications.reason "
    "examinations.mandate_or_method examinations.conclusion examinations.basis "
    "examinations.limits_named examinations.dispute bases.basis bases.what reports.statement_called"
)
NAMES = (
    "people.name people.affiliation people.person_id sources.publisher sources.relays sources.symbol sources.title "
    "examinations.examiner examinations.document examinations.disputed_by examinations.confirmed_in "
    "reports.outlet reports.outlet_country reports.origin reports.text_group reports.title "
    "reports.quoted_first"
)
CODED = "is read from the source by a person; the other code is as possible, and no other cell repeats it"
REASONS = (
    Reason(
        OWN_WORDS, SENSE, "The book’s own words: another sentence, or a word less, can be as true."
    ),
    Reason(
        f"{OWN_WORDS} {NAMES} actors.role",
        SPELLING,
        "A word that stands nowhere else, misspelt: without a dictionary no program knows it.",
    ),
    Reason(
        f"{NAMES} actors.role people.office issues.label quantities.measure reports.notes "
        "examinations.limits_named reports.statement_called sources.url",
        CASE,
        "A name or a phrase begins there: both capitals and small letters are right in this column.",
    ),
    Reason(NAMES, SENSE, "A name as the page has it: only who opens the page can tell."),
    Reason(
        "sources.title reports.title",
        (
            "sentence end added",
            "sentence end lost",
            "quotation mark changed",
            "mark or bracket lost",
        ),
        "A title stands as it was printed, with or without marks.",
    ),
    Reason(
        "sources.url examinations.url reports.url sources.symbol",
        (*SENSE, *SPELLING),
        "An address is known to be right by who opens it; the checks ask nobody.",
    ),
    Reason(
        "units.what",
        ("sentence end added", "sentence end lost", "quotation mark changed", *CASE),
        "Words of a coder, kept as they came.",
    ),
    Reason(
        "*.language *.title_language",
        SPELLING,
        "Two letters changed about can be another language.",
    ),
    Reason(
        "*.source_ids",
        ("list reordered",),
        "The order of sources is the author’s, the weightiest first; the same sources stand there.",
    ),
    Reason("*.source_ids", SENSE, "Whether a page says it is known to who reads the page."),
    Reason(
        f"actors.{ROW} issues.{ROW} concepts.{ROW} people.{ROW} renamed.{ROW} signatories.{ROW} links.{ROW} events.{ROW} timeline.{ROW} occasions.{ROW} statements.{ROW}",
        ORDER,
        "Rows of one group, day or sentence have no order among themselves; nothing is said by it.",
    ),
    Reason(
        f"people.{ROW} dependencies.{ROW} renamed.{ROW} link_adjudications.{ROW} timeline.{ROW} events.{ROW} counts.{ROW} examinations.{ROW} reports.{ROW} quantities.{ROW} concepts.{ROW} issues.{ROW} residues.{ROW} sources.{ROW} adjudications.{ROW}",
        ("row deleted", "row doubled under a new name"),
        "The last row of a table, or one that no other names: that it should be there is known outside.",
    ),
    Reason(
        "statements.object_actor_id statements.criticised_actor_id statements.certainty "
        "statements.outlet_stance statements.form statements.issue_id statements.concept_id "
        "statements.summarises statements.attribution statements.reported_as statements.claimant_id "
        "statements.place statements.reporting_verb statements.addressee_id statements.sentence_ids",
        SENSE,
        f"A code of a statement {CODED}.",
    ),
    Reason(
        "responses.response_type responses.explicitness responses.to_statement_id "
        "responses.sentence_id concepts.agreeing_means concepts.example_id issues.example_id issues.matter",
        SENSE,
        f"A code of a reply, a concept or an issue {CODED}.",
    ),
    Reason(
        "actors.actor_type actors.affiliation_id actors.side actors.side_sentence_id "
        "actors.member_ids actors.country actors.role actors.named_by_id",
        SENSE,
        f"What is coded of an actor {CODED}.",
    ),
    Reason(
        "events.place events.sentence_id events.date_basis quantities.bound quantities.source_actor_id "
        "quantities.statement_id quotations.inserted quantities.unit",
        SENSE,
        f"What is coded of an event or a number {CODED}.",
    ),
    Reason(
        "sources.published sources.accessed sources.source_type sources.country sources.nearness "
        "sources.title_language sources.title_basis",
        SENSE,
        "What kind of page it is, whose, and of which day, is known to who opens it.",
    ),
    Reason(
        "countries.subregion countries.un_status countries.iso3 signatories.iso3 signatories.confidence signatories.role",
        SENSE,
        "Which states signed, and to which subregion they are counted, is known from lists outside.",
    ),
    Reason(
        "occasions.lead occasions.topic occasions.confidence occasions.same_text_as occasions.date "
        "occasions.occasion_form counts.value counts.as_of counts.confidence counts.listed counts.count_status counts.bound",
        SENSE,
        "What a page says of an occasion is known to who reads it; no other cell repeats it.",
    ),
    Reason(
        "findings.statement_ids findings.actor_ids findings.checks findings.verdict findings.weight "
        "findings.date findings.confidence dependencies.finding_ids dependencies.dependency",
        SENSE,
        "A finding is a judgement: on which statement it bears, with what result, a person decides.",
    ),
    Reason(
        "people.actor_ids people.mention people.kind people.country people.office_on people.office_from "
        "people.office_to people.confidence timeline.category timeline.date timeline.event_ids "
        "timeline.occasion_ids timeline.confidence",
        SENSE,
        "A fact on a person or a day that stands in this cell alone.",
    ),
    Reason(
        "units.sentence_ids units.quote_start units.quote_end units.claimant_id units.issue_id coders.* "
        "renamed.* codes.code links.* adjudications.decision_id",
        SENSE,
        "What a coder once cut and coded is kept as it was; no second copy of it exists.",
    ),
    Reason(
        "examinations.kind examinations.act examinations.date_from examinations.date_to examinations.charge "
        "examinations.basis_ids examinations.address_kind examinations.confidence",
        SENSE,
        f"What an examination is {CODED}.",
    ),
    Reason(
        "reports.outlet_kind reports.text_class reports.counted reports.group reports.language reports.date "
        "reports.seen reports.seen_characters reports.counts_* reports.headline_* reports.first_event "
        "reports.*_named reports.quotes_* reports.signatories_listed reports.called_un_statement "
        "reports.counter_statements reports.one_million_owner reports.own_voice_abuses reports.province "
        "reports.title_basis",
        SENSE,
        f"What another text tells {CODED}.",
    ),
)


def reason(slip: Slip) -> str:
    """Return why no program can know of a slip; empty if one could."""
    place = f"{slip.table}.{slip.column}"
    for columns, slips, why in REASONS:
        if slip.operator in slips and any(fnmatch(place, c) for c in columns.split(" ")):
            return why
    return ""
