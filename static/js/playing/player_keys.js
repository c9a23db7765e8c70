// The player's keyboard. Nothing fires while somebody types, nor together with Ctrl, Alt or Meta.
import { showToast } from "../toast.js";

const STEP_MS = 5_000;
const JUMP_MS = 10_000;

const isTyping = (element) => element.matches?.("input:not([type='range']), textarea, select, [contenteditable]");
const isControl = (element) => element.matches?.("button, a, input[type='range']");

function go(player, way) {
  const address = player.root.dataset[way];
  if (address) window.location.assign(address);
}

function nextTrack(player) {
  const tracks = [...(player.video.textTracks ?? [])];
  if (!tracks.length) {
    showToast({ kind: "info", text: gettext("This title has no subtitles that this browser shows by itself.") });
    return;
  }
  const shown = tracks.findIndex((track) => track.mode === "showing");
  tracks.forEach((track, place) => (track.mode = place === shown + 1 ? "showing" : "disabled"));
}

function nextSound(player) {
  const tracks = player.video.audioTracks;
  if (!tracks || tracks.length < 2) {
    showToast({ kind: "info", text: gettext("This browser plays only the first sound track of a file as it is.") });
    return;
  }
  const now = [...tracks].findIndex((track) => track.enabled);
  [...tracks].forEach((track, place) => (track.enabled = place === (now + 1) % tracks.length));
}

const ACTIONS = {
  k: (player) => player.toggle(),
  j: (player) => player.seek(player.position - JUMP_MS),
  l: (player) => player.seek(player.position + JUMP_MS),
  m: (player) => player.mute(),
  f: (player) => player.full(),
  c: nextTrack,
  a: nextSound,
  n: (player) => go(player, "after"),
  p: (player) => go(player, "before"),
  i: (player) => player.act("what"),
  "?": (player) => player.act("help"),
  ArrowLeft: (player) => player.seek(player.position - STEP_MS),
  ArrowRight: (player) => player.seek(player.position + STEP_MS),
  ArrowUp: (player) => player.setVolume(player.video.volume + 0.05),
  ArrowDown: (player) => player.setVolume(player.video.volume - 0.05),
  Home: (player) => player.seek(0),
  End: (player) => player.seek(player.length),
};

function escape(event, player) {
  if (player.part("centre").querySelector(".shortcuts")) player.ask(null);
  else if (!player.part("what").hidden) player.act("what");
  else return;
  event.preventDefault();
}

/** Handle one key. */
export function keyActions(event, player) {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  player.wake();
  if (event.key === "Escape") {
    escape(event, player);
    return;
  }
  if (event.key === " " && !isControl(event.target)) {
    event.preventDefault();
    player.toggle();
    return;
  }
  if (/^[0-9]$/.test(event.key)) {
    player.seek((player.length * Number(event.key)) / 10);
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const asksForFocus = key.startsWith("Arrow") && event.target.closest?.(".ask, .what");
  const movesRange = event.target.matches?.("input[type='range']") && key.startsWith("Arrow");
  if (!ACTIONS[key] || asksForFocus || movesRange) return;
  event.preventDefault();
  event.stopPropagation();
  ACTIONS[key](player);
}
