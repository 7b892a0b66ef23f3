"""Rules across tables that a schema cannot say: the rules of evidence and of consistency.

Each rule is a function from the raw rows of all tables to the problems it finds. Those on the
codings stand in :mod:`claimbook.tables.coding_rules`, those on the public record and on what others
wrote in :mod:`claimbook.tables.record_rules`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from claimbook.tables.problems import Data, Problem, Row, Span, in_descriptor, number
from claimbook.tables.text import MAX_QUOTE_WORDS, MAX_QUOTED_SHARE, SPANS, covered_words, words

#: What a spreadsheet takes for a formula when a cell begins with it.
FORMULA = ("=", "+", "-", "@", "\t")
#: How a statement is reported whose quote stands between quotation marks.
QUOTED = ("direct_quote", "partial_quote")
#: Forms that find somebody at fault, and forms that find nobody so.
BLAMING = ("accuse", "criticise", "dispute")
PLAIN = ("report", "estimate", "assess", "consider", "unspecified")


def _lists(data: Data) -> Iterator[Problem]:
    """Every identifier of a ``;`` list exists and stands there once."""
    for table, field in data.columns():
        if "references" not in field:
            continue
        column, target = field["name"], field["references"]
        known = data.by_key(target)
        for row in data[table]:
            ids = row.ids(column)
            for i in dict.fromkeys(ids):
                if i not in known:
                    yield row.wrong(column, f"names no row of {target}.csv", i)
                if ids.count(i) > 1:
                    yield row.wrong(column, "stands twice in the list", i)


def _cells(data: Data) -> Iterator[Problem]:
    """No cell begins like a spreadsheet formula, holds control characters or outer spaces.

    HTML is no problem: it is shown as text.
    """
    for row in data.rows():
        for column, value in row.items():
            if value.startswith(FORMULA):
                right = "begins like a spreadsheet formula; begin with a letter or digit"
                yield row.wrong(column, right)
            if any(ord(c) < 32 or ord(c) == 127 for c in value):
                yield row.wrong(column, "holds a control character; remove it")
            if value != value.strip():
                yield row.wrong(column, "begins or ends with a space; remove it")


def _order(data: Data) -> Iterator[Problem]:
    """Sentences follow each other."""
    last = 0
    for row in data["sentences"]:
        if not (span := row.span()):
            continue
        start, end = span
        if not last <= start < end:
            right = f"must lie at or after {last}, the end of the sentence before, and before its own end"
            yield row.wrong("start", right)
        last = end


def _sums(data: Data) -> Iterator[Problem]:
    """Words of sentences add up to those of the document and of the quotations."""
    body = _total((r for r in data["sentences"] if r["part"] == "body"), "words")
    for row in data["documents"]:
        if row["words"] != str(body):
            yield row.wrong("words", f"the body sentences add up to {body}")
    quoted = _total(data["sentences"], "quoted_words")
    marks = _total(data["quotations"], "words")
    if quoted != marks:
        right = f"the quotations have {marks} words; the two sums must agree"
        yield data.wrong("sentences", "quoted_words", right, str(quoted))


def _total(rows: Iterable[Row], column: str) -> int:
    return sum(row.number(column) or 0 for row in rows)


def _placed(data: Data) -> Iterator[tuple[Row, str, Span, Span]]:
    """Yield each statement with its first sentence, its extent and its quote, if they are numbers."""
    for row in data["statements"]:
        extent, quote = row.span(), row.span("quote_start", "quote_end")
        if extent and quote:
            yield row, row["sentence_ids"].partition(";")[0], extent, quote


def _extents(data: Data) -> Iterator[Problem]:
    """Extents hold their quotes, stand in order, and are nested or apart."""
    last = (-1, 0)
    held: dict[str, list[tuple[int, int, str]]] = {}
    for row, sentence, (start, end), (a, b) in _placed(data):
        if not start <= a < b <= end:
            yield row.wrong("quote_start", f"the quote must lie inside the extent {start}-{end}")
        if (start, -end) < last:
            right = "rows stand in the order of their extents, the longer one first"
            yield row.wrong("start", right)
        last = (start, -end)
        others = held.setdefault(sentence, [])
        for x, y, other in others:
            if x < start < y < end:
                right = f"crosses the extent of {other}, {x}-{y}; let one hold the other"
                yield row.wrong("start", right)
        others.append((start, end, row["statement_id"]))


def _residues(data: Data) -> Iterator[Problem]:
    """Every stretch of a sentence that no extent covers has a reason, and nothing else has one.

    A stretch of one or two code points, a space or a comma, needs none.
    """
    held: dict[str, list[Span]] = {}
    for _, sentence, extent, _ in _placed(data):
        held.setdefault(sentence, []).append(extent)
    reasons = {(r["sentence_id"], r["start"], r["end"]): r for r in data["residues"]}
    for row in data["sentences"]:
        if not (span := row.span()):
            continue
        sentence = row["sentence_id"]
        for x, y in gaps(*span, held.get(sentence, [])):
            if not reasons.pop((sentence, str(x), str(y)), None):
                right = f"no statement holds code points {x}-{y}; give an extent or a row in residues.csv"
                yield row.wrong("sentence_id", right)
    for row in reasons.values():
        right = f"is no stretch of {row['sentence_id']} that the statements leave out"
        yield row.wrong("start", right, f"{row['start']}-{row['end']}")


def gaps(low: int, high: int, covered: Iterable[Span]) -> Iterator[Span]:
    """Yield the stretches of ``low``-``high`` longer than two code points that no span covers.

    >>> list(gaps(0, 20, [(0, 5), (3, 9), (11, 14)]))
    [(14, 20)]
    """
    at = low
    for x, y in [*sorted(covered), (high, high)]:
        if x - at > 2:
            yield at, x
        at = max(at, y)


def _spans(data: Data) -> Iterator[Problem]:
    """Every span lies in its sentence, is as long as its text and has at most 8 words."""
    for where in SPANS:
        for row in data[where.table]:
            span = row.span(where.start, where.end)
            home = data.named("sentences", row[where.sentences])
            low, high = (home[0].number("start"), home[-1].number("end")) if home else (None, None)
            if not span or low is None or high is None:
                continue
            a, b = span
            if not low <= a < b <= high:
                right = f"must lie inside {row[where.sentences]}, which is {low}-{high}"
                yield row.wrong(where.start, right, f"{a}-{b}")
            if where.text:
                yield from _quote(row, where.text, where.end, a, b)


def _quote(row: Row, column: str, end: str, a: int, b: int) -> Iterator[Problem]:
    """Quotes are as long as their spans and have at most 8 words."""
    text = row[column]
    if len(text) != b - a:
        yield row.wrong(end, f"{text!r} has {len(text)} code points; {a + len(text)} would fit")
    if words(text) > MAX_QUOTE_WORDS:
        right = f"has {words(text)} words; a quote has at most {MAX_QUOTE_WORDS}"
        yield row.wrong(column, right)


def _shapes(data: Data) -> Iterator[Problem]:
    """Tokens fill their sentence, and the spaces of its quotes and names lie between them."""
    between: dict[str, tuple[Span, set[int]]] = {}
    for row in data["sentences"]:
        span, lengths = row.span(), row["token_lengths"].split(" ")
        if not span or not all(map(str.isdecimal, lengths)):
            continue
        ends = list(accumulate((int(n) + 1 for n in lengths), initial=span[0]))[1:]
        if ends[-1] - 1 != span[1]:
            right = f"tokens and spaces have {ends[-1] - 1 - span[0]} code points, the sentence {span[1] - span[0]}"
            yield row.wrong("token_lengths", right)
        elif len(lengths) < (row.number("words") or 0):
            yield row.wrong("token_lengths", f"are {len(lengths)}; there are more words")
        else:
            between[row["sentence_id"]] = span, {end - 1 for end in ends}
    for where in SPANS:
        for row in data[where.table] if where.text else ():
            at = row.number(where.start)
            home = next((between[s] for s in row.ids(where.sentences) if s in between), None)
            if at is None or home is None or not where.text:
                continue
            (low, high), spaces = home
            text = row[where.text]
            if {i for i, c in enumerate(text, at) if c == " " and low <= i < high} != (
                spaces & set(range(at, min(at + len(text), high)))
            ):
                right = f"its spaces do not lie between the tokens of {row[where.sentences]}"
                yield row.wrong(where.text, right)


def _share(data: Data) -> Iterator[Problem]:
    """All quotes together stay under 30 % of the article's words."""
    total = _total(data["sentences"], "words")
    quoted = words_quoted_in_tables(data["statements"], data["quantities"])
    if quoted >= MAX_QUOTED_SHARE * total:
        right = (
            f"{quoted} of {total} words of the article are quoted; "
            f"shorten quotes until it is less than {MAX_QUOTED_SHARE:.0%}"
        )
        yield data.wrong("statements", "quote", right)


