"""Rules across tables that a schema cannot say: the rules of evidence and of consistency.

Each rule is a function from the raw rows of all tables to the problems it finds. Those on the
codings stand in :mod:`claimbook.tables.coding_rules`, those on the public record and on what others wrote
in :mod:`claimbook.tables.record_rules`.
"""

from collections.abc import Iterator
from datetime import date

from claimbook.tables.problems import FORMULA, Data, Problem, Row, _int
from claimbook.tables.words import MAX_QUOTE_WORDS, MAX_QUOTED_SHARE, covered_words, words


def _lists(data: Data) -> Iterator[Problem]:
    """Every identifier of a ``;`` list exists and stands there once."""
    for res in data.package["resources"]:
        for field in res["schema"]["fields"]:
            if "references" not in field:
                continue
            known = data.by_key(field["references"])
            for line, row in data.rows(res["name"]):
                ids = row[field["name"]].split(";") if row[field["name"]] else []
                for i in dict.fromkeys(ids):
                    if i not in known:
                        yield data.problem(
                            res["name"],
                            line,
                            field["name"],
                            i,
                            f"names no row of {field['references']}.csv",
                        )
                    if ids.count(i) > 1:
                        yield data.problem(
                            res["name"], line, field["name"], i, "stands twice in the list"
                        )


def _cells(data: Data) -> Iterator[Problem]:
    """No cell begins like a spreadsheet formula, holds control characters or outer spaces.

    HTML is no problem: it is shown as text.
    """
    for table in data.tables:
        for line, row in data.rows(table):
            for column, value in row.items():
                if value.startswith(FORMULA):
                    yield data.problem(
                        table,
                        line,
                        column,
                        value,
                        "begins like a spreadsheet formula; begin with a letter or digit",
                    )
                if any(ord(c) < 32 or ord(c) == 127 for c in value):
                    yield data.problem(
                        table, line, column, value, "holds a control character; remove it"
                    )
                if value != value.strip():
                    yield data.problem(
                        table, line, column, value, "begins or ends with a space; remove it"
                    )


def _sentences(data: Data) -> Iterator[Problem]:
    """Sentences follow each other, and their words add up."""
    last = 0
    for line, row in data.rows("sentences"):
        start, end = _int(row["start"]), _int(row["end"])
        if start is None or end is None:
            continue
        if not last <= start < end:
            yield data.problem(
                "sentences",
                line,
                "start",
                row["start"],
                f"must lie at or after {last}, the end of the sentence before, and before its own end",
            )
        last = end
    body = sum(_int(r["words"]) or 0 for r in data.tables["sentences"] if r["part"] == "body")
    for line, row in data.rows("documents"):
        if row["words"] != str(body):
            yield data.problem(
                "documents", line, "words", row["words"], f"the body sentences add up to {body}"
            )
    quoted = sum(_int(r["quoted_words"]) or 0 for r in data.tables["sentences"])
    marks = sum(_int(r["words"]) or 0 for r in data.tables["quotations"])
    if quoted != marks:
        yield data.problem(
            "sentences",
            None,
            "quoted_words",
            str(quoted),
            f"the quotations have {marks} words; the two sums must agree",
        )


def _extents(data: Data) -> Iterator[Problem]:
    """Extents lie in their sentences, in order, nested or apart; what they leave out has a reason.

    A stretch of one or two code points, a space or a comma, needs none.
    """
    held: dict[str, list[tuple[int, int, str]]] = {}
    last = (-1, 0)
    for line, row in data.rows("statements"):
        start, end = _int(row["start"]), _int(row["end"])
        a, b = _int(row["quote_start"]), _int(row["quote_end"])
        if start is None or end is None or a is None or b is None:
            continue

        def wrong(column: str, right: str, line: int = line, row: Row = row) -> Problem:
            return data.problem("statements", line, column, row[column], right)

        if not start <= a < b <= end:
            yield wrong("quote_start", f"the quote must lie inside the extent {start}-{end}")
        if (start, -end) < last:
            yield wrong("start", "rows stand in the order of their extents, the longer one first")
        last = (start, -end)
        others = held.setdefault(row["sentence_ids"].split(";")[0], [])
        for x, y, other in others:
            if x < start < y < end:
                yield wrong(
                    "start", f"crosses the extent of {other}, {x}-{y}; let one hold the other"
                )
        others.append((start, end, row["statement_id"]))
    stretches = {
        (row["sentence_id"], row["start"], row["end"]): line for line, row in data.rows("residues")
    }
    for line, row in data.rows("sentences"):
        low, high = _int(row["start"]), _int(row["end"])
        if low is None or high is None:
            continue
        covered = sorted((x, y) for x, y, _ in held.get(row["sentence_id"], []))
        for x, y in gaps(low, high, covered):
            if not stretches.pop((row["sentence_id"], str(x), str(y)), None):
                yield data.problem(
                    "sentences",
                    line,
                    "sentence_id",
                    row["sentence_id"],
                    f"no statement holds code points {x}-{y}; give an extent or a row in residues.csv",
                )
    for (sentence, first, end_), line in stretches.items():
        yield data.problem(
            "residues",
            line,
            "start",
            f"{first}-{end_}",
            f"is no stretch of {sentence} that the statements leave out",
        )


