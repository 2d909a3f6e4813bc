// Is the journal what was written, who looked, and does it come out the same when derived again.
import {call, messages} from './api.js';
import {button, csvLinks, empty, failed, fill, h, loading} from './dom.js';
import {simple} from './table.js';
import * as time from './time.js';
import {deed, outcome} from './words.js';

export function show(main, site) {
  const controller = new AbortController();
  const at = (text) => site.stamp(time.ms(text), undefined, true);
  const card = (title, help) => {
    const body = h('div', {}, loading(title.toLowerCase()));
    return {body, element: h('section.card', {}, h('h2', {}, title), h('p.soft', {}, help), body)};
  };
  const chain = card('Chain', 'Every entry of the journal carries the digest of the one before it. What is changed, removed or reordered shows.');
  const anchors = card('Anchors', 'Signed heads of all chains, kept elsewhere: what was written before one cannot be written anew unseen.');
  const certificates = card('Replay certificates', 'Signed results of deriving everything again.');
  const access = card('Access log', 'Every read of participants’ data and every write: who, what, when, from where.');
  const run = h('section.card', {}, h('h2', {}, 'Replay'), h('p.soft', {}, `Derives every conclusion of ${site.study || 'all studies'} again from what had been received, and compares it with what was recorded.`));
  const progress = h('div');
  const certificate = h('input', {type: 'checkbox'});
  const start = button('Start a replay', replay, {class: 'primary'});
  run.append(h('div.filters', {}, start, h('label', {}, certificate, h('span', {}, 'sign a certificate'))), progress);
  main.append(h('div.title', {}, h('h1', {}, 'Audit')),
    h('div.two', {}, chain.element, run, anchors.element, certificates.element), h('div.stackof', {style: {marginTop: '1rem'}}, access.element));

  const ask = async (place, work) => {
    try {
      fill(place, await work());
    } catch (e) {
      if (e.name !== 'AbortError') fill(place, failed(e, () => ask(place, work)));
    }
  };

  function load() {
    ask(chain.body, async () => {
      const answer = await call('AuditService/GetChainStatus', {}, controller.signal);
      // A transaction that holds the tables back is no fault of the chain.
      const waits = (answer.troubles || []).filter((each) => each.kind === 'HORIZON');
      const troubles = (answer.troubles || []).filter((each) => each.kind !== 'HORIZON');
      return [h('div.tiles', {},
        h(`div.tile.${troubles.length ? 'bad' : answer.last_verified ? 'good' : 'calm'}`, {}, h('b', {}, troubles.length ? `${troubles.length} found` : answer.last_verified ? 'Whole' : 'Nothing found'), h('span', {}, answer.last_verified ? 'as far as was looked' : 'where participants were read; not yet verified as a whole')),
        h('div.tile', {}, h('b', {}, time.count(answer.entries)), h('span', {}, `entries of ${time.count(answer.participants)} participants`))),
      h('dl.facts', {}, h('div', {}, h('dt', {}, 'Last verified'), h('dd', {}, answer.last_verified ? at(answer.last_verified) : ['not yet; ', h('code', {}, './zeitgeber audit verify')])), h('div', {}, h('dt', {}, 'Last anchored'), h('dd', {}, answer.last_anchored ? at(answer.last_anchored) : 'not yet'))),
      troubles.map((each) => h('p.trouble', {}, h('b', {}, `${each.kind} `), each.id && `${each.id.study}/${each.id.participant}: `, each.sentence, each.since && h('small', {}, ` since ${at(each.since)}`))),
      waits.map((each) => h('p.soft', {}, `Late for now: ${each.sentence}.`))];
    });
    ask(anchors.body, async () => {
      const list = (await call('AuditService/ListAnchors', {page_size: 10}, controller.signal)).anchors || [];
      return list.length ? [simple('Anchors', ['When', {title: 'Chains', number: true}, 'SHA-256 of the file'], list.map((each) => [at(each.at), time.count(each.participants), h('code', {}, each.sha256.slice(0, 16), '…')])), csvLinks('AuditService/ListAnchors', {})]
        : h('p.soft', {}, 'None yet. ', h('code', {}, './zeitgeber audit anchor'), ' makes one.');
    });
    ask(certificates.body, async () => {
      const list = (await call('AuditService/ListCertificates', {page_size: 10}, controller.signal)).certificates || [];
      return list.length ? [simple('Certificates', ['Made', 'Of', {title: 'Entries', number: true}, {title: 'Findings', number: true}], list.map((each) => [at(each.made_at), each.scope || 'everybody', time.count(each.entries), h(each.findings ? 'span.no' : 'span.yes', {}, time.count(each.findings))])), csvLinks('AuditService/ListCertificates', {})]
        : h('p.soft', {}, 'None yet. A replay makes one where it is asked to.');
    });
    ask(access.body, async () => {
      const lines = [];
      const table = h('div');
      const more = button('Show older', () => next().catch((e) => fill(more, `Not now: ${e.message}`)));
      let token = '';
      async function next() {
        const answer = await call('AuditService/ListAccess', {study: site.study, page_size: lines.length ? 100 : 25, newest_first: true, page_token: token}, controller.signal);
        token = answer.next_page_token || '';
        lines.push(...(answer.accesses || []));
        more.hidden = !token;
        fill(table, simple('Access log', ['When', 'Who', 'Role', 'What', 'Of whom', 'From', 'Outcome'], lines.map((each) => [
          at(each.at), h('span', {}, each.subject || 'nobody named', !each.authenticated && h('small', {}, ' claimed')), each.role || '–',
          h('span', {title: each.method}, deed(each.action, each.method)),
          [each.study, each.participant].filter(Boolean).join('/') || '–', each.peer || '–', outcome(each.outcome)])));
      }
      await next();
      return lines.length ? [table, h('div.filters', {}, more), csvLinks('AuditService/ListAccess', {study: site.study})]
        : empty('Nothing yet', 'Nobody has looked at this study’s data.');
    });
  }

  async function replay() {
    start.disabled = true;
    const bar = h('progress', {max: 1, value: 0, 'aria-label': 'Replay'});
    const said = h('p.soft', {role: 'status'}, 'Starting…');
    fill(progress, bar, said);
    try {
      for await (const update of messages('AuditService/StartReplay', {study: site.study, certificate: certificate.checked}, controller.signal)) {
        if (update.progress) {
          bar.max = update.progress.of_participants || 1;
          bar.value = update.progress.participants || 0;
          said.textContent = `${time.count(update.progress.participants)} of ${time.count(update.progress.of_participants)} participants, ${time.count(update.progress.entries)} entries, ${time.count(update.progress.samples)} samples`;
        } else if (update.result) done(update.result);
      }
      load();
    } catch (e) {
      if (e.name !== 'AbortError') fill(progress, failed(e));
    } finally {
      start.disabled = false;
    }
  }

  function done(result) {
    const bad = (result.entries_differing || 0) + (result.chains_broken || 0);
    fill(progress, h('p', {}, h(bad ? 'span.no' : 'span.yes', {}, bad ? `${time.count(bad)} findings. ` : 'Nothing differs. '),
      `${time.count(result.entries)} entries of ${time.count(result.participants)} participants derived again in ${time.number(result.seconds || 0)} s, ${time.count(result.facts_compared)} facts compared.`),
    (result.differences || []).map((each) => h('p.trouble', {}, each)),
    result.certificate && h('a', {href: URL.createObjectURL(new Blob([result.certificate], {type: 'application/json'})), download: 'certificate.json'}, 'Keep the certificate'));
  }
  load();
  return {stop() { controller.abort(); }};
}
