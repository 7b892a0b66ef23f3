/* Goes to the chapter that was chosen, if Python can be got for it. */
const chapter = document.getElementById("chapter"), said = document.getElementById("said");
const { probe, host } = chapter.form.dataset;
const wanted = new URLSearchParams(location.search).get("path");
if ([...chapter.options].some((o) => o.value === wanted)) chapter.value = wanted;
chapter.form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.textContent = "Looking whether Pyodide can be reached …";
  try {
    const answer = await fetch(probe, { method: "HEAD" });
    if (!answer.ok) throw new Error(answer.status);
  } catch {
    said.textContent = `Pyodide’s distribution at ${host} cannot be reached from here, so Python cannot start in this browser. The chapters can be read in the book, and run on your own machine.`;
    return;
  }
  location.href = `lab/index.html?path=${encodeURIComponent(chapter.value)}`;
});
