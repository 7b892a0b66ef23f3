-- Constraints on the tables of any coded report. How to read and write them: constraints.py beside this file.

-- Sentences

-- sentences.part: {sentence_id} is a {CASE WHEN paragraph = 0 THEN 'title' WHEN sentence = 0 THEN 'dateline' ELSE 'body or heading' END}
-- The title is paragraph 0, a dateline is sentence 0 of its paragraph.
-- bad: s17-2 = 'title'
CASE WHEN paragraph = 0 THEN part = 'title' WHEN sentence = 0 THEN part = 'dateline'
     ELSE part IN ('body', 'heading') END;

-- sentences.start: must lie before the end, and after the sentence before
-- Sentences follow each other.
-- bad: s09-1 = '1764'
start < "end" AND NOT EXISTS (
  SELECT 1 FROM sentences o WHERE o._line = sentences._line - 1 AND o."end" > sentences.start);

-- sentences.token_lengths: tokens and spaces have {token_span(token_lengths)} code points, the sentence {"end" - start}
-- bad: s17-1 = '3 4 3 4 6 3 11 2 1 6 8 8 1 4 3 8 4 2 3 8 2 3 4 2 3 4 5 2 8'
token_span(token_lengths) = "end" - start;

-- sentences.words: its tokens are {token_count(token_lengths)}
-- A token of one mark may be no word.
-- bad: s01-0 = '4'
words BETWEEN long_tokens(token_lengths) - 1 AND token_count(token_lengths);

-- sentences.quoted_words: has {words} words
-- bad: s15-1 = '90'
quoted_words <= words;

-- sentences.quoted_words: no quotation stands in it
-- todo
-- bad: s15-1 = '1'
quoted_words = 0 OR EXISTS (SELECT 1 FROM quotations_sentence_ids q WHERE q.id = sentence_id);

-- Statements

-- statements.position: stands exactly where concept_id does: give both or neither
-- Whoever takes no position on a concept has none to code.
-- bad: c58 = ''
(position = '') = (concept_id = '');

-- statements.criticised_actor_id: {form} needs the actor who is found at fault
-- bad: c12 = ''
form NOT IN ('accuse', 'dispute') OR criticised_actor_id <> '';

-- statements.criticised_actor_id: must be empty: to {form} finds no fault
-- bad: c37 = 'china'
form NOT IN ('report', 'estimate', 'assess', 'consider', 'unspecified') OR criticised_actor_id = '';

-- statements.addressee_id: stands exactly where something is demanded of somebody
-- bad: c15 = 'usa'
(form = 'demand') = (addressee_id <> '');

-- statements.concept_id: must be empty: no content is given, so no position is taken
-- bad: c31 = 'internal-affair'
form <> 'unspecified' OR concept_id = '';

-- statements.quote_start: the quote must lie inside the extent {start}-{"end"}
-- bad: c38 = '2742'
start <= quote_start AND quote_start < quote_end AND quote_end <= "end";

-- statements.reporting_verb: has at most 2 words
-- bad: c26 = 'one two three'
words(reporting_verb) <= 2;

-- Whether the outlet itself makes a statement.
CREATE VIEW outlet AS SELECT s._line AS line, max(a.actor_type = 'media') AS speaks
FROM statements s JOIN statements_claimant_id c ON c.line = s._line JOIN actors a ON a.actor_id = c.id GROUP BY s._line;

-- statements.reported_as: is outlet_voice exactly if the claimant is the outlet
-- bad: c57 = 'outlet_voice'
(reported_as = 'outlet_voice') = (SELECT speaks FROM outlet WHERE line = _line);

-- statements.channel: is article exactly if the claimant is the outlet
-- bad: c58 = 'article'
(channel = 'article') = (SELECT speaks FROM outlet WHERE line = _line);

-- statements.attribution: is inferred exactly if the claimant is the outlet
-- bad: c08 = 'inferred'
(attribution = 'inferred') = (SELECT speaks FROM outlet WHERE line = _line);

