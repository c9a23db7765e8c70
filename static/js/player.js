// The player of films and episodes: plays what the server hands out, says what is happening, keeps the position.
import { askedStart, chosen } from "./playing/asked.js";
import { clock, endsAt, spoken } from "./playing/clock.js";
import { keepVolume, keptVolume } from "./playing/keeping.js";
import { keyActions } from "./playing/player_keys.js";
import { fillReasons } from "./playing/reasons.js";
import { listenScrub } from "./playing/scrub.js";
import { Session } from "./playing/session.js";
import { showToast } from "./toast.js";

const IDLE_AFTER_MS = 3_000;

class Player {
  constructor(root) {
    this.root = root;
    this.video = root.querySelector("video");
    this.scrub = this.part("scrub");
    this.chapters = JSON.parse(root.querySelector("#chapters")?.textContent ?? "[]");
    this.partIndex = 0;
    this.abort = new AbortController();
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  // ---- starting -----------------------------------------------------------------------------------------------------

  async open({ from } = {}) {
    this.ask(null);
    try {
      this.session = await Session.start(this.root.dataset.item, chosen());
    } catch (error) {
      this.fail(error.message);
      return;
    }
    const { answer } = this.session;
    this.duration = answer.duration_ms;
    this.showDecision(answer.decision);
    if (!answer.is_playable) {
      this.refuse(answer.decision);
      return;
    }
    this.session.follow(() => this.state(), (message) => this.stoppedByServer(message));
    document.dispatchEvent(new CustomEvent("hearth:follow", { detail: this.session.id }));
    const start = from ?? askedStart() ?? answer.resume_ms;
    this.drawChapters();
    this.load(start);
    if (start > 0 && start === answer.resume_ms && from === undefined) this.sayResumed(start);
  }

  sayResumed(start) {
    showToast({
      kind: "info",
      text: interpolate(gettext("Going on at %s."), [clock(start)]),
      action: { label: gettext("From the start"), run: () => this.seek(0) },
    });
  }

  load(position) {
    const { parts } = this.session.answer;
    this.partIndex = Math.max(0, parts.findLastIndex((part) => part.offset_ms <= position));
    const part = parts[this.partIndex];
    this.wanted = (position - part.offset_ms) / 1000;
    this.video.src = part.url;
    this.video.load();
    this.playSoon();
  }

  async playSoon() {
    try {
      await this.video.play();
    } catch (error) {
      if (error.name === "NotAllowedError") this.ask("ask-start");
    }
  }

  // ---- where we are -------------------------------------------------------------------------------------------------

  get position() {
    const part = this.session?.answer.parts[this.partIndex];
    const inside = this.wanted ?? this.video.currentTime;
    return part ? part.offset_ms + inside * 1000 : 0;
  }

  get length() {
    const { parts } = this.session?.answer ?? { parts: [] };
    if (parts.length === 1 && Number.isFinite(this.video.duration)) return this.video.duration * 1000;
    return this.duration || 0;
  }

  state() {
    return { position_ms: this.position, is_paused: this.video.paused };
  }

  seek(position) {
    if (!this.session || this.session.ended) return;
    const { parts } = this.session.answer;
    const target = Math.min(Math.max(0, position), Math.max(0, this.length - 200));
    const index = Math.max(0, parts.findLastIndex((part) => part.offset_ms <= target));
    if (index === this.partIndex) this.video.currentTime = (target - parts[index].offset_ms) / 1000;
    else this.load(target);
    this.draw();
    this.wake();
  }

  toggle() {
    if (this.video.paused) this.playSoon();
    else this.video.pause();
  }

  // ---- what is shown ------------------------------------------------------------------------------------------------

  draw() {
    const { position, length } = this;
    const percent = length ? (position / length) * 100 : 0;
    this.scrub.querySelector(".ember").style.setProperty("--v", percent.toFixed(2));
    this.scrub.setAttribute("aria-valuemax", String(Math.round(length / 1000)));
    this.scrub.setAttribute("aria-valuenow", String(Math.round(position / 1000)));
    const words = [spoken(position), spoken(length)];
    this.scrub.setAttribute("aria-valuetext", interpolate(gettext("%s of %s"), words));
    this.part("now").textContent = clock(position);
    const left = Math.max(0, length - position);
    this.part("left").textContent = length ? interpolate(gettext("−%s, ends %s"), [clock(left), endsAt(left)]) : "";
    this.drawBuffer();
  }

  drawBuffer() {
    const { buffered, currentTime } = this.video;
    let end = currentTime;
    for (let range = 0; range < buffered.length; range += 1) {
      if (buffered.start(range) <= currentTime + 0.5 && buffered.end(range) > end) end = buffered.end(range);
    }
    const offset = this.session?.answer.parts[this.partIndex]?.offset_ms ?? 0;
    const percent = this.length ? ((offset + end * 1000) / this.length) * 100 : 0;
    this.scrub.querySelector(".buf").style.setProperty("--buffered", percent.toFixed(2));
    if (this.part("what").hidden) return;
    this.part("buffered").textContent = interpolate(gettext("%s s ahead"), [Math.round(end - currentTime)]);
    const quality = this.video.getVideoPlaybackQuality?.();
    if (quality) {
      const counts = [quality.droppedVideoFrames, quality.totalVideoFrames];
      this.part("dropped").textContent = interpolate(gettext("%s of %s"), counts);
    }
    this.part("screen-words").textContent = `${this.video.videoWidth} × ${this.video.videoHeight}`;
  }

  drawPlaying() {
    const { paused } = this.video;
    this.part("icon-play").hidden = !paused;
    this.part("icon-pause").hidden = paused;
    this.root.querySelector('.keys [data-do="play"]').setAttribute("aria-label", paused ? gettext("Play") : gettext("Pause"));
    this.wake();
  }

  drawChapters() {
    if (this.session.answer.parts.length !== 1 || !this.duration) return;
    for (const chapter of this.chapters.slice(1)) {
      const mark = document.createElement("i");
      mark.style.setProperty("--at", ((chapter.start_ms / this.duration) * 100).toFixed(3));
      this.scrub.append(mark);
    }
  }

  showDecision(decision) {
    this.decision = decision;
    this.part("method-words").textContent = decision.words;
    this.part("method-short").textContent = decision.words;
    const good = decision.method === "direct_play";
    this.part("method").className = good ? "good" : "mid";
    this.part("method-dot").className = `dot ${good ? "good" : "warn"}`;
    fillReasons(this.part("reasons"), decision.reasons, this.part("signs"));
  }

  showPeek(share) {
    const at = share * this.length;
    const peek = this.part("peek");
    peek.hidden = !this.length;
    peek.style.setProperty("--at", (share * 100).toFixed(2));
    const chapter = this.chapters.findLast((mark) => mark.start_ms <= at);
    peek.querySelector("b").textContent = clock(at);
    peek.querySelector("span > span").textContent = chapter?.title ?? "";
  }

  hidePeek() {
    this.part("peek").hidden = true;
  }

  wake() {
    this.root.classList.remove("idle");
    clearTimeout(this.idleTimer);
    if (this.video.paused || !this.part("what").hidden) return;
    this.idleTimer = setTimeout(() => this.root.classList.add("idle"), IDLE_AFTER_MS);
  }

  ask(name) {
    const centre = this.part("centre");
    centre.replaceChildren();
    if (!name) return;
    centre.append(this.part(name).content.cloneNode(true));
    centre.querySelector("a, button")?.focus();
    this.wake();
  }

  refuse(decision) {
    this.ask("ask-refused");
    const centre = this.part("centre");
    centre.querySelector('[data-slot="words"]').textContent = decision.words;
    const against = decision.reasons.filter((reason) => reason.sign === "x");
    fillReasons(centre.querySelector('[data-slot="reasons"]'), against, this.part("signs"));
  }

  fail(words) {
    this.ask("ask-failed");
    this.part("centre").querySelector('[data-slot="words"]').textContent = words;
  }

  stoppedByServer(message) {
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
    this.fail(message || gettext("Somebody who looks after this server stopped it, or you were signed out."));
  }

  failedMedia() {
    if (!this.session || this.session.ended || !this.video.getAttribute("src")) return;
    const causes = {
      2: gettext("The connection to the server broke off."),
      3: gettext("The file is damaged here, or holds something this browser can't decode."),
      4: gettext("The file could not be opened. It may have been moved, or its drive is away."),
    };
    this.fail(causes[this.video.error?.code] ?? gettext("The browser gave up without saying why."));
  }

  async again(from) {
    const position = from ?? this.position;
    await this.session?.stop();
    this.open({ from: position });
  }

  details() {
    return JSON.stringify(
      {
        item: this.root.dataset.item,
        session: this.session?.id,
        decision: this.decision,
        position_ms: Math.round(this.position),
        error: this.video.error && { code: this.video.error.code, message: this.video.error.message },
        browser: navigator.userAgent,
      },
      null,
      1,
    );
  }

  // ---- what the viewer does -----------------------------------------------------------------------------------------

  act(name) {
    const actions = {
      play: () => this.startOrToggle(),
      back10: () => this.seek(this.position - 10_000),
      on30: () => this.seek(this.position + 30_000),
      mute: () => this.mute(),
      full: () => this.full(),
      what: () => this.toggleWhat(),
      help: () => this.ask(this.part("centre").querySelector(".shortcuts") ? null : "ask-help"),
      copy: () => this.copy(),
      again: () => this.again(),
      "again-from-start": () => this.again(0),
    };
    actions[name]?.();
  }

  startOrToggle() {
    if (this.part("centre").childElementCount && !this.part("centre").querySelector(".ask")) this.ask(null);
    this.toggle();
  }

  toggleWhat() {
    const what = this.part("what");
    what.hidden = !what.hidden;
    this.part("what-button").setAttribute("aria-expanded", String(!what.hidden));
    this.drawBuffer();
    this.wake();
  }

  mute() {
    this.video.muted = !this.video.muted;
  }

  setVolume(share) {
    this.video.volume = Math.min(1, Math.max(0, share));
    if (share > 0) this.video.muted = false;
  }

  drawVolume() {
    const { muted, volume } = this.video;
    this.part("volume").value = String(muted ? 0 : Math.round(volume * 100));
    this.root.querySelector('[data-do="mute"]').setAttribute("aria-pressed", String(muted));
    keepVolume(this.video);
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen?.();
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.details());
      showToast({ kind: "good", text: gettext("Copied.") });
    } catch {
      showToast({ kind: "bad", text: gettext("This browser does not let pages copy.") });
    }
  }

  ended() {
    const { parts } = this.session.answer;
    if (this.partIndex < parts.length - 1) {
      this.load(parts[this.partIndex + 1].offset_ms);
      return;
    }
    this.session.stop();
    if (document.fullscreenElement && !this.root.dataset.after) document.exitFullscreen();
    this.ask("ask-ended");
  }

  // ---- wiring -------------------------------------------------------------------------------------------------------

  listen() {
    const { signal } = this.abort;
    const on = (target, names, run, options = {}) => {
      for (const name of names.split(" ")) target.addEventListener(name, run, { signal, ...options });
    };
    on(this.root, "click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button && button.dataset.do !== "back") this.act(button.dataset.do);
      else if (event.target === this.video) this.toggle();
    });
    on(this.root, "dblclick", (event) => event.target === this.video && this.full());
    on(this.root, "pointermove pointerdown focusin", () => this.wake());
    on(this.video, "play pause playing", () => this.drawPlaying());
    on(this.video, "play seeking", () => this.part("centre").querySelector(".ask") && this.session && !this.session.ended && this.ask(null));
    on(this.video, "timeupdate progress durationchange", () => this.draw());
    on(this.video, "pause seeked", () => this.session?.report());
    on(this.video, "volumechange", () => this.drawVolume());
    on(this.video, "error", () => this.failedMedia());
    on(this.video, "ended", () => this.ended());
    on(this.video, "loadedmetadata", () => {
      if (this.wanted) this.video.currentTime = this.wanted;
      this.wanted = undefined;
      this.draw();
    });
    on(this.part("volume"), "input", (event) => this.setVolume(Number(event.target.value) / 100));
    listenScrub(this.scrub, this, signal);
    on(document, "keydown", (event) => keyActions(event, this));
    // The browser kept the page aside and brings it back; its session ended when it was left.
    on(window, "pageshow", (event) => event.persisted && this.again());
    on(document, "hearth:session.message", (event) => {
      if (event.detail.session === this.session?.id) showToast({ kind: "info", text: event.detail.message });
    });
    on(document, "hearth:session.stop", (event) => event.detail.session === this.session?.id && this.session.stopped(event.detail.message));
  }

  restoreVolume() {
    Object.assign(this.video, keptVolume());
    this.drawVolume();
  }

  close() {
    this.session?.stop();
    this.abort.abort();
    clearTimeout(this.idleTimer);
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
    if (document.fullscreenElement) document.exitFullscreen();
  }
}

/** Start the player in its element; returns what ends it. */
export function mount(root) {
  document.dispatchEvent(new CustomEvent("hearth:silence"));
  const player = new Player(root);
  player.listen();
  player.restoreVolume();
  player.open();
  return () => player.close();
}
