// Tracks as the music bar needs them, read from the API.
import { get } from "./server.js";

const MOST_PAGES = 25;
const PAGE = 200;
const CODECS = { flac: "FLAC", alac: "ALAC", mp3: "MP3", aac: "AAC", opus: "Opus", vorbis: "Vorbis", wmav2: "WMA" };

async function children(pid) {
  const found = [];
  let cursor = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor && { cursor }) });
    const answer = await get(`items/${pid}/children/?${query}`);
    found.push(...answer.results);
    cursor = answer.next_cursor;
    if (!cursor) break;
  }
  return found;
}

const artistsOf = (detail) => detail.artists.map(({ artist, join_phrase: join }) => ({ id: artist.id, name: artist.title, join }));

/** The address of a picture in another of the offered widths. */
export const inWidth = (url, width) => url.replace(/\/\d+\.webp/, `/${width}.webp`);

function fromRow(row, artists) {
  const picture = row.images.cover ?? Object.values(row.images)[0];
  return {
    id: row.id,
    title: row.title,
    album: row.parent && { id: row.parent.id, title: row.parent.title },
    artists,
    cover: picture?.url ?? "",
    tint: picture?.tint ?? "",
    length_ms: row.duration_ms ?? 0,
    is_favourite: row.watch_state.is_favourite,
    form: "",
  };
}

const isThere = (row) => row.kind === "track" && row.availability === "available";

/** The playable tracks of an album, in order. */
export async function albumTracks(pid) {
  const [album, rows] = await Promise.all([get(`items/${pid}/`), children(pid)]);
  return rows.filter(isThere).map((row) => fromRow(row, artistsOf(album)));
}

/** Everything by an artist, album after album. */
export async function artistTracks(pid) {
  const albums = (await children(pid)).filter((row) => row.kind === "album");
  const found = [];
  for (const album of albums) found.push(...(await albumTracks(album.id)));
  return found;
}

/** One track with all that is known of it. */
export async function oneTrack(pid) {
  const detail = await get(`items/${pid}/`);
  return { kind: detail.kind, ...fromRow(detail, artistsOf(detail)), form: formOf(detail) };
}

/** "FLAC 24/96": what a track is made of, for those who care. */
function formOf(detail) {
  const stream = detail.versions[0]?.parts[0]?.file.streams.find((row) => row.kind === "audio");
  if (!stream) return "";
  const name = CODECS[stream.codec] ?? stream.codec.toUpperCase();
  if (!["flac", "alac"].includes(stream.codec) || !stream.bit_depth || !stream.sample_rate_hz) return name;
  return `${name} ${stream.bit_depth}/${Math.round(stream.sample_rate_hz / 100) / 10}`;
}
