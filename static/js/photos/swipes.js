// A finger on a photo: sideways to the next, down to close.

const SIDEWAYS_PX = 48;
const DOWN_PX = 90;

/** Call `left`, `right` or `down` for a swipe that way. */
export function listenSwipes(stage, { left, right, down }) {
  let from = null;
  stage.style.touchAction = "pinch-zoom";
  stage.addEventListener("pointerdown", (event) => {
    const isOnPhoto = !event.target.closest("header, aside");
    from = isOnPhoto && event.isPrimary && event.pointerType !== "mouse" ? { x: event.clientX, y: event.clientY } : null;
  });
  stage.addEventListener("pointercancel", () => (from = null));
  stage.addEventListener("pointerup", (event) => {
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
