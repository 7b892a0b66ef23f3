/* From what a reader gives, a file or pasted text, to the text of the report: read, checked, normalised
   as `claimbook verify` does it. Nothing here sends or keeps anything. */
const copyText = (() => {
  const MOST = { bytes: 15_000_000, characters: 200_000, tags: 20_000 };
  /* How files begin that hold no plain text. */
  const BINARY = [
    ["%PDF", "This is a PDF. Open it, select the text of the report, copy it and paste it here."],
    ["PK\x03\x04", "This is a packed file, such as a Word document. Save it as plain text, or copy the text and paste it."],
    ["\xd0\xcf\x11\xe0", "This is a Word document. Save it as plain text, or copy the text and paste it."],
    ["{\\rtf", "This is an RTF document. Save it as plain text, or copy the text and paste it."],
    ["\xff\xfe\0\0", "This is text in UTF-32. Save it as UTF-8."],
    ["bplist", "This is a web archive. Save the page as HTML, or copy the text and paste it."],
    ["\x89PNG", "This is a picture. Copy the text of the report and paste it here."],
    ["\xff\xd8\xff", "This is a picture. Copy the text of the report and paste it here."],
    ["GIF8", "This is a picture. Copy the text of the report and paste it here."],
  ];
  const MAIL = "This is an e-mail as a file. Open it, copy the text of the report and paste it here.";
  const ARCHIVE = "This is a page saved as a single MHTML file. Save it as HTML, or copy the text and paste it.";
  const size = (n) => (n < 1e6 ? `${Math.ceil(n / 1000)} kB` : `${(n / 1e6).toFixed(0)} MB`);
  const tooLong = (what) => `This has ${what}; the report has about 4 kB. Save the page of the report alone, or copy its text and paste it.`;

  /* Bytes as text: UTF-8, UTF-16 with its mark, or else what Windows writes. */
  const decoded = (bytes) => {
    const [a, b] = bytes;
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
      return [new TextDecoder(a === 0xff ? "utf-16le" : "utf-16be").decode(bytes), "read as UTF-16"];
    const text = new TextDecoder("utf-8").decode(bytes);
    const damaged = text.split("\ufffd").length - 1;
    if (!damaged) return [text, ""];
    /* A slip or two in UTF-8 leave its other signs whole; Windows has none of them. */
    const whole = (text.match(/[\u0080-\ufffc]/g) ?? []).length;
    return damaged < whole ? [text, `read as UTF-8 with ${damaged} damaged ${damaged === 1 ? "sign" : "signs"}`]
      : [new TextDecoder("windows-1252").decode(bytes), "read as Windows-1252"];
  };

  /* The text of a saved page, block by block. The parsed page is inert: it runs and loads nothing. */
  const HTML = /^\s*<(?:!doctype|!--|\?xml|[a-z][a-z0-9-]*[\s/>])/i;
  /* What a page would run or look like: blocked anyway, and the browser complains of it. */
  const TAGS = /<[a-z][^<>]*>/gi;
  const HANDLERS = /\s(?:on[a-z]+|style)\s*=\s*("[^"]*"|'[^']*'|[^\s>]*)/gi;
  const STYLES = /<(style|script)\b[^<>]*>[^]*?(?:<\/\1\s*>|$)|<base\b[^<>]*>/gi;
  const PICTURES = /data:[a-z/+.-]+;base64,[a-z0-9+/=\s]+/gi;
  const LEFT = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "HEAD", "IFRAME", "OBJECT", "TEXTAREA", "SVG"]);
  const INLINE = new Set(["A", "ABBR", "B", "BDI", "BDO", "BIG", "CITE", "CODE", "DATA", "DEL", "DFN", "EM", "FONT", "I", "INS", "KBD", "MARK", "NOBR", "Q", "S", "SAMP", "SMALL", "SPAN", "STRONG", "SUB", "SUP", "TIME", "TT", "U", "VAR", "WBR"]);
  const ofHtml = (html) => {
    const parts = [];
    const walk = (node) => {
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) parts.push(child.data.replace(/[\s\u200b]+/g, " "));
        else if (child.nodeType === Node.ELEMENT_NODE && !LEFT.has(child.tagName.toUpperCase())) {
          const name = child.tagName.toUpperCase();
          const block = !INLINE.has(name) && !name.includes("-");
          if (block) parts.push("\n");
          walk(child);
          if (block) parts.push("\n");
        }
      }
    };
    const bare = html.replace(PICTURES, "").replace(STYLES, "").replace(TAGS, (tag) => tag.replace(HANDLERS, " "));
    /* A browser's time grows with the square of how deep a page is. */
    if ((bare.match(/<[a-z]/gi) ?? []).length > MOST.tags) throw new RangeError("too many tags");
    walk(new DOMParser().parseFromString(bare, "text/html").body);
    return parts.join("");
  };

  /* The steps of claimbook/data/text.py, which come with the data. */
  const fewMarks = (text) => text.replace(/(\p{M}{30})\p{M}+/gu, "$1");
  const normalised = (text, steps) => {
    const done = new Set();
    for (const [name, pattern, becomes] of steps) {
      const next = pattern ? text.replace(new RegExp(pattern, "gu"), becomes) : fewMarks(fewMarks(text).normalize("NFC"));
      if (next !== text) done.add(name);
      text = next;
    }
    return { text, done: [...done] };
  };

  const ofText = (raw, steps, before = []) => {
    if (raw.length > MOST.bytes) return { problem: tooLong(size(raw.length)) };
    const page = HTML.test(raw);
    let plain = raw;
    try {
      if (page) plain = ofHtml(raw);
    } catch {
      return { problem: "This page has too many parts to be read. Copy the text of the report and paste it." };
    }
    if (plain.length > 2 * MOST.characters) return { problem: tooLong(`${Math.round(plain.length / 1000)} thousand characters of text`) };
    const { text, done } = normalised(plain, steps);
    if (!text.trim()) return { problem: "There is no text in it. Paste the text of the report, or open a file that holds it." };
    if (text.length > MOST.characters) return { problem: tooLong(`${Math.round(text.length / 1000)} thousand characters of text`) };
    return { text, done: [...before, ...(page ? ["text taken out of the HTML"] : []), ...done] };
  };

  const ofFile = async (file, steps) => {
    if (file.size > MOST.bytes) return { problem: tooLong(size(file.size)) };
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      return { problem: "The browser could not read this. Open a file, not a folder, or paste the text." };
    }
    const start = String.fromCharCode(...bytes.subarray(0, 4000));
    const binary = BINARY.find(([begins]) => start.startsWith(begins));
    if (binary) return { problem: binary[1] };
    if (/^(?:From|MIME-Version|Snapshot-Content-Location):/i.test(start) && /multipart\/related/i.test(start)) return { problem: ARCHIVE };
    if (/^(?:Received|Return-Path|Delivered-To|From|MIME-Version|Message-ID|Date|Subject):.*\n/i.test(start) && /^Content-Type:/im.test(start)) return { problem: MAIL };
    if (start.includes("%PDF-")) return { problem: BINARY[0][1] };
    const [raw, how] = decoded(bytes);
    if (!how.includes("16") && start.includes("\0")) return { problem: "This is no text file. Save the report as plain text or HTML, or paste its text." };
    return ofText(raw, steps, how ? [how] : []);
  };

  return { ofText, ofFile };
})();
