// Photos of a form: made small in the browser, shown, ordered, sent one by one to data-upload.
// The form gets hidden inputs (data-ids-name) with the ids that the city answered.
// Says what a photo knows: event "cogov:photo-data" { lat, lon, taken } on the container; the photo itself leaves
// the phone without them. What only the city could read (HEIC) comes with its answer.
import { readExif } from "./lib/exif.js";

const LIMIT = 300 * 1024; // bytes of one photo that leaves the phone
const SIDE = 1600; // pixels of the longer side: enough to read a sign, small enough for a weak network
const QUALITIES = [0.82, 0.72, 0.62, 0.5];

async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  let scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  for (;;) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // transparent pictures become paper, not black
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob && blob.size <= LIMIT) return blob;
    }
    scale *= 0.75;
  }
}

const isHeic = (file) => /hei[cf]/i.test(file.type) || /\.hei[cf]$/i.test(file.name);

async function prepare(file) {
  const data = await readExif(file);
  try {
    return { blob: await shrink(file), name: "photo.jpg", data };
  } catch {
    if (isHeic(file)) return { blob: file, name: "photo.heic", data }; // the city can read what this browser cannot
    return null;
  }
}

function upgrade(box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-picked]");
  const status = box.querySelector("[data-status]");
  const form = box.closest("form");
  const words = box.dataset;
  const icons = box.parentElement.parentElement.querySelector("template[data-photo-icons]") ?? document.querySelector("template[data-photo-icons]");
  const icon = (name) => icons?.content.querySelector(`[data-icon=${name}]`)?.firstElementChild.cloneNode(true) ?? "";
  const max = Number(words.max) || 6;
  const photos = new Map(); // list item -> { blob, name, data, id }

  input.hidden = false;
  input.classList.add("sr-only");
  input.removeAttribute("name"); // the ids are sent, not the files

  const say = (text) => {
    status.textContent = text;
  };

  function order() {
    for (const item of list.children) {
      const [left, right] = item.querySelectorAll("button");
      if (!left) continue;
      left.disabled = item === list.firstElementChild;
      right.disabled = item === list.lastElementChild;
    }
    input.disabled = list.children.length >= max;
    box.querySelector(".photo-drop").hidden = input.disabled;
    form?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function act(name, label, run) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(icon(name));
    button.setAttribute("aria-label", label);
    button.addEventListener("click", run);
    return button;
  }

  function dress(item) {
    const acts = document.createElement("div");
    acts.className = "acts";
    acts.append(
      act("left", words.textLeft, () => {
        item.previousElementSibling?.before(item);
        order();
      }),
      act("right", words.textRight, () => {
        item.nextElementSibling?.after(item);
        order();
      }),
      act("remove", words.textRemove, () => {
        const next = item.nextElementSibling ?? item.previousElementSibling;
        photos.delete(item);
        item.remove();
        order();
        (next?.querySelector("button:not(:disabled)") ?? input).focus();
      }),
    );
    item.append(acts);
  }

  function show(photo) {
    const item = document.createElement("li");
    const picture = document.createElement("img");
    picture.alt = words.textPhoto;
    picture.src = URL.createObjectURL(photo.blob);
    const state = document.createElement("p");
    state.className = "state";
    item.append(picture, state);
    photos.set(item, photo);
    list.append(item);
    dress(item);
    return item;
  }

  function settle(item, id) {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = words.idsName;
    hidden.value = id;
    item.append(hidden);
    item.querySelector(".state").textContent = words.textSent;
    order();
  }

  async function send(item) {
    const photo = photos.get(item);
    const state = item.querySelector(".state");
    if (!words.upload || !navigator.onLine) {
      state.textContent = words.upload ? words.textWaiting : "";
      return;
    }
    state.textContent = words.textSending;
    const body = new FormData();
    body.append("photo", photo.blob, photo.name);
    const token = form?.elements.csrfmiddlewaretoken?.value ?? "";
    try {
      const answer = await fetch(words.upload, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
      const said = await answer.json().catch(() => ({}));
      if (answer.status >= 500 || answer.status === 429) throw new Error("try later"); // it goes with the report
      if (!answer.ok) {
        state.textContent = said.detail || said.error || words.textFailed;
        say(state.textContent);
        return;
      }
      photo.id = String(said.id);
      if (item.isConnected) settle(item, photo.id);
      say(said.note || words.textSent);
      if (said.position && !photo.data.lat) tell({ ...said.position, taken: said.taken_at ?? undefined });
    } catch {
      state.textContent = words.textWaiting;
    }
  }

  function tell(data) {
    for (const [name, value] of Object.entries(data)) if (value !== undefined) box.dataset[name] = value;
    box.dispatchEvent(new CustomEvent("cogov:photo-data", { bubbles: true, detail: data }));
  }

  async function take(files) {
    for (const file of files) {
      if (list.children.length >= max) {
        say(words.textFull);
        break;
      }
      const photo = await prepare(file);
      if (!photo) {
        say(words.textBad);
        continue;
      }
      const item = show(photo);
      order();
      if (photo.data.lat || photo.data.taken) tell(photo.data);
      await send(item);
    }
    input.value = "";
  }

  input.addEventListener("change", () => void take([...input.files]));
  const drop = box.querySelector(".photo-drop");
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    void take([...event.dataTransfer.files]);
  });
  window.addEventListener("online", () => {
    for (const [item, photo] of photos) if (!photo.id) void send(item);
  });

  // What the draft island asks for.
  box.cogovPhotos = () =>
    [...list.children].map((item) => photos.get(item) ?? { id: item.dataset.id, data: {} }).filter((one) => one.blob || one.id);
  box.cogovClear = () => {
    list.replaceChildren();
    photos.clear();
    order();
  };
  box.cogovRestore = (kept) => {
    for (const photo of kept) {
      if (!photo.blob || list.children.length >= max) continue;
      const item = show(photo);
      if (photo.id) settle(item, photo.id);
      else void send(item);
    }
    order();
  };

  for (const item of list.children) dress(item);
  if (list.children.length) order();
}

document.querySelectorAll("[data-photos]").forEach(upgrade);
document.addEventListener("htmx:afterSwap", () => {
  document.querySelectorAll("[data-photos]").forEach((box) => box.cogovPhotos || upgrade(box));
});
