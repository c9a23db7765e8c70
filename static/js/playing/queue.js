// What plays, what follows, and what has been. Knows nothing of sound or of the page.

/** How the queue goes on at its end. */
export const REPEATS = ["off", "all", "one"];

function shuffled(rows) {
  const mixed = [...rows];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(Math.random() * (last + 1));
    [mixed[last], mixed[chosen]] = [mixed[chosen], mixed[last]];
  }
  return mixed;
}

export class Queue {
  constructor() {
    this.entries = [];
    this.index = -1;
    this.isShuffled = false;
    this.repeat = "off";
    this.nextKey = 1;
  }

  #entry(track, place) {
    return { key: this.nextKey++, place, track, failed: "" };
  }

  get current() {
    return this.entries[this.index] ?? null;
  }

  get upcoming() {
    return this.entries.slice(this.index + 1);
  }

  /** Play these from now on, beginning with the one at `index`; shuffled, that one still comes first. */
  replace(tracks, index = 0, { shuffle = false } = {}) {
    this.entries = tracks.map((track, place) => this.#entry(track, place));
    this.isShuffled = shuffle;
    this.index = index;
    if (!shuffle || !this.entries.length) return;
    const first = this.entries[index];
    this.entries = [first, ...shuffled(this.entries.filter((entry) => entry !== first))];
    this.index = 0;
  }

  /** Put tracks right behind the present one. */
  insertNext(tracks) {
    const place = this.current?.place ?? -1;
    const added = tracks.map((track, step) => this.#entry(track, place + (step + 1) / (tracks.length + 1)));
    this.entries.splice(this.index + 1, 0, ...added);
    if (this.index < 0) this.index = 0;
    return added;
  }

  /** What follows the present track; `byHand` leaves "this one again" aside. Tracks that failed are passed over. */
  after({ byHand = false } = {}) {
    if (this.repeat === "one" && !byHand && this.current && !this.current.failed) return this.current;
    const behind = this.upcoming.find((entry) => !entry.failed);
    if (behind || this.repeat === "off") return behind ?? null;
    return this.entries.find((entry) => !entry.failed) ?? null;
  }

  before() {
    return this.entries.slice(0, Math.max(0, this.index)).findLast((entry) => !entry.failed) ?? null;
  }

  goTo(entry) {
    this.index = this.entries.indexOf(entry);
  }

  find(key) {
    return this.entries.find((entry) => entry.key === Number(key)) ?? null;
  }

  remove(entry) {
    const at = this.entries.indexOf(entry);
    if (at < 0) return;
    this.entries.splice(at, 1);
    if (at < this.index) this.index -= 1;
  }

  /** Put an entry that is to come in front of another one that is to come; at the end where there is no other. */
  move(entry, other) {
    const at = this.entries.indexOf(entry);
    if (at <= this.index || entry === other) return;
    this.entries.splice(at, 1);
    const target = other ? this.entries.indexOf(other) : this.entries.length;
    this.entries.splice(Math.max(this.index + 1, target), 0, entry);
    // From here on this is the order of the person, which "unshuffle" must not undo.
    if (!this.isShuffled) this.entries.forEach((row, place) => (row.place = place));
  }

  clearUpcoming() {
    this.entries.length = this.index + 1;
  }

  setShuffled(isShuffled) {
    this.isShuffled = isShuffled;
    const present = this.current;
    if (isShuffled) {
      this.entries = [...this.entries.slice(0, this.index + 1), ...shuffled(this.upcoming)];
    } else {
      this.entries.sort((one, other) => one.place - other.place);
      this.index = this.entries.indexOf(present);
    }
  }

  turnRepeat() {
    this.repeat = REPEATS[(REPEATS.indexOf(this.repeat) + 1) % REPEATS.length];
  }

  toJSON() {
    const { entries, index, isShuffled, repeat, nextKey } = this;
    return { entries, index, isShuffled, repeat, nextKey };
  }

  static from(kept) {
    return Object.assign(new Queue(), kept);
  }
}