-- statements.outlet_stance: is empty exactly if the claimant is the outlet
-- The outlet takes a stance to what others say.
-- bad: c33 = ''
(outlet_stance = '') = (SELECT speaks FROM outlet WHERE line = _line);

-- A quotation and the statements quoted from it.
CREATE VIEW quoted AS
SELECT s._line AS statement_line, s.statement_id, s.channel AS statement_channel, q._line AS quotation_line,
  q.quotation_id, q.channel AS quotation_channel, q.speaker_id,
  CASE s.spokesperson_id WHEN '' THEN 'claimant_id' ELSE 'spokesperson_id' END AS spoken_by,
  CASE s.spokesperson_id WHEN '' THEN s.claimant_id ELSE s.spokesperson_id END AS speaker
FROM quotations_sentence_ids home
JOIN quotations q ON q._line = home.line AND q.sentence_ids LIKE home.id || '%'
JOIN quotations_sentence_ids near ON near.line = q._line
JOIN statements_sentence_ids at ON at.id = near.id
JOIN statements s ON s._line = at.line AND s.sentence_ids LIKE at.id || '%'
  AND q.start <= s.quote_start AND s.quote_end <= q."end";

-- statements.reported_as: is a quotation exactly if the quote lies between quotation marks
-- bad: c52 = 'paraphrase'
is_quotation(reported_as) = EXISTS (SELECT 1 FROM quoted WHERE statement_line = _line);

-- quotations.start: no statement is quoted from it; is a statement lost?
-- todo
-- bad: q01 = '3981'
EXISTS (SELECT 1 FROM quoted WHERE quotation_line = _line);

