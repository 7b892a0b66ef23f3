"""Rules across tables that a schema cannot say: the rules of evidence and of consistency.

Each rule is a function from the raw rows of all tables to the problems it finds. Those on the
codings stand in :mod:`claimbook.tables.coding_rules`, those on the public record and on what others
wrote in :mod:`claimbook.tables.record_rules`.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from claimbook.tables.problems import Data, Problem, Row, Span, in_descriptor, number
from claimbook.tables.text import (
    MAX_QUOTE_WORDS,
    MAX_QUOTED_SHARE,
    SPANS,
    Where,
    bare,
    country,
    covered_words,
    said_number,
    sha256,
    token_lengths,
    words,
)

#: How a statement is reported whose quote stands between quotation marks.
QUOTED = ("direct_quote", "partial_quote")
#: Kinds of actors that have a role, and kinds that have members.
PERSONS = ("person", "group_of_persons")
GROUPS = ("state_group", "group_of_persons")
#: Columns of statements that name actors, and columns that date statements and events alike.
ACTORS = ("claimant_id", "addressee_id", "criticised_actor_id", "object_actor_id")
DATED = ("date", "date_precision", "date_basis")
#: Forms that find somebody at fault, and forms that find nobody so.
BLAMING = ("accuse", "criticise", "dispute")
PLAIN = ("report", "estimate", "assess", "consider", "unspecified")


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
    """Words of sentences add up to those of the document."""
    body = _total((r for r in data["sentences"] if r["part"] == "body"), "words")
    for row in data["documents"]:
        if row["words"] != str(body):
            yield row.wrong("words", f"the body sentences add up to {body}")


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


def _known(data: Data) -> Iterator[Problem]:
    """Outlet and day of the article are known."""
    for row in data["documents"]:
        for column in ("outlet", "published"):
            if not row[column]:
                yield row.wrong(column, "is empty; the text does not print it: look it up")


def _residues(data: Data) -> Iterator[Problem]:
    """Every stretch of a sentence that no extent covers has a reason, and nothing else has one.

    A stretch of one or two code points, a space or a comma, needs none.
    """
    held: dict[str, list[Span]] = {}
    for _, sentence, extent, _ in _placed(data):
        held.setdefault(sentence, []).append(extent)
    reasons = {(r["sentence_id"], r["start"], r["end"]): r for r in data["residues"]}
    near: dict[str, list[Row]] = {}
    for row in data["residues"]:
        near.setdefault(row["sentence_id"], []).append(row)
    for row in data["sentences"]:
        if not (span := row.span()):
            continue
        sentence = row["sentence_id"]
        if sentence not in held and sentence not in near:
            right = "no statement holds anything of it; give one, or a row in residues.csv"
            yield row.wrong("sentence_id", right)
            continue
        for x, y in gaps(*span, held.get(sentence, [])):
            if not reasons.pop((sentence, str(x), str(y)), None):
                right = f"no statement holds code points {x}-{y}; give an extent or a row in residues.csv"
                like = [
                    r
                    for r in near.get(sentence, [])
                    if (r["start"] == str(x)) != (r["end"] == str(y))
                ]
                if like:
                    wrong = "end" if like[0]["start"] == str(x) else "start"
                    yield like[0].wrong(wrong, f"no statement holds code points {x}-{y}")
                else:
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
    tokens = [t for found in _tokens(data).values() for t in found]
    edges = {a for a, _ in tokens}, {b for _, b in tokens}
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
                wrong = where.end if low <= a < high else where.start
                yield row.wrong(wrong, right, f"{a}-{b}")
            elif len(home) > 1 and not (
                a < (home[0].number("end") or 0) and b > (home[-1].number("start") or 0)
            ):
                yield row.wrong(where.sentences, f"{a}-{b} does not reach into all of them")
            if where.text:
                yield from _quote(row, where, a, b, edges)


def _quote(
    row: Row, where: Where, a: int, b: int, edges: tuple[set[int], set[int]]
) -> Iterator[Problem]:
    """Quotes are as long as their spans and have at most 8 words."""
    column, (starts, ends) = where.text or "", edges
    text = row[column]
    if len(text) != b - a:
        begins, stops = {a, a - 1} & starts, {b, b + 1, b + 2} & ends
        if stops and not begins:
            right = f"{text!r} has {len(text)} code points; {b - len(text)} would fit"
            yield row.wrong(where.start, right)
        elif begins and stops:
            yield row.wrong(column, f"has {len(text)} code points; {a}-{b} has {b - a}")
        else:
            right = f"{text!r} has {len(text)} code points; {a + len(text)} would fit"
            yield row.wrong(where.end, right)
    if words(text) > MAX_QUOTE_WORDS:
        right = f"has {words(text)} words; a quote has at most {MAX_QUOTE_WORDS}"
        yield row.wrong(column, right)


def _shapes(data: Data) -> Iterator[Problem]:
    """Tokens fill their sentence, and the spaces of its quotes and names lie between them."""
    between: dict[str, tuple[Span, set[int]]] = {}
    free = _free(data)
    for row in data["sentences"]:
        span, lengths = row.span(), row["token_lengths"].split(" ")
        if not span or not all(map(str.isdecimal, lengths)):
            continue
        ends = list(accumulate((int(n) + 1 for n in lengths), initial=span[0]))[1:]
        if ends[-1] - 1 != span[1]:
            filled = ends[-1] - 1 - span[0]
            right = f"tokens and spaces have {filled} code points, the sentence {span[1] - span[0]}"
            yield row.wrong(_blamed(span, filled, free.get(row["sentence_id"])), right)
        elif len(lengths) < (row.number("words") or 0):
            yield row.wrong("words", f"there are {len(lengths)} tokens, by token_lengths")
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


def _free(data: Data) -> dict[str, Span]:
    """Return the room of each sentence: from the end of the one before to the beginning of the next."""
    rows = [(row["sentence_id"], span) for row in data["sentences"] if (span := row.span())]
    spans = [(0, 0), *(span for _, span in rows), (10**9, 10**9)]
    return {sentence: (spans[at][1], spans[at + 2][0]) for at, (sentence, _) in enumerate(rows)}


def _blamed(span: Span, filled: int, room: Span | None) -> str:
    """Return the column that is wrong where tokens do not fill a sentence: what does not fit its room."""
    low, high = room or span
    if span[0] + filled in (high, high - 1) or span[1] > high:
        return "end"
    if span[1] - filled in (low, low + 1) or span[0] < low:
        return "start"
    return "token_lengths"


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
        if row.table == "statements" and published and value > published:
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
    marks = sorted(span for row in data["quotations"] if (span := row.span()))
    starts, reach = [a for a, _ in marks], [*accumulate((b for _, b in marks), max, initial=-1)]

    def marked(quote: Span) -> bool:
        return quote[1] <= reach[bisect_right(starts, quote[0])]

    for row in data["statements"]:
        if bool(row["position"]) != bool(row["concept_id"]):
            right = "stands exactly where concept_id does: give both or neither"
            yield row.wrong("position", right)
        yield from _outlet(row, actors)
        yield from _form(row)
        yield from _report(row, marked)
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


def _report(row: Row, marked: Callable[[Span], bool]) -> Iterator[Problem]:
    """Quotations are what stands between quotation marks; reporting verbs are short."""
    quote = row.span("quote_start", "quote_end")
    if quote and marked(quote) != (row["reported_as"] in QUOTED):
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
    voices = heard(data)
    for row in data["actors"]:
        right = voices[row["actor_id"]]
        if row["voice"] != right:
            yield row.wrong("voice", f"the statements make it {right}")


def heard(data: Data) -> dict[str, str]:
    """Return how each actor is heard, by ``actor_id``: what the statements make of its ``voice``."""
    voices: dict[str, str] = {}
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
        voices[i] = right
    return voices


def _title(data: Data) -> Iterator[Problem]:
    """Titles of documents are the sentences of their titles: the same hash, words and lengths."""
    heads = {row["document_id"]: row for row in data["sentences"] if row["part"] == "title"}
    for row in data["documents"]:
        head, title = heads.get(row["document_id"]), row["title"]
        if not head:
            continue
        told = {
            "sha256": sha256(title),
            "sha256_words": sha256(bare(title)),
            "token_lengths": token_lengths(title),
            "words": str(words(title)),
        }
        odd = [column for column, value in told.items() if head[column] != value]
        if len(odd) == 1 and odd != ["sha256"]:
            yield head.wrong(odd[0], f"the title in documents.csv gives {told[odd[0]]}")
        elif odd and {"sha256_words", "token_lengths"} & {*odd}:
            yield row.wrong("title", f"is not the sentence whose hash {head['sentence_id']} has")
        elif odd:
            right = f"is not the sentence whose hash {head['sentence_id']} has: look at capitals and marks"
            yield row.wrong("title", right)


def _named_places(data: Data) -> Iterator[Problem]:
    """Names of sentences are their paragraph and number, and say what part they are."""
    for row in data["sentences"]:
        paragraph, sentence = row.number("paragraph"), row.number("sentence")
        if paragraph is None or sentence is None:
            continue
        name = row["sentence_id"]
        if name != f"s{paragraph:02d}-{sentence}":
            wrong = "paragraph" if name[-1] == str(sentence) else "sentence"
            yield row.wrong(wrong, f"the sentence is called {name}")
        part = "title" if paragraph == 0 else "dateline" if sentence == 0 else "body"
        if row["part"] not in (part, "heading" if part == "body" else part):
            yield row.wrong("part", f"{name} is of the {part}")


def _published(data: Data) -> Iterator[Problem]:
    """Statements of the outlet, and whatever is dated by publication, have the day of publication."""
    for document in data["documents"]:
        day, days = document["published"], Counter[str]()
        bound = [
            row
            for row in (*data["statements"], *data["events"])
            if row["date_basis"] == "publication_bound" or row.get("reported_as") == "outlet_voice"
        ]
        days.update(row["date"] for row in bound)
        usual = days.most_common(1)[0][0] if days else day
        if usual != day and days[day] < days[usual]:
            right = f"{days[usual]} rows that hang on it are dated {usual}"
            yield document.wrong("published", right)
        else:
            for row in bound:
                if row["date"] != day:
                    fits = (
                        row["date_precision"] in ("day", "on_or_before")
                        or row.get("reported_as") == "outlet_voice"
                    )
                    right = f"the day of publication is {day}"
                    yield row.wrong("date" if fits else "date_basis", right)
        found = re.search(r"(\d{4})[/-]?(\d\d)[/-]?(\d\d)", document["copy_url"])
        if found and "-".join(found.groups()) != day:
            yield document.wrong(
                "copy_url" if usual == day else "published",
                f"the address has {found[0]}, published says {day}",
            )


def _copies(data: Data) -> Iterator[Problem]:
    """Addresses of copies are those that the descriptor names as sources, with the words of the title."""
    named = {source["path"] for source in data.resources["documents"].get("sources", [])}
    for row in data["documents"]:
        if named and row["copy_url"] not in named:
            yield row.wrong("copy_url", f"datapackage.json has {', '.join(sorted(named))}")


def _said_in_summaries(data: Data) -> Iterator[Problem]:
    """Numbers that a summary says in digits are those of a quantity."""
    known = {row["value"] for row in data["quantities"]}
    years = {row["date"][:4] for row in (*data["statements"], *data["events"])}
    for row in data["statements"]:
        for said in re.findall(r"(?<![\w.,])\d+(?:,\d{3})*(?!\w|[.,]\d)", row["summary"]):
            if said.replace(",", "") not in known | years:
                yield row.wrong("summary", f"says {said}, which is the value of no quantity")


def _outlets(data: Data) -> Iterator[Problem]:
    """Outlets of documents are actors, by their name."""
    media = [row for row in data["actors"] if row["actor_type"] == "media"]
    for row in data["documents"] if media else ():
        if not row["outlet"] or row["outlet"] in [m["name"] for m in media]:
            continue
        lone = next((m for m in media if m["name_in_article"] == row["outlet"]), None)
        if lone:
            yield lone.wrong("name", f"the outlet is called {row['outlet']} in documents.csv")
        else:
            yield row.wrong("outlet", "is the name of no actor of the kind media")


def _tokens(data: Data) -> dict[str, list[Span]]:
    """Return where the tokens of each sentence stand, by its token lengths."""
    found: dict[str, list[Span]] = {}
    for row in data["sentences"]:
        span, lengths = row.span(), row["token_lengths"].split(" ")
        if span and all(map(str.isdecimal, lengths)):
            starts = accumulate((int(n) + 1 for n in lengths), initial=span[0])
            found[row["sentence_id"]] = [
                (a, a + int(n)) for a, n in zip(starts, lengths, strict=False)
            ]
    return found


def _counted(data: Data) -> Iterator[Problem]:
    """Sentences and quotations have as many words as tokens, but for those of one mark."""
    tokens = _tokens(data)
    for row in data["sentences"]:
        yield from _within(row, "words", tokens.get(row["sentence_id"], []))
    for row in data["quotations"]:
        if span := row.span():
            found = [t for i in row.ids("sentence_ids") for t in tokens.get(i, [])]
            yield from _within(
                row, "words", [t for t in found if span[0] <= t[1] - 1 and t[0] < span[1]]
            )


def _quoted(data: Data) -> Iterator[Problem]:
    """Sentences have as many quoted words as the quotations that begin in them."""
    quoted: dict[str, int] = Counter()
    homes: dict[str, Row] = data.by_key("sentences")
    first = {i: q.ids("sentence_ids")[0] for q in data["quotations"] for i in q.ids("sentence_ids")}
    for row in data["quotations"]:
        quoted[first[row.ids("sentence_ids")[0]]] += row.number("words") or 0
    for row in data["sentences"]:
        quoted[first.get(row["sentence_id"], row["sentence_id"])] -= row.number("quoted_words") or 0
    for sentence, rest in quoted.items():
        if rest and sentence in homes:
            told = homes[sentence]
            yield told.wrong(
                "quoted_words", f"its quotations have {rest:+d} words; the two must agree"
            )


def _within(row: Row, column: str, tokens: list[Span]) -> Iterator[Problem]:
    """Report a number of words that tokens cannot have: a token of one mark may be none."""
    number, least = row.number(column), sum(b - a > 1 for a, b in tokens)
    if tokens and number is not None and not least - 1 <= number <= len(tokens):
        right = f"its tokens are {least} or up to {len(tokens)}"
        yield row.wrong(column, right)


def _edges(data: Data) -> Iterator[Problem]:
    """Extents of statements begin and end where a word does."""
    tokens = [t for found in _tokens(data).values() for t in found]
    starts, ends = {a for a, _ in tokens}, {b for _, b in tokens}
    last = {span[1] for row in data["sentences"] if (span := row.span())}  # before a full stop
    for row in data["statements"]:
        if span := row.span():
            if span[0] not in starts:
                yield row.wrong(
                    "start", "is not where a word begins, by token_lengths of its sentence"
                )
            if span[1] not in ends and span[1] + 1 not in last:
                yield row.wrong("end", "is not where a word ends, by token_lengths of its sentence")


def _within_quotations(data: Data) -> Iterator[Problem]:
    """Whoever speaks a quotation makes the statements quoted from it, and in the same channel."""
    held: dict[str, list[Row]] = {row["quotation_id"]: [] for row in data["quotations"]}
    spans = sorted((span, row) for row in data["quotations"] if (span := row.span()))
    starts = [span[0] for span, _ in spans]
    for row in data["statements"]:
        quote = row.span("quote_start", "quote_end")
        at = bisect_right(starts, quote[0]) - 1 if quote else -1
        if quote and at >= 0 and quote[1] <= spans[at][0][1]:
            held[spans[at][1]["quotation_id"]].append(row)
    for row in data["quotations"]:
        inside = held[row["quotation_id"]]
        if not inside:
            yield row.wrong("start", "no statement is quoted from it; is a statement lost?")
        odd = [
            s
            for s in inside
            if row["speaker_id"] not in (s["spokesperson_id"] or s["claimant_id"]).split(";")
        ]
        yield from _or_all(row, "speaker_id", inside, odd, _speaks)
        odd = [s for s in inside if row["channel"] != s["channel"]]
        yield from _or_all(row, "channel", inside, odd, lambda s: "channel")


def _speaks(statement: Row) -> str:
    return "spokesperson_id" if statement["spokesperson_id"] else "claimant_id"


def _or_all(
    row: Row, column: str, inside: list[Row], odd: list[Row], place: Callable[[Row], str]
) -> Iterator[Problem]:
    """Report a quotation with which all its statements disagree, or the few of them that do."""
    if odd and len(odd) == len(inside):
        names = ", ".join(s["statement_id"] for s in odd)
        yield row.wrong(column, f"{names}, quoted from it, has {odd[0][place(odd[0])]!r}")
        return
    for statement in odd:
        right = f"the quotation {row['quotation_id']} has {row[column]!r}"
        yield statement.wrong(place(statement), right)


def _quantities(data: Data) -> Iterator[Problem]:
    """Values of quantities are the numbers of their quotes; bound, unit and owner fit the rest."""
    statements, media = data.by_key("statements"), _media(data)
    codes = set(data.fields("quantities")["unit"]["constraints"].get("enum", []))
    for row in data["quantities"]:
        said = said_number(row["quote"])
        if said is not None and row["value"] != str(said):
            yield row.wrong("value", f"its quote says {said}")
        if (row["bound"] == "exact") != (row["qualifier"] == ""):
            wrong = (
                "bound"
                if row["qualifier"] and row["qualifier"].split()[0] in row["quote"].lower()
                else "qualifier"
            )
            right = "a number has a qualifier exactly if its bound is not exact"
            yield row.wrong("bound" if not row["qualifier"] else wrong, right)
        if (named := {*row["measure"].split()} & codes) and row["unit"] not in named:
            yield row.wrong("unit", f"{' and '.join(named)} are measured")
        statement = statements.get(row["statement_id"])
        if not statement:
            continue
        if row["sentence_id"] not in statement.ids("sentence_ids"):
            home = [s for s in data["statements"] if row["sentence_id"] in s.ids("sentence_ids")]
            right = f"{row['statement_id']} stands in {statement['sentence_ids']}; one of {', '.join(s['statement_id'] for s in home)}?"
            yield row.wrong("statement_id", right)
        elif row["source_actor_id"] not in {*statement.ids("claimant_id"), *media}:
            yield row.wrong(
                "source_actor_id", "is neither the claimant of its statement nor the outlet"
            )


def _media(data: Data) -> set[str]:
    return {row["actor_id"] for row in data["actors"] if row["actor_type"] == "media"}


def _mentions(data: Data) -> Iterator[Problem]:
    """Namings share a word with what their actor is called, or stand for it elsewhere too."""
    actors, times = (
        data.by_key("actors"),
        Counter((m["surface"], m["actor_id"]) for m in data["mentions"]),
    )
    called: dict[str, set[str]] = {i: _called(row) for i, row in actors.items()}
    words_of: dict[str, set[str]] = {}
    for i, names in called.items():
        for word in names:
            words_of.setdefault(word, set()).add(i)
    last = 0
    for row in data["mentions"]:
        who = called.get(row["actor_id"])
        own = _parts(row["surface"])
        if who is not None and not own & who and times[row["surface"], row["actor_id"]] == 1:
            like = sorted(set().union(*(words_of.get(w, set()) for w in own)))
            if like or (
                not _short_for(row["surface"], row["actor_id"]) and not row["surface"].islower()
            ):
                told = f"; {', '.join(like[:3])}?" if like else ""
                yield row.wrong(
                    "actor_id", f"{row['surface']!r} shares no word with its names{told}"
                )
        if span := row.span():
            if span[0] < last:
                yield row.wrong("start", f"overlaps the naming before it, which ends at {last}")
            last = span[1]


def _parts(text: str) -> set[str]:
    """Return the words of a name, without case and the s of a plural; short ones are left out."""
    found = re.findall(r"[^\W_]+", text.lower())
    return {w.removesuffix("s") for w in found if len(w) > 2 or w.isdigit()}


def _called(actor: Row) -> set[str]:
    return _parts(actor["name"]) | _parts(actor["name_in_article"]) | _parts(actor["actor_id"])


def _short_for(surface: str, identifier: str) -> bool:
    """Whether a naming of initials begins the identifier: U.S. and usa."""
    letters = re.sub(r"[^a-z]", "", surface.lower())
    return identifier.startswith(letters)


def _actors(data: Data) -> Iterator[Problem]:
    """Actors fit their kind, their names, their group and their state."""
    actors = data.by_key("actors")
    surfaces: dict[str, set[str]] = {i: set() for i in actors}
    where: dict[str, set[str]] = {row["sentence_id"]: set() for row in data["sentences"]}
    for row in data["mentions"]:
        surfaces.setdefault(row["actor_id"], set()).add(row["surface"])
        where.setdefault(row["sentence_id"], set()).add(row["actor_id"])
    tied = _tied(data)
    for row in data["actors"]:
        i, group = row["actor_id"], actors.get(row["affiliation_id"])
        if not surfaces[i]:
            yield row.wrong(
                "actor_id", "no row of mentions.csv names it; drop it, or is a mention lost?"
            )
        elif row["name_in_article"] not in surfaces[i]:
            yield row.wrong(
                "name_in_article",
                f"is no naming of it in mentions.csv: {', '.join(sorted(surfaces[i]))}",
            )
        if not _parts(row["name"]) & (_parts(row["name_in_article"]) | _parts(i)):
            yield row.wrong("name", "shares no word with the name in the article or the identifier")
        if bool(row["role"]) != (row["actor_type"] in PERSONS):
            yield row.wrong("role", "stands exactly where the actor is a person or persons")
        if row["member_ids"] and row["actor_type"] not in GROUPS:
            yield row.wrong("member_ids", f"a {row['actor_type']} has no members")
        if (row["actor_type"] == "state") != (bool(row["country"]) and not row["affiliation_id"]):
            wrong = "country" if row["actor_type"] == "state" else "actor_type"
            yield row.wrong(
                wrong, "a state has a country, and is the only one that has it by itself"
            )
        if group and row["country"] != group["country"]:
            right = f"{row['affiliation_id']}, to which it belongs, has {group['country']!r}"
            near = [a for a in actors.values() if a["affiliation_id"] == row["affiliation_id"]]
            if len(near) < 2 or any(a["country"] == group["country"] for a in near):
                yield row.wrong("country", right)
        here = where.get(row["side_sentence_id"], set())
        if not here & {i, row["affiliation_id"], *row.ids("member_ids"), *tied.get(i, ())}:
            yield row.wrong(
                "side_sentence_id", "names neither the actor nor a member or group of it"
            )
        for member in row.ids("member_ids"):
            if member in actors and actors[member]["side"] != row["side"]:
                yield row.wrong(
                    "member_ids", f"stands on another side ({actors[member]['side']})", member
                )
        yield from _circle(row, actors)


def _tied(data: Data) -> dict[str, set[str]]:
    """Map each actor to the groups of which it is a member."""
    tied: dict[str, set[str]] = {}
    for row in data["actors"]:
        for member in row.ids("member_ids"):
            tied.setdefault(member, set()).add(row["actor_id"])
    return tied


#: Words by which a summary can name its claimant without the name.
PRONOUNS = frozenset(("their", "they", "he", "she", "it", "its", "her", "his"))


def _summaries(data: Data) -> Iterator[Problem]:
    """Summaries name the claimant or the spokesperson, unless the outlet speaks itself."""
    actors = data.by_key("actors")
    for row in data["statements"]:
        who = [actors[i] for i in (*row.ids("claimant_id"), row["spokesperson_id"]) if i in actors]
        if not who or any(actor["actor_type"] == "media" for actor in who):
            continue
        said = _parts(row["summary"])
        first = row["summary"].lower().split(" ")[0]
        if not said & set().union(*map(_called, who)) and first not in PRONOUNS:
            yield row.wrong("claimant_id", "is not named in the summary")


def _circle(row: Row, actors: Mapping[str, Row]) -> Iterator[Problem]:
    """Report an actor that belongs, by others, to itself: the state, if there is one among them."""
    seen, at = [row], row["affiliation_id"]
    while at in actors and actors[at] not in seen:
        seen.append(actors[at])
        at = actors[at]["affiliation_id"]
    highest = min(seen, key=lambda actor: actor["actor_type"] != "state")
    if at == row["actor_id"] and highest is row:
        yield row.wrong("affiliation_id", "it belongs to itself, by others")


def _states(data: Data) -> Iterator[Problem]:
    """Countries of states have their name (Unicode CLDR)."""
    for row in data["actors"]:
        if row["actor_type"] == "state" and row["country"]:
            name = country(row["country"])
            if name is None:
                yield row.wrong("country", "is no code of a country (ISO 3166-1 alpha-3)")
            elif name != row["name"]:
                wrong = (
                    "country" if _parts(row["name_in_article"]) & _parts(row["name"]) else "name"
                )
                yield row.wrong(wrong, f"{row['country']} is {name}")


def _named_by(data: Data) -> Iterator[Problem]:
    """Whose naming it is speaks a quotation in which the naming stands."""
    spans = [(span, row["speaker_id"]) for row in data["quotations"] if (span := row.span())]
    spoken: dict[str, set[str]] = {}
    starts = [span[0] for span, _ in spans]
    for row in data["mentions"]:
        at = row.number("start")
        if at is not None and (n := bisect_right(starts, at) - 1) >= 0 and at < spans[n][0][1]:
            spoken.setdefault(row["actor_id"], set()).add(spans[n][1])
    for row in data["actors"]:
        if row["named_by_id"] and row["named_by_id"] not in spoken.get(row["actor_id"], set()):
            yield row.wrong("named_by_id", "speaks no quotation in which the naming stands")


def _named_order(data: Data) -> Iterator[Problem]:
    """Actors of a list stand in the order in which its sentence names them."""
    first: dict[tuple[str, str], int] = {}
    for row in data["mentions"]:
        first.setdefault((row["sentence_id"], row["actor_id"]), row.number("start") or 0)
    lists = [(row, c, row.ids("sentence_ids")) for row in data["statements"] for c in ACTORS]
    lists += [(row, "member_ids", [row["side_sentence_id"]]) for row in data["actors"]]
    for row, column, sentences in lists:
        ids = row.ids(column)
        places = [min((first.get((s, i), -1) for s in sentences), default=-1) for i in ids]
        if len(ids) > 1 and -1 not in places and places != sorted(places):
            right = ";".join(i for _, i in sorted(zip(places, ids, strict=True)))
            yield row.wrong(
                column, f"stands in the order in which {sentences[0]} names them: {right}"
            )


def _sides_of(data: Data) -> Iterator[Problem]:
    """Nobody finds fault with, calls on or answers the own side; sums of statements are of one side."""
    actors, statements = data.by_key("actors"), data.by_key("statements")
    side = {i: row["side"] for i, row in actors.items()}
    for row in data["statements"]:
        own = {side.get(i, "") for i in row.ids("claimant_id")}
        for column in ("criticised_actor_id", "addressee_id"):
            for i in row.ids(column):
                if side.get(i) in own:
                    yield row.wrong(column, f"{i} stands on the side of the claimant")
        if row["spokesperson_id"] and side.get(row["spokesperson_id"]) not in own:
            yield row.wrong("spokesperson_id", "stands on another side than the claimant")
        for i in row.ids("summarises"):
            if i in statements and not own & {
                side.get(c) for c in statements[i].ids("claimant_id")
            }:
                yield row.wrong("summarises", f"{i} is a statement of another side")
        if both := {*row.ids("criticised_actor_id")} & {*row.ids("object_actor_id")}:
            yield row.wrong("object_actor_id", f"{both.pop()} is criticised in it")
    for row in data["responses"]:
        one, other = (
            statements.get(row["from_statement_id"]),
            statements.get(row["to_statement_id"]),
        )
        if not one or not other:
            continue
        if {side.get(i) for i in one.ids("claimant_id")} & {
            side.get(i) for i in other.ids("claimant_id")
        }:
            yield row.wrong("to_statement_id", "is a statement of the side that answers")
        for i in other.ids("criticised_actor_id"):
            if side.get(i) not in {side.get(c) for c in one.ids("claimant_id")}:
                right = f"it finds fault with {i}, and not with the side that answers"
                yield row.wrong("to_statement_id", right)
        homes = [*one.ids("sentence_ids"), *other.ids("sentence_ids")]
        if row["sentence_id"] not in homes:
            yield row.wrong("sentence_id", f"the two statements stand in {' and '.join(homes)}")


def _positions(data: Data) -> Iterator[Problem]:
    """Who rejects or disputes disagrees; all others agree."""
    several = [i for row in data["quotations"] if len(i := row.ids("sentence_ids")) > 1]
    long = {sentence for ids in several for sentence in ids}  # the verb may stand in the next
    for row in data["statements"]:
        right = "disagree" if row["form"] in ("reject", "dispute") else "agree"
        if row["position"] and row["position"] != right:
            yield row.wrong("position", f"to {row['form']} is to {right}")
        if row["reporting_verb"] and row["attribution"] != "explicit":
            yield row.wrong(
                "reporting_verb", f"must be empty where attribution is {row['attribution']}"
            )
        if (
            not row["reporting_verb"]
            and row["attribution"] == "explicit"
            and not long & {*row.ids("sentence_ids")}
        ):
            yield row.wrong("reporting_verb", "is missing; the sentence says with which verb")


def _events(data: Data) -> Iterator[Problem]:
    """Events are dated as a statement of their sentence is, unless the date is printed."""
    told: dict[str, list[Row]] = {}
    for row in data["statements"]:
        for sentence in row.ids("sentence_ids"):
            told.setdefault(sentence, []).append(row)
    for row in data["events"]:
        here = told.get(row["sentence_id"], [])
        if row["date_basis"] == "printed" or not here:
            continue
        triples = {tuple(s[c] for c in DATED) for s in here}
        own = tuple(row[c] for c in DATED)
        if own not in triples:
            close = max(triples, key=lambda t: sum(x == y for x, y in zip(t, own, strict=True)))
            wrong = [c for c, x, y in zip(DATED, close, own, strict=True) if x != y]
            column = wrong[0] if len(wrong) == 1 else "sentence_id"
            yield row.wrong(
                column, f"the statements of {row['sentence_id']} have {' '.join(close)}"
            )
            continue
        places = {s["place"] for s in here if tuple(s[c] for c in DATED) == own} - {""}
        if places and row["place"] not in places:
            yield row.wrong(
                "place", f"the statements of {row['sentence_id']} have {', '.join(sorted(places))}"
            )


def _reasons(data: Data) -> Iterator[Problem]:
    """Stretches that no statement holds are the date exactly in the dateline."""
    for row in data["residues"]:
        home = data.by_key("sentences").get(row["sentence_id"])
        if home and (home["part"] == "dateline") != (row["reason"] == "date"):
            yield row.wrong("reason", f"{row['sentence_id']} is of the {home['part']}")


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
        if example and example not in data.by_key("sentences"):
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
        if code["example"] and code["example"] not in used.get((variable, code["code"]), ()):
            right = "the sentence has no row with this code; give one that has"
            yield in_descriptor(right, what, code["example"])
    for table, column in (("issues", "issue_id"), ("concepts", "concept_id")):
        for row in data[table]:
            if row["example_id"] not in used.get((column, row[column]), ()):
                right = "the sentence has no statement with this code; give one that has"
                yield row.wrong("example_id", right)


def _lacking(data: Data) -> Iterator[Problem]:
    """Every code that is used has an example."""
    coded = data.coded("article")
    used = {(v, row[c]) for v, places in coded.items() for t, c in places for row in data[t]}
    for what, variable, code in _codes(data, coded):
        if (variable, code["code"]) in used and not code["example"]:
            yield in_descriptor("has no example; give a sentence in which it is used", what)


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
    _shapes,
    _order,
    _spans,
    _title,
    _named_places,
    _published,
    _copies,
    _outlets,
    _counted,
    _sums,
    _extents,
    _edges,
    _reasons,
    _share,
    _quantities,
    _states,
    _named_order,
    _dates,
    _statements,
    _responses,
    _concepts,
    _events,
    _enums,
    _examples,
)
#: Rules that hold for this book's article and its dispute, and that another coding may break for a reason:
#: for books whose descriptor says ``strict``.
STRICT = (_mentions, _actors, _named_by, _positions, _sides_of, _summaries)
#: Rules that a coding can break as long as it goes on: what they find is then still to do.
COMPLETE = (
    _known,
    _quoted,
    _within_quotations,
    _said_in_summaries,
    _residues,
    _voices,
    _shown,
    _lacking,
)
