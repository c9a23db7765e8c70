// The player's line of time: a peek at what is there while the pointer moves over it, a jump when it is let go.

/** `player` has seek(ms), length, showPeek(share) and hidePeek(); shares run from 0 to 1. */
export function listenScrub(scrub, player, signal) {
  const options = { signal };
  let held = null;
  const shareOf = (event) => {
    const box = scrub.getBoundingClientRect();
    const along = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return getComputedStyle(scrub).direction === "rtl" ? 1 - along : along;
  };
  const look = (event) => {
    const share = shareOf(event);
    if (held !== null) held = share;
    player.showPeek(share);
  };
  const release = (event) => {
    if (held !== null && event.type === "pointerup") player.seek(held * player.length);
    held = null;
    player.hidePeek();
  };
  scrub.addEventListener("pointermove", look, options);
  scrub.addEventListener("pointerleave", () => held === null && player.hidePeek(), options);
  scrub.addEventListener(
    "pointerdown",
    (event) => {
      held = shareOf(event);
      scrub.setPointerCapture(event.pointerId);
      player.showPeek(held);
    },
    options,
  );
  scrub.addEventListener("pointerup", release, options);
  scrub.addEventListener("pointercancel", release, options);
}
