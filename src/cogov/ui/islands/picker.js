// A long list of choices with a search box: <select data-picker>. Options may carry data-words, other words to find them by.
// The select stays the truth (drafts, htmx and the form read and write it); without a script it is all there is.
// Keyboard and roles as in the ARIA Authoring Practices' "editable combobox with list autocomplete".
import { words } from "./lib/words.js";

const MOST = 12; // hits shown: two looks at a phone's screen

const plain = (text) => text.toLowerCase().normalize("NFKC");
const pairs = (text) => [...text].slice(1).map((letter, at) => [...text][at] + letter);
const hasChinese = (text) => /\p{Script=Han}/u.test(text);

// Every word found counts most; a Chinese sentence has no spaces, so its pairs of letters count, too.
function score(hay, label, terms) {
  let points = 0;
  for (const term of terms) {
    if (label.includes(term)) points += 200 + (label.startsWith(term) ? 50 : 0);
    else if (hay.includes(term)) points += 100;
    else if (hasChinese(term)) {
      const hits = pairs(term).reduce((sum, pair) => sum + (label.includes(pair) ? 3 : hay.includes(pair) ? 1 : 0), 0);
      if (!hits) return 0;
      points += hits;
    } else return 0;
  }
  return points;
}

function make(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

function upgrade(select) {
  const id = `${select.id}_search`;
  const input = make("input", {
    id, class: "input", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", enterkeyhint: "done",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}_list`, placeholder: select.dataset.picker || words.pick,
  });
  const list = make("div", { id: `${id}_list`, class: "picker-list", role: "listbox", tabindex: "-1" });
  const said = make("p", { class: "sr-only", role: "status" });
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (label) {
    label.htmlFor = id;
    list.setAttribute("aria-label", label.firstChild.textContent.trim());
  }
  const holder = make("div", { class: "picker" });
  list.hidden = true;
  holder.append(input, list, said);
  select.before(holder);
  select.classList.add("sr-only");
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");

  let shown = [];
  let active = -1;
  const chosen = () => select.selectedOptions[0]?.value ? select.selectedOptions[0] : null;
  const settle = () => {
    input.value = chosen()?.textContent.trim() ?? "";
    input.required = select.required && !chosen();
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
      else input.removeAttribute(name);
    }
  };

  const group = (option) => option.parentElement.label ?? "";
  function row(option, hint) {
    const made = make("div", { role: "option", id: `${id}_${shown.length}`, "aria-selected": String(option === chosen()) });
    made.append(make("span", {}, option.textContent.trim()));
    if (hint) made.append(make("span", { class: "hint" }, hint));
    made.addEventListener("click", () => choose(option));
    shown.push({ option, made });
    return made;
  }

  function all(options) {
    const parts = new Map();
    for (const option of options) parts.set(group(option), [...(parts.get(group(option)) ?? []), option]);
    for (const [name, members] of parts) {
      const part = name ? make("div", { role: "group", "aria-label": name }) : list;
      if (name) {
        part.append(make("div", { class: "picker-group", "aria-hidden": "true" }, name));
        list.append(part);
      }
      part.append(...members.map((one) => row(one)));
    }
  }

  function hits(options, terms) {
    return options
      .map((option) => {
        const label = plain(option.textContent);
        return { option, points: score(`${label} ${plain(group(option))} ${plain(option.dataset.words ?? "")}`, label, terms) };
      })
      .filter((one) => one.points)
      .sort((one, other) => other.points - one.points)
      .slice(0, MOST);
  }

  function open(query = "") {
    const options = [...select.options].filter((option) => option.value);
    const terms = plain(query).split(/[\s,，、。]+/).filter(Boolean);
    list.replaceChildren();
    shown = [];
    if (terms.length) {
      const found = hits(options, terms);
      list.append(...found.map(({ option }) => row(option, group(option))));
      if (!found.length) list.append(make("p", { class: "hint" }, words.noneFound));
      said.textContent = found.length ? words.found(found.length) : words.noneFound;
    } else {
      all(options);
      said.textContent = words.found(options.length);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    holder.scrollIntoView({ block: "nearest" });
    const at = terms.length ? (shown.length ? 0 : -1) : shown.findIndex(({ option }) => option === chosen());
    light(at);
  }

  function light(at) {
    shown[active]?.made.classList.remove("current");
    active = at;
    const one = shown[at]?.made;
    if (!one) return input.removeAttribute("aria-activedescendant");
    one.classList.add("current");
    input.setAttribute("aria-activedescendant", one.id);
    list.scrollTop = Math.max(0, one.offsetTop - list.clientHeight / 2);
  }

  function close() {
    if (list.hidden) return;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    said.textContent = "";
    settle();
  }

  function choose(option) {
    select.value = option.value;
    for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true }));
    close();
    input.focus();
  }

  input.addEventListener("click", () => {
    if (list.hidden) open();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // what is typed here is no part of the form
    open(input.value);
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("blur", () => setTimeout(() => holder.contains(document.activeElement) || close(), 0));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter belongs to the input method while Chinese is typed
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move) {
      if (list.hidden) open();
      else light(Math.min(Math.max(active + move, 0), shown.length - 1));
    } else if (event.key === "Enter" && !list.hidden) {
      if (shown[active]) choose(shown[active].option);
    } else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation(); // no next step of the form, no shortcut
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  select.addEventListener("focus", () => input.focus());
  select.addEventListener("change", settle);
  new MutationObserver(settle).observe(select, { attributes: true, attributeFilter: ["aria-invalid", "aria-describedby"] });
  select.form?.addEventListener("reset", () => setTimeout(settle, 0));
  settle();
}

const upgradeAll = (scope) => scope.querySelectorAll("select[data-picker]:not([aria-hidden])").forEach(upgrade);
upgradeAll(document);
document.addEventListener("htmx:load", (event) => upgradeAll(event.target));
