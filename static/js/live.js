// What the server tells as it happens, over one socket for as long as the tab lives. Each message becomes an event on
// `document`: `hearth:<event>` with its facts as detail. Messages are hints: after `hearth:reconnected` pages read again.

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const MOST_FOLLOWED = 4;

let socket = null;
let listeningAs = "";
let wasOpen = false;
let failures = 0;
let timer = 0;
let followed = [];

const profileNow = () => document.getElementById("page")?.dataset.profile ?? "";
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`hearth:${name}`, { detail }));

function hear(event) {
  let message;
  try {
    message = JSON.parse(event.data);
  } catch {
    return;
  }
  if (typeof message?.event === "string") tell(message.event, message.facts ?? {});
}

function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function opened() {
  failures = 0;
  for (const session of followed) send({ follow: session });
  if (wasOpen) tell("reconnected", {});
  wasOpen = true;
}

function connect() {
  clearTimeout(timer);
  if (socket || !profileNow()) return;
  listeningAs = profileNow();
  const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/events/`);
  socket = mine;
  mine.addEventListener("open", opened);
  mine.addEventListener("message", hear);
  mine.addEventListener("close", () => {
    if (socket !== mine) return;
    socket = null;
    failures += 1;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
    // Many tabs that lost one server do not come back in the same moment.
    timer = setTimeout(connect, wait * (0.5 + Math.random()));
  });
}

function hangUp() {
  const old = socket;
  socket = null;
  clearTimeout(timer);
  old?.close();
}

// Another person, or nobody: what was heard as the one before is not theirs.
function settle() {
  if (profileNow() === listeningAs) return;
  hangUp();
  followed = [];
  failures = 0;
  wasOpen = false;
  listeningAs = "";
  connect();
}

function hurry() {
  if (socket || !profileNow()) return;
  failures = 0;
  connect();
}

document.addEventListener("hearth:follow", (event) => {
  followed = [...followed.filter((session) => session !== event.detail), event.detail].slice(-MOST_FOLLOWED);
  send({ follow: event.detail });
});
document.addEventListener("htmx:afterSettle", settle);
document.addEventListener("htmx:historyRestore", settle);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hurry());
addEventListener("online", hurry);
addEventListener("pageshow", (event) => event.persisted && hurry());

connect();
