// Makes dist/: the same source twice, as ES modules and as CommonJS, each with its types.

import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const run = (...words) => execFileSync(process.execPath, [tsc, "-p", "tsconfig.json", ...words], { stdio: "inherit" });

rmSync("dist", { recursive: true, force: true });
run("--outDir", "dist/esm");
run("--outDir", "dist/cjs", "--module", "CommonJS", "--moduleResolution", "Node10");
writeFileSync("dist/cjs/package.json", '{ "type": "commonjs" }\n');
