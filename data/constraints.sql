-- Constraints of this book: on its own dispute, on its codings, and on the record beside the report.
-- How to read and write them: claimbook/tables/constraints.py.

-- The dispute

-- statements.position: to {form} is to {CASE WHEN form IN ('reject', 'dispute') THEN 'disagree' ELSE 'agree' END}
-- bad: c07 = 'agree'
position = '' OR (position = 'disagree') = (form IN ('reject', 'dispute'));

-- statements.reporting_verb: must be empty where attribution is {attribution}
-- bad: c14 = 'denies'
reporting_verb = '' OR attribution = 'explicit';

-- statements.reporting_verb: is missing; the sentence says with which verb
-- The verb of a quotation of several sentences may stand in the next.
-- bad: c31 = ''
reporting_verb <> '' OR attribution <> 'explicit' OR EXISTS (
  SELECT 1 FROM statements_sentence_ids s JOIN quotations_sentence_ids q ON q.id = s.id
  JOIN quotations p ON p._line = q.line WHERE s.line = statements._line AND n(p.sentence_ids) > 1);

-- The sides of those who make, answer or are named in a statement.
CREATE VIEW claimant_sides AS SELECT c.line, a.side FROM statements_claimant_id c JOIN actors a ON a.actor_id = c.id;

-- statements.criticised_actor_id: one of them stands on the side of the claimant
-- Nobody finds fault with the own side.
-- bad: c46 = 'rights-groups'
NOT EXISTS (SELECT 1 FROM statements_criticised_actor_id c JOIN actors a ON a.actor_id = c.id
            JOIN claimant_sides s ON s.line = c.line AND s.side = a.side WHERE c.line = statements._line);

-- statements.addressee_id: one of them stands on the side of the claimant
-- bad: c42 = 'china'
NOT EXISTS (SELECT 1 FROM statements_addressee_id c JOIN actors a ON a.actor_id = c.id
            JOIN claimant_sides s ON s.line = c.line AND s.side = a.side WHERE c.line = statements._line);

-- statements.spokesperson_id: stands on another side than the claimant
-- bad: c47 = 'heusgen'
spokesperson_id = '' OR EXISTS (
  SELECT 1 FROM actors a JOIN claimant_sides s ON s.side = a.side
  WHERE a.actor_id = statements.spokesperson_id AND s.line = statements._line);

-- statements.summarises: one of them is a statement of another side
-- bad: c24 = 'c05;c06;c07;c18;c19;c20;c21;c23;c29;c30'
NOT EXISTS (SELECT 1 FROM statements_summarises r JOIN statements o ON o.statement_id = r.id
            WHERE r.line = statements._line AND NOT EXISTS (
              SELECT 1 FROM claimant_sides x JOIN claimant_sides y ON y.side = x.side
              WHERE x.line = statements._line AND y.line = o._line));

-- statements.object_actor_id: one of them is criticised in it
-- bad: c54 = 'china'
NOT EXISTS (SELECT 1 FROM statements_object_actor_id o JOIN statements_criticised_actor_id c
            ON c.line = o.line AND c.id = o.id WHERE o.line = statements._line);

-- statements.summary: does not name the claimant
-- A summary names the claimant or the spokesperson, or begins with a pronoun, unless the outlet speaks itself.
-- bad: c16 = 'one two three'
reported_as = 'outlet_voice'
  OR lower(substr(summary, 1, instr(summary, ' ') - 1)) IN ('their', 'they', 'he', 'she', 'it', 'its', 'her', 'his')
  OR EXISTS (SELECT 1 FROM actors a WHERE (has(statements.claimant_id, a.actor_id) OR a.actor_id = statements.spokesperson_id)
             AND shares_word(statements.summary, a.name || ' ' || a.name_in_article || ' ' || a.actor_id));

