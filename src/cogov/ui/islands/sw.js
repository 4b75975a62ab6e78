// The service worker: a page when there is no network, the report form, sending what waits, messages on the lock screen.
import { flush } from "./lib/outbox.js";

const { offline, form, shell } = self.COGOV;
const CACHE = `cogov-${shell.join().replace(/\W+/g, "").slice(-80)}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then(async (cache) => {
      // Fetched without cookies: what is kept for offline use belongs to nobody.
      const pages = [offline, form].filter(Boolean).map((url) => new Request(url, { credentials: "omit" }));
      await Promise.allSettled([...shell, ...pages].map((one) => cache.add(one)));
      await self.skipWaiting();
    }),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
      await self.clients.claim();
    }),
  );
});

async function page(request) {
  const path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    if (path === form && answer.ok && !answer.redirected) void keep(request, answer.clone());
    return answer;
  } catch {
    const cache = await caches.open(CACHE);
    const known = path === form ? await cache.match(form, { ignoreVary: true }) : null;
    return known ?? (await cache.match(offline, { ignoreVary: true })) ?? Response.error();
  }
}

// The form as this reader sees it (language, large type), unless it shows who is signed in.
async function keep(request, answer) {
  const text = await answer.text();
  if (text.includes("data-personal")) return;
  const cache = await caches.open(CACHE);
  await cache.put(form, new Response(text, { headers: answer.headers }));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (shell.includes(url.pathname + url.search)) {
    event.respondWith(caches.match(request).then((known) => known ?? fetch(request)));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "cogov-outbox") return;
  event.waitUntil(
    flush().then(async (results) => {
      for (const client of await self.clients.matchAll()) client.postMessage("outbox");
      if (results.includes("later")) throw new Error("still waiting"); // the browser tries again
    }),
  );
});

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    told = {}; // an empty or foreign message still has to show something
  }
  event.waitUntil(
    self.registration.showNotification(told.title || "Cogov", { body: told.body || "", tag: told.tag, data: told.url }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const goal = new URL(event.notification.data || "/news", self.location.origin);
  if (goal.origin === self.location.origin) event.waitUntil(self.clients.openWindow(goal.href));
});
