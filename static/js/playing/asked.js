// What the address of the player asks for: `?version=…&audio=1&subtitle=2&start=65000`, as the pages of titles link it.

const asked = () => new URLSearchParams(location.search);

/** The version, sound and subtitles that were chosen, as the API takes them; only what the address names. */
export function chosen() {
  const query = asked();
  const choices = {};
  if (query.get("version")) choices.version = query.get("version");
  for (const [name, field] of [["audio", "audio_index"], ["subtitle", "subtitle_index"]]) {
    // "off" and the ids of subtitle files are no streams of the file.
    if (/^\d{1,3}$/.test(query.get(name) ?? "")) choices[field] = Number(query.get(name));
  }
  return choices;
}

/** The place to begin at in milliseconds; undefined where the address names none. */
export function askedStart() {
  const start = asked().get("start") ?? "";
  return /^\d+$/.test(start) ? Number(start) : undefined;
}
