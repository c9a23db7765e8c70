// What this browser says it can play, in the server's words (docs/api.md, "Devices"). Asked once per page.

const H264_LEVELS = [["3e", 62], ["3c", 60], ["34", 52], ["33", 51], ["32", 50], ["2a", 42], ["29", 41], ["28", 40], ["1f", 31]];
const HEVC_LEVELS = [186, 183, 180, 156, 153, 150, 123, 120, 93];

const CONTAINERS = {
  mp4: "video/mp4", mov: "video/quicktime", webm: "video/webm", matroska: "video/x-matroska", mpegts: "video/mp2t",
  mp3: "audio/mpeg", flac: "audio/flac", ogg: "audio/ogg", wav: "audio/wav", adts: "audio/aac",
};

const AUDIO = {
  aac: ['audio/mp4; codecs="mp4a.40.2"'],
  mp3: ["audio/mpeg", 'audio/mp4; codecs="mp3"'],
  opus: ['audio/webm; codecs="opus"', 'audio/ogg; codecs="opus"'],
  vorbis: ['audio/webm; codecs="vorbis"', 'audio/ogg; codecs="vorbis"'],
  flac: ["audio/flac", 'audio/mp4; codecs="flac"'],
  alac: ['audio/mp4; codecs="alac"'],
  ac3: ['audio/mp4; codecs="ac-3"'],
  eac3: ['audio/mp4; codecs="ec-3"'],
  pcm_s16le: ['audio/wav; codecs="1"'],
  pcm_s24le: ['audio/wav; codecs="1"'],
};

const video = document.createElement("video");
const plays = (type) => video.canPlayType(type) !== "";
const firstPlaying = (levels, type) => levels.find((level) => plays(type(level)));

function h264() {
  const found = firstPlaying(H264_LEVELS, ([hex]) => `video/mp4; codecs="avc1.6400${hex}"`);
  return found && { max_level: found[1], max_bit_depth: 8 };
}

function hevc() {
  const ten = firstPlaying(HEVC_LEVELS, (level) => `video/mp4; codecs="hvc1.2.4.L${level}.B0"`);
  if (ten) return { max_level: ten, max_bit_depth: 10 };
  const eight = firstPlaying(HEVC_LEVELS, (level) => `video/mp4; codecs="hvc1.1.6.L${level}.B0"`);
  return eight && { max_level: eight, max_bit_depth: 8 };
}

function depth(eight, ten) {
  if (plays(ten)) return { max_bit_depth: 10 };
  return plays(eight) ? { max_bit_depth: 8 } : undefined;
}

function hdr(found) {
  const deep = Object.values(found).some((limit) => limit.max_bit_depth > 8);
  return deep && matchMedia("(dynamic-range: high)").matches ? ["hdr10", "hlg"] : [];
}

function declare() {
  const found = {
    h264: h264(),
    hevc: hevc(),
    vp8: plays('video/webm; codecs="vp8"') ? { max_bit_depth: 8 } : undefined,
    vp9: depth('video/webm; codecs="vp09.00.51.08"', 'video/webm; codecs="vp09.02.51.10"'),
    av1: depth('video/mp4; codecs="av01.0.13M.08"', 'video/mp4; codecs="av01.0.13M.10"'),
  };
  const videoLimits = Object.fromEntries(Object.entries(found).filter(([, limit]) => limit));
  const audioLimits = Object.fromEntries(
    Object.entries(AUDIO).filter(([, types]) => types.some(plays)).map(([codec]) => [codec, {}]),
  );
  return {
    name: "browser",
    containers: Object.entries(CONTAINERS).filter(([, type]) => plays(type)).map(([name]) => name),
    video: videoLimits,
    audio: audioLimits,
    hdr: hdr(videoLimits),
    plays_any_audio_track: "audioTracks" in HTMLMediaElement.prototype,
  };
}

let declared;

/** The declaration of this browser. */
export function thisDevice() {
  declared ??= declare();
  return declared;
}
