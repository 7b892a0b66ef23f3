/* The map of the article: the words of a reader's copy in its blocks, a list beside it, cards in place. */
const make = (tag, properties = {}, ...children) => {
  const { data = {}, ...rest } = properties;
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(rest))
    if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value);
    else made[name] = value;
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
};
const plural = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
const listed = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

/* ---- Words in place of blocks ---- */
const copyMap = (() => {
  const { sentences, steps, document: report } = claimbookArticle;
  const items = sentences.map(({ id }) => document.getElementById(id));
  /* The pieces of each token: a token can be parted by the edge of a statement, a name or a quotation. */
  const pieces = sentences.map(({ tokens }, k) => {
    const all = [...items[k].querySelectorAll(".cb-flow i, .cb-flow b")].map((element) => ({
      element, printed: element.textContent,
      size: element.textContent ? [...element.textContent].length : Number(element.dataset.n),
    }));
    return tokens.map((length) => {
      const own = [];
      for (let held = 0; held < length; held += own.at(-1).size) own.push(all.shift());
      return own;
    });
  });
  const said = items.map((item) => {
    const span = make("span", { className: "cb-agrees", hidden: true });
    item.querySelector(".cb-where").append(" ", span);
    return span;
  });

  for (const { element, size } of pieces.flat(2)) element.dataset.n = size; // a block, if its word is not there
  const clear = () => {
    for (const extra of document.querySelectorAll(".cb-text ins")) extra.remove();
    for (const { element, printed } of pieces.flat(2)) {
      element.textContent = printed;
      element.classList.remove("cb-differs");
    }
    for (const item of items) delete item.dataset.copy;
    for (const span of said) span.hidden = true;
  };
  const write = (own, token, length) => {
    const letters = [...token.text];
    const main = own.reduce((a, b) => (b.size > a.size ? b : a));
    for (const piece of own)
      if (letters.length === length && token.size === length) piece.element.textContent = token.taken.splice(0, piece.size).join("");
      else piece.element.textContent = piece === main ? token.text : "";
  };
  const fill = (k, { state, tokens, map }) => {
    items[k].dataset.copy = state;
    const { tokens: lengths, known } = sentences[k];
    let differing = 0, next = 0;
    map.forEach((j, i) => {
      const own = pieces[k][i];
      if (j < 0) {
        differing++;
        for (const { element } of own) { element.textContent = ""; element.classList.add("cb-differs"); }
        return;
      }
      for (; next < j; next++, differing++) own[0].element.before(make("ins", { textContent: tokens[next].text }), " ");
      next = j + 1;
      const token = tokens[j];
      write(own, { ...token, taken: [...token.text] }, lengths[i]);
      const other = token.size !== lengths[i] || (known[i] !== undefined && !token.word.includes(known[i]));
      if (other && (state === "differs" || state === "part")) {
        differing++;
        for (const { element } of own) element.classList.add("cb-differs");
      }
    });
    const last = pieces[k].at(-1).at(-1).element;
    for (const token of tokens.slice(next).reverse()) { differing++; last.after(" ", make("ins", { textContent: token.text })); }
    said[k].textContent = {
      part: "≈ a part of it",
      same: "✓ as coded",
      words: "✓ the same words; capitals or punctuation differ",
      differs: differing ? `≈ differs in ${plural(differing, "place")}` : "≈ differs in a word of the same length",
      missing: "✕ not in this copy",
    }[state];
    said[k].hidden = false;
  };

  /* What a copy turned out to be, in sentences. */
  const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
  const many = (n) => NUMBERS[n] ?? String(n);
  const capital = (text) => text.replace(/^./, (letter) => letter.toUpperCase());
  const told = (places, all) => {
    const by = (state) => sentences.map(({ id }) => id).filter((_, k) => places[k].state === state);
    const [same, words, differs, missing] = ["same", "words", "differs", "missing"].map(by);
    const part = by("part");
    const total = sentences.length;
    if (missing.length === total)
      return [`None of the ${total} sentences of the report stands in this text. This is another text, or only a few words of the report, which is headed “${report.title}” and has ${report.words} words.`];
    const named = (ids) => `${ids.length === 1 ? "sentence" : "sentences"} ${listed(ids)}`;
    const lines = [];
    if (words.length === total) lines.push(`All ${total} sentences have the words of the report; capitals or punctuation differ.`);
    else if (same.length === total) lines.push(`All ${total} sentences of the report stand in your copy as they were coded.`);
    else lines.push(`${capital(many(same.length))} of the ${total} sentences stand in your copy as they were coded.`);
    if (words.length && words.length < total) lines.push(`${capital(many(words.length))} ${words.length === 1 ? "has" : "have"} the same words with other capitals or punctuation: ${named(words)}.`);
    const seen = differs.filter((id) => document.getElementById(id).querySelector(".cb-flow .cb-differs, .cb-flow ins"));
    const unseen = differs.filter((id) => !seen.includes(id));
    if (seen.length) lines.push(`${capital(many(seen.length))} ${seen.length === 1 ? "differs" : "differ"}, and what differs is marked: ${named(seen)}.`);
    if (unseen.length) lines.push(`${capital(many(unseen.length))} ${unseen.length === 1 ? "differs" : "differ"} in a word as long as the report’s, so that one cannot see which: ${named(unseen)}.`);
    if (part.length) lines.push(`Of ${many(part.length)} only a part stands in it: ${named(part)}.`);
    if (differs.length + part.length > total / 2) lines.push("So much differs that this may be another version of the report, or a retelling.");
    if (missing.length) {
      const first = sentences.findIndex(({ id }) => id === missing[0]);
      const tail = missing.length > 3 && first + missing.length === total;
      const head = missing.length > 3 && first === 0 && missing.at(-1) === sentences[missing.length - 1].id;
      lines.push(
        tail ? `The copy ends early: from sentence ${missing[0]} on nothing of the report stands in it.`
        : head ? `The copy begins late: nothing before sentence ${sentences[missing.length].id} stands in it.`
        : `${capital(many(missing.length))} ${missing.length === 1 ? "is" : "are"} missing: ${named(missing)}.`,
      );
    }
    const other = all - places.reduce((sum, { tokens }) => sum + tokens.length, 0);
    if (other) lines.push(`Besides the report the copy holds ${plural(other, "word")} of other text, which is left out.`);
    return lines;
  };
  /* A line in which the numbers of sentences are links. */
  const linked = (line) => make("p", {}, ...line.split(/(s\d{2,3}-\d{1,2})/).map((part, k) => (k % 2 ? make("a", { href: `#${part}`, textContent: part }) : part)));

  const show = ({ text, done, problem }) => {
    if (problem) return { lines: [problem], read: document.querySelector(".cb-reader").hasAttribute("data-read") };
    clear();
    const { places, tokens } = copyPlaces.find(text, sentences);
    const read = places.some(({ state }) => state !== "missing");
    if (read) places.forEach((place, k) => fill(k, place));
    const lines = told(places, tokens);
    if (read && done.length) lines.push(`How it was read: ${listed(done)}.`);
    return { lines, read };
  };

  /* ---- What the reader gives ---- */
  const here = document.querySelector(".cb-copy-here");
  const field = make("textarea", { id: "copy", rows: 1, autocomplete: "off", spellcheck: false, placeholder: "Paste the text here" });
  const file = make("input", { type: "file", id: "copy-file", accept: ".txt,.htm,.html,.xhtml,.md,text/plain,text/html" });
  const forget = make("button", { type: "button", hidden: true, textContent: "Forget the copy" });
  const status = make("div", { className: "cb-told", role: "status" });
  const form = make("form", { className: "cb-copy-form", autocomplete: "off" },
    make("p", { className: "cb-buttons" }, make("label", { for: "copy", textContent: "Your copy" }), field,
      make("button", { type: "submit", textContent: "Lay the coding over it" }),
      make("label", { className: "cb-file" }, "Open a file", file), forget, here.querySelector("a[href^=http]") ?? ""),
    status);
  /* What is read last counts, and nothing that was begun before the reader asked to forget. */
  let turn = 0;
  const reading = async (get) => {
    const mine = ++turn;
    status.replaceChildren(make("p", { textContent: "Reading …" }));
    await new Promise((done) => setTimeout(done, 30)); // so that this is seen
    const result = await get();
    if (mine === turn) tell(show(result));
  };
  const tell = ({ lines, read }) => {
    status.replaceChildren(...lines.map(linked));
    if (read) status.append(make("p", {}, make("a", { href: "#" + items[0].id, textContent: "Read it below" })));
    forget.hidden = !read;
    document.querySelector(".cb-reader").toggleAttribute("data-read", read);
    if (read) field.value = "";
    document.dispatchEvent(new CustomEvent("claimbook-copy"));
  };
  const open = (files) => reading(() => files.length > 1
    ? { problem: "These are several files. Open the one that holds the report." }
    : copyText.ofFile(files[0], steps));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = field.value;
    if (/^\s*https?:\/\/\S+\s*$/.test(given)) tell(show({ problem: "This is a link, and the page may not follow it. Open it, copy the text of the report and paste it here." }));
    else reading(() => copyText.ofText(given, steps));
  });
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    await open([...file.files]);
    file.value = "";
  });
  /* A file may be dropped anywhere on the page: elsewhere the browser would leave the page for it. */
  const drop = (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("cb-over", event.type === "dragover");
    if (event.type === "drop" && event.dataTransfer.files.length) open([...event.dataTransfer.files]);
  };
  for (const type of ["dragover", "dragleave", "drop"]) document.addEventListener(type, drop);
  const forgotten = () => {
    turn++;
    clear();
    field.value = "";
    file.value = "";
    tell({ lines: [], read: false });
  };
  forget.addEventListener("click", () => {
    forgotten();
    tell({ lines: ["The copy is forgotten."], read: false });
    field.focus();
  });
  addEventListener("pagehide", forgotten); // also for the page that the back button brings
  here.replaceChildren(form);

  /* The sentence of a statement as it stands in the copy, the statement marked; nothing without one. */
  const wordsOf = (statement) => {
    const extent = document.querySelector(`.cb-extent[data-extent="${statement}"]`);
    const { copy } = extent.closest(".cb-sentence").dataset;
    if (!copy || copy === "missing") return [];
    const flow = extent.closest(".cb-flow").cloneNode(true);
    for (const tag of flow.querySelectorAll(".cb-tag, ins")) tag.remove();
    const own = flow.querySelector(`[data-extent="${statement}"]`);
    const start = document.createRange();
    start.setStart(flow, 0);
    start.setEndBefore(own);
    const end = document.createRange();
    end.setStartAfter(own);
    end.setEnd(flow, flow.childNodes.length);
    return [String(start), make("mark", { textContent: own.textContent }), String(end)];
  };
  return { wordsOf };
})();

