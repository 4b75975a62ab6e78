// Keys of the desk. j and k walk through [data-shortcut-list]; any [data-shortcut="a"] is pressed by its key; ? shows them.
// Single keys can be switched off (WCAG 2.1.4): the choice stays on the device.

import { words } from "./lib/words.js";

const OFF = "cogov-keys-off";
const TYPING = "input, textarea, select, [contenteditable], dialog[open] *";

const rows = () => [...document.querySelectorAll("[data-shortcut-list] > *")].filter((row) => row.querySelector("a[href]"));
const linkOf = (row) => row.querySelector("a[href]");

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.contains(document.activeElement) || row.classList.contains("current"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  for (const row of all) row.classList.toggle("current", row === next);
  linkOf(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

const named = () => {
  const found = new Map([
    ["j", words.nextRow],
    ["k", words.previousRow],
  ]);
  for (const one of document.querySelectorAll("[data-shortcut]")) {
    found.set(one.dataset.shortcut, one.dataset.shortcutLabel || [...one.querySelectorAll("span")].at(-1)?.firstChild?.textContent.trim() || one.textContent.trim());
  }
  found.set("?", words.showKeys);
  return found;
};

let dialog;
function help() {
  dialog?.remove();
  dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", words.keys);
  const body = document.createElement("div");
  body.className = "stack";
  const title = document.createElement("h2");
  title.textContent = words.keys;
  const list = document.createElement("dl");
  list.className = "dl";
  for (const [key, label] of named()) {
    const line = document.createElement("div");
    const term = document.createElement("dt");
    const cap = document.createElement("kbd");
    cap.className = "kbd";
    cap.textContent = key.toUpperCase();
    term.append(cap);
    const text = document.createElement("dd");
    text.textContent = label;
    line.append(term, text);
    list.append(line);
  }
  const toggle = document.createElement("label");
  toggle.className = "choice";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  toggle.append(box, words.singleKeys);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn secondary";
  close.textContent = words.close;
  close.addEventListener("click", () => dialog.close());
  body.append(title, list, toggle, close);
  dialog.append(body);
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING)) return;
  if (localStorage.getItem(OFF)) return;
  const key = event.key.toLowerCase();
  if (key === "?") help();
  else if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else {
    const target = [...document.querySelectorAll("[data-shortcut]")].find((one) => one.dataset.shortcut === key && !one.disabled);
    if (!target) return;
    if (target.matches("input, textarea, select")) target.focus();
    else target.click();
  }
  event.preventDefault();
});
document.querySelectorAll("[data-shortcut-help]").forEach((button) => button.addEventListener("click", help));
