// Copies the icons named in icons/names.txt out of lucide-static (ISC), stripped to what the pages need.
import { readFile, writeFile, readdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "icons");
const source = join(here, "..", "..", "..", "..", "node_modules", "lucide-static");

const names = (await readFile(join(target, "names.txt"), "utf8")).split("\n").filter(Boolean);
for (const file of await readdir(target)) {
  if (file.endsWith(".svg") && !names.includes(file.slice(0, -4))) await unlink(join(target, file));
}
for (const name of names) {
  const svg = await readFile(join(source, "icons", `${name}.svg`), "utf8");
  const body = svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace(/<\/svg>[\s\S]*$/, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
  await writeFile(join(target, `${name}.svg`), `${body}\n`);
}
await writeFile(join(target, "LICENSE"), await readFile(join(source, "LICENSE"), "utf8"));
console.log(`${names.length} icons`);
