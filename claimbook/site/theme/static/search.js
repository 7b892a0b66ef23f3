/* Search over claimbook-index.js with MiniSearch: prefixes, small misspellings, variant spellings. */
/* Each line makes one spelling of two or more, in the index and in the query alike; what it does to other
   words is the same on both sides. Tried on the British and the American word list of SCOWL: few words that are
   two become one (timber and timbre, refiled and refilled). */
const variants = [
  [/^o?u[iy]gh?o?ur/, "uyghur"],
  [/^kazak(?!h)/, "kazakh"],
  [/^k[iy]rgh?[iy]z/, "kyrgyz"],
  [/^turk[iy]stan/, "turkestan"],
  [/^(sin|hsin)(kiang|chiang)/, "xinjiang"],
  [/^xizang/, "tibet"],
  [/^peking/, "beijing"],
  [/^urum(ch?|ts)i/, "urumqi"],
  [/^moslem/, "muslim"],
  [/(\w{3}[iy])z/g, "$1s"], // analyze, organization; not prize, size
  [/(\w{3}|od)ou(?=r|$)/g, "$1o"], // labour, behavioural; not four, hour
  [/(\w\w[bt]|euv|eag)r(?:e(?=s?$)|(?=ed$|ing$|able))/, "$1er"], // centre, centred, theatre
  [/([aeiouy][^aeiouy\d]+[aeiouy]+|ia|ue)ll/g, "$1l"], // travelled, fulfill; not filled, called
  [/llful/, "lful"],
  [/(def|off|lic|pret)en[cs]/, "$1ens"],
  [/practic/, "practis"],
  [/(\w\wo)gu(?:e(?=s?$)|(?=e[dr]|ing))/, "$1g"], // dialogue, cataloguing
  [/gramme(?=s?$)/, "gram"],
  [/dgem/, "dgm"], // judgement
  [/eab(?=l)/, "ab"], // sizeable, likeable
  [/ae(?=m[aio]|d[io]|ol|on|co|sth|va|ce)/, "e"], // paediatric, archaeology; not Michael
  [/oe(?=t[au]|st|so|dem|uv|cu|a)/, "e"], // foetus, manoeuvre; not poet
  [/^grey/, "gray"],
  [/(kidna|worshi)pp/, "$1p"],
  [/(focu|bia)ss/, "$1s"],
  [/([ln]e)xion/, "$1ction"],
  [/^enquir/, "inquir"],
  [/sceptic/, "skeptic"],
  [/^artefact/, "artifact"],
  [/^mould/, "mold"],
  [/plough/, "plow"],
  [/draught/, "draft"],
  [/^aerop/, "airp"],
];
/* The same of characters that Taiwan, Hong Kong, China and Japan write each in their way. */
const characters = new Map(["國国", "權权", "権权", "關关", "関关", "聯联", "維维", "爾尔", "ィイ"].map((pair) => [...pair]));
const key = (term) => {
  let plain = term.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/./gu, (one) => characters.get(one) ?? one);
  for (const [from, to] of variants) plain = plain.replace(from, to);
  return plain;
};
const keys = new Map(); // of each word once
const processTerm = (term) => keys.get(term) ?? keys.set(term, key(term)).get(term);
/* Words stand between spaces and punctuation; where a script has no spaces, every two letters are a word. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
const words = (text) => text
  .replace(unspaced, (run) => ` ${run.length < 2 ? run : [...run].slice(1).map((letter, k) => [...run][k] + letter).join(" ")} `)
  .split(/[\s\p{P}]+/u).filter(Boolean);
/* What a hyphen joins is also one word: co-operation is found by cooperation. */
const hyphened = /\p{L}+(?:[-\u2010\u2011]\p{L}+)+/gu;
const join = (word) => word.replace(/\P{L}/gu, "");
const tokenize = (text) => [...words(text), ...(text.match(hyphened) ?? []).map(join)];
/* What the book says comes before what it rests on. */
const boostDocument = (id, term, { kind }) => (kind === "source" ? 0.4 : 1);
const index = new MiniSearch({
  fields: ["id", "title", "text"],
  storeFields: ["title", "text", "url", "kind", "lang"],
  idField: "url",
  processTerm,
  tokenize,
  searchOptions: { prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : 0), boost: { id: 4, title: 2 }, boostDocument, combineWith: "AND", processTerm, tokenize: words },
});
index.addAll(claimbookIndex);

const field = document.getElementById("query");
const found = document.getElementById("found");
const list = document.getElementById("results");

const snippet = ({ text, terms, lang }) => {
  const words = text.split(/(\s+)/);
  const hit = (word) => tokenize(word).some((part) => terms.includes(processTerm(part)));
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
/* A page of results is enough at first; how many there are is always said. */
const MOST = 60;
const all = document.createElement("button");
all.type = "button";
list.after(all);
const item = (result) => {
  const line = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: result.url, textContent: result.title });
  const kind = Object.assign(document.createElement("span"), { className: "cb-kind", textContent: ` ${result.kind}` });
  line.append(link, kind, snippet(result));
  return line;
};
const search = () => {
  const query = field.value.trim();
  const asked = [query, query.replace(hyphened, join)].map((one) => ({ queries: [one], combineWith: "AND" }));
  const results = query ? index.search({ queries: asked, combineWith: "OR" }) : [];
  const rest = results.splice(MOST);
  const number = results.length + rest.length;
  found.textContent = !query ? "" : !number ? "Nothing found." : `${number} found${rest.length ? `, the first ${MOST} are shown` : ""}`;
  list.replaceChildren(...results.map(item));
  all.hidden = !rest.length;
  all.textContent = `Show all ${number}`;
  all.onclick = () => {
    all.hidden = true;
    found.textContent = `${number} found`;
    list.append(...rest.map(item));
    list.children[MOST].querySelector("a").focus();
  };
};
field.maxLength = 200; // a longer one finds nothing, and takes long to say so
field.value = (new URLSearchParams(location.search).get("q") ?? "").slice(0, field.maxLength);
field.addEventListener("input", () => {
  search();
  keepInAddress({ q: field.value });
});
field.form.addEventListener("submit", (event) => event.preventDefault());
search();
field.focus();
