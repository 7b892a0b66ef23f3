/* Extras: without this script everything is still there. */
const root = document.documentElement.dataset.root;

/* What moved to another page: an old address leads there at once, with the filters it carries. */
const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
const leadOn = () => {
  const { hash, search } = location;
  const stood = hash && decoded(hash.slice(1));
  const there = stood && document.getElementById(stood)?.closest(".cb-moved li")?.querySelector("a");
  if (there) location.replace(Object.assign(new URL(there.href), { search }));
};
addEventListener("hashchange", leadOn);
leadOn();

/* The reader's theme, kept between visits. */
const theme = document.querySelector(".cb-theme");
const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
const tell = () => theme.setAttribute("aria-pressed", isDark());
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  try { localStorage.setItem("claimbook-theme", document.documentElement.dataset.theme); } catch {}
  tell();
});
dark.addEventListener("change", tell);
tell();

/* One switch for all code, kept from page to page. Each fold opens by itself too. */
const codes = document.querySelector(".cb-codes");
const showCode = (open) => {
  codes.setAttribute("aria-pressed", open);
  if (open) document.documentElement.dataset.code = "shown"; // from here on the folds themselves say what is open
  else delete document.documentElement.dataset.code;
  for (const fold of document.querySelectorAll("details.cb-code:not(.cb-solution)")) fold.open = open;
};
if (codes) {
  codes.addEventListener("click", () => {
    const open = codes.getAttribute("aria-pressed") !== "true";
    try { localStorage.setItem("claimbook-code", open ? "open" : "folded"); } catch {}
    showCode(open);
  });
  if ("code" in document.documentElement.dataset) showCode(true);
}

/* What was chosen on another page or in another tab holds on a page that is come back to. */
const follow = () => {
  try {
    const chosen = localStorage.getItem("claimbook-theme");
    if (chosen) document.documentElement.dataset.theme = chosen;
    const open = localStorage.getItem("claimbook-code") === "open";
    if (codes && open !== (codes.getAttribute("aria-pressed") === "true")) showCode(open);
  } catch {}
  tell();
};
addEventListener("pageshow", ({ persisted }) => { if (persisted) follow(); });
addEventListener("storage", follow);

/* What is known of a finding stands below its paragraph, and what follows makes room for it. */
const makeRoom = () => {
  for (const paragraph of new Set([...document.querySelectorAll(".cb-p > .cb-how")].map((how) => how.parentNode))) {
    const box = paragraph.querySelector(".cb-how[open] > .cb-note-beside");
    const below = box && box.offsetLeft < paragraph.offsetWidth;
    paragraph.style.marginBottom = below ? `calc(${box.offsetHeight}px + 1.8rem)` : "";
  }
};
document.querySelector("main").addEventListener("toggle", (event) => {
  if (!event.target.closest(".cb-how")) return;
  makeRoom();
  if (event.target.open) event.target.lastElementChild.scrollIntoView({ block: "nearest" });
}, true);
addEventListener("resize", makeRoom);

/* Menus close with Escape and when the focus or a click goes elsewhere. */
const menus = [...document.querySelectorAll(".cb-menu")];
const closeMenus = (but) => { for (const menu of menus) if (menu !== but) menu.open = false; };
document.addEventListener("click", (event) => closeMenus(event.target.closest(".cb-menu summary")?.closest(".cb-menu")));
document.addEventListener("focusin", (event) => closeMenus(event.target.closest(".cb-menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = menus.find((menu) => menu.open);
  closeMenus();
  open?.querySelector("summary").focus();
});

/* Paper shows what folds hold; the style sheet does this where browsers let it. */
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open], .cb-code)")];
  for (const fold of folded) fold.open = true;
});
addEventListener("afterprint", () => { for (const fold of folded) fold.open = false; });

