// A finger on a photo: sideways to the next, down to close.

const SIDEWAYS_PX = 48;
const DOWN_PX = 90;

/** Call `left`, `right` or `down` for a swipe that way. */
export function listenSwipes(photo, { left, right, down }) {
  let from = null;
  photo.style.touchAction = "pinch-zoom";
  photo.addEventListener("pointerdown", (event) => {
    from = event.isPrimary && event.pointerType !== "mouse" ? { x: event.clientX, y: event.clientY } : null;
  });
  photo.addEventListener("pointercancel", () => (from = null));
  photo.addEventListener("pointerup", (event) => {
    if (!from || !event.isPrimary) return;
    const x = event.clientX - from.x;
    const y = event.clientY - from.y;
    from = null;
    const isZoomed = (window.visualViewport?.scale ?? 1) > 1.05;
    if (isZoomed) return;
    if (Math.abs(x) > SIDEWAYS_PX && Math.abs(x) > Math.abs(y) * 1.4) (x < 0 ? left : right)();
    else if (y > DOWN_PX && y > Math.abs(x) * 1.4) down();
  });
}
