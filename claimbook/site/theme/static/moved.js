/* On a page that moved: at once to where its anchor is now, or to the new page with the anchor and what the address
   asks for. */
const { hash, search } = location;
const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
const stood = hash && document.getElementById(decoded(hash.slice(1)));
const there = new URL((stood || document.querySelector("main")).querySelector("a").href);
there.hash ||= hash;
location.replace(Object.assign(there, { search }));
