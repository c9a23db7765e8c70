// Keys of the music bar. They rest while somebody types, on pages with keys of their own, and together with Ctrl or Alt.

const STEP_MS = 10_000;
const LOUDER = 0.05;

const isTyping = (element) => element.matches?.('textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"], [type="range"])');
const presses = (element) => element.matches?.('button, a, summary, input, [role="slider"], [role="button"]');
const hasOwnKeys = () => document.querySelector(".player, .viewer, [data-own-keys], dialog[open]");

const KEYS = {
  k: ({ player }) => player.toggle(),
  j: ({ player }) => player.seek(player.position - STEP_MS),
  l: ({ player }) => player.seek(player.position + STEP_MS),
  n: ({ player }) => player.next(),
  p: ({ player }) => player.previous(),
  m: ({ act }) => act("mute"),
  q: ({ act }) => act("queue"),
  "+": ({ player, setVolume }) => setVolume(player.deck.audio.volume + LOUDER, false),
  "-": ({ player, setVolume }) => setVolume(player.deck.audio.volume - LOUDER, false),
};

/** Handle one key. */
export function musicKey(event, control) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (isTyping(event.target) || hasOwnKeys()) return;
  if (event.key === "Escape" && document.querySelector(".queuepanel:not([hidden])")) {
    control.act("queue");
    return;
  }
  const key = event.key === " " && !presses(event.target) ? "k" : event.key.toLowerCase();
  if (!KEYS[key]) return;
  event.preventDefault();
  KEYS[key](control);
}
