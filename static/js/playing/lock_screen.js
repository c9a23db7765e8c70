// The keys and the picture of the lock screen, of headphones and of keyboards.
import { inWidth } from "./tracks.js";

const STEP_MS = 10_000;
const SIZES = [160, 320, 640];

/** Name the track that plays. */
export function showOnLockScreen(track) {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: track.title,
    artist: track.artists.map((artist) => artist.name + artist.join).join(""),
    album: track.album?.title ?? "",
    artwork: track.cover ? SIZES.map((px) => ({ src: inWidth(track.cover, px), sizes: `${px}x${px}`, type: "image/webp" })) : [],
  });
}

/** Say where it stands. */
export function placeOnLockScreen(player) {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.playbackState = player.isPlaying ? "playing" : "paused";
  const duration = player.length / 1000;
  if (!duration) return;
  navigator.mediaSession.setPositionState?.({ duration, position: Math.min(duration, player.position / 1000), playbackRate: 1 });
}

/** Take the keys, or give them back. */
export function takeKeys(player) {
  if (!("mediaSession" in navigator)) return;
  const keys = {
    play: () => player.play(),
    pause: () => player.pause(),
    stop: () => player.halt(),
    previoustrack: () => player.previous(),
    nexttrack: () => player.next(),
    seekbackward: (detail) => player.seek(player.position - (detail.seekOffset ? detail.seekOffset * 1000 : STEP_MS)),
    seekforward: (detail) => player.seek(player.position + (detail.seekOffset ? detail.seekOffset * 1000 : STEP_MS)),
    seekto: (detail) => player.seek(detail.seekTime * 1000),
  };
  for (const [name, run] of Object.entries(keys)) {
    try {
      navigator.mediaSession.setActionHandler(name, run);
    } catch {
      // A browser that does not know this key.
    }
  }
}

/** Nothing plays any more. */
export function clearLockScreen() {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = null;
  navigator.mediaSession.playbackState = "none";
}