def words_quoted_in_tables(
    statements: Sequence[Mapping[str, str]], quantities: Sequence[Mapping[str, str]]
) -> int:
    """Count the article's words that the rows of two tables quote, at most.

    Quotes of statements and quantities count, overlaps once; so do the reporting verbs, which have
    no position and are added in full. Names of actors are not quotes.
    """
    quotes = [(r["quote_start"], r["quote"]) for r in statements]
    quotes += [(r["start"], r["quote"]) for r in quantities]
    spans = [(at, quote) for start, quote in quotes if (at := number(start)) is not None]
    verbs = {
        (r["sentence_ids"], r["reporting_verb"])
        for r in statements
        if r["reporting_verb"] not in r["quote"]
    }
    return covered_words(spans) + sum(words(verb) for _, verb in verbs)


def _dates(data: Data) -> Iterator[Problem]:
    """Dates exist, and agree with their precision; nothing said is dated after publication."""
    published = data["documents"][0]["published"]
    for row in (*data["statements"], *data["events"]):
        value = row["date"]
        if value and (len(value) == 4) != (row["date_precision"] == "year"):
            yield row.wrong("date", "is a year alone exactly if date_precision is year")
        if len(value) == 10 and not _is_day(value):
            yield row.wrong("date", "is no day of the calendar (YYYY-MM-DD)")
        if row.table == "statements" and value > published:
            yield row.wrong("date", f"lies after publication ({published})")


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _statements(data: Data) -> Iterator[Problem]:
    """Columns of a statement agree with each other and with the quotations."""
    actors, statements = data.by_key("actors"), data.by_key("statements")
    marks = [span for row in data["quotations"] if (span := row.span())]
    for row in data["statements"]:
        if bool(row["position"]) != bool(row["concept_id"]):
            right = "stands exactly where concept_id does: give both or neither"
            yield row.wrong("position", right)
        yield from _outlet(row, actors)
        yield from _form(row)
        yield from _report(row, marks)
        yield from _summary(row, statements)


