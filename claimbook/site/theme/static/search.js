/* Search over claimbook-index.js with MiniSearch: prefixes, small misspellings, variant spellings. */
const variants = [
  [/^u[iy]gh?ur/, "uyghur"],
  [/^labor/, "labour"],
  [/^(\w{3,})iz(e[ds]?|ing|ations?)$/, "$1is$2"],
  [/^defens/, "defenc"],
  [/^kazak(?!h)/, "kazakh"],
];
const processTerm = (term) => {
  let plain = term.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  for (const [from, to] of variants) plain = plain.replace(from, to);
  return plain;
};
/* Words stand between spaces and punctuation; where a script has no spaces, every two letters are a word. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
const tokenize = (text) => text
  .replace(unspaced, (run) => ` ${run.length < 2 ? run : [...run].slice(1).map((letter, k) => [...run][k] + letter).join(" ")} `)
  .split(/[\s\p{P}]+/u).filter(Boolean);
/* What the book says comes before what it rests on. */
const boostDocument = (id, term, { kind }) => (kind === "source" ? 0.4 : 1);
const index = new MiniSearch({
  fields: ["id", "title", "text"],
  storeFields: ["title", "text", "url", "kind", "lang"],
  idField: "url",
  processTerm,
  tokenize,
  searchOptions: { prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : 0), boost: { id: 4, title: 2 }, boostDocument, combineWith: "AND", processTerm, tokenize },
});
index.addAll(claimbookIndex);

const field = document.getElementById("query");
const found = document.getElementById("found");
const list = document.getElementById("results");

const snippet = ({ text, terms, lang }) => {
  const words = text.split(/(\s+)/);
  const hit = (word) => terms.includes(processTerm(word.replace(/[^\p{L}\p{N}-]/gu, "")));
  const first = Math.max(0, words.findIndex(hit) - 24);
  const line = Object.assign(document.createElement("p"), { lang: lang ?? "en" });
  if (first) line.append("… ");
  for (const word of words.slice(first, first + 72)) {
    if (!hit(word)) line.append(word);
    else line.append(Object.assign(document.createElement("mark"), { textContent: word }));
  }
  if (words.length > first + 72) line.append("…");
  return line;
};
const search = () => {
  const query = field.value.trim();
  const results = query ? index.search(query).slice(0, 60) : [];
  found.textContent = !query ? "" : results.length ? `${results.length} found` : `Nothing found for “${query}”.`;
  list.replaceChildren(...results.map((result) => {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: result.url, textContent: result.title });
    const kind = Object.assign(document.createElement("span"), { className: "cb-kind", textContent: ` ${result.kind}` });
    item.append(link, kind, snippet(result));
    return item;
  }));
};
field.value = new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", () => {
  const address = new URL(location.href);
  address.searchParams.set("q", field.value);
  history.replaceState(null, "", address);
  search();
});
field.form.addEventListener("submit", (event) => event.preventDefault());
search();
field.focus();
