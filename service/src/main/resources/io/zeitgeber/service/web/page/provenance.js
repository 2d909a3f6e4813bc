// Where a point comes from: topic, partition, offset, what the device's clock said, the journal.
import {call} from './api.js';
import {button, failed, fill, h, loading} from './dom.js';
import {simple} from './table.js';
import * as time from './time.js';
import {channel, unit, WORDS} from './words.js';

const FINAL = {FINALITY_PROVISIONAL: 'may still change', FINALITY_FINAL: 'final', FINALITY_AMENDED: 'amended', FINALITY_WITHDRAWN: 'withdrawn'};

export async function provenance(panel, site, id, lane, at, range, signal) {
  const who = id.participant;
  const isWindow = at.size !== undefined;
  const start = time.ms(at.start);
  const end = isWindow ? start + time.seconds(at.size) * 1000 : time.ms(at.end);
  panel.hidden = false;
  const fact = (name, value) => value !== undefined && value !== null && [h('dt', {}, name), h('dd', {}, value)];
  const head = h('div.title', {}, h('h2', {}, `${channel(lane.name)}, ${site.stamp(start, who, true)}`),
    button('×', () => { panel.hidden = true; }, {class: 'plain', 'aria-label': 'Close'}));
  const facts = h('dl', {},
    fact('Device', lane.device),
    fact('From, until', `${site.stamp(start, who, true)} – ${site.stamp(end, who, true)}`),
    isWindow && at.mean !== undefined && fact('Mean, least, most', `${time.number(at.mean, 2)}, ${time.number(at.min, 2)}, ${time.number(at.max, 2)} ${unit(at.unit)}`),
    isWindow && at.sum !== undefined && at.mean === undefined && fact('Sum', `${time.number(at.sum, 2)} ${unit(at.unit)}`),
    isWindow && fact('Readings', `${at.count || 0}${at.expected ? ` of ${time.number(at.expected, 0)} expected` : ''}`),
    !isWindow && fact('Says', at.code || `${time.number(at.value, 2)} ${unit(at.unit)}`),
    !isWindow && at.rule && fact('Derived by', at.rule),
    fact('Time is right within', at.uncertainty ? `± ${time.number(time.seconds(at.uncertainty), 3)} s` : isWindow ? undefined : 'not known: no clock model has spoken'),
    fact('Standing', `${FINAL[at.finality] || '–'}, version ${at.version || 1}`));
  const list = h('div', {}, loading('the records behind it'));
  fill(panel, head, facts, list);
  panel.scrollIntoView({block: 'nearest'});
  if (!isWindow && at.rule) return fill(list, h('p.soft', {}, 'A result of several channels: the rule and its parameters say how it was derived.'));
  const until = Math.min(Math.max(end, start + 1), start + 3600000);
  try {
    const answer = await call('StudyService/ListSamples', {
      id, device: lane.device, channel: lane.name, page_size: 200,
      range: {from: new Date(start).toISOString(), until: new Date(until).toISOString()},
    }, signal);
    const samples = answer.samples || [];
    if (!samples.length) return fill(list, h('p.soft', {}, 'The journal has no sample of exactly this time: the clock model has moved it since it arrived. Come closer and pick its neighbour.'));
    fill(list, h('h3', {}, `The ${answer.more ? 'first ' : ''}${samples.length} readings in it`),
      simple('Readings and where they come from', ['Event time', 'Device time', 'Received', {title: 'Value', number: true}, 'Topic', {title: 'Partition', number: true}, {title: 'Offset', number: true}, {title: 'Journal entry', number: true}],
        samples.map((each) => [site.stamp(time.ms(each.event_time), who, true), site.stamp(time.ms(each.device_time), who, true), site.stamp(time.ms(each.received_time), who, true),
          time.number(each.value || 0, 3), each.origin?.topic, each.origin?.partition || 0, each.origin?.offset || 0, each.sequence])),
      h('p.soft', {}, `${WORDS.uncertainty[1]} Event times as known when each arrived.`));
  } catch (e) {
    if (e.name !== 'AbortError') fill(list, failed(e, () => provenance(panel, site, id, lane, at, range, signal)));
  }
  return undefined;
}
