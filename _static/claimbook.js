/* Extras: without this script everything is still there. */

/* A button beside everything that is there to be copied. */
for (const source of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cb-copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${source.dataset.copy}`);
  const done = document.createElement("span");
  done.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      done.textContent = " Copied.";
    } catch {
      getSelection().selectAllChildren(source);
      done.textContent = " Selected; press Ctrl+C.";
    }
  });
  source.after(" ", button, done);
}
