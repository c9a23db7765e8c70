// Times as people read them on a player: 2:41, 1:02:03.

/** Milliseconds as a clock. */
export function clock(ms) {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** Milliseconds in words, for screen readers. */
export function spoken(ms) {
  const total = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const parts = [];
  if (hours) parts.push(interpolate(ngettext("%s hour", "%s hours", hours), [hours]));
  if (hours || minutes) parts.push(interpolate(ngettext("%s minute", "%s minutes", minutes), [minutes]));
  parts.push(interpolate(ngettext("%s second", "%s seconds", total % 60), [total % 60]));
  return parts.join(" ");
}

/** The time of day at which what is left would end. */
export function endsAt(leftMs) {
  const when = new Date(Date.now() + leftMs);
  return when.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}
