// Keeps a report on the device while it is written and until it has been sent, exactly once.
// <form data-draft="report"> with a hidden `key`; never a form (or field) with data-never-store,
// but a field where the reader has ticked the form's [data-store-consent].
import { all, drop, find, flush, markSeen, pause, save, send, sent, waiting, wasSent } from "./lib/outbox.js";
import { complain } from "./lib/validity.js";
import { words } from "./lib/words.js";

const KEEP = 7 * 24 * 3600 * 1000; // milliseconds: an unfinished text is forgotten after a week
const PAUSE = 700; // milliseconds after the last key before the text is kept
const banner = document.querySelector("[data-waiting]");
const form = document.querySelector("form[data-draft]:not([data-never-store])");

async function showWaiting() {
  if (!banner) return;
  const text = banner.querySelector("[data-waiting-text]");
  const link = banner.querySelector("[data-waiting-link]");
  const queue = await waiting();
  const news = (await sent()).filter((entry) => !entry.seen);
  const refused = queue.find((draft) => draft.state === "refused");
  const said = banner.dataset;
  banner.hidden = !queue.length && !news.length;
  link.hidden = true;
  if (refused) {
    text.textContent = said.textRefused;
    link.href = `${refused.page}#refused=${encodeURIComponent(refused.key)}`;
    link.hidden = false;
  } else if (queue.length) {
    text.textContent = queue.length === 1 ? said.textOne : said.textMany.replace("{n}", queue.length);
  } else if (news.length) {
    text.textContent = said.textSent;
    link.href = news[0].url;
    link.hidden = false;
    link.addEventListener("click", () => void markSeen(news[0].key), { once: true });
  }
}

let retry;
async function trySending() {
  const results = navigator.onLine ? await flush() : [];
  if (results.includes("later")) tryLater();
  await showWaiting();
}

// There is a network, but the city has no time or its answer got lost: no event will tell when to try again.
function tryLater() {
  clearTimeout(retry);
  retry = setTimeout(() => void trySending(), pause());
}

async function askForSync() {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => null);
  await registration?.sync?.register("cogov-outbox").catch(() => {});
}

// ---- the form --------------------------------------------------------------
const kept = (element) =>
  element.name &&
  element.name !== "csrfmiddlewaretoken" &&
  !["file", "password", "submit"].includes(element.type) &&
  (!element.closest("[data-never-store]") || Boolean(form.querySelector("[data-store-consent]")?.checked));

// What goes with the report now, but does not stay on the device.
function unkept() {
  const names = new Set([...form.elements].filter((one) => one.name && one.closest("[data-never-store]") && !kept(one)).map((one) => one.name));
  return [...new FormData(form)].filter(([name, value]) => names.has(name) && typeof value === "string");
}

function collect(state) {
  const photos = form.querySelector("[data-photos]");
  const stored = new Set([...form.elements].filter(kept).map((element) => element.name));
  return {
    key: form.elements.key.value,
    name: form.dataset.draft,
    action: form.action,
    page: location.pathname,
    upload: photos?.dataset.upload ? new URL(photos.dataset.upload, location.href).href : "",
    idsName: photos?.dataset.idsName ?? "photos",
    csrf: form.elements.csrfmiddlewaretoken?.value ?? "",
    fields: [...new FormData(form)].filter(([name, value]) => stored.has(name) && typeof value === "string"),
    photos: photos?.cogovPhotos?.() ?? [],
    state,
    saved: Date.now(),
  };
}

// Something has been typed or chosen since the page was drawn: also before this script came, on a slow line.
function touched(element) {
  if (["radio", "checkbox"].includes(element.type)) return element.checked !== element.defaultChecked;
  if (element.tagName === "SELECT") return [...element.options].some((one) => one.selected && !one.defaultSelected && one.index > 0);
  return element.value !== element.defaultValue;
}

