// Place and time out of a JPEG's EXIF, read before the photo is made smaller and loses them.

const TIME = 0x9003; // DateTimeOriginal
const EXIF = 0x8769;
const GPS = 0x8825;
const TYPE_BYTES = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

// { lat, lon, taken } with only what the photo knows; degrees WGS84, local time as YYYY-MM-DDTHH:MM:SS.
export async function readExif(file) {
  try {
    const view = new DataView(await file.slice(0, 256 * 1024).arrayBuffer());
    const start = tiffStart(view);
    return start ? read(view, start) : {};
  } catch {
    return {}; // a broken header only means that the photo says nothing
  }
}

function tiffStart(view) {
  if (view.getUint16(0) !== 0xffd8) return 0;
  let at = 2;
  while (at + 10 < view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    if ((marker & 0xff00) !== 0xff00 || marker === 0xffda) return 0;
    at += 2 + view.getUint16(at + 2);
  }
  return 0;
}

function read(view, start) {
  const little = view.getUint16(start) === 0x4949;
  const tags = directory(view, start, start + view.getUint32(start + 4, little), little);
  const found = {};
  const exif = tags[EXIF] ? directory(view, start, start + tags[EXIF], little) : {};
  const gps = tags[GPS] ? directory(view, start, start + tags[GPS], little) : {};
  const time = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(exif[TIME] ?? "");
  if (time) found.taken = `${time[1]}-${time[2]}-${time[3]}T${time[4]}`;
  const lat = degrees(gps[2], gps[1] === "S");
  const lon = degrees(gps[4], gps[3] === "W");
  if (Number.isFinite(lat) && Number.isFinite(lon) && (lat || lon) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180) {
    found.lat = lat.toFixed(6);
    found.lon = lon.toFixed(6);
  }
  return found;
}

function degrees(parts, negative) {
  if (!Array.isArray(parts) || parts.length < 3) return NaN;
  const value = parts[0] + parts[1] / 60 + parts[2] / 3600;
  return negative ? -value : value;
}

function directory(view, start, at, little) {
  const tags = {};
  const count = view.getUint16(at, little);
  for (let n = 0; n < count; n += 1) {
    const entry = at + 2 + n * 12;
    const type = view.getUint16(entry + 2, little);
    const size = view.getUint32(entry + 4, little);
    const inside = size * (TYPE_BYTES[type] ?? 1) <= 4;
    const place = inside ? entry + 8 : start + view.getUint32(entry + 8, little);
    tags[view.getUint16(entry, little)] = value(view, place, type, size, little);
  }
  return tags;
}

function value(view, at, type, size, little) {
  if (type === 2) {
    let text = "";
    for (let n = 0; n < Math.min(size, 64) - 1; n += 1) text += String.fromCharCode(view.getUint8(at + n));
    return text.replace(/\0+$/, "");
  }
  if (type === 3) return view.getUint16(at, little);
  if (type === 4) return view.getUint32(at, little);
  if (type === 5) {
    return Array.from({ length: Math.min(size, 3) }, (_, n) => {
      const below = view.getUint32(at + n * 8 + 4, little);
      return below ? view.getUint32(at + n * 8, little) / below : NaN;
    });
  }
  return undefined;
}