-- quotations.speaker_id
-- Whoever speaks a quotation makes the statements quoted from it. If all of these disagree, the quotation is
-- wrong; else those that do.
-- todo
-- bad: q01 = 'china-mission'
SELECT CASE WHEN every THEN 'quotations' ELSE 'statements' END AS "table",
  CASE WHEN every THEN quotation_line ELSE statement_line END AS line,
  CASE WHEN every THEN 'speaker_id' ELSE spoken_by END AS "column",
  CASE WHEN every THEN statement_id || ', quoted from it, has ''' || speaker || ''''
       ELSE 'the quotation ' || quotation_id || ' has ''' || speaker_id || '''' END AS "right"
FROM (SELECT *, min(NOT has(speaker, speaker_id)) OVER (PARTITION BY quotation_line) AS every FROM quoted)
WHERE NOT has(speaker, speaker_id);

-- quotations.channel
-- A quotation comes by the channel of the statements quoted from it, in the same way.
-- todo
-- bad: q06 = 'twitter_video'
SELECT CASE WHEN every THEN 'quotations' ELSE 'statements' END AS "table",
  CASE WHEN every THEN quotation_line ELSE statement_line END AS line,
  CASE WHEN every THEN statement_id || ', quoted from it, has ''' || statement_channel || ''''
       ELSE 'the quotation ' || quotation_id || ' has ''' || quotation_channel || '''' END AS "right"
FROM (SELECT *, min(statement_channel <> quotation_channel) OVER (PARTITION BY quotation_line) AS every FROM quoted)
WHERE statement_channel <> quotation_channel;

-- statements.summarises: a statement cannot sum up itself
-- bad: c26 = 'c11;c12;c13;c16;c17;c25;c26'
NOT has(summarises, statement_id);

-- statements.summarises: {(SELECT r.id FROM statements_summarises r JOIN statements o ON o.statement_id = r.id WHERE r.line = statements._line AND o.summarises <> '')} is itself a summary; name the statements behind it
-- bad: c13 = 'c11;c12;c13;c16;c17;c25;c26'
NOT EXISTS (SELECT 1 FROM statements_summarises r JOIN statements o ON o.statement_id = r.id
            WHERE r.line = statements._line AND o.summarises <> '');

-- statements.date: lies after publication ({(SELECT published FROM documents)})
-- bad: c36 = 'one two three'
(SELECT published FROM documents) = '' OR date <= (SELECT published FROM documents);

-- statements.date: is a year alone exactly if date_precision is year
-- bad: c27 = '2020'
(length(date) = 4) = (date_precision = 'year');

-- events.date: is a year alone exactly if date_precision is year
-- bad: video = '2022'
date = '' OR (length(date) = 4) = (date_precision = 'year');

-- documents.published
-- What the outlet says itself, and what hangs on publication, has its day. If all of these have another day,
-- the day of publication is wrong; else those that do.
-- bad: d01 = '2020-10-06'
SELECT CASE WHEN every THEN 'documents' ELSE "table" END AS "table",
  CASE WHEN every THEN (SELECT min(_line) FROM documents) ELSE line END AS line,
  CASE WHEN every THEN 'published' WHEN fixed THEN 'date' ELSE 'date_basis' END AS "column",
  CASE WHEN every THEN number || ' rows that hang on it are dated ' || date
       ELSE 'the day of publication is ' || (SELECT published FROM documents) END AS "right"
FROM (
  SELECT *, count(*) OVER () AS number,
    min(date <> (SELECT published FROM documents)) OVER () AND count(*) OVER () > 1 AS every
  FROM (
    SELECT 'statements' AS "table", _line AS line, date,
      reported_as = 'outlet_voice' OR date_precision IN ('day', 'on_or_before') AS fixed
    FROM statements WHERE date_basis = 'publication_bound' OR reported_as = 'outlet_voice'
    UNION ALL
    SELECT 'events', _line, date, date_precision IN ('day', 'on_or_before')
    FROM events WHERE date_basis = 'publication_bound'))
WHERE (SELECT published FROM documents) <> '' AND date <> (SELECT published FROM documents)
GROUP BY CASE WHEN every THEN 0 ELSE "table" || line END;

-- documents.copy_url: the address has {day_in(copy_url)}, published says {published}
-- bad: d01 = '2030-01-01'
published = '' OR coalesce(day_in(copy_url), published) = published;

-- documents.outlet: is the name of no actor of the kind media
-- bad: d01 = 'one two three'
outlet = '' OR NOT EXISTS (SELECT 1 FROM actors WHERE actor_type = 'media')
  OR EXISTS (SELECT 1 FROM actors WHERE actor_type = 'media' AND outlet IN (name, name_in_article));

-- documents.outlet: is empty; the text does not print it: look it up
-- todo
-- bad: d01 = ''
outlet <> '';

-- documents.published: is empty; the text does not print it: look it up
-- todo
-- bad: d01 = ''
published <> '';

-- Responses

-- responses.to_statement_id: a statement cannot answer itself
-- bad: r22 = 'c42'
from_statement_id <> to_statement_id;

-- responses.response_type: {from_statement_id} already answers {to_statement_id} so; keep one row
-- bad: r18 from_statement_id = 'c35'
NOT EXISTS (SELECT 1 FROM responses o WHERE o.from_statement_id = responses.from_statement_id
  AND o.to_statement_id = responses.to_statement_id AND o.response_type = responses.response_type
  AND +o._line < responses._line);

-- responses.response_type: is not_specified exactly if the article does not tell with what {from_statement_id} answers
-- bad: r04 = 'not_specified'
(response_type = 'not_specified') = EXISTS (
  SELECT 1 FROM statements s WHERE s.statement_id = from_statement_id AND s.concept_id = ''
  AND (s.summarises <> '' OR s.form = 'defend'));

-- responses.sentence_id: the two statements stand in {(SELECT group_concat(s.sentence_ids, ' and ') FROM statements s WHERE s.statement_id IN (from_statement_id, to_statement_id))}
-- bad: r23 = 's01-1'
EXISTS (SELECT 1 FROM statements s WHERE s.statement_id IN (from_statement_id, to_statement_id)
        AND has(s.sentence_ids, responses.sentence_id));

-- Concepts, numbers, events, actors

-- concepts.agreeing_means: names no other row of concepts.csv
-- bad: criticism-will-fail = 'one two three'
agreeing_means = '' OR EXISTS (
  SELECT 1 FROM concepts o WHERE o.concept_id = substr(concepts.agreeing_means, 1, instr(concepts.agreeing_means, ':') - 1)
  AND o.concept_id <> concepts.concept_id);

-- quantities.value: its quote says {number_in(quote)}
-- bad: n06 = '1000001'
coalesce(number_in(quote), value) = value;

-- quantities.qualifier: a number has a qualifier exactly if its bound is not exact
-- bad: n03 = 'as high as'
(bound = 'exact') = (qualifier = '');

-- quantities.unit: another unit is measured
-- A measure that names a unit is in that unit.
-- bad: n05 = 'persons'
NOT EXISTS (SELECT 1 FROM _codes c WHERE c.variable = 'unit' AND has(replace(measure, ' ', ';'), c.code))
  OR has(replace(measure, ' ', ';'), unit);

-- quantities.statement_id: {statement_id} stands in another sentence
-- bad: n01 = 'c08'
EXISTS (SELECT 1 FROM statements s WHERE s.statement_id = quantities.statement_id
        AND has(s.sentence_ids, quantities.sentence_id));

-- quantities.source_actor_id: is neither the claimant of its statement nor the outlet
-- bad: n03 = 'un'
EXISTS (SELECT 1 FROM statements s WHERE s.statement_id = quantities.statement_id AND has(s.claimant_id, source_actor_id))
  OR EXISTS (SELECT 1 FROM actors a WHERE a.actor_id = source_actor_id AND a.actor_type = 'media');

-- events.date: no statement of {sentence_id} is dated so
-- An event is dated as a statement of its sentence is, unless its date is printed.
-- bad: video = '2022'
date_basis = 'printed' OR NOT EXISTS (SELECT 1 FROM statements_sentence_ids s WHERE s.id = sentence_id)
  OR EXISTS (SELECT 1 FROM statements_sentence_ids r JOIN statements s ON s._line = r.line
             WHERE r.id = events.sentence_id AND s.date = events.date AND s.date_precision = events.date_precision
             AND s.date_basis = events.date_basis);

-- actors.country: {country} is {coalesce(country_name(country), 'no code of a country (ISO 3166-1 alpha-3)')}
-- A state has the name that goes with its country (Unicode CLDR).
-- bad: china = 'DEU'
actor_type <> 'state' OR country = '' OR coalesce(country_name(country), '') = name;

-- residues.reason: {sentence_id} is a {(SELECT part FROM sentences s WHERE s.sentence_id = residues.sentence_id)}; date is for datelines
-- bad: e01 = 'circumstances'
(reason = 'date') = ((SELECT part FROM sentences s WHERE s.sentence_id = residues.sentence_id) = 'dateline');

-- Examples of codes

-- Where each code of statements and of links between them is used: a row for each sentence.
CREATE VIEW used AS
SELECT 'issue_id' AS variable, s.issue_id AS code, r.id AS sentence FROM statements s JOIN statements_sentence_ids r ON r.line = s._line
UNION SELECT 'concept_id', s.concept_id, r.id FROM statements s JOIN statements_sentence_ids r ON r.line = s._line;

-- issues.example_id: the sentence has no statement with this code; give one that has
-- todo
-- bad: international-response = 's13-1'
EXISTS (SELECT 1 FROM used WHERE variable = 'issue_id' AND code = issue_id AND sentence = example_id);

-- concepts.example_id: the sentence has no statement with this code; give one that has
-- todo
-- bad: critics-imprisoned = 's07-1'
EXISTS (SELECT 1 FROM used WHERE variable = 'concept_id' AND code = concept_id AND sentence = example_id);
