// Starts the interpreter of Pyodide from npm and runs there what of the package needs no pandas, NumPy or
// Matplotlib, with Babel, which is pure Python: node pyodide.mjs FOLDER-OF-PYODIDE FOLDER-OF-THE-BOOK
// FOLDER-OF-BABEL. Prints what it found, as JSON.
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [pyodide, book, babel] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: pyodide });
for (const [root, place] of [[book, "/book"], [babel, "/more/babel"]]) {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, place);
}
console.log(python.runPython(`
import json, sys
sys.path[:0] = ["/book", "/more"]
from claimbook.data import check, schema, text
from claimbook.data.problems import Problem
from claimbook.data.read import read
data = read(schema.DATA)
problems = check.examine(data)
wrong = data.tables["statements"][4]
wrong["certainty"], wrong["start"] = "asserted", "1"
json.dumps({
    "python": sys.version.split()[0], "platform": sys.platform, "tables": len(data.tables),
    "problems": [str(p) for p in problems],
    "broken": [str(p) for p in check.examine(data)][:1],
    "normalised": text.normalise('"Yes,"\\r\\nhe said')[0],
    "heavy": sorted({"pandas", "numpy", "matplotlib"} & sys.modules.keys()),
})
`));
