// What is missing, said beside the field in the page's language, as the server would say it.
import { words } from "./words.js";

// The rest is in the browser's language, which is most often the page's.
function sentence(control) {
  if (control.validity.valueMissing) return words.required;
  if (control.validity.typeMismatch && control.type === "email") return words.email;
  return control.validationMessage;
}

function clear(field) {
  field.classList.remove("bad");
  field.querySelector("[data-said]")?.remove();
  for (const control of field.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
}

function mark(control) {
  const field = control.closest(".field");
  if (!field) return;
  clear(field);
  field.classList.add("bad");
  control.setAttribute("aria-invalid", "true");
  const line = document.createElement("p");
  line.className = "field-error";
  line.dataset.said = "";
  line.id = `${control.id || control.name}_said`;
  line.textContent = sentence(control);
  const anchor = field.querySelector(":scope > .hint") ?? field.querySelector(":scope > :is(label, legend)");
  if (anchor) anchor.after(line);
  else field.prepend(line);
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== line.id);
  control.setAttribute("aria-describedby", [...described, line.id].join(" "));
  field.addEventListener("input", () => clear(field), { once: true });
}

// Marks every control that a browser would not accept; returns the first, in focus, or null.
export function complain(scope) {
  const seen = new Set();
  const wrong = [...scope.querySelectorAll("input, select, textarea")].filter((control) => {
    if (control.type === "hidden" || control.checkValidity() || seen.has(control.name)) return false;
    seen.add(control.name);
    return true;
  });
  wrong.forEach(mark);
  wrong[0]?.dispatchEvent(new CustomEvent("cogov:complaint", { bubbles: true })); // a hidden step opens
  wrong[0]?.focus();
  return wrong[0] ?? null;
}
