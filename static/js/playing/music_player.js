// Plays a queue: one playback session for each track, the next one opened before the present one has ended.
import { Deck } from "./deck.js";
import { Queue } from "./queue.js";
import { Session } from "./session.js";

const PREPARE_BEFORE_S = 15;
const EXACT_BEFORE_S = 1;
const EARLY_MS = 12;
const PREPARED_HOLDS_MS = 60_000;
const BACK_TO_START_S = 3;
const FAILURES_IN_A_ROW = 12;

/** Tells "track" (another one), "state", "moved", "queue", and "skipped" with {entry} of a track that failed. */
export class MusicPlayer extends EventTarget {
  constructor() {
    super();
    this.deck = new Deck();
    this.queue = new Queue();
    this.session = null;
    this.prepared = null;
    this.turn = 0;
    this.failures = 0;
    this.restoredAt = 0;
    this.deck.addEventListener("moved", () => this.#moved());
    this.deck.addEventListener("state", () => this.#tell("state"));
    this.deck.addEventListener("ended", () => this.#ended());
    this.deck.addEventListener("failed", () => this.#brokeOff());
    this.deck.players.forEach((player) => {
      for (const name of ["pause", "seeked"]) player.addEventListener(name, () => player === this.deck.audio && this.session?.report());
    });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // ---- where it stands ----------------------------------------------------------------------------------------------

  get entry() {
    return this.queue.current;
  }

  get isPlaying() {
    return Boolean(this.session) && !this.deck.audio.paused;
  }

  get position() {
    return this.session ? this.deck.audio.currentTime * 1000 : this.restoredAt;
  }

  get length() {
    const { duration } = this.deck.audio;
    return this.session && Number.isFinite(duration) ? duration * 1000 : (this.entry?.track.length_ms ?? 0);
  }

  // ---- beginning and ending a track ---------------------------------------------------------------------------------

  async start(entry, at = 0) {
    const turn = ++this.turn;
    this.#leave();
    this.queue.goTo(entry);
    this.restoredAt = at;
    this.isStarting = true;
    this.#tell("track");
    let session;
    try {
      session = await this.#open(entry);
    } catch (error) {
      if (turn === this.turn) this.#skip(entry, error.message);
      return;
    }
    if (turn !== this.turn) {
      session.stop();
      return;
    }
    this.#use(session);
    this.deck.load(session.answer.parts[0].url, at);
    await this.#play();
  }

  /** Open a session; throws with the reason in words where this browser can't play the track. */
  async #open(entry) {
    const session = await Session.start(entry.track.id);
    if (session.answer.is_playable) return session;
    const against = session.answer.decision.reasons.find((reason) => reason.sign === "x");
    throw new Error(against?.sentence ?? session.answer.decision.words);
  }

  #use(session) {
    this.session = session;
    this.isStarting = false;
    const { audio } = this.deck;
    session.follow(
      () => ({ position_ms: audio.currentTime * 1000, is_paused: audio.paused }),
      () => this.#stoppedByServer(),
    );
    document.dispatchEvent(new CustomEvent("hearth:follow", { detail: session.id }));
  }

  async #play() {
    try {
      await this.deck.audio.play();
      this.failures = 0;
    } catch (error) {
      // Without a touch a browser may refuse sound; then it waits, paused, for the play button.
      if (error.name !== "AbortError") this.#tell("state");
    }
  }

  #leave() {
    clearTimeout(this.exact);
    this.isStarting = false;
    this.session?.stop();
    this.session = null;
    this.#forgetPrepared();
  }

  #forgetPrepared() {
    const { prepared } = this;
    this.prepared = null;
    if (!prepared) return;
    prepared.session?.stop();
    this.deck.empty(this.deck.other);
  }

  // ---- without a gap ------------------------------------------------------------------------------------------------

  #moved() {
    this.#tell("moved");
    const { audio } = this.deck;
    const left = audio.duration - audio.currentTime;
    if (!this.session || !Number.isFinite(left) || audio.paused) return;
    if (left < PREPARE_BEFORE_S) this.#prepare();
    clearTimeout(this.exact);
    if (left < EXACT_BEFORE_S && this.prepared?.session) this.exact = setTimeout(() => this.#change(), left * 1000 - EARLY_MS);
  }

