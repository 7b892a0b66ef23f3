/* On a page that moved: at once to where its anchor is now, or to the new page with the anchor. */
const { hash } = location;
const stood = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
location.replace((stood || document.querySelector("main")).querySelector("a").href + (stood ? "" : hash));
