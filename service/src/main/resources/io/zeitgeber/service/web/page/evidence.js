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

/** The bundle as `explain --json` prints it; what this page does not know of is shown as it is. */
function view(bundle, site, who) {
  const samples = bundle.samples || bundle.evidence || [];
  const facts = Object.entries(bundle).filter(([, value]) => typeof value !== 'object' || value === null).map(([name, value]) => [h('dt', {}, name.replaceAll('_', ' ')), h('dd', {}, text(name, value, site, who))]);
  const nested = Object.entries(bundle).filter(([name, value]) => value && typeof value === 'object' && !Array.isArray(value) && name !== 'alert')
    .map(([name, value]) => [h('dt', {}, name.replaceAll('_', ' ')), h('dd', {}, Object.entries(value).filter(([, v]) => typeof v !== 'object').map(([n, v]) => `${n.replaceAll('_', ' ')} ${text(n, v, site, who)}`).join(', '))]);
  const names = samples.length ? Object.keys(samples[0]).filter((name) => typeof samples[0][name] !== 'object') : [];
  const origin = samples.some((each) => each.origin);
  return [h('dl', {}, facts, nested),
    samples.length > 0 && h('details', {open: samples.length < 30}, h('summary', {}, `${samples.length} readings`),
      simple('Readings', [...names.map((name) => name.replaceAll('_', ' ')), ...(origin ? ['topic', 'partition', 'offset'] : [])],
        samples.map((each) => [...names.map((name) => text(name, each[name], site, who)), ...(origin ? [each.origin?.topic, each.origin?.partition, each.origin?.offset] : [])])))];
}

const text = (name, value, site, who) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? site.stamp(time.ms(value), who, true) : value === null ? 'not known' : String(value));