  async #prepare() {
    const entry = this.queue.after();
    if (!entry || this.prepared?.entry === entry) return;
    this.#forgetPrepared();
    const prepared = { entry, session: null, at: performance.now() };
    this.prepared = prepared;
    try {
      const session = await this.#open(entry);
      if (this.prepared !== prepared) {
        session.stop();
        return;
      }
      prepared.session = session;
      this.deck.prepare(session.answer.parts[0].url);
    } catch {
      // When its turn comes it fails again, and then it is said why.
    }
  }

  /** Go over to the prepared track; false where there is none that would do. */
  #change() {
    clearTimeout(this.exact);
    const { prepared } = this;
    const fits = prepared?.session && prepared.entry === this.queue.after() && performance.now() - prepared.at < PREPARED_HOLDS_MS;
    if (!fits) return false;
    this.prepared = null;
    this.turn += 1;
    this.session?.stop();
    this.restoredAt = 0;
    this.queue.goTo(prepared.entry);
    const begun = this.deck.change();
    this.#use(prepared.session);
    begun.catch(() => this.#tell("state"));
    this.#tell("track");
    return true;
  }

  #ended() {
    if (this.#change()) return;
    const following = this.queue.after();
    if (following) this.start(following);
    else this.#rest();
  }

  /** The queue is at its end: the last track stays in the bar, at its start. */
  #rest() {
    this.turn += 1;
    this.#leave();
    this.restoredAt = 0;
    this.deck.silence();
    this.#tell("state");
  }

  // ---- what goes wrong ----------------------------------------------------------------------------------------------

  #brokeOff() {
    const causes = {
      2: gettext("The connection to the server broke off."),
      3: gettext("The file is damaged here, or holds something this browser can't decode."),
      4: gettext("The file could not be opened. It may have been moved, or its drive is away."),
    };
    if (this.entry) this.#skip(this.entry, causes[this.deck.audio.error?.code] ?? gettext("The browser gave up without saying why."));
  }

  #skip(entry, reason) {
    entry.failed = reason;
    this.failures += 1;
    this.#tell("skipped", { entry });
    const following = this.failures < FAILURES_IN_A_ROW ? this.queue.after({ byHand: true }) : null;
    if (following) this.start(following);
    else this.#rest();
    this.#tell("queue");
  }

  #stoppedByServer() {
    this.halt();
    this.#tell("stopped");
  }

  // ---- what the listener does ---------------------------------------------------------------------------------------

  toggle() {
    if (this.isPlaying) this.deck.audio.pause();
    else this.play();
  }

  play() {
    if (this.isStarting) return;
    if (this.session && !this.session.ended) this.#play();
    else if (this.entry) {
      this.entry.failed = "";
      this.start(this.entry, this.restoredAt);
    }
  }

  pause() {
    this.deck.audio.pause();
  }

  next() {
    const following = this.queue.after({ byHand: true });
    if (!following) return;
    if (this.prepared?.entry === following && this.#change()) {
      this.deck.empty(this.deck.other);
      return;
    }
    this.start(following);
  }

  previous() {
    const before = this.queue.before();
    if (this.position > BACK_TO_START_S * 1000 || !before) this.seek(0);
    else this.start(before);
  }

  seek(position) {
    const target = Math.min(Math.max(0, position), Math.max(0, this.length - 250));
    if (this.session) this.deck.audio.currentTime = target / 1000;
    else this.restoredAt = target;
    clearTimeout(this.exact);
    this.#tell("moved");
  }

  /** Stop the sound and end the session, keeping the place; the play button goes on from there. */
  halt() {
    const { position } = this;
    this.turn += 1;
    this.#leave();
    this.deck.silence();
    this.restoredAt = position;
    this.#tell("state");
  }

  /** The page is being left: nothing that was made ready may stay behind. */
  leavePage() {
    this.#forgetPrepared();
  }

  /** The queue was changed by hand: what was prepared may no longer be what follows. */
  reordered() {
    if (this.prepared && this.prepared.entry !== this.queue.after()) this.#forgetPrepared();
    this.#tell("queue");
  }
}