def _outlet(row: Row, actors: Mapping[str, Row]) -> Iterator[Problem]:
    """Statements of the outlet are in its own voice, and no others are."""
    claimants = [actors.get(i) for i in row.ids("claimant_id")]
    outlet = bool(claimants) and all(c and c["actor_type"] == "media" for c in claimants)
    if outlet != (row["reported_as"] == "outlet_voice"):
        yield row.wrong("reported_as", "is outlet_voice exactly if the claimant is the outlet")
    if outlet != (row["channel"] == "article"):
        yield row.wrong("channel", "is article exactly if the claimant is the outlet")
    if outlet != (row["attribution"] == "inferred"):
        yield row.wrong("attribution", "is inferred exactly if the claimant is the outlet")
    if outlet != (row["outlet_stance"] == ""):
        yield row.wrong("outlet_stance", "is empty exactly if the claimant is the outlet")


def _form(row: Row) -> Iterator[Problem]:
    """Whether somebody is at fault, or asked, or nothing is said, follows from the form."""
    form = row["form"]
    if form in BLAMING and not row["criticised_actor_id"]:
        yield row.wrong("criticised_actor_id", f"{form} needs the actor who is found at fault")
    if form in PLAIN and row["criticised_actor_id"]:
        yield row.wrong("criticised_actor_id", f"must be empty: to {form} finds no fault")
    if (form == "demand") != bool(row["addressee_id"]):
        yield row.wrong("addressee_id", "stands exactly where something is demanded of somebody")
    if form == "unspecified" and row["concept_id"]:
        right = "must be empty: no content is given, so no position is taken"
        yield row.wrong("concept_id", right)


def _report(row: Row, marks: Iterable[Span]) -> Iterator[Problem]:
    """Quotations are what stands between quotation marks; reporting verbs are short."""
    if quote := row.span("quote_start", "quote_end"):
        inside = any(x <= quote[0] and quote[1] <= y for x, y in marks)
        if inside != (row["reported_as"] in QUOTED):
            right = "is a quotation exactly if the quote lies between quotation marks"
            yield row.wrong("reported_as", right)
    if words(row["reporting_verb"]) > 2:
        yield row.wrong("reporting_verb", "has at most 2 words")


def _summary(row: Row, statements: Mapping[str, Row]) -> Iterator[Problem]:
    """Summaries sum up other statements, none of which is a summary."""
    for i in row.ids("summarises"):
        if i == row["statement_id"]:
            yield row.wrong("summarises", "a statement cannot sum up itself")
        elif i in statements and statements[i]["summarises"]:
            right = f"{i} is itself a summary; name the statements behind it"
            yield row.wrong("summarises", right)