def gaps(low: int, high: int, covered: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of ``low``-``high`` longer than two code points that no span covers.

    >>> list(gaps(0, 20, [(0, 5), (3, 9), (11, 14)]))
    [(14, 20)]
    """
    at = low
    for x, y in [*sorted(covered), (high, high)]:
        if x - at > 2:
            yield at, x
        at = max(at, y)


#: table -> (text column or None, start column, end column, column with the sentence ids)
SPANS = {
    "mentions": ("surface", "start", "end", "sentence_id"),
    "statements": ("quote", "quote_start", "quote_end", "sentence_ids"),
    "residues": (None, "start", "end", "sentence_id"),
    "quantities": ("quote", "start", "end", "sentence_id"),
    "quotations": (None, "start", "end", "sentence_ids"),
}


def _spans(data: Data) -> Iterator[Problem]:
    """Every span lies in its sentence, is as long as its text and has at most 8 words."""
    sentences = data.by_key("sentences")
    extents = ("statements", (None, "start", "end", "sentence_ids"))
    for table, (text, start, end, column) in [*SPANS.items(), extents]:
        for line, row in data.rows(table):
            home = [sentences[s] for s in row[column].split(";") if s in sentences]
            a, b = _int(row[start]), _int(row[end])
            low, high = (_int(home[0]["start"]), _int(home[-1]["end"])) if home else (None, None)
            if a is None or b is None or low is None or high is None:
                continue
            if not low <= a < b <= high:
                yield data.problem(
                    table,
                    line,
                    start,
                    f"{a}-{b}",
                    f"must lie inside {row[column]}, which is {low}-{high}",
                )
            if text and b - a != len(row[text]):
                yield data.problem(
                    table,
                    line,
                    end,
                    row[end],
                    f"{row[text]!r} has {len(row[text])} code points; {a + len(row[text])} would fit",
                )
            if text and words(row[text]) > MAX_QUOTE_WORDS:
                yield data.problem(
                    table,
                    line,
                    text,
                    row[text],
                    f"has {words(row[text])} words; a quote has at most {MAX_QUOTE_WORDS}",
                )


def _share(data: Data) -> Iterator[Problem]:
    """All quotes together stay under 30 % of the article's words.

    Quotes of statements and quantities count, overlaps once; so do the reporting verbs, which have
    no position and are added in full. Names of actors are not quotes.
    """
    total = sum(_int(r["words"]) or 0 for r in data.tables["sentences"])
    quoted = quoted_words(data.tables["statements"], data.tables["quantities"])
    if quoted >= MAX_QUOTED_SHARE * total:
        yield data.problem(
            "statements",
            None,
            "quote",
            None,
            f"{quoted} of {total} words of the article are quoted; shorten quotes until it is less than {MAX_QUOTED_SHARE:.0%}",
        )


def quoted_words(statements: list[Row], quantities: list[Row]) -> int:
    """Count the article's words that the tables quote, at most (see :func:`_share`)."""
    spans = [(int(r["quote_start"]), r["quote"]) for r in statements if r["quote_start"].isdigit()]
    spans += [(int(r["start"]), r["quote"]) for r in quantities if r["start"].isdigit()]
    verbs = {
        (r["sentence_ids"], r["reporting_verb"])
        for r in statements
        if r["reporting_verb"] not in r["quote"]
    }
    return covered_words(spans) + sum(words(v) for _, v in verbs)


def _dates(data: Data) -> Iterator[Problem]:
    """Dates exist, and agree with their precision; nothing said is dated after publication."""
    published = data.tables["documents"][0]["published"]
    for table in ("statements", "events"):
        for line, row in data.rows(table):
            value, precision = row["date"], row["date_precision"]
            if value and (len(value) == 4) != (precision == "year"):
                yield data.problem(
                    table, line, "date", value, "is a year alone exactly if date_precision is year"
                )
            if len(value) == 10:
                try:
                    date.fromisoformat(value)
                except ValueError:
                    yield data.problem(
                        table, line, "date", value, "is no day of the calendar (YYYY-MM-DD)"
                    )
            if table == "statements" and value > published:
                yield data.problem(
                    table, line, "date", value, f"lies after publication ({published})"
                )


#: Forms that find somebody at fault, and forms that find nobody so.
BLAMING = ("accuse", "criticise", "dispute")
PLAIN = ("report", "estimate", "assess", "consider", "unspecified")


def _statements(data: Data) -> Iterator[Problem]:
    """Columns of a statement agree with each other and with the quotations."""
    actors, rows = data.by_key("actors"), data.by_key("statements")
    marks = [
        (int(q["start"]), int(q["end"]))
        for q in data.tables["quotations"]
        if q["start"].isdigit() and q["end"].isdigit()
    ]
    for line, row in data.rows("statements"):

        def wrong(column: str, right: str, line: int = line, row: Row = row) -> Problem:
            return data.problem("statements", line, column, row[column], right)

        if bool(row["position"]) != bool(row["concept_id"]):
            yield wrong("position", "stands exactly where concept_id does: give both or neither")
        outlet = {actors.get(i, {}).get("actor_type") for i in row["claimant_id"].split(";")} == {
            "media"
        }
        if outlet != (row["reported_as"] == "outlet_voice"):
            yield wrong("reported_as", "is outlet_voice exactly if the claimant is the outlet")
        if outlet != (row["channel"] == "article"):
            yield wrong("channel", "is article exactly if the claimant is the outlet")
        if outlet != (row["attribution"] == "inferred"):
            yield wrong("attribution", "is inferred exactly if the claimant is the outlet")
        if outlet != (row["outlet_stance"] == ""):
            yield wrong("outlet_stance", "is empty exactly if the claimant is the outlet")
        if row["form"] in BLAMING and not row["criticised_actor_id"]:
            yield wrong(
                "criticised_actor_id", f"{row['form']} needs the actor who is found at fault"
            )
        if row["form"] in PLAIN and row["criticised_actor_id"]:
            yield wrong("criticised_actor_id", f"must be empty: to {row['form']} finds no fault")
        if (row["form"] == "demand") != bool(row["addressee_id"]):
            yield wrong("addressee_id", "stands exactly where something is demanded of somebody")
        if row["form"] == "unspecified" and row["concept_id"]:
            yield wrong("concept_id", "must be empty: no content is given, so no position is taken")
        if row["quote_start"].isdigit() and row["quote_end"].isdigit():
            a, b = int(row["quote_start"]), int(row["quote_end"])
            inside = any(x <= a and b <= y for x, y in marks)
            if inside != (row["reported_as"] in ("direct_quote", "partial_quote")):
                yield wrong(
                    "reported_as",
                    "is a quotation exactly if the quote lies between quotation marks",
                )
        if words(row["reporting_verb"]) > 2:
            yield wrong("reporting_verb", "has at most 2 words")
        for i in row["summarises"].split(";") if row["summarises"] else []:
            if i == row["statement_id"]:
                yield wrong("summarises", "a statement cannot sum up itself")
            elif i in rows and rows[i]["summarises"]:
                yield wrong("summarises", f"{i} is itself a summary; name the statements behind it")


def _responses(data: Data) -> Iterator[Problem]:
    """No statement answers itself, no link stands twice, and none has a kind without a content."""
    statements = data.by_key("statements")
    seen = set()
    for line, row in data.rows("responses"):
        link = (row["from_statement_id"], row["to_statement_id"], row["response_type"])
        if link[0] == link[1]:
            yield data.problem(
                "responses", line, "to_statement_id", link[1], "a statement cannot answer itself"
            )
        if link in seen:
            yield data.problem(
                "responses",
                line,
                "response_type",
                link[2],
                f"{link[0]} already answers {link[1]} so; keep one row",
            )
        seen.add(link)
        answer = statements.get(link[0], {})
        bare = not answer.get("concept_id") and bool(
            answer.get("summarises") or answer.get("form") == "defend"
        )
        if bare != (link[2] == "not_specified"):
            yield data.problem(
                "responses",
                line,
                "response_type",
                link[2],
                f"is not_specified exactly if the article does not tell with what {link[0]} answers",
            )


def _concepts(data: Data) -> Iterator[Problem]:
    """Agreeing with a concept means a position on another concept, if on any."""
    known = data.by_key("concepts")
    for line, row in data.rows("concepts"):
        other = row["agreeing_means"].partition(":")[0]
        if other and (other not in known or other == row["concept_id"]):
            yield data.problem(
                "concepts",
                line,
                "agreeing_means",
                row["agreeing_means"],
                "names no other row of concepts.csv",
            )


def _voices(data: Data) -> Iterator[Problem]:
    """How an actor is heard follows from the statements."""
    quoted, spoken = set(), set()
    for row in data.tables["statements"]:
        if row["reported_as"] == "outlet_voice":
            continue
        who = {*row["claimant_id"].split(";"), row["spokesperson_id"]}
        spoken |= who
        if row["reported_as"] in ("direct_quote", "partial_quote"):
            quoted |= who
    for line, row in data.rows("actors"):
        i = row["actor_id"]
        right = (
            "own_voice"
            if row["actor_type"] == "media"
            else "quoted"
            if i in quoted
            else "paraphrased"
            if i in spoken
            else "mentioned"
        )
        if row["voice"] != right:
            yield data.problem(
                "actors", line, "voice", row["voice"], f"the statements make it {right}"
            )


def _codebook(data: Data) -> Iterator[Problem]:
    """Codes of the codebook are those of the schema, and every example shows its code."""
    book = data.package["codebook"]
    known = data.by_key("sentences")
    for res in data.package["resources"]:
        for field in res["schema"]["fields"]:
            if "codes" not in field:
                continue
            name = field["name"]
            if field["constraints"]["enum"] != [c["code"] for c in book[field["codes"]]]:
                yield Problem(
                    "datapackage.json",
                    None,
                    f"{res['name']}.{name}",
                    None,
                    "enum and codebook must list the same codes in the same order",
                )
    examples = [(f"{v}: {c['code']}", c["example"]) for v in data.coded("article") for c in book[v]]
    examples += [
        (d["decision_id"], s)
        for d in data.package["decisions"]
        for s in d["sentence_ids"].split(";")
    ]
    for what, example in examples:
        if example not in known:
            yield Problem(
                "datapackage.json", None, what, example, "names no sentence of sentences.csv"
            )
    used: dict[tuple[str, str], set[str]] = {}
    for row in data.tables["statements"]:
        for column, value in row.items():
            used.setdefault((column, value), set()).update(row["sentence_ids"].split(";"))
    for row in data.tables["responses"]:
        for column, value in row.items():
            used.setdefault((column, value), set()).add(row["sentence_id"])
    for variable in (
        "form",
        "outlet_stance",
        "channel",
        "position",
        "reported_as",
        "certainty",
        "attribution",
        "response_type",
        "explicitness",
    ):
        for code in book[variable]:
            if code["example"] not in used.get((variable, code["code"]), set()):
                yield Problem(
                    "datapackage.json",
                    None,
                    f"{variable}: {code['code']}",
                    code["example"],
                    "the sentence has no row with this code; give one that has",
                )
    for table, column in (("issues", "issue_id"), ("concepts", "concept_id")):
        for line, row in data.rows(table):
            if row["example_id"] not in used.get((column, row[column]), set()):
                yield data.problem(
                    table,
                    line,
                    "example_id",
                    row["example_id"],
                    "the sentence has no statement with this code; give one that has",
                )


RULES = (
    _lists,
    _cells,
    _sentences,
    _extents,
    _spans,
    _share,
    _dates,
    _statements,
    _responses,
    _concepts,
    _voices,
    _codebook,
)
