// On every page: parts of pages (htmx), menus, dialogs, focus on errors, relative times, the service worker.
import htmx from "htmx.org/dist/htmx.esm.js";
import { words } from "./lib/words.js";

const root = document.documentElement;
root.classList.add("js");

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  scrollBehavior: "auto",
  // A form that is sent back with its errors (422) is shown; other errors become a message.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});
window.htmx = htmx;

const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

document.addEventListener("htmx:configRequest", (event) => {
  const token = cookie("csrftoken") || document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  // A form that looks something up while it is filled in: its buttons' formaction is where it is sent, not where it looks.
  const look = event.detail.verb === "get" && event.detail.elt.getAttribute("hx-get");
  if (look) event.detail.path = look;
});

// ---- messages -------------------------------------------------------------
function toast(text, tone = "info") {
  const box = document.getElementById("toasts");
  if (!box || !text) return;
  const line = document.createElement("div");
  line.className = `notice tone-${tone}`;
  line.dataset.toast = "";
  line.tabIndex = -1;
  const said = document.createElement("p");
  said.textContent = text;
  line.append(document.createElement("span"), said);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "tool close";
  close.dataset.dismiss = "";
  close.textContent = "×";
  close.setAttribute("aria-label", words.closeMessage);
  line.append(close);
  box.append(line);
}
document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.tone));
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const said = page.querySelector("main .large")?.textContent.trim();
  toast(said || words.failed, "danger");
});
document.addEventListener("htmx:sendError", () => toast(words.offline, "warning"));

// ---- menus: details that close like menus ---------------------------------
const openMenus = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  event.target.closest?.("[data-dismiss]")?.closest("[data-toast]")?.remove();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  const menu = event.target.closest?.("details[data-menu]");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const stops = [...menu.querySelectorAll(".panel :is(a, button)")];
  if (!stops.length) return;
  event.preventDefault();
  menu.open = true;
  const at = stops.indexOf(document.activeElement);
  stops.at((at + (event.key === "ArrowDown" ? 1 : -1) + stops.length + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % stops.length).focus();
});

// ---- dialogs: a fold becomes a native dialog ------------------------------
function upgradeDialog(fold) {
  const inside = fold.querySelector(":scope > .inside");
  const summary = fold.querySelector("summary");
  const button = document.createElement("button");
  button.type = "button";
  button.className = `btn ${fold.dataset.variant || "secondary"}`;
  button.append(...summary.childNodes);
  if (fold.dataset.shortcut) button.dataset.shortcut = fold.dataset.shortcut;
  if (fold.classList.contains("wide")) button.classList.add("wide");
  if (fold.id) button.id = fold.id;
  button.setAttribute("aria-haspopup", "dialog");

  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const head = document.createElement("header");
  const title = document.createElement("h2");
  title.textContent = inside.dataset.title;
  title.id = `dialog-${Math.random().toString(36).slice(2)}`;
  dialog.setAttribute("aria-labelledby", title.id);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "tool";
  close.textContent = "×";
  close.setAttribute("aria-label", words.close);
  close.addEventListener("click", () => dialog.close());
  head.append(title, close);
  inside.className = "";
  dialog.append(head, inside);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  button.addEventListener("click", () => {
    dialog.showModal();
    if (matchMedia("(hover: hover)").matches) dialog.querySelector("header ~ * :is(textarea, select, input:not([type=hidden], [type=file]))")?.focus(); // on a phone the keyboard would cover the question
  });
  const wasOpen = fold.open;
  fold.replaceWith(button, dialog);
  if (wasOpen || dialog.querySelector("[data-focus]")) dialog.showModal();
}

// ---- times that stay true on a page left open -----------------------------
const relative = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto", style: "long" });
function refreshTimes() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    if (seconds > 0 || seconds < -86400) continue;
    if (seconds > -60) time.textContent = relative.format(0, "second");
    else if (seconds > -3600) time.textContent = relative.format(Math.ceil(seconds / 60), "minute");
    else time.textContent = relative.format(Math.ceil(seconds / 3600), "hour");
  }
}
setInterval(refreshTimes, 60_000);

// ---- small helps --------------------------------------------------------------
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-print], [data-copy], [data-choose], [data-place]");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  // data-place: a place that was found by its name; the pin goes there.
  if ("place" in button.dataset) document.dispatchEvent(new CustomEvent("cogov:place", { detail: { lat: button.dataset.lat, lon: button.dataset.lon } }));
  // data-choose="field id" data-value="x": a suggestion that fills a field.
  const field = document.getElementById(button.dataset.choose);
  if (field) {
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  }
  // data-copy="text", or on a field: its own content.
  if ("copy" in button.dataset) {
    const text = button.dataset.copy || button.value;
    button.select?.();
    navigator.clipboard?.writeText(text).then(() => toast(words.copied, "success"), () => {});
  }
});

// ---- forms: one send for one tap -------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  const button = event.submitter;
  button?.classList.add("loading");
  button?.setAttribute("aria-busy", "true");
});
function rearm() {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  for (const button of document.querySelectorAll(".btn.loading[aria-busy]")) {
    button.classList.remove("loading");
    button.removeAttribute("aria-busy");
  }
}
window.addEventListener("pageshow", (event) => event.persisted && rearm());
document.addEventListener("htmx:afterRequest", rearm);
document.addEventListener("cogov:rearm", rearm);

// ---- whatever arrives, at first or by htmx ---------------------------------
function ready(scope) {
  scope.querySelectorAll("details[data-dialog]").forEach(upgradeDialog);
  scope.querySelector("[data-focus]")?.focus();
  refreshTimes();
}
document.addEventListener("htmx:afterSwap", (event) => ready(event.detail.elt.isConnected ? event.detail.elt : document));
ready(document);

const desk = document.querySelector("[data-desk-nav]");
if (desk && matchMedia("(max-width: 63.99em)").matches) desk.open = false;

const worker = document.body.dataset.sw;
if (worker && "serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register(worker).catch(() => {}); // private windows refuse; the page works without it
}
