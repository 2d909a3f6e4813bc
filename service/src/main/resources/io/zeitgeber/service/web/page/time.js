// Times as the site reads them: in UTC, or in the zone where each participant lives.

const formats = new Map();
function format(zone) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
      hour: '2-digit', minute: '2-digit', second: '2-digit', weekday: 'short',
    }));
  }
  return formats.get(zone);
}

/** {year, month, day, hour, minute, second, weekday} of an instant in a zone, as texts. */
export function parts(ms, zone) {
  const found = {};
  for (const {type, value} of format(zone).formatToParts(ms)) found[type] = value;
  return found;
}

/** How far a zone is ahead of UTC at an instant, in minutes. */
export function offsetMinutes(ms, zone) {
  const p = parts(ms, zone);
  return Math.round((Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(ms / 1000) * 1000) / 60000);
}

export function offsetText(ms, zone) {
  if (zone === 'UTC') return 'UTC';
  const minutes = offsetMinutes(ms, zone);
  const two = (n) => String(n).padStart(2, '0');
  return `${minutes < 0 ? '−' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** The instant at which a local date begins, where it may be 23 or 25 h long. */
export function dayStart(day, zone) {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let guess = midnight - offsetMinutes(midnight, zone) * 60000;
  guess = midnight - offsetMinutes(guess, zone) * 60000;
  return guess;
}

export const ms = (text) => (text ? Date.parse(text) : NaN);

export const day = (at, zone = 'UTC') => {
  const p = parts(at, zone);
  return `${p.year}-${p.month}-${p.day}`;
};

export const addDays = (date, days) => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);

export const daysBetween = (from, until) => Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86400000);

/** 2026-01-05 09:00:12 in the zone; without seconds where they say nothing. */
export function stamp(at, zone, seconds = false) {
  if (!Number.isFinite(at)) return '–';
  const p = parts(at, zone);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}${seconds ? `:${p.second}` : ''}`;
}

export function clock(at, zone, seconds = false) {
  const p = parts(at, zone);
  return `${p.hour}:${p.minute}${seconds ? `:${p.second}` : ''}`;
}

/** Mon 5 Jan */
export function dayName(date, long = false) {
  return new Intl.DateTimeFormat('en-GB', {timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: long ? 'numeric' : undefined}).format(Date.parse(`${date}T12:00:00Z`));
}

/** 3 min, 5 h, 12 days */
export function span(millis) {
  const minutes = Math.abs(millis) / 60000;
  if (minutes < 1) return `${Math.round(minutes * 60)} s`;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  if (minutes < 36 * 60) return `${Math.round(minutes / 60)} h`;
  const days = Math.round(minutes / 1440);
  return days < 60 ? `${days} days` : days < 730 ? `${Math.round(days / 30.4)} months` : `${Math.round(days / 365)} years`;
}

/** How much something is, given in seconds: 0.9 s, 3 min, 2 h, 5 days. */
export function amount(seconds) {
  const size = Math.abs(seconds);
  return size < 120 ? `${number(size)} s` : size < 7200 ? `${number(size / 60, 0)} min` : size < 172800 ? `${number(size / 3600)} h` : span(size * 1000);
}

/** "60s", "-0.250s" as protobuf writes durations, in seconds. */
export const seconds = (duration) => (duration ? Number.parseFloat(duration) : NaN);

export const count = (n) => Number(n || 0).toLocaleString('en-GB');
export const number = (n, digits = 1) => (Number.isFinite(n) ? n.toLocaleString('en-GB', {maximumFractionDigits: digits}) : '–');