-- statements.claimant_id
-- In one sentence one reporting verb has one claimant. The few are held to be wrong.
-- bad: c13 = 'research'
SELECT a._line AS line, 'the other statements of ' || a.sentence_ids || ' with ' || a.reporting_verb || ' have ''' || b.claimant_id || '''' AS "right"
FROM statements a JOIN statements b USING (sentence_ids, reporting_verb)
WHERE a.claimant_id <> b.claimant_id AND a.reporting_verb <> ''
GROUP BY a._line HAVING count(*) >= (
  SELECT count(*) FROM statements o WHERE o.sentence_ids = a.sentence_ids AND o.reporting_verb = a.reporting_verb
  AND o.claimant_id = a.claimant_id);

-- statements.channel
-- In one sentence one reporting verb tells of one act of speech, by one channel.
-- bad: c56 = 'un_session'
SELECT a._line AS line, 'the other statements of ' || a.sentence_ids || ' with ' || a.reporting_verb || ' have ''' || b.channel || '''' AS "right"
FROM statements a JOIN statements b USING (sentence_ids, reporting_verb)
WHERE a.channel <> b.channel AND a.reporting_verb <> ''
GROUP BY a._line HAVING count(*) >= (
  SELECT count(*) FROM statements o WHERE o.sentence_ids = a.sentence_ids AND o.reporting_verb = a.reporting_verb
  AND o.channel = a.channel);

-- responses.to_statement_id: is a statement of the side that answers
-- bad: r21 = 'c28'
NOT EXISTS (
  SELECT 1 FROM statements one JOIN claimant_sides x ON x.line = one._line
  JOIN statements other ON other.statement_id = responses.to_statement_id
  JOIN claimant_sides y ON y.line = other._line AND y.side = x.side
  WHERE one.statement_id = responses.from_statement_id);

-- responses.to_statement_id: it finds fault, and not with the side that answers
-- bad: r18 = 'c04'
NOT EXISTS (
  SELECT 1 FROM statements other JOIN statements_criticised_actor_id c ON c.line = other._line
  JOIN actors a ON a.actor_id = c.id WHERE other.statement_id = responses.to_statement_id
  AND a.side NOT IN (SELECT x.side FROM statements one JOIN claimant_sides x ON x.line = one._line
                     WHERE one.statement_id = responses.from_statement_id));

-- mentions.actor_id: {surface} shares no word with its names
-- A name of its own is a naming of the actor whose names have one of its words. Initials begin the identifier.
-- bad: m30 = 'other-dozens'
surface = lower(surface) OR shares_word(surface, (
    SELECT name || ' ' || name_in_article || ' ' || actor_id FROM actors a WHERE a.actor_id = mentions.actor_id))
  OR mentions.actor_id LIKE lower(replace(replace(surface, '.', ''), 's', '')) || '%'
  OR (surface, actor_id) IN (SELECT surface, actor_id FROM mentions GROUP BY surface, actor_id HAVING count(*) > 1);

-- mentions.actor_id
-- One name is that of one actor. The few are held to be wrong.
-- bad: m30 = 'small-group'
SELECT a._line AS line, 'the other namings ' || a.surface || ' have ''' || b.actor_id || '''' AS "right"
FROM (SELECT surface FROM mentions GROUP BY surface HAVING min(actor_id) <> max(actor_id)) odd
JOIN mentions a USING (surface) JOIN mentions b USING (surface) WHERE a.actor_id <> b.actor_id
GROUP BY a._line HAVING count(*) >= (
  SELECT count(*) FROM mentions o WHERE o.surface = a.surface AND o.actor_id = a.actor_id);

-- mentions.start: overlaps the naming before it
-- bad: m07 = '7'
NOT EXISTS (SELECT 1 FROM mentions o WHERE o.sentence_id = mentions.sentence_id AND o._line < mentions._line
            AND o."end" > mentions.start);

-- actors.actor_id: no row of mentions.csv names it; drop it, or is a mention lost?
-- bad: china-diplomats = 'one two three'
EXISTS (SELECT 1 FROM mentions m WHERE m.actor_id = actors.actor_id);

-- actors.name_in_article: is no naming of it in mentions.csv: {(SELECT group_concat(DISTINCT surface) FROM mentions m WHERE m.actor_id = actors.actor_id)}
-- bad: vice-news = 'Ilham Tohti'
name_in_article IN (SELECT surface FROM mentions m WHERE m.actor_id = actors.actor_id);

-- actors.name: shares no word with the name in the article or the identifier
-- bad: other-dozens = 'UN General Assembly'
shares_word(name, name_in_article || ' ' || actor_id);

-- actors.role: stands exactly where the actor is a person or persons
-- bad: ilham-tohti = ''
(role <> '') = (actor_type IN ('person', 'group_of_persons'));

-- actors.member_ids: a {actor_type} has no members
-- bad: jewher-tohti = 'usa;canada;germany;australia;new-zealand;uk'
member_ids = '' OR actor_type IN ('state_group', 'group_of_persons');

-- actors.actor_type: a state has a country, and is the only one that has it by itself
-- bad: china-mission = 'state'
(actor_type = 'state') = (country <> '' AND affiliation_id = '');

-- actors.country: {affiliation_id}, to which it belongs, has {(SELECT '''' || o.country || '''' FROM actors o WHERE o.actor_id = actors.affiliation_id)}
-- bad: china-government = ''
country = coalesce((SELECT o.country FROM actors o WHERE o.actor_id = actors.affiliation_id), country);

-- actors.affiliation_id: it belongs to itself, by others
-- bad: rights-groups = 'rights-groups'
NOT EXISTS (SELECT 1 FROM actors b LEFT JOIN actors c ON c.actor_id = b.affiliation_id
            WHERE b.actor_id = actors.affiliation_id
            AND actors.actor_id IN (b.actor_id, b.affiliation_id, coalesce(c.affiliation_id, '')))
  OR actor_type = 'state' AND affiliation_id = '';

-- actors.side_sentence_id: names neither the actor nor a member or group of it
-- bad: research = 's18-1'
EXISTS (SELECT 1 FROM mentions m WHERE m.sentence_id = actors.side_sentence_id
        AND (m.actor_id IN (actors.actor_id, actors.affiliation_id) OR has(actors.member_ids, m.actor_id)
             OR EXISTS (SELECT 1 FROM actors g WHERE g.actor_id = m.actor_id AND has(g.member_ids, actors.actor_id))));

-- actors.member_ids: {(SELECT o.actor_id FROM actors o WHERE has(actors.member_ids, o.actor_id) AND o.side <> actors.side)} stands on another side
-- bad: usa = 'cuba;pakistan'
NOT EXISTS (SELECT 1 FROM actors o WHERE has(actors.member_ids, o.actor_id) AND o.side <> actors.side);

-- actors.named_by_id: speaks no quotation in which the naming stands
-- bad: other-dozens = 'jewher-tohti'
named_by_id = '' OR EXISTS (
  SELECT 1 FROM mentions m JOIN quotations q ON q.start <= m.start AND m.start < q."end"
  WHERE m.actor_id = actors.actor_id AND q.speaker_id = actors.named_by_id);

-- The codings

-- What the book had, and the two blind coders, in each round.
CREATE VIEW round_codes AS
SELECT k.round, k.blind, c.* FROM codes c JOIN coders k USING (coder_id);

CREATE VIEW round_links AS
SELECT k.round, l.* FROM links l JOIN coders k USING (coder_id);

-- coders.blind
-- A round has the coding of the book as it was then, and two that were made blind.
-- bad: coder-d = 'no'
SELECT max(_line) AS line, 'round ' || round || ' needs one coding that is not blind, the book’s, and two that are' AS "right"
FROM coders GROUP BY round HAVING sum(blind = 'no') <> 1 OR sum(blind = 'yes') <> 2;

-- adjudications.variable
-- A cell is adjudicated exactly if a blind coder differs from the book as it was.
-- bad: 1,c14,date = 'claimant_id'
SELECT a._line AS line, 'no coder of round ' || a.round || ' differs on ' || a.variable || ' of ' || a.statement_id || '; drop the row' AS "right"
FROM adjudications a
WHERE NOT EXISTS (
  SELECT 1 FROM round_codes c WHERE c.round = a.round AND c.unit_id = a.statement_id AND c.variable = a.variable
  GROUP BY c.unit_id HAVING min(c.code) <> max(c.code));

-- codes.code
-- Of the three codes of a cell that nobody has decided, the odd one is told.
-- bad: book-0.4.0,c04,date_precision = ''
SELECT o._line AS line, 'a coder differs on ' || o.variable || ' of ' || o.unit_id || ', and adjudications.csv has no row that decides it' AS "right"
FROM (SELECT round, unit_id, variable FROM round_codes GROUP BY round, unit_id, variable HAVING min(code) <> max(code)
      EXCEPT SELECT round, statement_id, variable FROM adjudications) open
CROSS JOIN coders k ON k.round = open.round CROSS JOIN codes o
  ON o.coder_id = k.coder_id AND o.unit_id = open.unit_id AND o.variable = open.variable
WHERE 1 = (SELECT count(*) FROM coders l CROSS JOIN codes p
           ON l.round = open.round AND p.coder_id = l.coder_id AND p.unit_id = o.unit_id AND p.variable = o.variable WHERE p.code = o.code);

-- What a variable of the codings can be, now or in version 0.4.0.
CREATE VIEW vocabulary AS
SELECT variable, code FROM _codes
UNION SELECT variable, old FROM renamed
UNION SELECT v.name, a.actor_id FROM actors a
  JOIN (SELECT DISTINCT variable AS name FROM codes WHERE variable IN
        ('claimant_id', 'spokesperson_id', 'addressee_id', 'object_id', 'criticised_actor_id', 'object_actor_id')) v
UNION SELECT 'issue_id', issue_id FROM issues UNION SELECT 'concept_id', concept_id FROM concepts;

-- codes.code: is no code of {variable}, now or in version 0.4.0 (renamed.csv)
-- Lists of actors are left out, and what is no code: dates, yes and no, CAMEO.
-- bad: coder-a,c01,form = 'grumble'
n(code) <> 1 OR variable IN ('cameo', 'summarises', 'date', 'place') OR (variable, code) IN (SELECT variable, code FROM vocabulary);

-- codes.coder_id
-- Every coder of a round coded each variable of each unit that the book had then.
-- bad: coder-a,c01,form variable = 'place'
SELECT NULL AS line, c.coder_id AS value, 'has no row for ' || b.variable || ' of ' || b.unit_id || '; add one' AS "right"
FROM coders c JOIN round_codes b ON b.round = c.round AND b.blind = 'no'
WHERE NOT EXISTS (SELECT 1 FROM codes o WHERE o.coder_id = c.coder_id AND o.unit_id = b.unit_id AND o.variable = b.variable);

-- codes.unit_id: is no unit of the book in round {(SELECT k.round FROM coders k WHERE k.coder_id = codes.coder_id)} (units.csv)
-- bad: coder-b,c21,spokesperson_id = 'one two three'
EXISTS (SELECT 1 FROM coders k JOIN coders b ON b.round = k.round AND b.blind = 'no' JOIN units u ON u.coder_id = b.coder_id
        WHERE k.coder_id = codes.coder_id AND u.unit_id = codes.unit_id);

-- adjudications.decision_id: names no decision and no variable of the codebook
-- bad: 1,c23,object_id = 'one two three'
decision_id = 'cameo' OR decision_id IN (
  SELECT d.decision_id FROM _decisions d UNION SELECT variable FROM _codes
  UNION SELECT name FROM _columns WHERE "table" = 'statements');

-- adjudications.decision_id
-- One reason rests on one decision.
-- bad: 1,c36,cameo = 'attribution'
SELECT a._line AS line, 'the other rows with this reason have ''' || b.decision_id || '''' AS "right"
FROM (SELECT reason FROM adjudications GROUP BY reason HAVING min(decision_id) <> max(decision_id)) odd
JOIN adjudications a USING (reason) JOIN adjudications b USING (reason) WHERE a.decision_id <> b.decision_id
GROUP BY a._line HAVING count(*) >= (
  SELECT count(*) FROM adjudications o WHERE o.reason = a.reason AND o.decision_id = a.decision_id);

-- links.from_unit_id
-- A link that not all three codings of a round have, and alike, needs a row in link_adjudications.csv.
-- bad: book-0.4.0,c41,c40 = 'c29'
SELECT max(_line) AS line, 'the codings differ on its link to ' || to_unit_id || ', and link_adjudications.csv does not decide it' AS "right"
FROM round_links l WHERE NOT EXISTS (SELECT 1 FROM link_adjudications j
  WHERE j.round = l.round AND j.from_statement_id = l.from_unit_id AND j.to_statement_id = l.to_unit_id)
GROUP BY round, from_unit_id, to_unit_id HAVING count(*) < 3 OR min(response_type) <> max(response_type);

-- links.to_unit_id: is no unit of the book in its round (units.csv)
-- bad: coder-a,c03,c04 = 'nobody'
EXISTS (SELECT 1 FROM coders k JOIN coders b ON b.round = k.round AND b.blind = 'no' JOIN units u ON u.coder_id = b.coder_id
        WHERE k.coder_id = links.coder_id AND u.unit_id = links.to_unit_id);

-- links.response_type: is no kind of a link, now or in version 0.4.0 (renamed.csv)
-- bad: coder-a,c06,c09 = 'one two three'
response_type IN (SELECT code FROM _codes WHERE variable = 'response_type'
  UNION SELECT old FROM renamed WHERE variable = 'response_type');

-- units.quote_end: {quote_start}-{quote_end} is no phrase of 1 to 80 code points in {sentence_ids}
-- bad: book-0.4.0,c38 = ''
(quote_start IS NULL AND quote_end IS NULL) OR coalesce(quote_end - quote_start, 0) BETWEEN 1 AND 80
  AND (SELECT max(s.start <= quote_start AND quote_start < s."end") AND max(s.start < quote_end AND quote_end <= s."end")
       FROM units_sentence_ids r JOIN sentences s ON s.sentence_id = r.id WHERE r.line = units._line);

-- units.claimant_id: codes.csv has {(SELECT '''' || c.code || '''' FROM codes c WHERE c.coder_id = units.coder_id AND c.unit_id = units.unit_id AND c.variable = 'claimant_id')}
-- bad: book-0.4.0,c02 = 'investigations'
NOT EXISTS (SELECT 1 FROM codes c WHERE c.coder_id = units.coder_id AND c.unit_id = units.unit_id
  AND c.variable = 'claimant_id' AND n(c.code) = n(units.claimant_id) AND n(c.code) < 2 AND c.code <> units.claimant_id);

-- units.issue_id: codes.csv has {(SELECT '''' || c.code || '''' FROM codes c WHERE c.coder_id = units.coder_id AND c.unit_id = units.unit_id AND c.variable = 'issue_id')}
-- bad: book-0.4.0,c56 = ''
NOT EXISTS (SELECT 1 FROM codes c WHERE c.coder_id = units.coder_id AND c.unit_id = units.unit_id
  AND c.variable = 'issue_id' AND c.code <> units.issue_id);

-- units.what: is empty exactly for the book, whose statements say it
-- bad: book-0.4.0,c35 = 'rights groups: up to three million'
(what = '') = EXISTS (SELECT 1 FROM coders k WHERE k.coder_id = units.coder_id AND k.blind = 'no');

-- renamed.old: no coding has it as a code of {variable}
-- bad: date_basis,none = 'call_for_action'
variable = 'response_type' AND EXISTS (SELECT 1 FROM links l WHERE l.response_type = renamed.old)
  OR EXISTS (SELECT 1 FROM codes c WHERE c.variable = renamed.variable AND has(c.code, renamed.old));

-- The lists and numbers of the record

-- counts.listed: must be none: names belong to the main count
-- bad: k44 = 'complete'
count_status = 'main' OR listed = 'none';

-- counts.count_status: {occasion_id} has the main count {(SELECT o.count_id FROM counts o WHERE o.occasion_id = counts.occasion_id AND o.role = counts.role AND o.count_status = 'main' AND o._line < counts._line)} already; make one of them a variant
-- bad: k12 = 'main'
count_status = 'variant' OR NOT EXISTS (
  SELECT 1 FROM counts o WHERE o.occasion_id = counts.occasion_id AND o.role = counts.role
  AND o.count_status = 'main' AND o._line < counts._line);

-- counts.count_status: {occasion_id} has no main count for this role; is it this one?
-- bad: k35 = 'variant'
count_status = 'main' OR EXISTS (SELECT 1 FROM counts o WHERE o.occasion_id = counts.occasion_id
                                 AND o.role = counts.role AND o.count_status = 'main');

-- How many names there are of each occasion and role.
CREATE VIEW names AS SELECT occasion_id, role, count(*) AS number FROM signatories GROUP BY occasion_id, role;

-- signatories.occasion_id
-- A list that is called complete has the number that counts.csv has; where the timeline says that number too, a
-- row of the list is lost.
-- bad: HRC50_crit,GTM,signatory = 'HRC44_supp_HK'
SELECT CASE WHEN told THEN 'signatories' ELSE 'counts' END AS "table", CASE WHEN told THEN NULL ELSE _line END AS line,
  CASE WHEN told THEN 'occasion_id' ELSE 'value' END AS "column", CASE WHEN told THEN occasion_id END AS value,
  CASE WHEN told THEN 'names ' || number || ' (' || role || '), and counts and timeline say ' || count || '; is a row lost?'
  ELSE 'signatories.csv names ' || number || ' for ' || occasion_id || ' (' || role || '), and the list is called complete: a complete list has exactly the number announced' END AS "right"
FROM (SELECT c.*, c.value AS count, coalesce(n.number, 0) AS number,
        EXISTS (SELECT 1 FROM timeline_occasion_ids t JOIN timeline l ON l._line = t.line
                WHERE t.id = c.occasion_id AND ' ' || l.event || ' ' GLOB '*[^0-9]' || c.value || '[^0-9]*') AS told
      FROM counts c LEFT JOIN names n USING (occasion_id, role)
      WHERE c.listed = 'complete' AND c.count_status = 'main')
WHERE number <> count;

-- counts.value: signatories.csv names {coalesce((SELECT number FROM names n WHERE n.occasion_id = counts.occasion_id AND n.role = counts.role), 0)}: a partial list has some of the states and not all
-- bad: k11 = '17'
listed <> 'partial' OR coalesce((SELECT number FROM names n WHERE n.occasion_id = counts.occasion_id
                                 AND n.role = counts.role), 0) BETWEEN 1 AND value - 1;

-- counts.listed: signatories.csv names {(SELECT number FROM names n WHERE n.occasion_id = counts.occasion_id AND n.role = counts.role)}: without a list no state can be named
-- bad: k33 = 'none'
listed <> 'none' OR count_status = 'variant' OR NOT EXISTS (
  SELECT 1 FROM names n WHERE n.occasion_id = counts.occasion_id AND n.role = counts.role);

-- counts.bound: a main count with names is exact
-- bad: k45 = 'approximate'
count_status <> 'main' OR listed = 'none' OR bound = 'exact';

-- counts.bound: is exact exactly if whoever counted does not say almost or about
-- bad: k12 = 'approximate'
count_status = 'main' OR (bound <> 'exact') = (counted_by LIKE '%almost%' OR counted_by LIKE '%about%');

-- counts.counted_by: a variant says whose number it is
-- bad: k12 = ''
count_status = 'main' OR counted_by <> '';

-- counts.value: is the main count too
-- bad: k44 = '51'
count_status = 'main' OR NOT EXISTS (SELECT 1 FROM counts o WHERE o.occasion_id = counts.occasion_id
  AND o.role = counts.role AND o.count_status = 'main' AND o.value = counts.value);

-- counts.as_of: lies before {(SELECT date FROM occasions o WHERE o.occasion_id = counts.occasion_id)}
-- bad: k07 = '2019-10-29'
as_of >= (SELECT o.date FROM occasions o WHERE o.occasion_id = counts.occasion_id);

-- counts.as_of: is not the day of the occasion, {(SELECT date FROM occasions o WHERE o.occasion_id = counts.occasion_id)}; a note says why
-- bad: k04 = '2023-10-18'
note <> '' OR count_status = 'variant' OR as_of = (SELECT o.date FROM occasions o WHERE o.occasion_id = counts.occasion_id);

-- counts.source_ids: none of them is a source of {occasion_id}
-- The main count of an occasion rests on one of its sources.
-- bad: k33 = 'netherlands-geneva-2022;netherlands-2022'
count_status = 'variant' OR EXISTS (
  SELECT 1 FROM counts_source_ids s JOIN occasions_source_ids t ON t.id = s.id JOIN occasions o ON o._line = t.line
  WHERE s.line = counts._line AND o.occasion_id = counts.occasion_id);

-- signatories.role: counts.csv has no main count of {occasion_id} for this role
-- bad: HRC41_supp,TJK,signatory = 'voted_for'
EXISTS (SELECT 1 FROM counts c WHERE c.occasion_id = signatories.occasion_id AND c.role = signatories.role
        AND c.count_status = 'main');

-- signatories.iso3
-- A state takes one side of a session on China. The row further down is told.
-- bad: UNGA75_supp,ERI,signatory = 'SVK'
SELECT max(s._line) AS line, s.iso3 AS value, 'stands on both sides of ' || o.session || '; a state takes one side of a session' AS "right"
FROM signatories s JOIN occasions o USING (occasion_id)
WHERE o.topic <> 'other' AND o.stance <> '' GROUP BY o.session, s.iso3 HAVING count(DISTINCT o.stance) > 1;

-- signatories.confidence
-- Names of one role, from the same sources, are as sure. The few are held to be wrong; a note says why.
-- bad: UNGA74_crit,NLD,signatory = 'high'
SELECT a._line AS line, 'the other names from these sources have ' || b.confidence AS "right"
FROM signatories a JOIN signatories b USING (role, source_ids)
WHERE a.confidence <> b.confidence AND a.note = '' AND b.note = ''
GROUP BY a._line HAVING count(*) > (
  SELECT count(*) FROM signatories o WHERE o.role = a.role AND o.source_ids = a.source_ids AND o.confidence = a.confidence);

-- Occasions

-- occasions.stance: is empty exactly for a vote, in which each state takes its own side
-- bad: HRC46_supp = ''
(occasion_form = 'vote') = (stance = '');

-- occasions.session: the occasion is called {occasion_id}
-- bad: HRC46_supp = 'HRC50'
session = substr(occasion_id, 1, instr(occasion_id, '_') - 1);

-- occasions.stance: the occasion is called {occasion_id}
-- bad: UNGA75_supp = 'critical'
CASE WHEN occasion_id LIKE '%#_crit%' ESCAPE '#' THEN stance = 'critical'
     WHEN occasion_id LIKE '%#_supp%' ESCAPE '#' OR occasion_id LIKE '%#_counter%' ESCAPE '#' THEN stance = 'supportive' END;

-- occasions.topic: the occasion is called {occasion_id}
-- bad: UNGA76_crit = 'hong_kong'
(occasion_id LIKE '%#_HK' ESCAPE '#') = (topic = 'hong_kong');

-- occasions.topic: the subject is {subject}
-- bad: UNGA75_supp = 'hong_kong'
CASE (subject LIKE '%Xinjiang%') + 2 * (subject LIKE '%Hong Kong%') + 4 * (subject LIKE '%Tibet%')
  WHEN 0 THEN same_text_as <> '' OR topic IN ('general', 'other') WHEN 1 THEN topic = 'xinjiang'
  WHEN 2 THEN topic = 'hong_kong' WHEN 4 THEN topic = 'tibet' ELSE topic = 'several' END;

-- occasions.topic: {same_text_as}, of which it is a later state, has another; one list has one subject
-- bad: HRC41_supp_doc = 'hong_kong'
topic = coalesce((SELECT o.topic FROM occasions o WHERE o.occasion_id = occasions.same_text_as), topic);

-- occasions.stance: {same_text_as}, of which it is a later state, has another; one list has one side
-- bad: HRC41_supp_doc = 'critical'
stance = coalesce((SELECT o.stance FROM occasions o WHERE o.occasion_id = occasions.same_text_as), stance);

-- occasions.date: session {substr(session, 5)} of the General Assembly began in {1945 + substr(session, 5)}
-- bad: UNGA75_crit = '2021-03-12'
session NOT LIKE 'UNGA%' OR substr(date, 1, 4) = '' || (1945 + substr(session, 5));

-- occasions.lead: is not among those who signed, and their list is complete
-- bad: HRC41_supp = 'NLD'
lead = '' OR NOT EXISTS (SELECT 1 FROM counts c WHERE c.occasion_id = occasions.occasion_id AND c.listed = 'complete')
  OR EXISTS (SELECT 1 FROM signatories s WHERE s.occasion_id = occasions.occasion_id AND s.iso3 = occasions.lead);

-- occasions.lead
-- Who reads a statement is the state that the timeline names.
-- bad: UNGA78_supp = 'KWT'
SELECT o._line AS line, t.timeline_id || ' of the timeline names ' || group_concat(n.name, ', ') AS "right"
FROM timeline t JOIN timeline_occasion_ids r ON r.line = t._line JOIN occasions o ON o.occasion_id = r.id
JOIN countries l ON l.iso3 = o.lead JOIN countries n ON instr(t.event, n.name)
WHERE t.category = 'statement' AND (t.event LIKE '% read%' OR t.event LIKE '% speak%' OR t.event LIKE '% lead%')
AND NOT instr(t.event, l.name) GROUP BY t._line, o._line;

-- Sources, and how sure

-- sources.source_id: no row of the record rests on it; use it or drop it
-- bad: government-world-2021 = 'one two three'
source_id IN (SELECT id FROM occasions_source_ids UNION ALL SELECT id FROM counts_source_ids
  UNION ALL SELECT id FROM signatories_source_ids UNION ALL SELECT id FROM findings_source_ids
  UNION ALL SELECT id FROM people_source_ids UNION ALL SELECT id FROM timeline_source_ids
  UNION ALL SELECT id FROM dependencies_source_ids UNION ALL SELECT id FROM said_source_ids);

-- sources.title: stands in square brackets exactly if it is described
-- bad: europarl-2019-a = 'one two three'
(title_basis = 'described') = (title LIKE '[%' AND title LIKE '%]');

-- sources.title_language: must be en: the book describes in English
-- bad: china-daily-2020-b = 'ja'
title_basis <> 'described' OR title_language = 'en';

-- sources.title: has words that do not stand in the address in this order
-- bad: qantara = 'one two three'
title_basis <> 'address' OR title_in_address(title, url);

-- sources.published: lies after the month of reading ({accessed})
-- bad: scio-2021 = 'one two three'
substr(published, 1, 7) <= accessed;

-- sources.published: the source is called {source_id}
-- bad: uhrp-2014 = ''
NOT (source_id GLOB '*-[12][0-9][0-9][0-9]' OR source_id GLOB '*-[12][0-9][0-9][0-9]-[a-z]')
  OR published <> '' AND instr(source_id, '-' || substr(published, 1, 4)) > 0;

-- sources.published: the address has {day_in(url)}
-- A day of difference is a time zone.
-- bad: us-mission-geneva-2022-b = '2021-09-24'
published = '' OR day_in(url) IS NULL
  OR CASE length(published) WHEN 10 THEN abs(julianday(published) - julianday(day_in(url))) <= 1
     ELSE published IN (substr(day_in(url), 1, 7), substr(day_in(url), 1, 4)) END;

-- sources.relays: {CASE WHEN nearness IN ('copy', 'relay') THEN 'a ' || nearness || ' says of what' ELSE 'is for copies and relays' END}
-- bad: bloomberg-2019 = ''
(nearness IN ('copy', 'relay')) = (relays <> '');

-- sources.url: give an address, or the symbol of the document
-- bad: afp-2020 = ''
url <> '' OR symbol <> '';

-- sources.country: is missing: a source of the kind {source_type} speaks for one
-- bad: us-law-2021 = ''
source_type NOT IN ('government', 'state_media') OR country <> '';

-- Rows of the record, with how sure they are and how many sources they have.
CREATE VIEW sure AS
SELECT 'occasions' AS "table", _line, confidence, n(source_ids) AS sources FROM occasions
UNION ALL SELECT 'counts', _line, confidence, n(source_ids) FROM counts
UNION ALL SELECT 'findings', _line, confidence, n(source_ids) FROM findings
UNION ALL SELECT 'people', _line, confidence, n(source_ids) FROM people
UNION ALL SELECT 'timeline', _line, confidence, n(source_ids) FROM timeline
UNION ALL SELECT 'said', _line, confidence, n(source_ids) FROM said;

-- findings.confidence
-- High confidence needs two sources, in every table of the record.
-- bad: F20 = 'high'
SELECT "table", _line AS line, 'needs two sources; with one it is medium' AS "right"
FROM sure WHERE confidence = 'high' AND sources < 2;

-- Sources of the rows whose confidence follows from them.
CREATE VIEW near AS
SELECT 'occasions' AS "table", o._line, o.confidence, s.nearness FROM occasions o JOIN occasions_source_ids r ON r.line = o._line JOIN sources s ON s.source_id = r.id
UNION ALL SELECT 'counts', o._line, o.confidence, s.nearness FROM counts o JOIN counts_source_ids r ON r.line = o._line JOIN sources s ON s.source_id = r.id
UNION ALL SELECT 'timeline', o._line, o.confidence, s.nearness FROM timeline o JOIN timeline_source_ids r ON r.line = o._line JOIN sources s ON s.source_id = r.id;

-- counts.confidence
-- What has two sources, and not only relays or copies, is sure.
-- bad: k08 = 'medium'
SELECT "table", _line AS line, 'is high: it has two sources, and not only relays or copies' AS "right"
FROM near GROUP BY "table", _line
HAVING count(*) > 1 AND max(nearness IN ('primary', 'report')) AND max(confidence) <> 'high';

-- What was said, and what was kept

-- said.place: the point before it in {speech_id} is {(SELECT count(*) FROM said o WHERE o.speech_id = said.speech_id AND o._line < said._line)}; number the places in the order of the statement
-- bad: p003 = '7'
place = 1 + (SELECT count(*) FROM said o WHERE o.speech_id = said.speech_id AND o._line < said._line);

-- said.kept_in: {CASE kept WHEN 'no' THEN 'must be empty: it was not kept' ELSE 'which statement of the report carries it?' END}
-- bad: p009 = 'c40'
(kept = 'no') = (kept_in = '');

-- said.kept_in: is a statement of nobody who speaks in {speech_id}
-- The report has it from this speaker or side; that somebody spoke for others can be told by the outlet.
-- bad: p012 = 'c05'
NOT EXISTS (SELECT 1 FROM said_kept_in k JOIN statements s ON s.statement_id = k.id JOIN speeches p ON p.speech_id = said.speech_id
  WHERE k.line = said._line
  AND NOT (said.kind = 'procedure' AND s.reported_as = 'outlet_voice')
  AND NOT EXISTS (SELECT 1 FROM speeches_actor_ids a JOIN statements_claimant_id c ON c.id = a.id
                  WHERE a.line = p._line AND c.line = s._line));

-- said.kept: is quoted by none of {kept_in}
-- bad: p050 = 'quoted'
(kept <> 'quoted') OR EXISTS (SELECT 1 FROM said_kept_in k JOIN statements s ON s.statement_id = k.id
  WHERE k.line = said._line AND is_quotation(s.reported_as));

-- said.closeness: {CASE kept WHEN 'quoted' THEN 'how close is the quotation?' ELSE 'is for what is quoted' END}
-- bad: p012 = ''
(closeness <> '') = (kept = 'quoted');

-- speeches.speech_id: has no point in said.csv
-- bad: turkey = 'nobody'
speech_id IN (SELECT speech_id FROM said);

-- speeches.seen: its text was seen in part: {(SELECT min(said_id) FROM said WHERE said.speech_id = speeches.speech_id AND seen_in <> 'news')}
-- bad: zhang-jun = 'reports'
seen <> 'reports' OR NOT EXISTS (SELECT 1 FROM said WHERE said.speech_id = speeches.speech_id AND seen_in <> 'news');

-- statements.statement_id: no point of said.csv stands behind it
-- What is attributed to one who spoke in those days was said there; an act without content has no point.
-- bad: c48 claimant_id = 'zhang-jun'
form = 'unspecified' OR summarises <> '' OR NOT EXISTS (
  SELECT 1 FROM statements_claimant_id c JOIN speeches_actor_ids a ON a.id = c.id WHERE c.line = statements._line)
OR EXISTS (SELECT 1 FROM said_kept_in k WHERE k.id = statements.statement_id);

-- kept.report_id: is none of the texts that are counted
-- bad: R01,p001 = 'R00'
report_id IN (SELECT report_id FROM reports WHERE counted = 'yes' AND report_id <> 'R00');

-- Points of the record

-- findings.source_ids: give a source, or the reason why there is none; not both
-- bad: F12 = ''
(source_ids = '') <> (no_source_reason = '');

-- findings.statement_ids: name a statement, or an actor in actor_ids
-- bad: F09 = ''
statement_ids <> '' OR actor_ids <> '';

-- findings.confidence: is empty exactly if the verdict is not_checkable or not_tested
-- bad: F37 = 'high'
(verdict IN ('not_checkable', 'not_tested')) = (confidence = '');

-- findings.verdict: is omitted exactly if checks is omission
-- bad: F40 = 'omitted'
(verdict = 'omitted') = (checks = 'omission');

-- findings.confidence: is kept only where the verdict is not_found
-- bad: F45 = 'low'
confidence <> 'low' OR verdict = 'not_found';

-- findings.date: is a day that no other table of the record has
-- bad: F07 = 'one two three'
length(date) <= 4 OR date IN (SELECT date FROM timeline UNION ALL SELECT date FROM occasions
  UNION ALL SELECT published FROM sources UNION ALL SELECT office_from FROM people);

-- statements.statement_id: no finding bears on it; add one, or one that says why it cannot be checked
-- bad: c21 = 'one two three'
EXISTS (SELECT 1 FROM findings_statement_ids r WHERE r.id = statement_id);

-- Who has examined the charges

-- strengths.charge: {known_id} is on {(SELECT charge FROM examinations e WHERE e.known_id = strengths.known_id)}
-- bad: K13,births = 'labour'
EXISTS (SELECT 1 FROM examinations e WHERE e.known_id = strengths.known_id AND e.charge IN (strengths.charge, 'several'));

-- strengths.phrase: quotes what the conclusion of {known_id} does not have
-- One passage between quotation marks at most; its words are the body's own.
-- bad: K13,births = '“deep concern”'
instr(phrase, '“') = 0 OR EXISTS (SELECT 1 FROM examinations e WHERE e.known_id = strengths.known_id
  AND instr(e.conclusion, substr(phrase, instr(phrase, '“') + 1, instr(phrase, '”') - instr(phrase, '“') - 1)) > 0);

-- People, timeline, states

-- people.office_on: lies outside the term, {coalesce(nullif(office_from, ''), '?')} to {coalesce(nullif(office_to, ''), '?')}
-- bad: zhang-jun = '2018-08-03'
office_from <= office_on AND (office_to = '' OR substr(office_on, 1, length(office_to)) <= office_to);

-- people.actor_ids: names nobody exactly if the article does not mention the person
-- bad: akram = ''
(mention = 'absent') = (actor_ids = '');

-- people.country: the actor has {(SELECT '''' || a.country || '''' FROM actors a WHERE has(people.actor_ids, a.actor_id) AND a.country <> '')}
-- bad: dai-bing = ''
NOT EXISTS (SELECT 1 FROM actors a WHERE has(people.actor_ids, a.actor_id)
            AND a.country NOT IN ('', people.country));

-- people.country: an organisation of several states has none
-- bad: third-committee = 'USA'
country = '' OR kind <> 'organisation' OR NOT EXISTS (
  SELECT 1 FROM actors a WHERE has(people.actor_ids, a.actor_id) AND a.actor_type = 'organisation' AND a.country = '');

-- people.country: the affiliation is {affiliation}
-- bad: rodriguez-abascal = 'CHN'
affiliation NOT LIKE '%Mission of %' OR country = '' OR EXISTS (
  SELECT 1 FROM countries c WHERE c.iso3 = people.country AND instr(affiliation, c.name)) OR NOT EXISTS (
  SELECT 1 FROM countries c WHERE instr(affiliation, 'of ' || c.name));

-- people.name: the actor is called {(SELECT a.name FROM actors a WHERE has(people.actor_ids, a.actor_id))}
-- bad: zhang-jun = 'Victims of Communism Memorial Foundation'
mention <> 'named' OR NOT EXISTS (SELECT 1 FROM actors a WHERE has(people.actor_ids, a.actor_id)
  AND NOT shares_word(people.name, a.name || ' ' || a.name_in_article));

-- people.kind: the actor is a {(SELECT a.actor_type FROM actors a WHERE has(people.actor_ids, a.actor_id))}
-- bad: jewher-ilham = 'organisation'
mention <> 'named' OR actor_ids = '' OR (kind = 'person') = EXISTS (
  SELECT 1 FROM actors a WHERE has(people.actor_ids, a.actor_id) AND a.actor_type = 'person');

-- people.affiliation: is for persons
-- bad: unga75 = 'Permanent Mission of Germany to the United Nations'
kind <> 'organisation' OR affiliation = '';

-- people.person_id: shares no word with name, office or affiliation
-- bad: mcdougall = 'craft'
kind <> 'person' OR shares_word(replace(person_id, '-', ' '), name || ' ' || office || ' ' || affiliation);

-- timeline.date: {(SELECT o.occasion_id || ' is dated ' || o.date FROM timeline_occasion_ids r JOIN occasions o ON o.occasion_id = r.id WHERE r.line = timeline._line AND o.date <> timeline.date)}
-- bad: t39 = '2023-10-30'
NOT EXISTS (SELECT 1 FROM timeline_occasion_ids r JOIN occasions o ON o.occasion_id = r.id
            WHERE r.line = timeline._line AND o.date <> timeline.date);

-- timeline.event_ids
-- A day of the record can be that of the event of the article, as exactly as this is known.
-- bad: t13 = 'reply'
SELECT t._line AS line,
  CASE WHEN t.occasion_ids <> '' AND EXISTS (SELECT 1 FROM timeline_occasion_ids o JOIN occasions p ON p.occasion_id = o.id
              WHERE o.line = t._line AND p.date = t.date) OR t.occasion_ids = '' AND n(t.event_ids) = 1
       THEN 'event_ids' ELSE 'date' END AS "column",
  'does not fit the event ' || e.event_id || ' of the article (' || e.date_precision || ' ' || e.date || ')' AS "right"
FROM timeline t JOIN timeline_event_ids r ON r.line = t._line JOIN events e ON e.event_id = r.id
WHERE NOT CASE e.date_precision WHEN 'day' THEN t.date = e.date WHEN 'year' THEN substr(t.date, 1, 4) = e.date
  WHEN 'on_or_before' THEN t.date <= e.date WHEN 'on_or_after' THEN t.date >= e.date ELSE 1 END;

-- timeline.occasion_ids: is missing; which occasion is it?
-- bad: t25 = ''
category <> 'statement' OR occasion_ids <> '' OR event NOT GLOB '* for [0-9]* states*';

-- occasions.source_ids: {(SELECT s.source_id || ' was published before, ' || s.published FROM occasions_source_ids r JOIN sources s ON s.source_id = r.id WHERE r.line = occasions._line AND s.published <> '' AND s.published < substr(occasions.date, 1, length(s.published)))}
-- A page that tells of a day is not a week older.
-- bad: UNGA76_supp = 'uk-fco-2020;axios-2020-b'
NOT EXISTS (SELECT 1 FROM occasions_source_ids r JOIN sources s ON s.source_id = r.id WHERE r.line = occasions._line
  AND s.published <> '' AND s.published < substr(date(occasions.date, '-7 days'), 1, length(s.published)));

-- timeline.source_ids: {(SELECT s.source_id || ' was published before, ' || s.published FROM timeline_source_ids r JOIN sources s ON s.source_id = r.id WHERE r.line = timeline._line AND s.published <> '' AND s.published < substr(timeline.date, 1, length(s.published)))}
-- bad: t14 = 'ecns-2019'
NOT EXISTS (SELECT 1 FROM timeline_source_ids r JOIN sources s ON s.source_id = r.id WHERE r.line = timeline._line
  AND s.published <> '' AND s.published < substr(coalesce(date(timeline.date, '-7 days'), timeline.date), 1, length(s.published)));

-- counts.source_ids: {(SELECT s.source_id || ' was published before, ' || s.published FROM counts_source_ids r JOIN sources s ON s.source_id = r.id WHERE r.line = counts._line AND s.published <> '' AND s.published < substr(counts.as_of, 1, length(s.published)))}
-- bad: k13 = 'xinhua-2019-b;diplomat-2019'
NOT EXISTS (SELECT 1 FROM counts_source_ids r JOIN sources s ON s.source_id = r.id WHERE r.line = counts._line
  AND s.published <> '' AND s.published < substr(date(counts.as_of, '-7 days'), 1, length(s.published)));

-- countries.name: {iso3} is {coalesce(country_name(iso3), 'no code of a country (ISO 3166-1 alpha-3)')}
-- bad: EGY = 'Belize'
coalesce(country_name(iso3), '') = name;

-- countries.region: its clocks go by another (CLDR)
-- Turkey is counted to Asia, and its time zone is called after Europe.
-- bad: BLR = 'Africa'
iso3 = 'TUR' OR in_region(iso3, region);

-- countries.un_status
-- Members of the United Nations are 193.
-- bad: MWI = 'observer'
SELECT (SELECT min(_line) FROM countries WHERE un_status <> 'member') AS line,
  (SELECT count(*) FROM countries WHERE un_status = 'member') || ' states are called members, of 193' AS "right"
WHERE (SELECT count(*) FROM countries WHERE un_status = 'member') <> 193;

-- Who has examined the charges

-- bases.basis_id: fewer than two examinations share it
-- bad: b2 = 'one two three'
2 <= (SELECT count(*) FROM examinations_basis_ids r WHERE r.id = basis_id);

-- examinations.date_to: lies before {date_from}
-- bad: K48 = '2019-11-24'
date_to = '' OR date_to >= date_from;

-- examinations.basis_ids
-- An examination that the words of a basis name shares it.
-- bad: K01 = ''
SELECT e._line AS line, b.basis_id || ' says that ' || e.known_id || ' shares it' AS "right"
FROM bases b JOIN examinations e ON instr(b.what, e.known_id) WHERE NOT has(e.basis_ids, b.basis_id);

-- How others told the event

-- reports.counted: {(SELECT o.report_id FROM reports o WHERE o.text_group = reports.text_group AND o.counted = 'yes' AND o._line < reports._line)} counts this text already ({text_group})
-- bad: R22 = 'yes'
counted = 'no' OR NOT EXISTS (SELECT 1 FROM reports o WHERE o.text_group = reports.text_group
                              AND o.counted = 'yes' AND o._line < reports._line);

-- reports.counted: a {text_class} text is not counted
-- bad: R85 = 'yes'
counted = 'no' OR text_class = 'report';

-- reports.text_group: no text of this group is counted; which one is it of?
-- bad: R28 = 'APP follow-up'
counted = 'yes' OR text_class <> 'report' OR EXISTS (
  SELECT 1 FROM reports o WHERE o.text_group = reports.text_group AND o.counted = 'yes');

-- reports.group: only counted texts are compared; leave it empty
-- bad: R83 = 'a'
counted = 'yes' OR "group" = '';

-- reports.title_basis: stands exactly where there is a title
-- bad: R56 = ''
(title = '') = (title_basis = '');

-- reports.chair_named: none needs the whole text; write not_seen
-- bad: R01 = 'none'
seen = 'whole' OR chair_named <> 'none';

-- reports.headline_actor: is not_seen exactly if no headline was seen
-- bad: R68 = 'not_seen'
(title = '') = (headline_actor = 'not_seen');

-- reports.seen_characters: is missing; the whole was seen
-- bad: R00 = ''
seen <> 'whole' OR seen_characters IS NOT NULL;

-- reports.seen: the whole was seen, and {CASE 'not_seen' WHEN germany_named THEN 'germany_named' WHEN heusgen_named THEN 'heusgen_named' WHEN cuba_named THEN 'cuba_named' WHEN pakistan_named THEN 'pakistan_named' WHEN kuwait_named THEN 'kuwait_named' ELSE 'zhang_named' END} is not_seen
-- Whoever saw the whole text can answer yes or no.
-- bad: R76 = 'whole'
seen <> 'whole' OR 'not_seen' NOT IN (germany_named, heusgen_named, cuba_named, pakistan_named, kuwait_named, zhang_named);

-- reports.title: has words that do not stand in the address in this order
-- bad: R78 = '39 ülkeden Doğu Türkistan çağrısı'
title_basis <> 'address' OR title_in_address(title, url);

-- reports.date: the address has {day_in(url)}
-- bad: R24 = '2020-10-09'
date = '' OR day_in(url) IS NULL OR substr(day_in(url), 1, length(date)) = date;

-- reports.counts_critics: is no number in counts.csv
-- bad: R93 = '2020'
NOT counts_critics GLOB '[0-9]*' OR counts_critics IN (SELECT '' || value FROM counts);

-- reports.counts_xinjiang_supporters: is no number in counts.csv
-- bad: R60 = '2020'
NOT counts_xinjiang_supporters GLOB '[0-9]*' OR counts_xinjiang_supporters IN (SELECT '' || value FROM counts);

-- reports.counts_hk_supporters: is no number in counts.csv
-- bad: R65 = '2020'
NOT counts_hk_supporters GLOB '[0-9]*' OR counts_hk_supporters IN (SELECT '' || value FROM counts);

-- reports.counter_statements: a number of supporters is printed
-- bad: R71 = 'none'
counter_statements NOT IN ('none', 'not_seen') OR NOT counts_xinjiang_supporters GLOB '[0-9]*' AND NOT counts_hk_supporters GLOB '[0-9]*';

-- reports.called_un_statement
-- What a statement is called says whether it is one of the UN.
-- bad: R53 = 'yes'
SELECT a._line AS line, 'the other texts that call it so have ''' || b.called_un_statement || '''' AS "right"
FROM reports a JOIN reports b USING (statement_called) WHERE a.called_un_statement <> b.called_un_statement
GROUP BY a._line HAVING count(*) >= (
  SELECT count(*) FROM reports o WHERE o.statement_called = a.statement_called AND o.called_un_statement = a.called_un_statement);

-- reports.title
-- R00 is the analysed report: it has the title, outlet, day, language and address of the document.
-- bad: R00 = ''
SELECT r._line AS line, c.name AS "column", 'the document has ''' || c.value || '''' AS "right"
FROM reports r JOIN (
  SELECT 'title' AS name, title AS value FROM documents UNION ALL SELECT 'url', copy_url FROM documents
  UNION ALL SELECT 'date', published FROM documents UNION ALL SELECT 'outlet', outlet FROM documents
  UNION ALL SELECT 'language', language FROM documents) c
WHERE r.report_id = 'R00'
AND c.value <> CASE c.name WHEN 'title' THEN r.title WHEN 'url' THEN r.url WHEN 'date' THEN r.date
                           WHEN 'outlet' THEN r.outlet ELSE r.language END;
