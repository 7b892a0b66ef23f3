/* A reader codes statements and compares with the book and the blind coders. All in memory; the export is
   a file that the reader saves. */
(() => {
  const { coders, variables, units } = claimbookArticle.trainer;
  const ENOUGH = 10; // statements from which on agreement says something
  const names = Object.values(coders);
  const coded = new Map();
  const label = (variable, code) => variable.codes.find((entry) => entry.code === code)?.label ?? (code || "none");

  /* Krippendorff's nominal alpha of two coders without gaps, as claimbook/data/agreement.py has it. */
  const alpha = (pairs) => {
    const values = new Map();
    for (const value of pairs.flat()) values.set(value, (values.get(value) ?? 0) + 1);
    if (values.size < 2) return undefined; // nothing varies, so nothing can be compared with chance
    const n = 2 * pairs.length;
    const differ = pairs.filter(([a, b]) => a !== b).length;
    const expected = [...values.values()].reduce((sum, m) => sum + m * (n - m), 0);
    return 1 - ((n - 1) * 2 * differ) / expected;
  };

  const here = document.querySelector(".cb-trainer-here");
  if (!here) return; // a book in which nothing is coded yet
  const which = make("select", { id: "train-unit" });
  const said = make("p", { className: "cb-train-words" });
  const status = make("p", { role: "status" });
  const compared = make("div");
  const agreement = make("div");
  const fields = variables.map((variable) => {
    const { name, title, codes } = variable;
    const about = make("p", { className: "cb-about", id: `train-about-${name}` });
    const field = make("select", { id: `train-${name}`, "aria-describedby": about.id },
      new Option("choose", ""), ...codes.map(({ code, label: text }) => new Option(text, code)));
    field.addEventListener("change", () => {
      const entry = codes.find(({ code }) => code === field.value);
      about.textContent = entry ? `${entry.use} ${entry.not}` : "";
    });
    const all = make("details", {}, make("summary", { textContent: `All ${codes.length} codes` },
      make("span", { className: "cb-quiet", textContent: ` of ${title}` })),
      make("dl", {}, ...codes.flatMap(({ label: text, use, not }) => [make("dt", { textContent: text }), make("dd", { textContent: `${use} ${not}` })])));
    return { variable, field, about, box: make("div", { className: "cb-train-field" }, make("label", { for: field.id, textContent: title }), field, about, all) };
  });
  for (const { id, quote } of units) which.append(new Option(`${id} “${quote}”`, id));

  /* With roles, because on a phone cells are blocks (claimbook.js). */
  const cell = (tag, role, textContent, more) => make(tag, { role, textContent, ...more });
  const table = (caption, heads, rows) => make("table", { className: "cb-table", role: "table" },
    make("caption", { textContent: caption }),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads.map((head) => cell("th", "columnheader", head, { scope: "col" })))),
    make("tbody", { role: "rowgroup" }, ...rows.map(([first, ...rest]) => make("tr", { role: "row" }, cell("th", "rowheader", first, { scope: "row" }),
      ...rest.map((text, k) => cell("td", "cell", text, { data: { label: heads[k + 1] } }))))));

  const unit = () => units.find(({ id }) => id === which.value);
  const words = () => {
    const { id, who, quote, sentence } = unit();
    const own = copyMap.wordsOf(id);
    said.replaceChildren(make("strong", { textContent: `${id}, ${who}` }), " (in ", make("a", { href: `#${sentence}`, textContent: sentence }), "): ",
      ...(own.length ? own : [make("span", {}, "the quoted words are ", make("q", { textContent: quote, translate: false }),
        ". With your copy the whole sentence stands here.")]));
  };
  const meet = () => {
    words();
    status.textContent = "";
    compared.replaceChildren();
    const codes = coded.get(which.value);
    for (const { variable, field, about } of fields) {
      field.value = codes?.[variable.name] ?? "";
      about.textContent = "";
    }
    if (codes) compare();
  };
  const compare = () => {
    const { id, codes, why } = unit();
    const own = coded.get(id);
    const rows = variables.map((variable) => {
      const theirs = codes[variable.name].map((code) => label(variable, code) + (code === own[variable.name] ? " ✓" : ""));
      return [variable.title, label(variable, own[variable.name]), ...theirs];
    });
    const reasons = variables.filter(({ name }) => why[name])
      .map(({ name, title }) => make("p", {}, make("strong", { textContent: `${title}: ` }), why[name]));
    compared.replaceChildren(
      table(`The codes of ${id}`, ["Variable", "You", ...names], rows),
      ...(reasons.length ? [make("p", { textContent: "The codings differed here, and this was decided:" }), ...reasons] : []));
  };
  const sum = () => {
    const all = [...coded.keys()].map((id) => units.find((u) => u.id === id));
    if (all.length < ENOUGH) return agreement.replaceChildren();
    const rows = variables.map(({ name, title }) => [title, ...names.map((_, k) => {
      const pairs = all.map(({ id, codes }) => [coded.get(id)[name], codes[name][k]]);
      const like = pairs.filter(([a, b]) => a === b).length;
      const value = alpha(pairs);
      return `${like} of ${all.length}, ${value === undefined ? "no alpha: one code only" : `alpha ${value.toFixed(2)}`}`;
    })]);
    agreement.replaceChildren(table(`Your agreement on ${all.length} statements`, ["Variable", ...names.map((name) => `With ${name.replace(/^The/, "the")}`)], rows));
  };
  const check = make("button", { type: "submit", textContent: "Compare" });
  const next = make("button", { type: "button", textContent: "Next statement" });
  const name = make("input", { id: "train-name", value: "reader", size: 12, maxLength: 40 });
  const named = () => name.value.toLowerCase().normalize("NFD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "reader";
  const save = make("button", { type: "button", textContent: "Save your codes (CSV)", disabled: true });
  const form = make("form", { className: "cb-trainer", autocomplete: "off" },
    make("p", {}, make("label", { for: which.id, textContent: "Statement " }), which), said,
    make("div", { className: "cb-train-fields" }, ...fields.map(({ box }) => box)),
    make("p", { className: "cb-buttons" }, check, " ", next), status, compared, agreement,
    make("p", { className: "cb-buttons" }, make("label", { for: name.id, textContent: "Your name in the file" }), name, save));
  const keep = () => {
    coded.set(which.value, Object.fromEntries(fields.map(({ variable, field }) => [variable.name, field.value])));
    save.disabled = false;
    const left = ENOUGH - coded.size;
    status.textContent = `${plural(coded.size, "statement")} coded.${left > 0 ? ` After ${left} more the agreement is worked out.` : ""}`;
    sum();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const open = fields.filter(({ field }) => !field.value).map(({ variable }) => variable.title);
    if (open.length) {
      status.textContent = `Choose a code for ${listed(open)}.`;
      fields.find(({ field }) => !field.value).field.focus();
      return;
    }
    keep();
    compare();
  });
  next.addEventListener("click", () => {
    if (fields.every(({ field }) => field.value)) keep(); // what is coded is not lost
    const at = which.selectedIndex;
    const order = units.map((_, k) => (at + 1 + k) % units.length);
    which.selectedIndex = order.find((k) => !coded.has(units[k].id)) ?? order[0];
    meet();
    fields[0].field.focus();
  });
  save.addEventListener("click", () => {
    const lines = [...coded].flatMap(([id, codes]) => variables.map((variable) => `${named()},${id},${variable.name},${codes[variable.name]}`));
    const file = new Blob([["coder_id,unit_id,variable,code", ...lines].join("\n") + "\n"], { type: "text/csv" });
    const link = make("a", { href: URL.createObjectURL(file), download: `codes-${named()}.csv` });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  which.addEventListener("change", meet);
  document.addEventListener("claimbook-copy", words);
  here.replaceChildren(form);
  meet();
})();