function fill(fields) {
  const byName = Map.groupBy ? Map.groupBy(fields, ([name]) => name) : groups(fields);
  for (const [name, pairs] of byName) {
    if (["key", "photos"].includes(name)) continue;
    const values = pairs.map(([, value]) => value);
    for (const element of [...form.elements].filter((one) => one.name === name && kept(one))) {
      const checkable = ["radio", "checkbox"].includes(element.type);
      const value = checkable ? "" : (values.shift() ?? "");
      if (touched(element)) continue; // newer than what was kept
      if (checkable) element.checked = values.includes(element.value);
      else element.value = value;
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

function groups(fields) {
  const found = new Map();
  for (const pair of fields) found.set(pair[0], [...(found.get(pair[0]) ?? []), pair]);
  return found;
}

const editingKey = () => `editing:${form.dataset.draft}`;
let timer;
function keepEditing() {
  clearTimeout(timer);
  timer = setTimeout(() => void save({ ...collect("editing"), key: editingKey() }).catch(() => {}), PAUSE);
}

const asked = decodeURIComponent(/#refused=(.+)/.exec(location.hash)?.[1] ?? "");

async function restorable() {
  const old = await find(asked || editingKey());
  const settled = form.querySelector(".errors") || form.querySelector("[data-no-restore]");
  return !old || settled || Date.now() - old.saved > KEEP ? null : old;
}

async function restore(old) {
  fill(old.fields);
  form.querySelector("[data-photos]")?.cogovRestore?.(old.photos);
  if (asked) {
    form.elements.key.value = crypto.randomUUID(); // other content needs another key
    await drop(asked);
  }
  offerAfresh();
}

// Said aloud, since somebody else may hold this phone today.
function offerAfresh() {
  const line = document.createElement("p");
  line.className = "cluster small";
  line.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small quiet";
  button.textContent = words.afresh;
  button.addEventListener("click", async () => {
    await drop(editingKey());
    location.assign(location.pathname);
  });
  line.append(words.kept, button);
  form.prepend(line);
}

async function submit(event) {
  const last = form.querySelector("[data-draft-send]");
  if (event.defaultPrevented || (last && event.submitter !== last) || form.dataset.busy) return;
  if (complain(form)) {
    event.preventDefault();
    return;
  }
  event.preventDefault();
  form.dataset.busy = "1";
  event.submitter?.classList.add("loading");
  clearTimeout(timer);
  const draft = collect("queued");
  if (event.submitter?.name) draft.fields.push([event.submitter.name, event.submitter.value]);
  await save(draft);
  const result = navigator.onLine ? await send(draft, unkept()) : "later";
  if (result === "sent") {
    const { url } = await wasSent(draft.key);
    await markSeen(draft.key);
    await drop(editingKey());
    location.assign(url);
    return;
  }
  if (result === "refused") {
    await drop(draft.key);
    form.submit(); // the same key: the page comes back with what is to be changed
    return;
  }
  await drop(editingKey());
  if (navigator.onLine) tryLater();
  await askForSync();
  finishOffline(event.submitter);
}

function finishOffline(button) {
  form.reset();
  form.querySelector("[data-photos]")?.cogovClear?.();
  form.elements.key.value = crypto.randomUUID();
  delete form.dataset.busy;
  button?.classList.remove("loading");
  document.dispatchEvent(new Event("cogov:rearm"));
  void showWaiting().then(() => {
    banner?.scrollIntoView({ block: "start" });
    form.dispatchEvent(new CustomEvent("cogov:queued", { bubbles: true }));
  });
}

async function start() {
  if (form?.elements.key) {
    const key = form.elements.key;
    if ((await wasSent(key.value)) || (await find(key.value))) key.value = crypto.randomUUID();
    const old = await restorable();
    const typed = [...form.elements].some((one) => kept(one) && touched(one)); // before anybody listened
    const restored = old && restore(old);
    form.addEventListener("input", keepEditing);
    form.addEventListener("change", keepEditing);
    form.addEventListener("submit", submit);
    if (typed) keepEditing();
    await restored;
  }
  for (const draft of await all()) {
    if (draft.state === "editing" && Date.now() - draft.saved > KEEP) await drop(draft.key);
  }
  await trySending();
}

if ("indexedDB" in window && (form || banner)) {
  window.addEventListener("online", () => void trySending());
  navigator.serviceWorker?.addEventListener("message", (event) => event.data === "outbox" && void showWaiting());
  start().catch(() => {}); // a private window has no store: the form works as a plain form
}
