// How the base map looks, in daylight and at night; labels are drawn with the fonts of the device.

const DAY = {
  land: "#f4f1ea", landuse: "#eeeae0", water: "#c9dde5", shore: "#b3ccd6", green: "#dae6cd", building: "#e5dfd2",
  road: "#ffffff", casing: "#ddd6c8", main: "#fbeecb", motorway: "#f3dcae", rail: "#b9b1a1", path: "#d8cfbd",
  boundary: "#9b9182", label: "#4a463d", waterLabel: "#3d6473", greenLabel: "#48683c", halo: "#fbf9f4",
  accent: "#17695a", onAccent: "#ffffff",
};
const NIGHT = {
  land: "#1f1e1a", landuse: "#24221e", water: "#1b303a", shore: "#26424f", green: "#24301f", building: "#2d2a25",
  road: "#3b3830", casing: "#191815", main: "#4d4636", motorway: "#5c5138", rail: "#4b463c", path: "#35322b",
  boundary: "#7d7566", label: "#d5cec0", waterLabel: "#8fb7c7", greenLabel: "#a3c08f", halo: "#181714",
  accent: "#7ecbb4", onAccent: "#0c211b",
};
const LAYERS = ["landuse", "water", "green", "building", "road", "boundary", "label"];
const MAJOR = ["match", ["get", "kind"], ["motorway", "primary", "secondary"], true, false];

export const isNight = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

const width = (small, large) => ["interpolate", ["exponential", 1.6], ["zoom"], 10, small, 18, large];
const roadWidth = (more) =>
  ["interpolate", ["exponential", 1.6], ["zoom"],
    10, ["match", ["get", "kind"], "motorway", 1.8 + more, "primary", 1.2 + more, "secondary", 0.7 + more, 0.2],
    18, ["match", ["get", "kind"], "motorway", 26 + 2 * more, "primary", 22 + 2 * more, "secondary", 16 + 2 * more, ["path", "track"], 3, 11 + 2 * more]];

// `template`: address of a layer with {layer} in it, or empty for a map without a base.
export function style(template, language, font, large) {
  const c = isNight() ? NIGHT : DAY;
  const sources = {};
  const layers = [{ id: "land", type: "background", paint: { "background-color": c.land } }];
  if (template) {
    for (const name of LAYERS) {
      sources[name] = { type: "geojson", data: new URL(template.replace("{layer}", name), location.href).href, maxzoom: 16 };
    }
    layers.push(...base(c), ...labels(c, language, font, large));
  }
  return { version: 8, sources, layers };
}

function base(c) {
  const isKind = (...kinds) => ["match", ["get", "kind"], kinds, true, false];
  const border = (id, levels, minzoom, thick, opacity) => ({
    id, type: "line", source: "boundary", minzoom, filter: ["match", ["get", "level"], levels, true, false],
    paint: { "line-color": c.boundary, "line-dasharray": [3, 2], "line-width": thick, "line-opacity": opacity },
  });
  const line = (id, filter, paint, more = {}) => ({
    id, type: "line", source: "road", filter, layout: { "line-cap": "round", "line-join": "round" }, paint, ...more,
  });
  return [
    { id: "landuse", type: "fill", source: "landuse", paint: { "fill-color": c.landuse } },
    { id: "green", type: "fill", source: "green", paint: { "fill-color": c.green } },
    { id: "water", type: "fill", source: "water", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": c.water, "fill-outline-color": c.shore } },
    { id: "stream", type: "line", source: "water", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": c.water, "line-width": width(1, 8) } },
    { id: "building", type: "fill", source: "building", minzoom: 14, paint: { "fill-color": c.building } },
    line("path", isKind("path", "track", "footway"), { "line-color": c.path, "line-width": width(0.5, 3), "line-dasharray": [2, 1.5] }, { minzoom: 14 }),
    line("casing", ["!", isKind("rail", "path", "track", "footway")], { "line-color": c.casing, "line-width": roadWidth(1) }),
    line("road", ["!", ["any", isKind("rail", "path", "track", "footway"), MAJOR]], { "line-color": c.road, "line-width": roadWidth(0) }),
    line("main", ["all", MAJOR], { "line-color": ["match", ["get", "kind"], "motorway", c.motorway, c.main], "line-width": roadWidth(0) }),
    line("rail", isKind("rail"), { "line-color": c.rail, "line-width": width(0.8, 4), "line-dasharray": [4, 2] }),
    border("communities", ["community"], 14.5, 0.7, 0.4),
    border("streets", ["street"], 12.5, 0.9, 0.5),
    border("districts", ["city", "district"], 0, 1.6, 0.8),
  ];
}

function labels(c, language, font, large) {
  const name = language === "zh" ? ["coalesce", ["get", "name_zh"], ["get", "name_en"]] : ["coalesce", ["get", "name_en"], ["get", "name_zh"]];
  const size = (pixels) => pixels * (large ? 1.3 : 1);
  const paint = (color) => ({ "text-color": color, "text-halo-color": c.halo, "text-halo-width": 1.6 });
  const text = (more) => ({ "text-field": name, "text-font": [font], "text-max-width": 8, ...more });
  const rank = ["coalesce", ["get", "rank"], 9];
  const place = (id, low, high, minzoom, pixels) => ({
    id, type: "symbol", source: "label", minzoom,
    filter: ["all", [">=", rank, low], ["<=", rank, high], ["!", ["match", ["get", "kind"], ["water", "park"], true, false]]],
    layout: text({ "text-size": size(pixels), "symbol-sort-key": rank }), paint: paint(c.label),
  });
  const nature = (id, kind, color, minzoom) => ({
    id, type: "symbol", source: "label", minzoom, filter: ["==", ["get", "kind"], kind],
    layout: text({ "text-size": size(12.5), "text-letter-spacing": 0.08 }), paint: paint(color),
  });
  return [
    { id: "road-name", type: "symbol", source: "road", minzoom: 13.5, filter: ["has", "name_zh"],
      layout: text({ "text-size": size(12.5), "symbol-placement": "line", "symbol-spacing": 320 }), paint: paint(c.label) },
    nature("water-name", "water", c.waterLabel, 11),
    nature("park-name", "park", c.greenLabel, 13),
    place("small-places", 5, 9, 13.5, 12.5),
    place("places", 3, 4, 11.5, 13.5),
    place("large-places", 0, 2, 8, 16),
  ];
}

export const colours = () => (isNight() ? NIGHT : DAY);
