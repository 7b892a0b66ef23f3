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

  /* By the hash of its words. Lengths and known words are looked at first: hashing every run takes long. */
  const NEAR = 3; // signs that punctuation can add to a word or take away
  const LOOK = 4;
  const sameWords = (sentence, words, from) => {
    const { tokens: lengths, known, words: count } = sentence;
    const plain = lengths.length === count; // every token is a word
    const like = (word, i) => Math.abs(word.size - lengths[i]) <= NEAR && (!plain || fits(word, known[i]));
    for (let w = 0; w + count <= words.length; w++) {
      if (words[w].k < from) continue;
      let i = 0;
      while (i < (plain ? count : Math.min(LOOK, count)) && like(words[w + i], i)) i++;
      if (i < (plain ? count : Math.min(LOOK, count))) continue;
      const run = words.slice(w, w + count);
      if (sha256(run.map(({ word }) => word).join(" ")) === sentence.bare)
        return { from: run[0].k, to: run.at(-1).k + 1 };
    }
  };

  /* The best alignment of a sentence with a stretch of the copy: which token of the copy stands for each of
     its own. Of the whole with the whole (Needleman and Wunsch 1970), or of the parts that are most alike
     (Smith and Waterman 1981). */
  const GAP = -0.7;
  const score = (n, known, token) =>
    known !== undefined ? (fits(token, known) ? 3 : -2) : token.size === n ? 1 : Math.abs(token.size - n) === 1 ? -0.3 : -1;
  const most = ({ tokens: lengths, known }, from, to) =>
    lengths.reduce((sum, _, k) => sum + (k < from || k >= to ? 0 : known[k] === undefined ? 1 : 3), 0);
  const aligned = (sentence, tokens, whole) => {
    const { tokens: lengths, known } = sentence;
    const [m, n] = [lengths.length, tokens.length];
    const best = Array.from({ length: m + 1 }, () => new Float64Array(n + 1));
    const floor = whole ? -Infinity : 0;
    if (whole) for (let j = 1; j <= n; j++) best[0][j] = best[0][j - 1] + GAP;
    let [i, j, top] = [m, n, -Infinity];
    for (let k = 1; k <= m; k++) {
      best[k][0] = whole ? best[k - 1][0] + GAP : 0;
      for (let l = 1; l <= n; l++) {
        best[k][l] = Math.max(floor,
          best[k - 1][l - 1] + score(lengths[k - 1], known[k - 1], tokens[l - 1]),
          best[k - 1][l] + GAP,
          best[k][l - 1] + GAP,
        );
        if (!whole && best[k][l] > top) [i, j, top] = [k, l, best[k][l]];
      }
    }
    const value = best[i][j], map = new Array(m).fill(-1);
    const end = i;
    while (i > 0 && (whole || best[i][j] > 0)) {
      if (j && best[i][j] === best[i - 1][j - 1] + score(lengths[i - 1], known[i - 1], tokens[j - 1])) map[--i] = --j;
      else if (best[i][j] === best[i - 1][j] + GAP) i--;
      else if (j) j--;
      else break;
    }
    const met = map.filter((l, k) => l >= 0 && known[k] !== undefined && fits(tokens[l], known[k])).length;
    return { map, value, from: i, to: end, met };
  };
  /* What is alike enough: the sentence as a whole, or a good part of it with a word that is known. Stretches
     of other reports score below a third. */
  const enough = (sentence, { value, from, to, met }) => {
    if (sentence.words < FEWEST) return "";
    if (value >= 0.5 * most(sentence, 0, sentence.tokens.length)) return "differs";
    const part = to - from >= Math.max(FEWEST, 0.35 * sentence.tokens.length);
    return part && met && value >= 0.75 * most(sentence, from, to) ? "part" : "";
  };
  const FEWEST = 6; // words of a sentence that likeness can tell from chance

  /* Returns for each sentence its state (same, words, differs, part, missing), its tokens in the copy, and
     for each of its own tokens which of them stands for it (-1 for none). */
  const find = (text, sentences) => {
    const tokens = tokensOf(text);
    const words = tokens.map((token, k) => ({ ...token, k })).filter(({ word }) => word);
    const places = sentences.map(() => ({ state: "missing", tokens: [], map: [] }));
    const stands = new Array(sentences.length);
    const before = (k) => stands.slice(0, k).findLast(Boolean)?.to ?? 0;
    const take = (k, state, { from, to }) => {
      stands[k] = { from, to };
      const own = tokens.slice(from, to);
      const map = state === "same" ? own.map((_, i) => i) : aligned(sentences[k], own, true).map;
      places[k] = { state, tokens: own, map };
    };
    for (const [state, by, among] of [["same", same, tokens], ["words", sameWords, words]]) {
      sentences.forEach((sentence, k) => {
        if (stands[k]) return;
        const after = before(k);
        const found = by(sentence, among, after) ?? (after ? by(sentence, among, 0) : undefined);
        if (found) take(k, state, found);
      });
    }
    /* The nearest places, those first of which most words are known: they bound the others. */
    const known = (k) => Object.keys(sentences[k].known).length;
    const open = sentences.map((_, k) => k).filter((k) => !stands[k]).sort((a, b) => known(b) - known(a));
    const near = [];
    for (const k of open) {
      const low = before(k);
      const high = stands.slice(k + 1).find((place) => place && place.from >= low)?.from ?? tokens.length;
      if (high <= low) continue;
      const found = aligned(sentences[k], tokens.slice(low, high), false);
      const state = enough(sentences[k], found);
      if (!state) continue;
      const hit = found.map.filter((j) => j >= 0);
      const [from, to] = [low + hit[0], low + hit.at(-1) + 1];
      near.push(k);
      if (state === "differs") { // its first and last words may be those that differ
        take(k, state, { from: Math.max(low, from - found.from), to: Math.min(high, to + sentences[k].tokens.length - found.to) });
        continue;
      }
      stands[k] = { from, to };
      places[k] = { state, tokens: tokens.slice(from, to), map: found.map.map((j) => (j < 0 ? -1 : j - hit[0])) };
    }
    /* Likenesses alone make no copy: without a sentence of the report, most of it must be alike. */
    if (near.length === stands.filter(Boolean).length && near.length < sentences.length / 2)
      for (const k of near) places[k] = { state: "missing", tokens: [], map: [] };
    return { places, tokens: tokens.length };
  };

  return { find };
})();
