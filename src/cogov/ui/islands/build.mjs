// Builds every stylesheet and island into static/dist, one file each, the same bytes everywhere.
//   node build.mjs           write
//   node build.mjs --check   compare with what is committed, change nothing
//   node build.mjs --watch   write again on every change
import { readFile, readdir, writeFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "static", "dist");
const islands = (await readdir(here)).filter((name) => name.endsWith(".js")).sort();

// Phones of 2022 and newer; older ones get the page without a script.
const target = ["chrome105", "firefox105", "safari15.4"];
const shared = {
  bundle: true,
  minify: true,
  write: false,
  target,
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
  absWorkingDir: join(here, ".."),
};
const jobs = [
  { ...shared, entryPoints: ["styles/cogov.css"], outfile: join(dist, "cogov.css") },
  ...islands.map((name) => ({
    ...shared,
    entryPoints: [`islands/${name}`],
    outfile: join(dist, name),
    format: name === "sw.js" ? "iife" : "esm",
  })),
];

const mapWorker = "maplibre-gl/dist/maplibre-gl-worker.mjs";
if (islands.includes("map.js")) {
  jobs.push({ ...shared, entryPoints: [mapWorker], outfile: join(dist, "map-worker.js"), format: "esm" });
}

async function build() {
  const files = new Map();
  for (const job of jobs) {
    const { outputFiles } = await esbuild.build(job);
    for (const file of outputFiles) files.set(file.path, file.contents);
  }
  return files;
}

async function check() {
  let stale = 0;
  for (const [path, contents] of await build()) {
    const committed = await readFile(path).catch(() => Buffer.alloc(0));
    if (!committed.equals(Buffer.from(contents))) {
      stale += 1;
      console.error(`${basename(path)} is not what its sources build: run npm run build`);
    }
  }
  process.exitCode = stale ? 1 : 0;
}

async function write() {
  await mkdir(dist, { recursive: true });
  for (const [path, contents] of await build()) {
    await writeFile(path, contents);
    const sizes = `${(contents.length / 1024).toFixed(1)} KB, ${(gzipSync(contents, { level: 9 }).length / 1024).toFixed(1)} KB compressed`;
    console.log(`${basename(path).padEnd(16)} ${sizes}`);
  }
}

if (process.argv.includes("--check")) await check();
else await write();

if (process.argv.includes("--watch")) {
  const { watch } = await import("node:fs");
  let timer;
  for (const folder of ["islands", "styles"]) {
    watch(join(here, "..", folder), () => {
      clearTimeout(timer);
      timer = setTimeout(() => write().catch(console.error), 100);
    });
  }
}
