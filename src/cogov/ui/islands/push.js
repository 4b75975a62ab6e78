// "Show messages on this device": asks the browser, then tells the city where its messages go.
//   <div data-push="/address" data-push-key="base64url">  button[data-push-on]  p[data-push-said data-done data-refused]
const box = document.querySelector("[data-push]");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function token() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const worker = await navigator.serviceWorker.ready;
  const key = bytes(box.dataset.pushKey);
  const known = await worker.pushManager.getSubscription();
  const made = known ?? (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const answer = await fetch(box.dataset.push, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(made.toJSON()),
  });
  return answer.ok;
}

if (box && able) {
  const said = box.querySelector("[data-push-said]");
  box.querySelector("[data-push-on]").addEventListener("click", async () => {
    let done = false;
    try {
      done = await subscribe();
    } catch {
      done = false;
    }
    said.textContent = done ? said.dataset.done : said.dataset.refused;
  });
} else if (box) {
  box.querySelector("[data-push-on]").disabled = true;
  box.querySelector("[data-push-said]").textContent = box.querySelector("[data-push-said]").dataset.refused;
}
