// What outlives a reload of the tab: the queue, and how loud it was.

const QUEUE_KEY = "hearth-queue";
const VOLUME_KEY = "hearth-volume";

function read(store, key) {
  try {
    return JSON.parse(store().getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(store, key, value) {
  try {
    store().setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing begins afresh next time.
  }
}

/** Keep {profile, queue, position_ms} until the tab is closed. */
export const keepQueue = (kept) => write(() => sessionStorage, QUEUE_KEY, kept);

/** What was kept for this profile, or null. */
export function keptQueue(profile) {
  const kept = read(() => sessionStorage, QUEUE_KEY);
  return kept && profile && kept.profile === profile && kept.queue?.entries?.length ? kept : null;
}

export function forgetQueue() {
  try {
    sessionStorage.removeItem(QUEUE_KEY);
  } catch {
    // Nothing was kept.
  }
}

/** Keep how loud it is, for music and films alike. */
export const keepVolume = ({ volume, muted }) => write(() => localStorage, VOLUME_KEY, { volume, muted });

/** {volume 0-1, muted}. */
export function keptVolume() {
  const kept = read(() => localStorage, VOLUME_KEY);
  const volume = Number.isFinite(kept?.volume) ? Math.min(1, Math.max(0, kept.volume)) : 1;
  return { volume, muted: kept?.muted === true };
}