def _responses(data: Data) -> Iterator[Problem]:
    """No statement answers itself, no link stands twice, and none has a kind without a content."""
    statements = data.by_key("statements")
    seen = set()
    for row in data["responses"]:
        one, other, kind = row["from_statement_id"], row["to_statement_id"], row["response_type"]
        if one == other:
            yield row.wrong("to_statement_id", "a statement cannot answer itself")
        if (one, other, kind) in seen:
            yield row.wrong("response_type", f"{one} already answers {other} so; keep one row")
        seen.add((one, other, kind))
        if _says_no_more(statements.get(one)) != (kind == "not_specified"):
            right = f"is not_specified exactly if the article does not tell with what {one} answers"
            yield row.wrong("response_type", right)


def _says_no_more(answer: Row | None) -> bool:
    """Whether a statement only sums up others or defends, without a content of its own."""
    if answer is None or answer["concept_id"]:
        return False
    return bool(answer["summarises"]) or answer["form"] == "defend"


def _concepts(data: Data) -> Iterator[Problem]:
    """Agreeing with a concept means a position on another concept, if on any."""
    others = data.by_key("concepts")
    for row in data["concepts"]:
        other = row["agreeing_means"].partition(":")[0]
        if other and (other not in others or other == row["concept_id"]):
            yield row.wrong("agreeing_means", "names no other row of concepts.csv")


def _voices(data: Data) -> Iterator[Problem]:
    """How an actor is heard follows from the statements."""
    quoted, spoken = set(), set()
    for row in data["statements"]:
        if row["reported_as"] == "outlet_voice":
            continue
        who = {*row.ids("claimant_id"), row["spokesperson_id"]}
        spoken |= who
        if row["reported_as"] in QUOTED:
            quoted |= who
    for row in data["actors"]:
        i = row["actor_id"]
        if row["actor_type"] == "media":
            right = "own_voice"
        elif i in quoted:
            right = "quoted"
        else:
            right = "paraphrased" if i in spoken else "mentioned"
        if row["voice"] != right:
            yield row.wrong("voice", f"the statements make it {right}")


def _enums(data: Data) -> Iterator[Problem]:
    """Codes of the codebook are those of the schema."""
    for table, field in data.columns():
        if "codes" not in field:
            continue
        codes = [code["code"] for code in data.package["codebook"][field["codes"]]]
        if field["constraints"]["enum"] != codes:
            right = "enum and codebook must list the same codes in the same order"
            yield in_descriptor(right, f"{table}.{field['name']}")


def _examples(data: Data) -> Iterator[Problem]:
    """Every example of a code of the article, or of a decision, is a sentence."""
    examples = [(what, code["example"]) for what, _, code in _codes(data, data.coded("article"))]
    for decision in data.package["decisions"]:
        examples += [(decision["decision_id"], s) for s in decision["sentence_ids"].split(";")]
    for what, example in examples:
        if example not in data.by_key("sentences"):
            yield in_descriptor("names no sentence of sentences.csv", what, example)


def _shown(data: Data) -> Iterator[Problem]:
    """Every example of a code of statements, or of links between them, shows its code.

    Variables that events have too are left out: their example may be the sentence of an event.
    """
    used = _used(data)
    variables = [
        variable
        for variable, places in data.coded("article").items()
        if {"statements", "responses"} & {table for table, _ in places}
        and "events" not in {table for table, _ in places}
    ]
    for what, variable, code in _codes(data, variables):
        if code["example"] not in used.get((variable, code["code"]), ()):
            right = "the sentence has no row with this code; give one that has"
            yield in_descriptor(right, what, code["example"])
    for table, column in (("issues", "issue_id"), ("concepts", "concept_id")):
        for row in data[table]:
            if row["example_id"] not in used.get((column, row[column]), ()):
                right = "the sentence has no statement with this code; give one that has"
                yield row.wrong("example_id", right)


def _codes(data: Data, variables: Iterable[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every code of some variables as it is called in a message, its variable, its entry."""
    for variable in variables:
        for code in data.package["codebook"][variable]:
            yield f"{variable}: {code['code']}", variable, code


def _used(data: Data) -> dict[tuple[str, str], set[str]]:
    """Map column and value of statements and responses to the sentences in which they stand."""
    homes = [(row, row.ids("sentence_ids")) for row in data["statements"]]
    homes += [(row, [row["sentence_id"]]) for row in data["responses"]]
    used: dict[tuple[str, str], set[str]] = {}
    for row, sentences in homes:
        for cell in row.items():
            used.setdefault(cell, set()).update(sentences)
    return used


RULES = (
    _lists,
    _cells,
    _order,
    _sums,
    _extents,
    _residues,
    _spans,
    _shapes,
    _share,
    _dates,
    _statements,
    _responses,
    _concepts,
    _voices,
    _enums,
    _examples,
    _shown,
)
