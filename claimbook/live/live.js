// Asks the server what is new, and reloads the page when the book was built again. A page may fetch
// nothing, but may load scripts of its own place: the answer is one, which calls claimbookLive.
"use strict";
(() => {
  const built = document.currentScript.dataset.built;
  const notice = document.createElement("p");
  notice.setAttribute("role", "status");
  notice.style.cssText = "position: fixed; inset: auto 0 0 0; z-index: 99; margin: 0; padding: 0.6rem 1rem; " +
    "max-height: 40vh; overflow: auto; white-space: pre-wrap; font: 0.85rem/1.4 monospace; " +
    "color: #fff; background: #7a1f1f";
  notice.hidden = true;
  document.body.append(notice);

  window.claimbookLive = (now, text) => {
    if (now !== built) location.reload();
    tell(text);
  };
  function tell(text) {
    if (notice.textContent !== text) notice.textContent = text;
    notice.hidden = !text;
  }
  function ask() {
    const script = document.createElement("script");
    script.src = "/_live/state.js?" + Date.now();
    script.onload = () => { script.remove(); setTimeout(ask, 250); };
    script.onerror = () => { script.remove(); tell("claimbook live has ended"); setTimeout(ask, 2000); };
    document.head.append(script);
  }
  ask();
})();