/* The permanent address of a place: no filters of a table, and no words after a question mark. */
const permanent = (href) => Object.assign(new URL(href, location.href), { search: "" }).href;
for (const link of document.querySelectorAll(".cb-cite a, .cb-here, .headerlink")) link.href = permanent(link.href);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const here = link && location.search && link.hash && link.href === permanent(location.href).split("#")[0] + link.hash;
  if (!here || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault(); // it stays on the page, as the filters do
  location.hash = link.hash;
});

/* What a reader asks for stays in the address, beside what others put there. Browsers limit how often it may
   change, so that this comes after the work, and is not missed. */
const keepInAddress = (asked) => {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(asked)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  try { history.replaceState(null, "", address); } catch {}
};

/* Italics survive in a word processor; what is to be a file stays plain. */
const copied = async (source) => {
  const text = source.innerText.trim();
  try {
    if (source.matches("pre")) throw new TypeError("plain");
    const blob = (type, content) => new Blob([content], { type });
    await navigator.clipboard.write([new ClipboardItem({
      "text/plain": blob("text/plain", text),
      "text/html": blob("text/html", source.innerHTML.trim()),
    })]);
  } catch { await navigator.clipboard.writeText(text); }
};

/* A button beside everything that is there to be copied. */
const offer = (source) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cb-copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${source.dataset.copy}`);
  const done = document.createElement("span");
  done.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await copied(source);
      done.textContent = " Copied.";
    } catch {
      getSelection().selectAllChildren(source);
      done.textContent = " Selected; press Ctrl+C.";
    }
  });
  source.after(" ", button, done);
  return button;
};
for (const source of document.querySelectorAll("[data-copy]")) offer(source);

/* What heads a row is its address; a click also shows its citation, in the widest cell of the row. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-cite]");
  if (!link) return;
  const row = link.closest("tr");
  const shown = row.querySelector(".cb-row");
  if (shown) return shown.remove();
  const line = Object.assign(document.createElement("p"), { className: "cb-cite cb-row" });
  const source = Object.assign(document.createElement("span"), { textContent: link.dataset.cite, translate: false });
  source.dataset.copy = link.title.replace("Cite", "citation of");
  line.append(source);
  [...row.cells].slice(1).reduce((a, b) => (b.offsetWidth >= a.offsetWidth ? b : a)).append(line);
  offer(source).focus({ preventScroll: true });
});

/* Previews of statements, actors, terms, findings and sources, on hover and on focus. They stay while the
   pointer is on them and go with Escape (WCAG 2.2, 1.4.13). */
const loaded = {};
const load = (file) => (loaded[file] ??= document.querySelector(`script[src$="${file}"]`) ? Promise.resolve() : new Promise((resolve, reject) => {
  const script = Object.assign(document.createElement("script"), { src: `${root}_static/${file}`, onload: resolve, onerror: reject });
  document.head.append(script);
}));
const preview = Object.assign(document.createElement("div"), { className: "cb-preview", id: "preview", hidden: true });
preview.setAttribute("role", "tooltip");
document.querySelector("main").append(preview);
let timer, shown;
const hide = () => {
  clearTimeout(timer);
  preview.hidden = true;
  shown?.removeAttribute("aria-describedby");
  shown = null;
};
const show = async (link) => {
  await load("claimbook-index.js");
  const base = new URL(root || "./", location.href).href;
  const path = permanent(link.href).replace(base, "");
  const entry = claimbookIndex.find((e) => e.preview && e.url === path);
  if (!entry || (!link.matches(":hover") && link !== document.activeElement)) return;
  hide();
  const part = (tag, textContent, lang = "en") => Object.assign(document.createElement(tag), { textContent, lang });
  preview.replaceChildren(part("strong", entry.title), part("span", entry.text, entry.lang));
  const box = link.getBoundingClientRect();
  preview.hidden = false;
  link.removeAttribute("title"); // the preview says more, and one is enough
  shown = link;
  link.setAttribute("aria-describedby", "preview");
  const left = Math.min(box.left, document.documentElement.clientWidth - preview.offsetWidth - 16);
  const below = box.bottom + preview.offsetHeight + 8 < innerHeight;
  preview.style.left = `${Math.max(8, left) + scrollX}px`;
  preview.style.top = `${(below ? box.bottom + 2 : box.top - preview.offsetHeight - 2) + scrollY}px`;
};
const wanted = (event) => event.target.closest?.('main a[href*="#"]:not(.cb-tag, .cb-here)');
document.addEventListener("pointerover", (event) => {
  if (preview.contains(event.target)) return clearTimeout(timer);
  const link = wanted(event);
  clearTimeout(timer);
  if (link && link !== shown) timer = setTimeout(show, 250, link);
  else if (!link && shown && shown !== document.activeElement) timer = setTimeout(hide, 250);
});
document.addEventListener("focusin", (event) => { hide(); const link = wanted(event); if (link) show(link); });
document.addEventListener("focusout", hide);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

/* On a phone cells are blocks, and some browsers then no longer take them for cells. */
const roles = { table: "table", "thead, tbody": "rowgroup", tr: "row", "th[scope=col]": "columnheader", "th[scope=row]": "rowheader", td: "cell" };
for (const [selector, role] of Object.entries(roles)) {
  for (const part of document.querySelectorAll(`main :is(${selector})`)) part.setAttribute("role", role);
}

/* A table that can be sorted and filtered, by the values of a column or by words anywhere in a row; the
   filters stand in the address. */
for (const table of document.querySelectorAll("table[data-filters]")) {
  load("vendor/sortable.js");
  table.classList.add("sortable");
  const heads = [...table.tHead.rows[0].cells];
  for (const head of heads) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: head.textContent });
    head.replaceChildren(button);
  }
  const bar = Object.assign(document.createElement("form"), { className: "cb-filters" });
  bar.setAttribute("aria-label", `Filter: ${table.caption.textContent}`);
  const count = document.createElement("p");
  count.setAttribute("role", "status");
  const rows = [...table.tBodies[0].rows];
  const given = new URLSearchParams(location.search);
  const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const said = new Map(rows.map((row) => [row, [...row.cells].map((cell) => cell.textContent)])); // before it is translated
  const texts = new Map(rows.map((row) => [row, folded(said.get(row).join(" "))]));
  const unknown = [];
  const fields = table.dataset.filters.split(";").map((name) => {
    const column = heads.findIndex((head) => head.textContent === name);
    const label = Object.assign(document.createElement("label"), { textContent: name });
    const field = document.createElement(column < 0 ? "input" : "select");
    field.name = name.toLowerCase();
    if (column < 0) field.type = "search";
    else {
      const values = new Set(rows.flatMap((row) => said.get(row)[column].split("; ")).filter(Boolean));
      field.append(new Option("all", ""), ...[...values].sort().map((value) => new Option(value, value)));
    }
    const asked = (given.get(field.name) ?? "").slice(0, 200);
    const options = [...(field.options ?? [])];
    field.value = options.find((option) => folded(option.value) === folded(asked))?.value ?? asked;
    if (field.selectedIndex < 0) {
      field.value = "";
      unknown.push(`“${asked.length > 40 ? `${asked.slice(0, 39)}…` : asked}” is no ${field.name}`);
    }
    label.append(field);
    bar.append(label);
    return [column, field];
  });
  const fits = (row, column, value) => column < 0
    ? folded(value).split(/\s+/).every((word) => texts.get(row).includes(word) || folded(row.textContent).includes(word))
    : !value || said.get(row)[column].split("; ").includes(value);
  const apply = () => {
    let visible = 0;
    for (const row of rows) {
      row.hidden = !fields.every(([column, { value }]) => fits(row, column, value));
      visible += !row.hidden;
    }
    count.textContent = [`${visible} of ${rows.length} rows`, ...unknown].join("; ");
  };
  bar.addEventListener("input", () => {
    unknown.length = 0;
    apply();
    keepInAddress(Object.fromEntries(fields.map(([, { name, value }]) => [name, value])));
  });
  bar.addEventListener("submit", (event) => event.preventDefault());
  table.before(bar, count);
  apply();
}
