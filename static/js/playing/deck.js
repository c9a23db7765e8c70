// Two players of sound: while one is heard, the other gets the next track ready, so that they follow without a gap.

/** Tells "moved", "state", "ended" and "failed" of the player that is heard. */
export class Deck extends EventTarget {
  constructor() {
    super();
    this.players = [new Audio(), new Audio()];
    this.heard = 0;
    for (const player of this.players) {
      player.preload = "auto";
      const pass = (names, told) => {
        for (const name of names) player.addEventListener(name, () => player === this.audio && this.dispatchEvent(new Event(told)));
      };
      pass(["timeupdate", "durationchange", "seeked", "progress"], "moved");
      pass(["play", "playing", "pause", "waiting", "volumechange"], "state");
      pass(["ended"], "ended");
      player.addEventListener("error", () => player.getAttribute("src") && this.#failed(player));
    }
  }

  get audio() {
    return this.players[this.heard];
  }

  get other() {
    return this.players[1 - this.heard];
  }

  #failed(player) {
    if (player === this.audio) this.dispatchEvent(new Event("failed"));
    else this.empty(player);
  }

  /** Make another address the one that is heard, from `at` milliseconds on. */
  load(url, at = 0) {
    this.empty(this.other);
    const { audio } = this;
    audio.src = url;
    if (at > 0) audio.addEventListener("loadedmetadata", () => (audio.currentTime = at / 1000), { once: true });
    audio.load();
  }

  /** Have an address ready in the silent player. */
  prepare(url) {
    this.other.src = url;
    this.other.load();
  }

  /** Hear the prepared player from now on. The one before plays its last moments to their end. */
  change() {
    this.heard = 1 - this.heard;
    return this.audio.play();
  }

  empty(player) {
    player.pause();
    player.removeAttribute("src");
    player.load();
  }

  silence() {
    for (const player of this.players) if (player.getAttribute("src")) this.empty(player);
  }

  /** Both have one volume; browsers that ask for a touch before the first sound get it from this one. */
  set({ volume, muted }) {
    for (const player of this.players) Object.assign(player, { volume, muted });
  }
}
