// When, where and with what a photo was taken, as rows.
import { get } from "../playing/server.js";

const words = (value, options) => new Intl.NumberFormat(document.documentElement.lang, options).format(value);

function taken(item) {
  if (!item.taken_at) return "";
  return new Date(item.taken_at).toLocaleString(document.documentElement.lang, { dateStyle: "full", timeStyle: "short" });
}

function exposure({ exposure_s: seconds, aperture, focal_length_mm: focal, iso }) {
  const parts = [];
  if (seconds) parts.push(seconds < 0.3 ? `1/${Math.round(1 / seconds)} s` : `${words(seconds)} s`);
  if (aperture) parts.push(`f/${words(aperture)}`);
  if (focal) parts.push(`${words(focal)} mm`);
  if (iso) parts.push(`ISO ${iso}`);
  return parts.join(", ");
}

function place({ latitude, longitude }) {
  if (latitude === null || longitude === null) return "";
  const degrees = (value, positive, negative) => `${words(Math.abs(value), { maximumFractionDigits: 4 })}° ${value >= 0 ? positive : negative}`;
  return `${degrees(latitude, pgettext("compass", "N"), pgettext("compass", "S"))}, ${degrees(longitude, pgettext("compass", "E"), pgettext("compass", "W"))}`;
}

function size({ width, height }, file) {
  const isLarge = file?.size_bytes >= 1e6;
  const unit = { style: "unit", unit: isLarge ? "megabyte" : "kilobyte", maximumFractionDigits: isLarge ? 1 : 0 };
  const bytes = file && words(file.size_bytes / (isLarge ? 1e6 : 1e3), unit);
  return [width && height ? `${width} × ${height}` : "", bytes].filter(Boolean).join(", ");
}

function rowsOf(item) {
  const facts = item.facts ?? {};
  const file = item.versions[0]?.parts[0]?.file;
  return [
    [gettext("Taken"), taken(item)],
    [gettext("Camera"), facts.camera],
    [gettext("Lens"), facts.lens],
    [gettext("Exposure"), exposure(facts)],
    [gettext("Place"), place(item)],
    [gettext("Words"), (facts.keywords ?? []).join(", ")],
    [gettext("Size"), size(facts, file)],
    [gettext("File"), file?.path ?? file?.name],
  ].filter(([, value]) => value);
}

/** Fill `box` with the facts of a photo, if `isWanted()` still says so when they have come. */
export async function fillFacts(box, photo, isWanted) {
  const item = await get(`items/${photo}/`);
  if (!isWanted()) return;
  const list = document.createElement("dl");
  list.className = "dl";
  for (const [name, value] of rowsOf(item)) {
    const label = document.createElement("dt");
    label.textContent = name;
    const text = document.createElement("dd");
    text.textContent = value;
    list.append(label, text);
  }
  const page = document.createElement("a");
  page.className = "btn sm";
  page.href = `/app/photos/${photo}/`;
  page.textContent = gettext("Open its page");
  box.replaceChildren(list, page);
}
