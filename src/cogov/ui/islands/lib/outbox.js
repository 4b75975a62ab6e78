// What waits on this device until there is a network. Shared by the page and the service worker.
// A draft: { key, name, action, upload, csrf, fields: [[name, value]], photos: [{ blob, id, data }], idsName, state }
// state: "editing" (one a form), "queued" (to be sent), "refused" (the city asks for a change).

const NAME = "cogov";
const LOCK = "cogov-outbox";
const TIMEOUT = 45_000; // milliseconds; a photo over a slow network takes its time
const AGAIN = 30; // seconds until a second try where the city did not say
const LONGEST = 600; // seconds between two tries

let asked = 0; // seconds: Retry-After of the last answer
let tries = 0;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("drafts", { keyPath: "key" });
      request.result.createObjectStore("sent", { keyPath: "key" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function run(store, mode, act) {
  const db = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
}

export const save = (draft) => run("drafts", "readwrite", (store) => store.put(draft));
export const drop = (key) => run("drafts", "readwrite", (store) => store.delete(key));
export const find = (key) => run("drafts", "readonly", (store) => store.get(key));
export const all = () => run("drafts", "readonly", (store) => store.getAll());
export const sent = () => run("sent", "readonly", (store) => store.getAll());
export const wasSent = (key) => run("sent", "readonly", (store) => store.get(key));
export const markSent = (entry) => run("sent", "readwrite", (store) => store.put(entry));
// A receipt that was seen opens a private page: its address does not stay on the device.
export const markSeen = (key) => markSent({ key, url: "", at: Date.now(), seen: true });
export const waiting = async () => (await all()).filter((draft) => draft.state !== "editing");

async function freshToken(address) {
  const page = await fetch(address, { credentials: "same-origin" });
  const found = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await page.text());
  return found?.[1] ?? "";
}

async function post(draft, address, body) {
  const ask = () =>
    fetch(address, {
      method: "POST",
      body: body(),
      credentials: "same-origin",
      headers: { "X-CSRFToken": draft.csrf },
      signal: AbortSignal.timeout ? AbortSignal.timeout(TIMEOUT) : undefined,
    });
  let answer = await ask();
  asked = Number(answer.headers.get("Retry-After")) || 0;
  if (answer.status === 403) {
    draft.csrf = await freshToken(draft.action);
    answer = await ask();
  }
  return answer;
}

async function sendPhotos(draft) {
  for (const photo of draft.photos) {
    if (photo.id || !draft.upload) continue;
    const answer = await post(draft, draft.upload, () => {
      const form = new FormData();
      form.append("csrfmiddlewaretoken", draft.csrf);
      form.append("photo", photo.blob, photo.name || "photo.jpg");
      return form;
    });
    if (answer.ok) photo.id = String((await answer.json()).id);
    else if (answer.status >= 500 || answer.status === 429 || answer.status === 403) throw new Error("try later");
    else photo.id = ""; // the city cannot read this photo; the report goes without it
    if (photo.id === "") draft.photos = draft.photos.filter((other) => other !== photo);
    await save(draft);
  }
}

// Returns "sent", "refused" or "later". The form's key makes a repeated send act once.
// `unkept`: fields [[name, value]] that are sent now but never stored.
export async function send(draft, unkept = []) {
  try {
    await sendPhotos(draft);
    const answer = await post(draft, draft.action, () => {
      const form = new FormData();
      for (const [name, value] of [...draft.fields, ...unkept]) {
        if (name !== "csrfmiddlewaretoken" && name !== draft.idsName) form.append(name, value);
      }
      form.append("csrfmiddlewaretoken", draft.csrf);
      for (const photo of draft.photos) if (photo.id) form.append(draft.idsName, photo.id);
      return form;
    });
    if (answer.redirected && answer.ok) {
      await markSent({ key: draft.key, url: answer.url, at: Date.now(), seen: false });
      await drop(draft.key);
      return "sent";
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 403) return "later";
    await save({ ...draft, state: "refused" });
    return "refused";
  } catch {
    return "later";
  }
}

// Milliseconds until another try: as the city asked, else each time longer.
export function pause() {
  const seconds = asked || AGAIN * 2 ** tries;
  tries += 1;
  return 1000 * Math.min(LONGEST, seconds * (1 + 0.3 * Math.random()));
}

// Sends what is queued, one after the other; only one tab or worker at a time.
export async function flush() {
  const work = async () => {
    const results = [];
    for (const draft of await all()) if (draft.state === "queued") results.push(await send(draft));
    return results;
  };
  if (!navigator.locks) return work();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : []));
}