/* ---- The list beside the text, and cards in place ---- */
(() => {
  const reader = document.querySelector(".cb-reader");
  const rows = [...reader.querySelectorAll(".cb-row")];
  const tagOf = (id) => reader.querySelector(`.cb-tag[data-statement="${id}"]`);
  const FILTERS = { claimant: "Claimant", form: "Form", certainty: "Certainty", answered: "Answered by name", record: "Record" };
  const fields = Object.entries(FILTERS).map(([name, title]) => {
    const values = new Set(rows.flatMap((row) => row.dataset[name].split(";")));
    const field = make("select", { name }, new Option("all", ""), ...[...values].sort().map((value) => new Option(value, value)));
    return { name, field, label: make("label", {}, title, field) };
  });
  const count = make("span", { role: "status" });
  const reset = make("button", { type: "button", textContent: "Show all", hidden: true });
  const list = make("ol", { className: "cb-list" });
  const buttons = new Map(rows.map((row) => {
    const id = row.dataset.row;
    const strong = row.querySelector("strong").textContent;
    const button = make("button", { type: "button", className: row.className.replace("cb-row", ""), data: { statement: id } }, row.querySelector(".cb-mark").cloneNode(), strong);
    button.addEventListener("click", () => { choose(id); tagOf(id).focus(); });
    list.append(make("li", {}, button));
    return [id, button];
  }));
  const step = (text, by) => {
    const button = make("button", { type: "button", textContent: text });
    button.addEventListener("click", () => go(by));
    return button;
  };
  const panel = make("details", { className: "cb-panel" }, make("summary", { textContent: "Filter, list and step through the statements" }),
    make("form", { className: "cb-filters", "aria-label": "Filter the statements" }, ...fields.map(({ label }) => label)),
    make("p", { className: "cb-buttons" }, step("Previous", -1), step("Next", 1), count, reset), list);
  reader.querySelector(".cb-text").before(panel);

  const fits = ({ dataset }) => fields.every(({ name, field }) => !field.value || dataset[name].split(";").includes(field.value));
  const shown = () => rows.filter(fits).map((row) => row.dataset.row);
  const apply = () => {
    const ids = new Set(shown());
    for (const [id, button] of buttons) button.parentNode.hidden = !ids.has(id);
    for (const row of rows) row.hidden = !ids.has(row.dataset.row);
    reset.hidden = ids.size === rows.length;
    for (const button of panel.querySelectorAll(".cb-buttons button")) button.disabled = !ids.size;
    for (const extent of reader.querySelectorAll(".cb-extent[data-extent], .cb-tag"))
      extent.classList.toggle("cb-off", !ids.has(extent.dataset.extent ?? extent.dataset.statement));
    count.textContent = `${ids.size} of ${plural(rows.length, "statement")}`;
    if (chosen && !ids.has(chosen)) choose("");
  };
  let chosen = "", opened;
  const steps = make("p", { className: "cb-buttons" }, step("Previous", -1), " ", step("Next", 1)); // in the card
  /* Opens the card of a statement below its sentence; what the reader looks at stays where it is. */
  const choose = (id, seen = id && tagOf(id)) => {
    if (id === chosen) return;
    const before = seen ? seen.getBoundingClientRect().top : 0;
    for (const on of reader.querySelectorAll(".cb-on")) on.classList.remove("cb-on");
    for (const tag of reader.querySelectorAll('.cb-tag[aria-expanded="true"]')) tag.setAttribute("aria-expanded", false);
    buttons.get(chosen)?.removeAttribute("aria-current");
    steps.remove();
    const row = id && reader.querySelector(`[data-row="${id}"]`);
    const fold = row && row.closest("details");
    if (opened && opened !== fold) { opened.open = false; delete opened.dataset.only; opened = undefined; }
    chosen = id;
    if (!id) return;
    if (!fold.open || fold.dataset.only !== undefined) { fold.dataset.only = id; opened = fold; }
    fold.open = true;
    row.classList.add("cb-on");
    row.append(steps);
    for (const on of reader.querySelectorAll(`[data-extent="${id}"], .cb-tag[data-statement="${id}"]`)) on.classList.add("cb-on");
    tagOf(id).setAttribute("aria-expanded", true);
    const button = buttons.get(id);
    button.setAttribute("aria-current", "true");
    list.scrollTop = Math.max(0, button.parentNode.offsetTop - list.clientHeight / 2);
    scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" });
    row.scrollIntoView({ block: "nearest", behavior: "instant" });
    seen.scrollIntoView({ block: "nearest", behavior: "instant" });
  };
  const go = (by) => {
    const ids = shown();
    if (!ids.length) return;
    const at = ids.indexOf(chosen);
    const id = ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length];
    choose(id);
    tagOf(id).focus();
  };
  for (const tag of reader.querySelectorAll(".cb-tag")) { // with scripts it opens the card here
    tag.setAttribute("role", "button");
    tag.setAttribute("aria-expanded", false);
  }
  const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  reader.addEventListener("focusin", ({ target }) => { if (target.matches(".cb-tag")) choose(target.dataset.statement); });
  reader.addEventListener("click", (event) => {
    const tag = event.target.closest(".cb-tag");
    if (tag && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      choose(tag.dataset.statement);
    }
    const fold = event.target.closest(".cb-held > summary")?.parentNode;
    if (fold?.dataset.only !== undefined) { // from one card to all of the sentence
      event.preventDefault();
      opened = undefined;
      delete fold.dataset.only;
      choose("");
    }
  });
  reader.addEventListener("keydown", (event) => {
    if (event.target.matches(".cb-tag") && KEYS[event.key]) {
      event.preventDefault();
      go(KEYS[event.key]);
    } else if (event.target.matches(".cb-tag") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault(); // into the card
      reader.querySelector(`[data-row="${event.target.dataset.statement}"] a`).focus();
    } else if (event.key === "Escape" && chosen) {
      const tag = tagOf(chosen);
      if (event.target.closest(".cb-row")) tag.focus();
      else choose("", tag);
    }
  });
  panel.querySelector("form").addEventListener("input", apply);
  reset.addEventListener("click", () => { panel.querySelector("form").reset(); apply(); });
  panel.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
