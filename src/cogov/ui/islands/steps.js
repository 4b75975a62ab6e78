// A long form as a few steps, one in view at a time: <form data-steps="1"> with <fieldset class="step" data-step="Label">.
// Without a script it is one page. Fires "step-shown" on the form; the phone's own Back goes one step back.
import { complain } from "./lib/validity.js";
import { words } from "./lib/words.js";

function button(text, kind, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn ${kind}`;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function progress(steps) {
  const nav = document.createElement("nav");
  nav.setAttribute("aria-label", words.steps);
  const list = document.createElement("ol");
  list.className = "steps";
  for (const step of steps) {
    const item = document.createElement("li");
    item.textContent = step.dataset.step;
    list.append(item);
  }
  nav.append(list);
  return { nav, items: [...list.children] };
}

function upgrade(form) {
  const steps = [...form.querySelectorAll(".step")];
  if (steps.length < 2) return;
  const { nav, items } = progress(steps);
  steps[0].before(nav);
  let at = 0;

  const show = (n, { focus = true } = {}) => {
    at = Math.min(Math.max(n, 0), steps.length - 1);
    steps.forEach((step, index) => {
      step.hidden = index !== at;
      items[index].classList.toggle("done", index < at);
      if (index === at) items[index].setAttribute("aria-current", "step");
      else items[index].removeAttribute("aria-current");
    });
    const title = steps[at].querySelector("legend, h2");
    if (focus && title) {
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
      nav.scrollIntoView({ block: "start" });
    }
    form.dispatchEvent(new CustomEvent("step-shown", { bubbles: true, detail: { step: at + 1 } }));
    window.dispatchEvent(new Event("resize")); // a map that was hidden measures itself again
  };
  const go = (n) => {
    if (n > at && complain(steps[at])) return;
    history.pushState({ step: n }, "");
    show(n);
  };

  steps.forEach((step, index) => {
    let row = step.querySelector(":scope > .btns:last-of-type");
    if (!row) {
      row = document.createElement("div");
      row.className = "btns";
      step.append(row);
    }
    if (index < steps.length - 1) row.append(button(words.next, "", () => go(index + 1)));
    if (index > 0) row.append(button(words.back, "quiet", () => history.back()));
  });
  window.addEventListener("popstate", (event) => show(event.state?.step ?? 0));
  // Enter in a field goes on, as the button does.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || at === steps.length - 1) return;
    event.preventDefault();
    go(at + 1);
  });
  // A link of the error summary opens the step that holds the field.
  form.addEventListener("click", (event) => {
    const target = event.target.closest?.(".errors a[href^='#']");
    const holder = target && document.getElementById(target.hash.slice(1))?.closest(".step");
    if (holder) show(steps.indexOf(holder), { focus: false });
  });

  form.addEventListener("cogov:complaint", (event) => {
    const n = steps.indexOf(event.target.closest(".step"));
    if (n >= 0 && n !== at) show(n, { focus: false });
  });

  const bad = steps.findIndex((step) => step.querySelector(".field.bad, [aria-invalid=true]"));
  const first = bad >= 0 ? bad : Math.max(Number(form.dataset.steps) - 1 || 0, 0);
  for (let n = 1; n <= first; n += 1) history.pushState({ step: n }, "");
  show(first, { focus: false });
}

document.querySelectorAll("form[data-steps]").forEach(upgrade);
