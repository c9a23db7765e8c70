// Music: plays on while pages come and go. Buttons anywhere start it: `data-play-item`, `data-play-album` (with
// `data-shuffle`), `data-play-artist`, `data-queue-item`, each with the item's id.
import { Bar } from "./playing/bar.js";
import { letRowsMove } from "./playing/dragging.js";
import { keptQueue, keepQueue, keptVolume, keepVolume, forgetQueue } from "./playing/keeping.js";
import { clearLockScreen, placeOnLockScreen, showOnLockScreen, takeKeys } from "./playing/lock_screen.js";
import { musicKey } from "./playing/music_keys.js";
import { MusicPlayer } from "./playing/music_player.js";
import { drawing } from "./playing/parts.js";
import { Queue } from "./playing/queue.js";
import { listenRail } from "./playing/rail.js";
import { patch } from "./playing/server.js";
import { albumTracks, artistTracks, oneTrack } from "./playing/tracks.js";
import { showToast } from "./toast.js";

const place = () => document.getElementById("musicbar");
const profileNow = () => document.getElementById("page")?.dataset.profile ?? "";

let player = null;
let bar = null;
let owner = "";

// ---- the bar comes and goes -----------------------------------------------------------------------------------------

async function open() {
  if (bar) return;
  const [newBar, newRow] = await Promise.all([drawing("musicbar"), drawing("queue-row")]);
  if (bar) return;
  owner = profileNow();
  bar = new Bar(newBar(), newRow);
  player = new MusicPlayer();
  player.deck.set(keptVolume());
  listen();
  takeKeys(player);
  place().replaceChildren(bar.root);
  bar.drawVolume(player.deck.audio);
}

function close() {
  if (!bar) return;
  const { player: old } = { player };
  bar = null;
  player = null;
  old.halt();
  place().replaceChildren();
  forgetQueue();
  clearLockScreen();
  markTracks();
}

// ---- what the player says -------------------------------------------------------------------------------------------

function listen() {
  const mine = player;
  const on = (name, run) => mine.addEventListener(name, (event) => mine === player && run(event));
  on("track", () => drawTrack());
  on("state", () => drawState());
  on("moved", () => bar.drawPosition(player.position, player.length));
  on("queue", () => drawQueue());
  on("skipped", ({ detail: { entry } }) => {
    showToast({ kind: "info", text: interpolate(gettext("Skipped “%s”. %s."), [entry.track.title, entry.failed.replace(/\.$/, "")]) });
    drawQueue();
  });
  on("stopped", () => showToast({ kind: "info", text: gettext("The music was stopped from another screen, or you were signed out.") }));
  listenRail(bar.part("rail"), { length: () => player.length, position: () => player.position, seek: (ms) => player.seek(ms) });
  letRowsMove(bar.part("queue"), (key, before) => {
    player.queue.move(player.queue.find(key), before ? player.queue.find(before) : null);
    player.reordered();
  });
  bar.part("volume").addEventListener("input", (event) => setVolume(Number(event.target.value) / 100, false));
  bar.root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) act(button.dataset.do, button);
  });
}

async function drawTrack() {
  const { entry } = player;
  if (!entry) return;
  bar.drawTrack(entry);
  bar.drawPosition(player.position, player.length);
  drawState();
  drawQueue();
  showOnLockScreen(entry.track);
  await learn(entry);
}

/** A list of tracks does not know each track's own artists and form; the track that plays does. */
async function learn(entry) {
  if (entry.isKnown) return;
  try {
    Object.assign(entry.track, await oneTrack(entry.track.id));
    entry.isKnown = true;
  } catch {
    return;
  }
  if (entry !== player?.entry) return;
  bar.drawTrack(entry);
  showOnLockScreen(entry.track);
}

function drawState() {
  bar.drawState(player);
  placeOnLockScreen(player);
  markTracks();
}

function drawQueue() {
  if (bar.isQueueOpen) bar.drawQueue(player.queue);
  bar.drawState(player);
  markTracks();
}

/** Rows of tracks on the page show which of them plays. */
function markTracks() {
  const playing = player?.session || player?.isStarting ? player.entry?.track.id : null;
  const failed = new Set(player?.queue.entries.filter((entry) => entry.failed).map((entry) => entry.track.id));
  for (const row of document.querySelectorAll("[data-track]")) {
    row.classList.toggle("on", row.dataset.track === playing);
    row.classList.toggle("paused", row.dataset.track === playing && !player.isPlaying);
    row.classList.toggle("failed", failed.has(row.dataset.track));
  }
}

// ---- what the listener does -----------------------------------------------------------------------------------------

function setVolume(volume, muted) {
  player.deck.set({ volume: Math.min(1, Math.max(0, volume)), muted });
  bar.drawVolume(player.deck.audio);
  keepVolume(player.deck.audio);
}

const ACTIONS = {
  toggle: () => player.toggle(),
  next: () => player.next(),
  previous: () => player.previous(),
  mute: () => setVolume(player.deck.audio.volume, !player.deck.audio.muted),
  close: () => close(),
  favourite: () => favourite(),
  clear: () => changeQueue((queue) => queue.clearUpcoming()),
  shuffle: () => changeQueue((queue) => queue.setShuffled(!queue.isShuffled)),
  repeat: () => changeQueue((queue) => queue.turnRepeat()),
  remove: (button) => changeQueue((queue) => queue.remove(queue.find(button.closest("[data-key]").dataset.key))),
  pick: (button) => pick(button.closest("[data-key]").dataset.key),
  queue: () => {
    bar.openQueue(!bar.isQueueOpen);
    if (bar.isQueueOpen) bar.drawQueue(player.queue);
  },
};

