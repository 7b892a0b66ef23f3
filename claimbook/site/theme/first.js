/* Before the first paint: that there are scripts, and what the reader chose. */
document.documentElement.dataset.scripts = "";
try {
  const t = localStorage.getItem("claimbook-theme"); if (t) document.documentElement.dataset.theme = t;
  if (localStorage.getItem("claimbook-code") === "open") document.documentElement.dataset.code = "open";
} catch {}
/* The face of the text, at once; a browser wants to be told otherwise from disk than from a server. */
for (const face of ["400", "600"]) document.head.append(Object.assign(document.createElement("link"), {
  rel: "preload", as: "font", type: "font/woff2", crossOrigin: location.protocol === "file:" ? null : "",
  href: `${document.documentElement.dataset.root}_static/vendor/source-serif-4-latin-${face}-normal.woff2` }));
