// One playback session: started, reported every few seconds, stopped. Positions are milliseconds on the whole title's
// time line, over all its parts.
import { post } from "./server.js";
import { thisDevice } from "./device.js";

const REPORT_EVERY_MS = 5_000;

export class Session {
  /** Start playing an item; throws ServerError. `answer.is_playable` says whether there is anything to play. */
  static async start(item, choices = {}) {
    const answer = await post("playback/", { item, device: thisDevice(), ...choices });
    return new Session(answer);
  }

  constructor(answer) {
    this.answer = answer;
    this.id = answer.id;
    this.ended = !answer.is_playable;
  }

  /** Report every few seconds what `read()` says: {position_ms, is_paused}. `onStop` when somebody else stopped it. */
  follow(read, onStop) {
    this.read = read;
    this.onStop = onStop;
    this.timer = setInterval(() => this.report(), REPORT_EVERY_MS);
    this.leave = () => this.stop();
    this.hide = () => document.visibilityState === "hidden" && this.report({ leaving: true });
    addEventListener("pagehide", this.leave);
    document.addEventListener("visibilitychange", this.hide);
  }

  async report({ leaving = false } = {}) {
    if (this.ended || !this.read) return;
    const state = this.read();
    if (!Number.isFinite(state.position_ms)) return;
    try {
      const body = { position_ms: Math.round(state.position_ms), is_paused: state.is_paused };
      const answer = await post(`playback/${this.id}/progress/`, body, { leaving });
      if (answer?.stop_requested) this.stopped();
    } catch (error) {
      // A lost report is made good by the next one; a session that is gone is not.
      if (error.status === 404 || error.status === 401) this.stopped();
    }
  }

  stopped(message = "") {
    if (this.ended) return;
    this.#end();
    this.onStop?.(message);
  }

  /** Stop, keeping the last position. Safe to call more than once. */
  async stop() {
    if (this.ended) return;
    const state = this.read?.();
    this.#end();
    const body = Number.isFinite(state?.position_ms) ? { position_ms: Math.round(state.position_ms) } : {};
    try {
      await post(`playback/${this.id}/stop/`, body, { leaving: true });
    } catch {
      // The server ends silent sessions by itself.
    }
  }

  #end() {
    this.ended = true;
    clearInterval(this.timer);
    removeEventListener("pagehide", this.leave);
    document.removeEventListener("visibilitychange", this.hide);
  }
}
