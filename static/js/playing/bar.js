// The bar and its queue as they stand on the screen. Shows what the player says; decides nothing.
import { clock, spoken } from "./clock.js";
import { inWidth } from "./tracks.js";

const COVER_PX = 160;

export class Bar {
  /** `root` is a fresh copy of the drawing, `newRow` makes rows of the queue. */
  constructor(root, newRow) {
    this.root = root;
    this.newRow = newRow;
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  every(name) {
    return this.root.querySelectorAll(`[data-do="${name}"]`);
  }

  press(name, isPressed) {
    for (const button of this.every(name)) button.setAttribute("aria-pressed", String(isPressed));
  }

  // ---- the track ----------------------------------------------------------------------------------------------------

  drawTrack(entry) {
    const { track } = entry;
    this.part("title").textContent = track.title;
    this.part("by").replaceChildren(...namesOf(track));
    const cover = this.part("cover");
    cover.hidden = !track.cover;
    this.part("nocover").hidden = Boolean(track.cover);
    if (track.cover) cover.src = inWidth(track.cover, COVER_PX);
    if (track.album) this.part("album").href = `/app/albums/${track.album.id}/#track-${track.id}`;
    else this.part("album").removeAttribute("href");
    this.part("form").textContent = track.form;
    this.part("form").hidden = !track.form;
    this.root.style.setProperty("--tint", track.tint || "");
    this.press("favourite", track.is_favourite);
    this.part("heart").hidden = track.is_favourite;
    this.part("heart-set").hidden = !track.is_favourite;
  }

  drawState({ isPlaying, queue }) {
    this.part("icon-play").hidden = isPlaying;
    this.part("icon-pause").hidden = !isPlaying;
    const label = isPlaying ? gettext("Pause") : gettext("Play");
    this.part("toggle").setAttribute("aria-label", label);
    this.part("toggle").title = label;
    this.root.classList.toggle("playing", isPlaying);
    this.press("shuffle", queue.isShuffled);
    this.press("repeat", queue.repeat !== "off");
    this.part("repeat-all").hidden = queue.repeat === "one";
    this.part("repeat-one").hidden = queue.repeat !== "one";
    const says = { off: gettext("Repeat"), all: gettext("Repeat all"), one: gettext("Repeat this track") }[queue.repeat];
    for (const button of this.every("repeat")) {
      button.setAttribute("aria-label", says);
      button.title = says;
    }
    for (const button of this.every("next")) button.disabled = !queue.after({ byHand: true });
  }

  drawPosition(position, length) {
    const percent = length ? Math.min(100, (position / length) * 100).toFixed(2) : "0";
    this.part("line").style.setProperty("--v", percent);
    this.part("low-line").style.setProperty("--v", percent);
    this.part("at").textContent = clock(position);
    this.part("length").textContent = length ? clock(length) : "";
    const rail = this.part("rail");
    const second = String(Math.round(position / 1000));
    if (rail.getAttribute("aria-valuenow") === second && rail.getAttribute("aria-valuemax") === String(Math.round(length / 1000))) return;
    rail.setAttribute("aria-valuenow", second);
    rail.setAttribute("aria-valuemax", String(Math.round(length / 1000)));
    rail.setAttribute("aria-valuetext", interpolate(gettext("%s of %s"), [spoken(position), spoken(length)]));
  }

  drawVolume({ volume, muted }) {
    this.press("mute", muted);
    this.part("loud").hidden = muted;
    this.part("silent").hidden = !muted;
    this.part("volume").value = String(muted ? 0 : Math.round(volume * 100));
  }

  // ---- the queue ----------------------------------------------------------------------------------------------------

  get isQueueOpen() {
    return !this.part("panel").hidden;
  }

  openQueue(isOpen) {
    this.part("panel").hidden = !isOpen;
    for (const button of this.every("queue")) button.setAttribute("aria-expanded", String(isOpen));
  }

  drawQueue(queue) {
    const held = this.root.ownerDocument.activeElement?.closest?.("[data-key]");
    const heldKey = held?.dataset.key;
    const heldPlace = held && [...held.parentElement.children].indexOf(held);
    const heldButton = held && this.root.ownerDocument.activeElement.dataset.do;
    const groups = [];
    if (queue.current) groups.push({ label: gettext("Now"), rows: [queue.current] });
    for (const entry of queue.upcoming) groupFor(groups, entry, queue).rows.push(entry);
    const gone = queue.entries.slice(0, Math.max(0, queue.index)).filter((entry) => entry.failed);
    if (gone.length) groups.push({ label: gettext("Skipped"), rows: gone });
    this.part("queue").replaceChildren(...groups.flatMap((group) => this.#group(group, queue)));
    if (heldKey) this.#giveBackFocus(heldKey, heldPlace, heldButton);
  }

  #giveBackFocus(key, place, button) {
    const rows = [...this.part("queue").querySelectorAll("[data-key]")];
    const row = rows.find((candidate) => candidate.dataset.key === key) ?? rows[Math.min(place, rows.length - 1)];
    row?.querySelector(`[data-do="${button ?? "pick"}"]`)?.focus({ preventScroll: true });
  }

  #group({ label, rows }, queue) {
    const heading = document.createElement("p");
    heading.className = "label";
    heading.textContent = label;
    const list = document.createElement("ul");
    list.setAttribute("aria-label", label);
    list.append(...rows.map((entry) => this.#row(entry, queue)));
    return [heading, list];
  }

  #row(entry, queue) {
    const { track } = entry;
    const row = this.newRow();
    row.dataset.key = String(entry.key);
    row.classList.toggle("failed", Boolean(entry.failed));
    const isCurrent = entry === queue.current;
    row.classList.toggle("on", isCurrent);
    const picture = row.querySelector("img");
    picture.hidden = !track.cover;
    row.querySelector(".nocover").hidden = Boolean(track.cover);
    if (track.cover) picture.src = inWidth(track.cover, COVER_PX);
    row.querySelector("b").textContent = track.title;
    row.querySelector("small").textContent = entry.failed || track.artists.map((artist) => artist.name + artist.join).join("");
    row.querySelector(".num").textContent = track.length_ms ? clock(track.length_ms) : "";
    row.querySelector('[data-do="remove"]').setAttribute("aria-label", interpolate(gettext("Take %s out of the queue"), [track.title]));
    row.querySelector('[data-do="remove"]').hidden = isCurrent;
    row.querySelector("[data-grip]").hidden = isCurrent || queue.entries.indexOf(entry) < queue.index;
    return row;
  }
}

function groupFor(groups, entry, queue) {
  const from = entry.track.album?.id ?? "";
  const last = groups.at(-1);
  if (groups.length > 1 && (last.from === from || last.isRest)) return last;
  // What follows from the same album is named; what comes behind it, from wherever, is "then".
  const isSame = groups.length === 1 && from && from === (queue.current?.track.album?.id ?? "");
  const label = isSame ? interpolate(gettext("From %s"), [entry.track.album.title]) : gettext("Then");
  groups.push({ label, from, rows: [], isRest: !isSame });
  return groups.at(-1);
}

function namesOf(track) {
  return track.artists.flatMap((artist) => {
    const link = document.createElement("a");
    link.href = `/app/artists/${artist.id}/`;
    link.textContent = artist.name;
    return artist.join ? [link, artist.join] : [link];
  });
}
