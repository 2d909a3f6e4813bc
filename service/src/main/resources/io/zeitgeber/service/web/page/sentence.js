// One plain sentence for an alert, in the time that is shown. What the page does not know a sentence
// for is said as the node says it.
import * as time from './time.js';
import {unit} from './words.js';

const plain = (name) => (name || 'data').replaceAll('_', ' ');
const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** As many as it takes to tell the value from the limit. */
const digits = ({value, threshold = Infinity}) => [0, 1, 2].find((n) => time.number(value, n) !== time.number(threshold, n)) ?? 3;

export function sentence(alert, site) {
  const zone = site.zone(alert.participant);
  const at = time.ms(alert.event_time);
  const when = `at ${time.clock(at, zone, true)}`;
  const value = time.number(alert.value ?? 0);
  const device = alert.device || 'a device';
  const long = alert.window ? time.span(time.seconds(alert.window) * 1000) : '';
  if (alert.kind === 'physiology' && alert.value !== undefined) {
    const than = alert.lifecycle === 'resolved' ? 'limit' : 'personal limit';
    return `Mean ${plain(alert.channel)} over ${time.seconds(alert.window) || 60} s was ${time.number(alert.value, digits(alert))} ${unit(alert.unit)} ${when} (${than} ${time.number(alert.threshold)}, ${alert.samples || 0} readings).`;
  }
  switch (alert.rule) {
    case 'no-data': return `No ${plain(alert.channel)} arrived for ${long} up to ${time.clock(at, zone)}.`;
    case 'low-battery': return `The battery of ${device} was at ${value} % ${when}${alert.threshold !== undefined ? ` (low below ${time.number(alert.threshold)} %)` : ''}.`;
    case 'flat-line': return `${upper(device)} said ${value} ${unit(alert.unit)} of ${plain(alert.channel)} without a change for ${long}.`;
    case 'all-zero': return `${upper(device)} said nothing but 0 of ${plain(alert.channel)} for ${long}.`;
    case 'low-wear': return `Worn for ${value} h only${alert.clear_at !== undefined ? ` (enough from ${time.number(alert.clear_at)} h)` : ''}.`;
    case 'clock-step': return `The clock of ${device} was set by ${time.amount(alert.value ?? 0)} ${when}.`;
    case 'unknown-device': return `${upper(device)} is not registered: its records are not taken.`;
    default: return alert.sentence || `${upper(plain(alert.rule.replaceAll('-', ' ')))} ${when}.`;
  }
}
