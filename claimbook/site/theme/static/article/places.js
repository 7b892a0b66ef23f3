/* Where each sentence of the coded text stands in a copy: by its hash; by the hash of its words alone, if
   only capitals or punctuation differ; or else nearest, by the lengths of its tokens and the few words that
   quotes and names give away. The text itself is not here to compare with. */
const copyPlaces = (() => {
  const bare = (token) => token.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  /* Tokens stand between spaces; a date glued to what follows it is a token of its own. */
  const tokensOf = (text) =>
    [...text.matchAll(/\S+/gu)].flatMap(({ 0: whole, index }) => {
      const glued = /^\d{4}(?=\p{L})/u.exec(whole);
      return (glued ? [glued[0], whole.slice(4)] : [whole]).map((token, k) => ({
        text: token, at: index + (k && 4), size: [...token].length, word: bare(token),
      }));
    });
  const fits = (token, known) => known === undefined || token.word.includes(known);
  const joined = (tokens) => tokens.map((token) => token.text).join(" ");

  /* By the hash of the sentence: tokens as long as its own, with its hash. A line break counts as a space. */
  const same = (sentence, tokens, from) => {
    const { tokens: lengths } = sentence;
    for (let k = from; k + lengths.length <= tokens.length; k++) {
      if (!lengths.every((n, i) => tokens[k + i].size === n)) continue;
      if (sha256(joined(tokens.slice(k, k + lengths.length))) === sentence.sha256)
        return { from: k, to: k + lengths.length };
    }
  };

  /* By the hash of its words. */
  const sameWords = (sentence, tokens, from) => {
    const words = tokens.map((token, k) => ({ ...token, k })).filter(({ word, k }) => word && k >= from);
    const first = sentence.known[0];
    for (let w = 0; w + sentence.words <= words.length; w++) {
      if (!fits(words[w], first) || Math.abs(words[w].size - sentence.tokens[0]) > 3) continue;
      const run = words.slice(w, w + sentence.words);
      if (sha256(run.map(({ word }) => word).join(" ")) === sentence.bare)
        return { from: run[0].k, to: run.at(-1).k + 1 };
    }
  };

  /* The best alignment of a sentence with a stretch of the copy (Smith and Waterman 1981, with the whole
     sentence): which token of the copy stands for each of its own. */
  const GAP = -0.7;
  const score = (n, known, token) =>
    known !== undefined ? (fits(token, known) ? 3 : -2) : token.size === n ? 1 : Math.abs(token.size - n) === 1 ? -0.3 : -1;
  const aligned = ({ tokens: lengths, known }, tokens) => {
    const [m, n] = [lengths.length, tokens.length];
    const best = Array.from({ length: m + 1 }, () => new Float64Array(n + 1));
    for (let i = 1; i <= m; i++) {
      best[i][0] = best[i - 1][0] + GAP;
      for (let j = 1; j <= n; j++)
        best[i][j] = Math.max(
          best[i - 1][j - 1] + score(lengths[i - 1], known[i - 1], tokens[j - 1]),
          best[i - 1][j] + GAP,
          best[i][j - 1] + GAP,
        );
    }
    let j = best[m].indexOf(Math.max(...best[m]));
    const value = best[m][j], map = new Array(m).fill(-1);
    for (let i = m; i > 0; ) {
      if (j && best[i][j] === best[i - 1][j - 1] + score(lengths[i - 1], known[i - 1], tokens[j - 1])) map[--i] = --j;
      else if (best[i][j] === best[i - 1][j] + GAP) i--;
      else j--;
    }
    const most = lengths.reduce((sum, _, k) => sum + (known[k] === undefined ? 1 : 3), 0);
    return { map, share: value / most };
  };
  /* From this share of the best possible score on, a stretch is taken for the sentence. Stretches of other
     reports score below a third. */
  const ENOUGH = 0.5;
  const FEWEST = 6; // words of a sentence that likeness can tell from chance
  const LONGEST = 4000; // tokens among which the nearest is looked for

  /* Returns for each sentence its state (same, words, differs, missing), its tokens in the copy, and for
     each of its own tokens which of them stands for it (-1 for none). */
  const find = (text, sentences) => {
    const tokens = tokensOf(text);
    const places = sentences.map(() => ({ state: "missing", tokens: [], map: [] }));
    const stands = new Array(sentences.length);
    const take = (k, state, { from, to }) => {
      stands[k] = { from, to };
      const own = tokens.slice(from, to);
      const map = state === "same" ? own.map((_, i) => i) : aligned(sentences[k], own).map;
      places[k] = { state, tokens: own, map };
    };
    for (const [state, by] of [["same", same], ["words", sameWords]]) {
      sentences.forEach((sentence, k) => {
        if (stands[k]) return;
        const after = stands.slice(0, k).findLast(Boolean)?.to ?? 0;
        const found = by(sentence, tokens, after) ?? (after ? by(sentence, tokens, 0) : undefined);
        if (found) take(k, state, found);
      });
    }
    const near = [];
    sentences.forEach((sentence, k) => {
      if (stands[k]) return;
      const low = stands.slice(0, k).findLast(Boolean)?.to ?? 0;
      const high = stands.slice(k + 1).find((place) => place && place.from >= low)?.from ?? tokens.length;
      if (high <= low || high - low > LONGEST) return;
      const { map, share } = aligned(sentence, tokens.slice(low, high));
      const hit = map.filter((j) => j >= 0);
      if (share < ENOUGH || !hit.length || sentence.words < FEWEST) return;
      const [from, to] = [low + hit[0], low + hit.at(-1) + 1];
      stands[k] = { from, to };
      near.push(k);
      places[k] = { state: "differs", share, tokens: tokens.slice(from, to), map: map.map((j) => (j < 0 ? -1 : j - hit[0])) };
    });
    /* Likenesses alone make no copy: without a sentence of the report, most of it must be alike. */
    if (near.length === stands.filter(Boolean).length && near.length < sentences.length / 2)
      for (const k of near) places[k] = { state: "missing", tokens: [], map: [] };
    return { places, tokens: tokens.length };
  };

  return { find, bare, tokensOf };
})();
