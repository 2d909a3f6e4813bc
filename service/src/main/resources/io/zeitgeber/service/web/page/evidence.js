// What an alert rests on: the limit and who set it, every reading, where each came from.
import {call} from './api.js';
import {button, failed, fill, h, loading} from './dom.js';
import {sentence} from './sentence.js';
import {simple} from './table.js';
import * as time from './time.js';
import {rule} from './words.js';

export async function evidence(panel, site, id, alert, known, signal, look) {
  const who = id.participant;
  panel.hidden = false;
  const head = h('div.title', {}, h('h2', {}, `Evidence: ${rule(known?.rule || 'alert')}`),
    known && button('Show on the timeline', () => look(time.ms(known.event_time))),
    button('×', () => { panel.hidden = true; site.keep({alert: ''}); }, {class: 'plain', 'aria-label': 'Close'}));
  const said = known && h('p.sentence', {}, sentence(known, site));
  if (known?.kind === 'data') {
    fill(panel, head, said, h('p.soft', {}, 'An alert about data: it rests on what did or did not arrive, not on readings.'), origins(known));
    return;
  }
  fill(panel, head, said, loading('the evidence'));
  try {
    const answer = JSON.parse((await call('ParticipantService/ExplainAlert', {id, alert}, signal)).json);
    fill(panel, head, said, view(answer, site, who));
  } catch (e) {
    if (e.name !== 'AbortError') fill(panel, head, said, e.status === 404 ? [h('p.soft', {}, e.message), known && origins(known)] : failed(e, () => evidence(panel, site, id, alert, known, signal, look)));
  }
}

const origins = (known) => (known.origins || []).length > 0 && simple('Where it came from', ['Topic', {title: 'Partition', number: true}, {title: 'Offsets', number: true}, {title: 'Records', number: true}],
  known.origins.map((each) => [each.topic, each.partition || 0, `${each.first || 0}–${each.last || 0}`, each.records || 0]));

/** The bundle as `explain --json` prints it. */
function view(bundle, site, who) {
  const at = (text) => (text ? site.stamp(time.ms(text), who, true) : '–');
  const fact = (name, ...value) => value.some((each) => each) && [h('dt', {}, name), h('dd', {}, value)];
  const {threshold = {}, window = {}, clock = {}, decided_by: decided = {}, derived_again: again = {}, protocol = {}, samples = []} = bundle;
  return [
    h('dl', {},
      fact('Limit', threshold.value !== undefined && `${time.number(threshold.value)} ${bundle.unit || ''}, set by ${threshold.set_by || threshold.by || 'the protocol'}`, threshold.reason && ` (${threshold.reason})`),
      fact('Looked at', `${window.samples ?? samples.length} readings after ${at(window.after)}, through ${at(window.through)}`),
      fact('Their mean, computed again', again.mean !== undefined && `${time.number(again.mean, 4)} ${bundle.unit || ''} `, again.agrees !== undefined && h(again.agrees ? 'span.yes' : 'span.no', {}, again.agrees ? 'agrees with what was decided' : 'differs from what was decided')),
      fact('Derived from the journal', again.as_recorded !== undefined && h(again.as_recorded ? 'span.yes' : 'span.no', {}, again.as_recorded ? 'as it was recorded' : 'not as it was recorded')),
      fact('Decided when', decided.received_at && `the record arrived at ${at(decided.received_at)}, the participant’s number ${time.count(decided.arrival)}`),
      fact('Over at', bundle.resolved_at && at(bundle.resolved_at)),
      fact('Time', bundle.uncertainty_ms === null || bundle.uncertainty_ms === undefined ? `no clock model had spoken${clock.event_time_is ? `: ${clock.event_time_is}` : ''}` : `right within ± ${time.number(bundle.uncertainty_ms)} ms`),
      fact('Journal entry', decided.sequence && `${decided.sequence}, digest `, decided.chain_digest && h('code', {}, decided.chain_digest)),
      fact('Protocol and code', `${protocol.label || '–'}, ${decided.code || '–'}`)),
    samples.length > 0 && h('details', {}, h('summary', {}, `The ${samples.length} readings and where they come from`),
      simple('Readings', ['Event time', 'Device time', 'Received', {title: `Value (${bundle.unit || ''})`, number: true}, 'Topic', {title: 'Partition', number: true}, {title: 'Offset', number: true}, {title: 'Journal entry', number: true}],
        samples.map((each) => [at(each.event_time), at(each.device_time), at(each.received_at), time.number(each.value, 3), each.origin?.topic, each.origin?.partition, each.origin?.offset, each.sequence])))];
}
