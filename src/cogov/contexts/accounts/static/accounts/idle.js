// Staff are signed out after a while away: this says so in time, and one press keeps them in.
const LOOK_EVERY = 10_000; // ms; a clock that is looked at, since timers stop while a laptop sleeps
const box = document.querySelector("[data-idle]");

if (box) {
  const [soon, gone] = box.querySelectorAll("[data-soon], [data-gone]");
  const form = box.querySelector("form");
  const tabs = new BroadcastChannel("cogov-idle");
  const length = Number(box.dataset.idle) * 1000;
  const warning = Number(box.dataset.warning) * 1000;
  let end = 0;

  const seen = () => {
    end = Date.now() + length;
    box.hidden = true;
  };
  const here = () => {
    seen();
    tabs.postMessage("seen"); // the session is the same in every tab
  };
  const look = () => {
    const left = end - Date.now();
    if (left > warning) return;
    if (box.hidden) {
      document.getElementById("toasts")?.append(box); // a live region, so that it is also spoken
      box.hidden = false;
    }
    soon.hidden = form.hidden = left <= 0;
    gone.hidden = left > 0;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
    if (answer?.status === 204) here();
    else end = Date.now();
    look();
  });
  tabs.addEventListener("message", seen);
  document.addEventListener("htmx:afterRequest", here);
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_EVERY);
  here();
}