function act(name, button = null) {
  ACTIONS[name]?.(button);
}

function changeQueue(change) {
  change(player.queue);
  player.reordered();
}

function pick(key) {
  const entry = player.queue.find(key);
  if (!entry) return;
  if (entry === player.entry) {
    player.toggle();
    return;
  }
  entry.failed = "";
  player.start(entry);
}

async function favourite() {
  const { entry } = player;
  const wanted = !entry.track.is_favourite;
  try {
    await patch(`items/${entry.track.id}/watch-state/`, { is_favourite: wanted });
  } catch (error) {
    showToast({ kind: "bad", text: error.message });
    return;
  }
  entry.track.is_favourite = wanted;
  if (entry === player?.entry) bar.drawTrack(entry);
  // A heart of the same track on the page follows.
  const heart = document.querySelector(`[data-track="${CSS.escape(entry.track.id)}"] .heart`);
  heart?.setAttribute("aria-pressed", String(wanted));
  heart?.querySelector(".i")?.classList.toggle("fill", wanted);
}

/** Start a list of tracks, or say why there is nothing to hear. */
async function play(find, options = {}) {
  try {
    await open();
    player.deck.players.forEach((audio) => audio.getAttribute("src") || audio.load());
    const tracks = await find();
    if (!tracks.length) {
      showToast({ kind: "info", text: gettext("There is nothing here that can be heard now.") });
      if (!player.entry) close();
      return;
    }
    const first = Math.max(0, tracks.findIndex((track) => track.id === options.first));
    const index = options.shuffle ? Math.floor(Math.random() * tracks.length) : first;
    player.queue.replace(tracks, index, { shuffle: Boolean(options.shuffle) });
    await player.start(player.queue.current);
  } catch (error) {
    if (player && !player.entry) close();
    showToast({ kind: "bad", text: error.message });
  }
}

async function playNext(pid) {
  if (!player?.entry) {
    await play(async () => [await oneTrack(pid)]);
    return;
  }
  try {
    const track = await oneTrack(pid);
    player.queue.insertNext([track]);
    player.reordered();
    showToast({ kind: "good", text: interpolate(gettext("“%s” plays next."), [track.title]) });
  } catch (error) {
    showToast({ kind: "bad", text: error.message });
  }
}

async function playItem(pid, album) {
  if (player?.entry?.track.id === pid && player.session) {
    player.toggle();
    return;
  }
  await play(album ? () => albumTracks(album) : async () => [await oneTrack(pid)], { first: pid });
}

// ---- wiring ---------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play-item], [data-play-album], [data-play-artist], [data-queue-item]");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { playItem: item, playAlbum: album, playArtist: artist, queueItem: queued, inAlbum } = button.dataset;
  const options = { shuffle: "shuffle" in button.dataset };
  if (item) playItem(item, inAlbum);
  else if (album) play(() => albumTracks(album), options);
  else if (artist) play(() => artistTracks(artist), options);
  else playNext(queued);
});

document.addEventListener("keydown", (event) => {
  if (bar && player?.entry) musicKey(event, { player, act, setVolume });
});

document.addEventListener("hearth:silence", () => player?.halt());
document.addEventListener("hearth:session.stop", (event) => {
  if (player?.session?.id === event.detail.session) player.session.stopped();
});
document.addEventListener("hearth:session.message", (event) => {
  if (player?.session?.id === event.detail.session) showToast({ kind: "info", text: event.detail.message });
});

// A heart on the page was pressed; the bar's follows.
document.addEventListener("htmx:afterRequest", (event) => {
  const { pathInfo, successful } = event.detail;
  const track = player?.entry?.track;
  if (!track || !successful || !pathInfo?.requestPath.endsWith(`/items/${track.id}/favourite/`)) return;
  track.is_favourite = !track.is_favourite;
  bar.drawTrack(player.entry);
});

document.addEventListener("htmx:afterSettle", () => {
  if (bar && owner !== profileNow()) close();
  else markTracks();
});
document.addEventListener("htmx:historyRestore", markTracks);

// Whoever signs out takes the queue along.
let isLeaving = false;
document.addEventListener("submit", (event) => {
  if (event.target.closest("#you")) isLeaving = true;
});
addEventListener("pagehide", () => {
  player?.leavePage();
  if (player?.entry && !isLeaving) keepQueue({ profile: owner, queue: player.queue, position_ms: player.position });
});

// A page that the browser kept aside comes back with its sound paused.
addEventListener("pageshow", (event) => event.persisted && player?.halt());

/** After a reload the queue stands where it was, paused. */
async function restore() {
  const kept = keptQueue(profileNow());
  if (!kept) return;
  try {
    await open();
  } catch {
    return;
  }
  if (player.entry) return;
  player.queue = Queue.from(kept.queue);
  player.restoredAt = kept.position_ms;
  if (player.entry) drawTrack();
  else close();
}
restore();
