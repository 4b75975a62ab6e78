// MapLibre, apart, so that it is loaded only when a map comes into view and can be drawn.
export { Map as Engine, setWorkerUrl } from "maplibre-gl";
