// Maps: <figure data-map="view|pin">. The list beside it always has the same things.
// view: reports from data-source?bbox=w,s,e,n&zoom=z (GeoJSON; properties count, state, tone, title, id, url).
// show: one pin stands on data-lat, data-lon.
// pin: the map moves under a fixed pin; its place goes into the inputs named by data-lat-input and data-lon-input.
import { colours, style } from "./lib/style.js";
import { marks } from "./lib/marks.js";

const PAUSE = 180; // milliseconds of rest before new reports are asked for
const root = document.documentElement;
const language = root.lang.startsWith("zh") ? "zh" : "en";
const LOCALE = "Map.Title";

function canDraw() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

const whenSeen = (element) =>
  new Promise((seen) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        seen();
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
  });

async function start(figure) {
  const words = figure.dataset;
  const canvas = figure.querySelector("[data-canvas]");
  const status = figure.querySelector("[data-status]");
  if (!canDraw()) {
    status.textContent = words.textNogl;
    return;
  }
  await whenSeen(figure);
  let engine;
  try {
    engine = await import(words.engine);
  } catch {
    status.textContent = words.textFailed;
    return;
  }
  engine.setWorkerUrl(new URL(words.worker, location.href).href);
  const live = document.createElement("div");
  live.className = "map-live";
  canvas.append(live);
  const pin = words.map === "pin";
  const inputs = pin ? [words.latInput, words.lonInput].map((id) => document.getElementById(id)) : [];
  const [lat, lon] = inputs.map((input) => Number(input?.value) || 0);
  const touch = matchMedia("(pointer: coarse)").matches;
  const map = new engine.Engine({
    container: live,
    style: styleOf(words),
    center: lat && lon ? [lon, lat] : [Number(words.lon) || 0, Number(words.lat) || 0],
    zoom: lat && lon ? 16 : zoomOf(words, canvas),
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    cooperativeGestures: !pin && (touch || figure.classList.contains("small")),
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
    locale: {
      [LOCALE]: words.label,
      "CooperativeGesturesHandler.WindowsHelpText": words.textScroll,
      "CooperativeGesturesHandler.MacHelpText": words.textScroll.replace("Ctrl", "⌘"),
      "CooperativeGesturesHandler.MobileHelpText": words.textDrag,
    },
  });
  figure.cogovMap = map;
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("error", (event) => console.debug("map:", event.error?.message));
  map.once("load", () => canvas.querySelector(":scope > svg")?.remove());
  buttons(figure, map, canvas, status);
  const again = words.source ? reports(figure, map) : () => {};
  if (pin) choose(figure, map, canvas, status, inputs);
  if (words.map === "show") stand(figure, map, canvas);
  const repaint = () => {
    map.once("style.load", again);
    map.setStyle(styleOf(words), { diff: false });
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

const styleOf = (words) => style(words.basemap, language, getComputedStyle(root).getPropertyValue("--sans").trim() || "sans-serif", root.dataset.type === "large");

// A view of the whole city is meant for a phone (420 px); a larger canvas shows it larger.
const zoomOf = (words, canvas) => (Number(words.zoom) || 11) + (words.map === "show" ? 0 : Math.max(0, Math.log2(Math.min(canvas.clientWidth, canvas.clientHeight) / 420)));

const iconOf = (figure, name) => figure.querySelector("template[data-map-icons]").content.querySelector(`[data-icon=${name}]`).firstElementChild.cloneNode(true);

function button(figure, name, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.append(iconOf(figure, name));
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", act);
  return made;
}

function buttons(figure, map, canvas, status) {
  const words = figure.dataset;
  const box = document.createElement("div");
  box.className = "map-buttons";
  box.append(
    button(figure, "in", words.textIn, () => map.zoomIn()),
    button(figure, "out", words.textOut, () => map.zoomOut()),
  );
  if (navigator.geolocation && isSecureContext) {
    // Where a place is chosen this is the shortest way, so it is said in words.
    const said = words.map === "pin";
    const here = button(figure, "here", words.textHere, () => {
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => map.easeTo({ center: [coords.longitude, coords.latitude], zoom: Math.max(map.getZoom(), 16) }, { cogov: true }),
          () => {
            status.textContent = words.textNohere;
          },
          { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 },
        );
      });
    if (said) {
      here.className = "btn secondary wide";
      here.append(words.textHere);
      here.removeAttribute("aria-label");
      canvas.before(here);
    } else box.append(here);
  }
  canvas.append(box);
}

// ---- pin: choose a place ----------------------------------------------------
function choose(figure, map, canvas, status, [latInput, lonInput]) {
  const words = figure.dataset;
  const cross = document.createElement("div");
  cross.className = "map-cross";
  cross.append(iconOf(figure, "pin"));
  canvas.append(cross);

  const write = () => {
    const { lat, lng } = map.getCenter();
    for (const [input, value] of [[latInput, lat], [lonInput, lng]]) {
      if (!input) continue;
      input.value = value.toFixed(6);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    latInput?.dispatchEvent(new Event("change", { bubbles: true }));
    status.textContent = words.textMoved;
    figure.dispatchEvent(new CustomEvent("cogov:pin", { bubbles: true, detail: { lat, lon: lng } }));
  };
  // Only what a person did counts: the first view of the map is not a place.
  map.on("moveend", (event) => (event.originalEvent || event.cogov || event.keyed) && write());
  map.on("click", (event) => map.easeTo({ center: event.lngLat }, { cogov: true }));
  map.getCanvas().addEventListener("keydown", (event) => event.key === "Enter" && write());
  const go = (place) => map.easeTo({ center: [Number(place.lon), Number(place.lat)], zoom: Math.max(map.getZoom(), place.zoom ?? 16) }, { cogov: true });
  document.addEventListener("cogov:place", (event) => go(event.detail));

  document.addEventListener("cogov:photo-data", (event) => {
    if (!event.detail.lat || figure.querySelector("[data-photo-place]")) return;
    const offer = document.createElement("button");
    offer.type = "button";
    offer.className = "btn secondary small";
    offer.dataset.photoPlace = "";
    offer.textContent = words.textPhoto;
    offer.addEventListener("click", () => {
      go(event.detail);
      offer.remove();
    });
    status.after(offer);
  });
}

// ---- show: one place ----------------------------------------------------------
function stand(figure, map, canvas) {
  const pin = document.createElement("div");
  pin.className = "map-pin";
  pin.append(iconOf(figure, "pin"));
  canvas.append(pin);
  const place = [Number(figure.dataset.lon), Number(figure.dataset.lat)];
  const follow = () => {
    const { x, y } = map.project(place);
    pin.style.transform = `translate(${x}px, ${y}px) translate(-50%, -100%)`; // a script may, markup may not
  };
  map.on("move", follow);
  map.on("resize", follow);
  follow();
}

// ---- view: reports ----------------------------------------------------------
const EMPTY = { type: "FeatureCollection", features: [] };

function reports(figure, map) {
  const words = figure.dataset;
  const list = document.getElementById(words.list);
  const tones = JSON.parse(words.tones || "{}");
  let data = EMPTY;
  let asking;
  let timer;

  const layers = () => {
    if (map.getSource("reports")) return;
    const c = colours();
    for (const { id, image, options } of marks(figure)) if (!map.hasImage(id)) map.addImage(id, image, options);
    map.addSource("reports", { type: "geojson", data, promoteId: "id" });
    const many = [">", ["coalesce", ["get", "count"], 1], 1];
    const font = [getComputedStyle(root).getPropertyValue("--sans").trim() || "sans-serif"];
    map.addLayer({ id: "groups", type: "circle", source: "reports", filter: many, paint: {
      "circle-color": c.accent, "circle-opacity": 0.9, "circle-stroke-width": 2, "circle-stroke-color": c.halo,
      "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "count"]], 0.3, 14, 2, 22, 4, 36] } });
    map.addLayer({ id: "counts", type: "symbol", source: "reports", filter: many,
      layout: { "text-field": ["to-string", ["get", "count"]], "text-font": font, "text-size": 13, "text-allow-overlap": true }, paint: { "text-color": c.onAccent } });
    map.addLayer({ id: "reports", type: "symbol", source: "reports", filter: ["!", many],
      layout: { "icon-image": ["concat", "tone-", ["get", "tone"]], "icon-allow-overlap": true } });
    map.addLayer({ id: "chosen", type: "circle", source: "reports", filter: ["!", many], paint: {
      "circle-radius": 19, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": c.accent,
      "circle-stroke-width": ["case", ["boolean", ["feature-state", "chosen"], false], 4, 0] } });
  };

  const load = async () => {
    asking?.abort();
    asking = new AbortController();
    const box = map.getBounds().toArray().flat().map((degree) => degree.toFixed(5)).join(",");
    const zoom = map.getZoom().toFixed(1);
    const address = new URL(words.source, location.href);
    address.searchParams.set("bbox", box);
    address.searchParams.set("zoom", zoom);
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      data = await answer.json();
      for (const { properties } of data.features) properties.tone ??= tones[properties.state] ?? (properties.state ? "quiet" : "accent");
      map.getSource("reports")?.setData(data);
      if (!map.isMoving()) figure.querySelector("[data-status]").textContent = "";
    } catch (error) {
      if (error.name !== "AbortError") figure.querySelector("[data-status]").textContent = words.textFailed;
    }
    if (list?.dataset.mapUrl && window.htmx) {
      const more = new URL(list.dataset.mapUrl, location.href);
      more.searchParams.set("bbox", box);
      window.htmx.ajax("GET", more.pathname + more.search, { target: list, swap: "innerHTML" });
    }
  };

  map.on("load", () => {
    layers();
    void load();
  });
  map.on("moveend", () => {
    clearTimeout(timer);
    timer = setTimeout(load, PAUSE);
  });
  follow(figure, map, list);
  return layers;
}

// The list and the map show the same report as chosen.
function follow(figure, map, list) {
  let chosen;
  const pick = (id) => {
    if (chosen !== undefined && map.getSource("reports")) map.setFeatureState({ source: "reports", id: chosen }, { chosen: false });
    chosen = id;
    if (id !== undefined && map.getSource("reports")) map.setFeatureState({ source: "reports", id }, { chosen: true });
    for (const item of list?.querySelectorAll("[data-id]") ?? []) item.classList.toggle("current", item.dataset.id === String(id));
  };
  map.on("click", "groups", (event) => map.easeTo({ center: event.features[0].geometry.coordinates, zoom: map.getZoom() + 2 }));
  map.on("click", "reports", (event) => {
    const { id, url, title } = event.features[0].properties;
    pick(id);
    const item = [...(list?.querySelectorAll("[data-id]") ?? [])].find((one) => one.dataset.id === String(id));
    if (item) item.scrollIntoView({ block: "nearest" });
    card(figure, title, url, !item);
  });
  for (const layer of ["groups", "reports"]) {
    map.on("mouseenter", layer, () => map.getCanvas().classList.add("over"));
    map.on("mouseleave", layer, () => map.getCanvas().classList.remove("over"));
  }
  for (const kind of ["mouseover", "focusin"]) {
    list?.addEventListener(kind, (event) => {
      const item = event.target.closest("[data-id]");
      if (item) pick(Number.isNaN(Number(item.dataset.id)) ? item.dataset.id : Number(item.dataset.id));
    });
  }
}

function card(figure, title, url, focus) {
  const canvas = figure.querySelector("[data-canvas]");
  canvas.querySelector(".map-card")?.remove();
  if (!url) return;
  const link = document.createElement("a");
  link.className = "map-card";
  link.href = url;
  link.textContent = title || url;
  canvas.append(link);
  if (focus) link.focus();
}

for (const figure of document.querySelectorAll("figure[data-map]")) {
  if (!figure.cogovMap) start(figure).catch((error) => console.debug("map:", error));
}
