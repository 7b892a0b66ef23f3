// Starts the interpreter of Pyodide from npm and runs there what of the package needs no pandas, NumPy or
// Matplotlib: node pyodide.mjs FOLDER-OF-PYODIDE FOLDER-OF-THE-BOOK. Prints what it found, as JSON.
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [pyodide, book] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: pyodide });
python.FS.mkdirTree("/book");
python.FS.mount(python.FS.filesystems.NODEFS, { root: book }, "/book");
console.log(python.runPython(`
import json, sys
sys.path.insert(0, "/book")
from claimbook.tables import check, schema, text
from claimbook.tables.problems import Problem
from claimbook.tables.read import read
data = read(schema.DATA)
problems = check.examine(data, against_schema=False)
wrong = data.tables["statements"][4]
wrong["certainty"], wrong["start"] = "asserted", "1"
json.dumps({
    "python": sys.version.split()[0], "platform": sys.platform, "tables": len(data.tables),
    "problems": [str(p) for p in problems],
    "broken": [str(p) for p in check.examine(data, against_schema=False)][:1],
    "normalised": text.normalise('"Yes,"\\r\\nhe said')[0],
    "heavy": sorted({"pandas", "numpy", "matplotlib"} & sys.modules.keys()),
})
`));
